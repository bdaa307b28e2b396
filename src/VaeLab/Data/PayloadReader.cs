namespace VaeLab.Data;

/// <summary>
/// Reads an announced number of bytes into one buffer. It is taken at once where it is no more than 64 KiB or 16 times the stored
/// bytes, as images nearly always are; a file that announces more is first unpacked for its length alone, which takes no memory.
/// </summary>
internal static class PayloadReader
{
    private const int SmallBytes = 64 * 1024;
    private const int UsualRatio = 16;

    /// <summary>Whether so much is announced that it must be there before memory is taken for it.</summary>
    /// <param name="announced">Bytes to read.</param>
    /// <param name="stored">Bytes that the file takes where it is stored.</param>
    public static bool IsDoubtful(long announced, long stored) => announced > Math.Max(SmallBytes, stored * UsualRatio);

    /// <summary>Reads the announced bytes.</summary>
    /// <param name="content">The unpacked content, after the header.</param>
    /// <param name="announced">Bytes to read.</param>
    /// <returns>The buffer, and how much of it is filled: less than announced when the content ends early.</returns>
    public static (byte[] Payload, int Filled) Read(Stream content, int announced)
    {
        byte[] payload = GC.AllocateUninitializedArray<byte>(announced);
        return (payload, content.ReadAtLeast(payload, announced, throwOnEndOfStream: false));
    }

    /// <summary>Counts the bytes that are there, up to the announced ones.</summary>
    /// <param name="content">The unpacked content, after the header.</param>
    /// <param name="announced">Bytes that should be there.</param>
    public static int Count(Stream content, int announced)
    {
        var piece = new byte[SmallBytes];
        int count = 0;
        while (count < announced && content.Read(piece, 0, Math.Min(piece.Length, announced - count)) is > 0 and int read)
            count += read;
        return count;
    }
}
