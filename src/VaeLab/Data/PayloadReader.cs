namespace VaeLab.Data;

/// <summary>
/// Reads an announced number of bytes and allocates in step with what is really there, whatever was announced: at first
/// no more than 64 KiB or 16 times the stored bytes, from then on less than 4 times the bytes that have arrived. Images
/// seldom shrink below a sixteenth, so their one buffer is allocated once, at its final size.
/// </summary>
internal static class PayloadReader
{
    private const int FirstCapacity = 64 * 1024;
    private const int UsualRatio = 16;

    /// <param name="content">The unpacked content, after the header.</param>
    /// <param name="announced">Bytes to read.</param>
    /// <param name="stored">Bytes that the file takes where it is stored.</param>
    /// <returns>The buffer, and how much of it is filled: less than announced when the content ends early.</returns>
    public static (byte[] Payload, int Filled) Read(Stream content, int announced, long stored)
    {
        long capacity = Math.Max(FirstCapacity, stored * UsualRatio);
        byte[] payload = GC.AllocateUninitializedArray<byte>((int)Math.Min(announced, capacity));
        int filled = 0;
        while (true)
        {
            Span<byte> free = payload.AsSpan(filled);
            filled += content.ReadAtLeast(free, free.Length, throwOnEndOfStream: false);
            if (filled < payload.Length || filled == announced) return (payload, filled);

            byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(announced, 2L * filled));
            payload.CopyTo(larger, 0);
            payload = larger;
        }
    }
}
