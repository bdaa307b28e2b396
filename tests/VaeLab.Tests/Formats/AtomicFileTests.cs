using System.Text;
using VaeLab.Formats;
using VaeLab.Tests.Data;

namespace VaeLab.Tests.Formats;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_file_is_written_with_its_folder_and_over_an_old_one()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "a", "b", "file.txt");
        AtomicFile.Write(path, Text("old, and longer"));
        Assert.Equal("old, and longer", File.ReadAllText(path));
        AtomicFile.Write(path, Text("new"));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Until_the_last_byte_the_old_file_stays()
    {
        using var folder = new TempFolder();
        string path = folder.Write("file.txt", "old"u8.ToArray());
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_writer_that_fails_half_way_leaves_the_old_file_alone(bool expected)
    {
        using var folder = new TempFolder();
        string path = folder.Write("file.txt", "old"u8.ToArray());
        Exception failure = expected ? new IOException("No space left on device") : new InvalidOperationException("A defect");

        Exception thrown = Assert.ThrowsAny<Exception>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("ne"u8);
            throw failure;
        }));

        if (expected)
            Assert.Equal($"'{path}' cannot be written: No space left on device Free some space, or choose another folder with --out.", Assert.IsType<InputException>(thrown).Message);
        else
            Assert.Same(failure, thrown);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_place_that_cannot_be_is_a_fault()
    {
        using var folder = new TempFolder();
        string file = folder.Write("file", [1]);
        AssertFault(Path.Combine(file, "below.txt"));
        AssertFault(folder.At(new string('n', 300)));

        Directory.CreateDirectory(folder.At("folder"));
        AssertFault(folder.At("folder"));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);

        static void AssertFault(string path)
        {
            InputException fault = Assert.Throws<InputException>(() => AtomicFile.Write(path, Text("text")));
            Assert.StartsWith($"'{path}' cannot be written: ", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_that_may_not_be_written_to_is_a_fault()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no permissions of this kind.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Permissions do not hold an administrator back.");
        using var folder = new TempFolder();
        string locked = Directory.CreateDirectory(folder.At("locked")).FullName;
        SetMode(locked, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Throws<InputException>(() => AtomicFile.Write(Path.Combine(locked, "file.txt"), Text("text")));
        }
        finally
        {
            SetMode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>A device that is always full, where there is one: a disk that is full as the text arrives.</summary>
    [Fact]
    public void A_full_disk_is_a_fault()
    {
        const string Full = "/dev/full";
        Assert.SkipUnless(File.Exists(Full), "There is no /dev/full here.");
        using var folder = new TempFolder();
        string path = folder.Write("file.txt", "old"u8.ToArray());
        InputException fault = Assert.Throws<InputException>(() => AtomicFile.Write(path, _ =>
        {
            using var full = new FileStream(Full, FileMode.Open, FileAccess.Write);
            full.Write("new"u8);
            full.Flush(flushToDisk: true);
        }));
        Assert.Contains("Free some space, or choose another folder", fault.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    private static Action<Stream> Text(string text) => stream => stream.Write(Encoding.UTF8.GetBytes(text));

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }
}
