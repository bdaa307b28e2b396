using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Cli.Tests;

public sealed class RunFiguresTests
{
    /// <summary>A decoder that gives no numbers: what is not made by it is drawn all the same.</summary>
    [Fact]
    public void A_figure_that_cannot_be_made_costs_no_other()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        var data = Dataset.FromFolder(folder.Path);
        ExperimentOptions options = new() { Name = "broken", Model = new() { Hidden = [5] }, OutputFolder = folder.At("run") };
        GenerativeModel model = options.CreateModel(data.Train.Shape);
        model.Parameters[^1].CopyFrom([.. Enumerable.Repeat(float.NaN, model.Parameters[^1].Length)]);
        using var run = RunFolder.Create(options, data);
        using var workers = new WorkerPool(1);
        var statistics = LatentStatistics.Measure((LatentModel)model, data.HeldOut, workers, new(0, RandomPurpose.EvaluationNoise, EvaluationStream.Permutation));

        IReadOnlyDictionary<string, string> missing = RunFigures.Draw(
            run, model, data, [new(1, 1, new(2, 1), new(2, 1))], new(1, 3), statistics, workers);

        Assert.Equal(["manifold.png", "manifold_tilted.png", "reconstructions.png"], missing.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(missing.Values, reason => Assert.Contains("pixels must be finite", reason, StringComparison.Ordinal));
        Assert.Equal(
            ["covariance.png", "latent_dimensions.png", "latent_ellipses.png", "latent_space.png", "loss_curves.png"],
            Directory.GetFiles(folder.At("run", "figures")).Select(Path.GetFileName).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
