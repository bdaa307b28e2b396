namespace VaeLab.Formats;

/// <summary>Files that are there whole or not at all: written beside their place, flushed, and then renamed into it.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file, together with its folder where that is missing.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="InputException">The file cannot be written there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = FormattableString.Invariant($"{path}.{Environment.ProcessId}.tmp");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw new InputException($"'{path}' cannot be written: {exception.Message} Free some space, or choose another folder with --out.", exception);
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    /// <summary>Whether this is how .NET says that a file cannot be written; the last is for a file beyond the largest size allowed.</summary>
    internal static bool IsFault(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;
}
