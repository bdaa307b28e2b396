namespace VaeLab.Formats;

/// <summary>
/// Opens files to read. Opening a pipe waits for somebody to write to it, perhaps for ever. Like a device, a pipe says that it holds no
/// bytes: what says so is not opened, and read as an empty file.
/// </summary>
internal static class RegularFile
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, or a link to one.</param>
    public static Stream OpenRead(string path) =>
        IsEmpty(path) ? Stream.Null : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);

    /// <summary>Whether a file is there and says that it holds nothing.</summary>
    /// <param name="path">The file, or a link to one.</param>
    public static bool IsEmpty(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return file is { Exists: true, Length: 0 };
    }
}
