using System.Text.RegularExpressions;

namespace VaeLab.Formats;

/// <summary>Files that are there whole or not at all: written beside their place, flushed, and then renamed into it.</summary>
public static partial class AtomicFile
{
    /// <summary>Writes a file, together with its folder where that is missing.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="InputException">The file cannot be written there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string? temporary = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (FileStream stream = Beside(path))
            {
                temporary = stream.Name;
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw new InputException($"'{path}' cannot be written: {exception.Message} Free some space, or choose another folder.", exception);
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    /// <summary>Whether a file is what a killed process left of writing one of some files.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">The names of the files.</param>
    internal static bool IsLeftover(string path, IEnumerable<string> names) =>
        Temporary().Match(Path.GetFileName(path)) is { Success: true } match && names.Contains(match.Groups["name"].Value, StringComparer.Ordinal);

    /// <summary>Whether this is how .NET says that a file cannot be written; the last is for a file beyond the largest size allowed.</summary>
    internal static bool IsFault(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>A new file beside a path, under a name that nothing has.</summary>
    private static FileStream Beside(string path)
    {
        string free = FormattableString.Invariant($"{path}.{Environment.ProcessId}.tmp");
        for (int number = 2; Path.Exists(free); number++)
            free = FormattableString.Invariant($"{path}.{Environment.ProcessId}-{number}.tmp");
        return new FileStream(free, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    [GeneratedRegex(@"^(?<name>.+)\.[0-9]+(-[0-9]+)?\.tmp$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Temporary();
}
