using System.Security;

namespace VaeLab.Data;

/// <summary>Turns what the file system says into a sentence for the person who gave the path.</summary>
internal static class FileFault
{
    /// <summary>Whether <paramref name="cause"/> is about the file rather than a defect of the program.</summary>
    public static bool Explains(Exception cause) =>
        cause is IOException or InvalidDataException or UnauthorizedAccessException or SecurityException
            or OutOfMemoryException;

    public static InputException From(string file, Exception cause) => cause switch
    {
        FileNotFoundException or DirectoryNotFoundException =>
            Fault.Of($"'{file}' does not exist: check the path.", cause),
        UnauthorizedAccessException or SecurityException =>
            Fault.Of($"'{file}' may not be read by this user: change its permissions or copy it to a folder of yours.", cause),
        InvalidDataException =>
            Fault.Of($"'{file}' is a damaged gzip file: get it again.", cause),
        OutOfMemoryException =>
            Fault.Of($"'{file}' does not fit in the memory of this machine: give a smaller dataset.", cause),
        _ => Fault.Of($"'{file}' could not be read ({cause.Message.TrimEnd('.')}): check the disk and try again.", cause),
    };
}
