using System.Security.Cryptography;
using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class FromFolderTests
{
    [Fact]
    public void A_folder_is_a_dataset_of_its_name()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        Dataset dataset = Dataset.FromFolder(folder.Path + Path.DirectorySeparatorChar);

        Assert.Equal(Path.GetFileName(folder.Path), dataset.Name);
        Assert.Equal((18, 2, 4), (dataset.Train.Count, dataset.Validation.Count, dataset.Test!.Count));
        Assert.Equal(SampleShape.Gray(3, 2), dataset.Test!.Shape);
        Assert.Equal("mine", Dataset.FromFolder(folder.Path, "mine").Name);
    }

    [Fact]
    public void Packing_and_spelling_do_not_change_the_digest()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        string digest = Dataset.FromFolder(folder.Path).Sha256;

        Repack("train-images-idx3-ubyte", "train-images-idx3-ubyte.gz", content => IdxBytes.Gzip(content));
        Repack("train-labels-idx1-ubyte", "train-labels.idx1-ubyte", content => content);
        Repack("t10k-images-idx3-ubyte", "t10k-images.idx3-ubyte.gz", content => IdxBytes.Gzip(content));
        Directory.CreateDirectory(folder.At("train-images-idx3-ubyte")); // as some archives unpack

        Assert.Equal(digest, Dataset.FromFolder(folder.Path).Sha256);

        void Repack(string from, string to, Func<byte[], byte[]> pack)
        {
            folder.Write(to, pack(File.ReadAllBytes(folder.At(from))));
            File.Delete(folder.At(from));
        }
    }

    [Fact]
    public void Faults_of_all_files_come_together()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        File.Delete(folder.At("train-images-idx3-ubyte"));
        folder.Write("train-labels-idx1-ubyte", IdxBytes.Images(20, 3, 2));
        folder.Write("t10k-images-idx3-ubyte", IdxBytes.Images(4, 3, 2)[..^1]);
        File.Delete(folder.At("t10k-labels-idx1-ubyte"));
        Directory.CreateDirectory(folder.At("t10k-labels-idx1-ubyte"));

        InputException fault = Assert.Throws<InputException>(() => Dataset.FromFolder(folder.Path));

        Assert.Collection(
            fault.Faults,
            one => Assert.Equal($"'{folder.At("train-images-idx3-ubyte")}' is missing, and so is the same with .gz: put the file there, or give another folder.", one),
            two => Assert.Contains("holds images (IDX rank 3), but labels (IDX rank 1) are needed", two, StringComparison.Ordinal),
            three => Assert.Contains("is truncated: it holds 39 of the 40 bytes", three, StringComparison.Ordinal),
            four => Assert.Contains("is a folder, but a file is needed", four, StringComparison.Ordinal));
    }

    [Fact]
    public void Images_without_any_file_of_labels_are_read_and_that_is_said()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        File.Delete(folder.At("train-labels-idx1-ubyte"));
        Assert.Contains("train-labels-idx1-ubyte' is missing", Assert.Single(Assert.Throws<InputException>(() => Dataset.FromFolder(folder.Path)).Faults), StringComparison.Ordinal);
        File.Delete(folder.At("t10k-labels-idx1-ubyte"));
        Dataset dataset = Dataset.FromFolder(folder.Path);
        Assert.False(dataset.HasLabels);
        Assert.Equal("24 images of 3 × 2 (18 training, 2 validation, 4 test), no files of labels", dataset.Reading.ToString());
        dataset = Dataset.FromFile(folder.At("train-images-idx3-ubyte"));
        Assert.Equal("20 images of 3 × 2 (17 training, 1 validation, 2 test)", dataset.Reading.ToString());
        Assert.Equal(20, dataset.Undivided!.Count);
    }

    /// <summary>Numbers of every type that the format has, the most significant byte first.</summary>
    [Theory]
    [InlineData(0x09, "byte", 1)]
    [InlineData(0x0b, "short", 2)]
    [InlineData(0x0c, "int", 4)]
    [InlineData(0x0d, "float", 4)]
    [InlineData(0x0e, "double", 8)]
    public void Numbers_may_be_of_other_types_than_bytes(int type, string spelling, int size)
    {
        using var folder = new TempFolder();
        Write("train-images-idx3-", 3, 20, 3, 2);
        Write("train-labels-idx1-", 1, 20);
        Write("t10k-images-idx3-", 3, 4, 3, 2);
        Write("t10k-labels-idx1-", 1, 4);
        Dataset dataset = Dataset.FromFolder(folder.Path);
        Assert.Equal("24 images of 3 × 2 (18 training, 2 validation, 4 test), 5 classes, whole numbers divided by their greatest, 4", dataset.Reading.ToString());
        Assert.Equal((4f, 5), (dataset.DividedBy, dataset.GreatestLabel + 1));
        var image = new float[6];
        dataset.Test!.Fill(3, 1, image);
        Assert.Equal([0.75f, 1, 0, 0.25f, 0.5f, 0.75f], image);
        Assert.Equal([0, 1, 2, 3], dataset.Test.Labels.ToArray());

        folder.Write("t10k-images-idx3-ubyte", IdxBytes.Images(4, 3, 2));
        Assert.Contains("so that it is not clear what their numbers mean", Assert.Throws<InputException>(() => Dataset.FromFolder(folder.Path)).Message, StringComparison.Ordinal);

        void Write(string name, int rank, params uint[] sides)
        {
            int count = (int)sides.Aggregate(1u, (product, side) => product * side);
            byte[] payload = [.. Enumerable.Range(0, count).SelectMany(i => Bytes(i % 5))];
            folder.Write(name + spelling, [.. IdxBytes.Header([(uint)((type << 8) | rank), .. sides]), .. payload]);
        }

        byte[] Bytes(int number)
        {
            byte[] little = type switch { 0x0d => BitConverter.GetBytes((float)number), 0x0e => BitConverter.GetBytes((double)number), _ => BitConverter.GetBytes(number)[..size] };
            Array.Reverse(little);
            return little;
        }
    }

    [Fact]
    public void Each_image_needs_a_label()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        folder.Write("train-labels-idx1-ubyte", IdxBytes.Labels(19));
        folder.Write("t10k-labels-idx1-ubyte", IdxBytes.Labels(5));

        InputException fault = Assert.Throws<InputException>(() => Dataset.FromFolder(folder.Path));

        Assert.Equal(2, fault.Faults.Count);
        Assert.Contains("holds 20 images and", fault.Faults[0], StringComparison.Ordinal);
        Assert.Contains("holds 19 labels", fault.Faults[0], StringComparison.Ordinal);
        Assert.Contains("holds 5 labels", fault.Faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_the_whole_name_the_folder()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        folder.Write("train-images-idx3-ubyte", IdxBytes.Images(9, 4, 4));
        folder.Write("train-labels-idx1-ubyte", IdxBytes.Labels(9));

        InputException fault = Assert.Throws<InputException>(() => Dataset.FromFolder(folder.Path));

        Assert.Equal(2, fault.Faults.Count);
        Assert.All(fault.Faults, one => Assert.StartsWith($"Folder '{folder.Path}' holds ", one, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_a_folder_is_refused()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        AssertFault("", "The folder's name is empty");
        AssertFault(folder.At("none"), "does not exist or may not be read");
        AssertFault(folder.At("train-labels-idx1-ubyte"), "is a file, but a folder is needed");

        static void AssertFault(string path, string essential)
        {
            InputException fault = Assert.Throws<InputException>(() => Dataset.FromFolder(path));
            Assert.Contains(essential, fault.Message, StringComparison.Ordinal);
            Assert.Contains("train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Listed_files_must_have_their_digests()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        string right = Digest("train-images-idx3-ubyte");
        string other = Digest("train-labels-idx1-ubyte");
        string actual = Digest("t10k-images-idx3-ubyte");
        File.WriteAllText(folder.At("SHA256SUMS"), $"{right.ToUpperInvariant()} *./train-images-idx3-ubyte\r\n\n{other}  unrelated file\n");
        Assert.Equal(18, Dataset.FromFolder(folder.Path).Train.Count);

        File.AppendAllText(folder.At("SHA256SUMS"), $"{other}  t10k-images-idx3-ubyte\n");
        InputException fault = Assert.Throws<InputException>(() => Dataset.FromFolder(folder.Path));

        Assert.StartsWith($"'{folder.At("t10k-images-idx3-ubyte")}' has the wrong hash: its SHA-256 is {actual}, but '{folder.At("SHA256SUMS")}' lists {other}", fault.Message, StringComparison.Ordinal);
        Assert.Single(fault.Faults);

        string Digest(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder.At(name))));
    }

    [Theory]
    [InlineData("abc  train-images-idx3-ubyte", "line 1, is not 64 hex digits, two blanks and a file name")]
    [InlineData("\n{0} train-images-idx3-ubyte", "line 2, is not 64 hex digits")]
    [InlineData("{0}  a\n{1}  a", "line 2, lists 'a' again with another digest")]
    public void A_list_of_another_format_is_refused(string text, string essential)
    {
        using TempFolder folder = new TempFolder().WithDataset();
        string list = text.Replace("{0}", new string('0', 64), StringComparison.Ordinal).Replace("{1}", new string('1', 64), StringComparison.Ordinal);
        File.WriteAllText(folder.At("SHA256SUMS"), list);
        File.Delete(folder.At("t10k-labels-idx1-ubyte"));

        InputException fault = Assert.Throws<InputException>(() => Dataset.FromFolder(folder.Path));

        Assert.Equal(2, fault.Faults.Count);
        Assert.Contains(essential, fault.Faults[0], StringComparison.Ordinal);
        Assert.Contains("is missing", fault.Faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_cannot_be_one_is_refused()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        folder.Write("SHA256SUMS", new byte[1024 * 1024 + 1]);
        InputException large = Assert.Throws<InputException>(() => Dataset.FromFolder(folder.Path));
        Assert.Contains("holds 1,048,577 bytes, but a list of digests has at most 1,048,576", large.Message, StringComparison.Ordinal);

        File.Delete(folder.At("SHA256SUMS"));
        Directory.CreateDirectory(folder.At("SHA256SUMS"));
        InputException directory = Assert.Throws<InputException>(() => Dataset.FromFolder(folder.Path));
        Assert.Contains("is a folder, but a file is needed", directory.Message, StringComparison.Ordinal);
    }
}
