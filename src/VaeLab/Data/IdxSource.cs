using VaeLab.Formats;

namespace VaeLab.Data;

/// <summary>Somewhere an IDX file is stored: on disk or in this assembly.</summary>
/// <param name="display">How faults name it: the path.</param>
/// <param name="fileName">The name that SHA256SUMS lists.</param>
/// <param name="open">Opens the stored bytes from their start.</param>
internal sealed class IdxSource(string display, string fileName, Func<Stream> open)
{
    public string Display => display;

    public string FileName => fileName;

    /// <summary>A file on disk; whether it can be read shows when it is opened.</summary>
    public static IdxSource File(string path) => new(path, Path.GetFileName(path), () => OpenFile(path));

    /// <summary>The stored bytes from their start, in a stream that can seek.</summary>
    public Stream Open()
    {
        Stream stored = open();
        if (stored.CanSeek) return stored;
        stored.Dispose();
        throw Fault.Of($"'{display}' is a pipe or a device, but a regular file is needed: write its content to a file first.");
    }

    private static Stream OpenFile(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            throw Fault.Of($"'{path.Replace("\0", "\\0", StringComparison.Ordinal)}' is not a path: give the path of a file.");
        if (Directory.Exists(path))
            throw Fault.Of($"'{path}' is a folder, but a file is needed: give the file inside it or move that up.");
        return RegularFile.OpenRead(path);
    }
}
