namespace VaeLab.Numerics.Tests;

public sealed class DeterminismTests
{
    // The last batch of an epoch is shorter; none is a whole number of blocks.
    private static readonly int[] s_rows = [101, 101, 7, 101, 45];

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        (float[] Losses, float[][] Values)[] results = [.. new[] { 1, 2, 3, 8, 1 }.Select(Train)];
        foreach ((float[] losses, float[][] values) in results)
        {
            Assert.Equal(results[0].Losses, losses);
            Assert.Equal(results[0].Values, values);
        }

        Assert.True(results[0].Losses[^1] < results[0].Losses[0]);
    }

    private static (float[] Losses, float[][] Values) Train(int threads)
    {
        using var pool = new WorkerPool(threads);
        var model = new LittleModel(pool, batchSize: 101);
        var adam = new Adam(model.Parameters, learningRate: 0.01);
        float[] losses = [.. Enumerable.Range(0, 30).Select(step => model.Run(adam, s_rows[step % s_rows.Length], (uint)step))];
        return (losses, model.Values());
    }
}
