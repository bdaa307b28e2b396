using System.Runtime.Intrinsics.X86;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// Asks for memory ahead of its use. It is a hint: no result depends on it, and where .NET cannot give it, nothing is done.
/// The processor finds out by itself what is read in one long run, but not beyond the end of a page.
/// </summary>
internal static unsafe class Prefetch
{
    private const int NumbersPerLine = 16;

    /// <summary>Asks for some numbers, to be near when they are needed in a microsecond.</summary>
    public static void Near(float* start, int count)
    {
        if (!Sse.IsSupported)
            return;
        for (int i = 0; i < count; i += NumbersPerLine)
            Sse.Prefetch0(start + i);
    }
}
