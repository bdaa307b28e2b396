namespace VaeLab.Numerics;

/// <summary>
/// The memory of a <see cref="Tape"/>: taken once while the tape is recorded and used again at every replay, so that a warm
/// training step allocates nothing. Pinned, so that kernels can use pointers; freed with the tape.
/// </summary>
internal sealed unsafe class Arena
{
    private const int Alignment = 64;

    // Tiles read up to 7 rows of 32 numbers past the end of a matrix; what they find there is not used.
    private const int Slack = (8 * 32) + (Alignment / sizeof(float));

    private readonly List<float[]> _blocks = [];

    /// <summary>Zeroed memory for so many numbers, on a 64-byte boundary, with readable slack behind it.</summary>
    public float* Take(int count)
    {
        float[] block = GC.AllocateArray<float>(checked(count + Slack), pinned: true);
        _blocks.Add(block);
        fixed (float* start = block)
        {
            nint address = ((nint)start + Alignment - 1) & ~(Alignment - 1);
            return (float*)address;
        }
    }
}
