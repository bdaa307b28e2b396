using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Figures.Runs;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Cli.Tests;

public sealed class RunFiguresTests
{
    private static readonly string[] s_always = ["loss_curves.png", "samples.png", "reconstructions.png"];

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

        var view = new RunView(options, model, data, [new(1, 1, new(2, 1), new(2, 1))], new(1, 3), statistics, workers);
        IReadOnlyDictionary<string, string> missing = RunFigures.Draw(RunFigures.Of(view, FigureChoice.All), view, run.Figure);

        Assert.Equal(["manifold.png", "manifold_tilted.png", "reconstructions.png", "samples.png"], missing.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(missing.Values, reason => Assert.Contains("pixels must be finite", reason, StringComparison.Ordinal));
        Assert.Equal(
            ["covariance.png", "latent_dimensions.png", "latent_ellipses.png", "latent_space.png", "loss_curves.png"],
            Directory.GetFiles(folder.At("run", "figures")).Select(Path.GetFileName).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    public static TheoryData<string> Models => [.. ModelKinds.Presets.Keys];

    /// <summary>Every kind of model has loss curves, samples and reconstructions, and no file is drawn twice.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void A_kind_of_model_has_its_figures(string name)
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        var data = Dataset.FromFolder(folder.Path);
        ModelOptions preset = ModelKinds.Presets[name].Model;
        using var workers = new WorkerPool(1);
        RunView view = View(new() { Name = "any", Model = preset with { Hidden = [5], Classes = preset.Classes > 0 ? 3 : 0, LatentDimensions = preset.Kind is VqOptions ? preset.LatentDimensions : 5 } }, data, workers);
        string[] all = Files(view, FigureChoice.All), some = Files(view, FigureChoice.Some);

        Assert.Equal(all.Distinct(StringComparer.Ordinal), all, StringComparer.Ordinal);
        Assert.Empty(some.Except(all, StringComparer.Ordinal));
        Assert.Empty(s_always.Except(some, StringComparer.Ordinal));
        Assert.Equal(view.Latent is not null, some.Contains("latent_space.png", StringComparer.Ordinal));
        Assert.InRange(some.Length, 3, 4);
        Assert.Empty(Files(view, FigureChoice.None));
        Assert.Empty(RunFigures.Draw(RunFigures.Of(view, FigureChoice.All), view, file => folder.At(file)));
    }

    [Fact]
    public void A_caption_says_what_is_shown()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        var data = Dataset.FromFolder(folder.Path, "stripes");
        using var workers = new WorkerPool(1);
        ModelOptions model = new() { Hidden = [5], LatentDimensions = 5 };
        RunView view = View(new() { Name = "any", Model = model, Training = new() { Beta = 0.5, Seed = 3 } }, data, workers);
        string axes = $"z{"₀₁₂₃₄"[view.Statistics.MostActive(1)[0]]}, z{"₀₁₂₃₄"[view.Statistics.MostActive(2)[1]]} are the most active of 5 dimensions, by KL";
        Assert.Equal($"stripes, test set; epoch 1; β = 0.5; seed 3; {axes}.", Caption(view, "latent_space.png"));
        Assert.Equal($"stripes; epoch 1; β = 0.5; seed 3; {axes}; the others are at the prior's mean.", Caption(view, "manifold.png"));
        Assert.Equal("stripes, test set; epoch 1; β = 0.5; seed 3; each image decoded from its posterior mean.", Caption(view, "reconstructions.png"));

        RunView early = View(new() { Name = "any", Model = ModelKinds.Adversarial.Preset.Model with { Hidden = [5] }, Training = new() { EarlyStopping = 2 } }, data, workers);
        Assert.Equal("stripes; epoch 1, the best of 1; seed 0.", Caption(early, "loss_curves.png"));
    }

    private static string Caption(RunView view, string file) => view.Caption(RunFigures.Of(view, FigureChoice.All).Single(figure => figure.File == file));

    private static string[] Files(RunView view, FigureChoice choice) => [.. RunFigures.Of(view, choice).Select(figure => figure.File)];

    private static RunView View(ExperimentOptions options, Dataset data, WorkerPool workers)
    {
        GenerativeModel model = options.CreateModel(data.Shape);
        LatentStatistics? statistics = model is LatentModel latent
            ? LatentStatistics.Measure(latent, data.HeldOut, workers, new(0, RandomPurpose.EvaluationNoise, EvaluationStream.Permutation))
            : null;
        var terms = Enumerable.Range(1, 9).ToDictionary(layer => FormattableString.Invariant($"kl_{layer}"), _ => 1.0, StringComparer.Ordinal);
        return new(options, model, data, [new(1, 1, new(2, 1), new(2, 1), terms)], new LossBaselines(1, 3), statistics, workers);
    }
}
