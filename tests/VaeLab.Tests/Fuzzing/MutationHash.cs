namespace VaeLab.Tests.Fuzzing;

/// <summary>SplitMix64 of a counter: the same cases on every run and machine.</summary>
internal static class MutationHash
{
    public static ulong At(int stream, long counter)
    {
        ulong z = unchecked(((ulong)stream << 48) + ((ulong)counter * 0x9E3779B97F4A7C15UL) + 0x9E3779B97F4A7C15UL);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to <paramref name="limit"/> − 1.</summary>
    public static int Below(int limit, int stream, long counter) => (int)(At(stream, counter) % (ulong)limit);
}
