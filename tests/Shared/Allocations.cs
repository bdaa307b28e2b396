namespace VaeLab.Testing;

/// <summary>Tests that nothing else may run beside.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Bytes that an action takes from the garbage collector, on all threads together.</summary>
internal static class Allocations
{
    /// <summary>The least of several windows of 50 calls each: the runner allocates at times, which must not count.</summary>
    public static long Fewest(Action action)
    {
        for (int i = 0; i < 200; i++)
            action();

        long fewest = long.MaxValue;
        for (int window = 0; window < 20 && fewest > 0; window++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 50; i++)
                action();
            fewest = Math.Min(fewest, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return fewest;
    }
}
