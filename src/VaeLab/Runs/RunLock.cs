using VaeLab.Formats;

namespace VaeLab.Runs;

/// <summary>
/// Keeps a run's folder for one process: a file in it that is open, and that no other process can open meanwhile. What a killed process
/// leaves behind says that it is VaeLab's.
/// </summary>
internal sealed class RunLock : IDisposable
{
    public const string FileName = ".lock";

    private readonly string _path;
    private readonly FileStream _file;

    private RunLock(string path, FileStream file) => (_path, _file) = (path, file);

    private static ReadOnlySpan<byte> Content => "A run of VaeLab writes to this folder.\n"u8;

    /// <summary>Takes the lock of a folder, which is made if it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InputException">Another process has it, or it cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        string path = Path.Combine(folder, FileName);
        FileStream? file = null;
        try
        {
            Directory.CreateDirectory(folder);
            if (Directory.Exists(path))
                throw Foreign(path, "folder");

            // Where open files can be deleted, .NET deletes by name on closing, which may be the file of another process by then.
            FileOptions options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, options);
            var taken = new RunLock(path, file);
            if (!taken.IsHeld)
                throw Taken(folder); // its last owner has removed it between opening and locking
            if (file.Length == 0)
                file.Write(Content);
            else if (!IsOwn(file))
                throw Foreign(path, "file of another program");
            file = null;
            return taken;
        }
        catch (IOException) when (file is null && File.Exists(path))
        {
            throw Taken(folder);
        }
        catch (Exception exception) when (AtomicFile.IsFault(exception))
        {
            throw new InputException($"'{folder}' cannot be written: {exception.Message} Choose another folder with ExperimentOptions.OutputFolder.", exception);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Whether a file is a lock of VaeLab's, or one that a process holds just now.</summary>
    /// <param name="path">The file.</param>
    public static bool IsLock(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            return IsOwn(file);
        }
        catch (IOException)
        {
            return File.Exists(path);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether the file in the folder is still the one that this process holds. .NET knows no other identity of a file than its times.</summary>
    public bool IsHeld
    {
        get
        {
            var there = new FileInfo(_path);
            return there.Exists && !_file.SafeFileHandle.IsClosed
                && there.LastWriteTimeUtc == File.GetLastWriteTimeUtc(_file.SafeFileHandle)
                && there.CreationTimeUtc == File.GetCreationTimeUtc(_file.SafeFileHandle);
        }
    }

    /// <summary>Lets others write to the folder.</summary>
    public void Dispose()
    {
        if (_file.SafeFileHandle.IsClosed)
            return;
        try
        {
            if (!OperatingSystem.IsWindows() && IsHeld)
                File.Delete(_path);
        }
        catch (Exception exception) when (AtomicFile.IsFault(exception))
        {
            // The folder can no longer be written; whoever takes it next finds a lock that nobody holds.
        }
        finally
        {
            _file.Dispose();
        }
    }

    private static bool IsOwn(FileStream file)
    {
        Span<byte> content = stackalloc byte[Content.Length];
        return file.Length == content.Length && file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) == content.Length && content.SequenceEqual(Content);
    }

    private static InputException Foreign(string path, string what) =>
        new($"'{path}' is a {what}, and a run keeps a file of that name in its folder while it writes there: move it elsewhere, or choose another folder with ExperimentOptions.OutputFolder.");

    private static InputException Taken(string folder) =>
        new($"Another process is writing to the run in '{folder}': wait for it to end, or choose another folder.");
}
