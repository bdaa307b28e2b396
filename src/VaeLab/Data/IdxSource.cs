namespace VaeLab.Data;

/// <summary>Somewhere an IDX file is stored: on disk or in this assembly.</summary>
/// <param name="Display">How faults name it: the path.</param>
/// <param name="FileName">The name that SHA256SUMS lists.</param>
/// <param name="Open">Opens the stored bytes from their start; the stream can seek.</param>
internal sealed record IdxSource(string Display, string FileName, Func<Stream> Open)
{
    /// <summary>A file on disk; whether it can be read shows when it is opened.</summary>
    public static IdxSource File(string path) => new(path, Path.GetFileName(path), () => OpenFile(path));

    private static FileStream OpenFile(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            throw Fault.Of($"'{path.Replace("\0", "\\0", StringComparison.Ordinal)}' is not a path: give the path of a file.");
        if (Directory.Exists(path))
            throw Fault.Of($"'{path}' is a folder, but a file is needed: give the file inside it or move that up.");
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (stream.CanSeek) return stream;
        stream.Dispose();
        throw Fault.Of($"'{path}' is a pipe or a device, but a regular file is needed: write its content to a file first.");
    }
}
