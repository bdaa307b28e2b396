using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Training;

/// <summary>Runs alone: it measures allocations of the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class TrainingStepAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_warm_step_allocates_nothing(int threads)
    {
        using var pool = new WorkerPool(threads);
        Vae model = LittleData.Model();
        var step = new TrainingStep(model, new Adam(model.Parameters), batchSize: 64, beta: 1, pool);
        int[] indices = [.. Enumerable.Range(0, 64)];
        var images = LittleData.Images(64);
        int run = 0;
        Assert.Equal(0, Allocations.Fewest(() =>
        {
            step.Rows = run++ % 3 == 2 ? 41 : 64;
            images.Fill(indices.AsSpan(0, step.Rows), step.Images);
            new RandomStream(1, RandomPurpose.Test, (uint)run).FillNormal(step.Noise);
            step.Run();
        }));
    }

    [Fact]
    public void A_warm_evaluation_allocates_nothing()
    {
        using var pool = new WorkerPool(2);
        var evaluator = new LossEvaluator(LittleData.Model(), pool);
        var images = LittleData.Images(300);
        Assert.Equal(0, Allocations.Fewest(() => evaluator.Evaluate(images, new RandomStream(1, RandomPurpose.Test))));
    }
}
