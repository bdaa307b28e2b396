using System.Text.RegularExpressions;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Tests.Evaluation;

/// <summary>Trainings that go wrong in known ways, and one that does not.</summary>
public sealed class TrainingMonitorTests
{
    private static readonly TrainingOptions s_options = new() { Epochs = 60, BatchSize = 10, LearningRate = 0.01, Seed = 5 };

    [Fact]
    public void A_sound_training_is_left_in_peace()
    {
        (Finding[] found, TrainingMonitor monitor) = Watch(s_options);
        Assert.Empty(found);
        Assert.Empty(monitor.Present);
    }

    [Fact]
    public void A_posterior_collapse_is_found_once_and_still_there_at_the_end()
    {
        (Finding[] found, TrainingMonitor monitor) = Watch(s_options with { Beta = 1000, Epochs = 90 });
        Finding finding = Assert.Single(found);
        Assert.Equal(FindingKind.PosteriorCollapse, finding.Kind);
        Assert.StartsWith("Posterior collapse: none of 2 latent dimensions depends on the image (KL 0.0", finding.Message, StringComparison.Ordinal);
        Assert.Contains("instead of TrainingOptions.Beta = 1000, try 1.", finding.Message, StringComparison.Ordinal);
        Assert.Equal(FindingKind.PosteriorCollapse, Assert.Single(monitor.Present).Kind);
    }

    [Fact]
    public void A_collapse_on_a_correlated_prior_names_the_floor()
    {
        (Finding[] found, _) = Watch(s_options with { Beta = 1000, Epochs = 90 }, model: LittleData.Model(LittleData.Prior("correlated"), seed: 5));
        Assert.Contains("of which 0.19 is the least for this prior", Assert.Single(found).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dimensions_that_are_not_used_are_a_note_and_no_warning()
    {
        using var pool = new WorkerPool(1);
        var wide = new Vae(LittleData.Shape, new() { LatentDimensions = 8, Hidden = [16, 8] }, VaeLab.Distributions.MultivariateNormal.Standard(8), VaeLab.Distributions.Likelihood.Bernoulli, 5);
        (Finding[] found, TrainingMonitor monitor) = Watch(s_options with { Epochs = 120, Beta = 0.2 }, model: wide);
        Assert.DoesNotContain(found, finding => finding.Kind == FindingKind.UnusedDimensions);
        Finding note = Assert.Single(monitor.Present);
        Assert.Equal((FindingKind.UnusedDimensions, false), (note.Kind, note.IsWarning));
        Assert.Matches("^[1-7] of 8 latent dimensions are not used", note.Message);
    }

    [Fact]
    public void A_kl_that_costs_nothing_explodes()
    {
        (Finding[] found, _) = Watch(s_options with { Beta = 0, Epochs = 400, LearningRate = 0.03 });
        Finding finding = Assert.Single(found, finding => finding.Kind == FindingKind.KlExplosion);
        Assert.Contains("With TrainingOptions.Beta = 0 codes cost next to nothing", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kl_explodes_only_if_the_loss_is_above_that_of_the_mean_image()
    {
        using var pool = new WorkerPool(1);
        var trainer = new Trainer(LittleData.Model(), LittleData.Dataset(), s_options, pool);
        double meanImage = VaeLab.Distributions.Likelihood.Bernoulli.Baselines(trainer.Data.Train, trainer.Data.Validation).MeanImage!.Value;
        var diagnosis = new ExplosionDiagnosis(trainer, 2);
        Assert.Null(Examine(70, meanImage - 1 - 25, 25));
        Assert.Null(Examine(70, meanImage + 1 - 23, 23)); // no more than 12 nats a dimension
        Assert.Null(Examine(70, meanImage + 1 - 25, 25, epoch: 50)); // fewer than 400 steps
        Finding finding = Examine(70, meanImage + 1 - 25, 25)!;
        Assert.Contains(FormattableString.Invariant($"25 nats for 2 latent dimensions, and the codes save less than they cost: the loss is {meanImage + 1:G5}, where the mean image alone gives {meanImage:G5}."), finding.Message, StringComparison.Ordinal);
        Assert.EndsWith("Try a lower TrainingOptions.LearningRate than 0.01, for example 0.001.", finding.Message, StringComparison.Ordinal);

        Finding? Examine(int epochs, double reconstruction, double kl, int epoch = 0) =>
            diagnosis.Examine([new(epoch == 0 ? epochs : epoch, 1, new(reconstruction, kl), new(reconstruction, kl))]);
    }

    [Fact]
    public void Without_a_line_for_the_mean_image_a_kl_explodes_if_the_loss_rises()
    {
        // A pixel that is always black has no best density, so that a continuous Bernoulli has no such line.
        ImageSet black = new(new byte[20 * LittleData.Pixels], new byte[20], LittleData.Width, LittleData.Height);
        using var pool = new WorkerPool(1);
        ModelOptions options = new() { Likelihood = VaeLab.Distributions.Likelihoods.ContinuousBernoulli, Hidden = [4] };
        var trainer = new Trainer(options.Create(LittleData.Shape, 1), Dataset.Create("black", black), s_options with { BatchSize = 1 }, pool);
        var diagnosis = new ExplosionDiagnosis(trainer, 2);
        EpochMetrics Epoch(int number, double reconstruction, double kl) => new(number, 1, new(reconstruction, kl), new(reconstruction, kl));
        Assert.Null(diagnosis.Examine([Epoch(29, -100, 63), Epoch(30, -77, 63)]));
        Assert.Contains("and it was lower before", diagnosis.Examine([Epoch(29, -100, 63), Epoch(30, -75, 63)])!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.02, 0.9, 1, 70, 0, "have been learnt by heart")]
    [InlineData(1.02, 1.02, 1, 70, 0, "Try a lower TrainingOptions.LearningRate than 0.01, for example 0.001")]
    [InlineData(1.005, 1.02, 1, 70, 0, null)] // as good as the mean image
    [InlineData(1.02, 1.02, 1, 70, 6, null)] // above it by its KL, which costs nothing where β is 0
    [InlineData(1.02, 1.02, 1, 60, 0, null)] // fewer than 400 steps
    [InlineData(1.02, 1.02, 0.1, 70, 0, null)] // a code that has collapsed is another finding
    public void A_training_that_ends_worse_than_the_mean_image_has_failed(double validation, double train, double kl, int epochs, int free, string? cause)
    {
        using var pool = new WorkerPool(1);
        TrainingOptions options = s_options with { Epochs = epochs, Beta = free > 0 ? 0 : 1 };
        var trainer = new Trainer(LittleData.Model(), LittleData.Dataset(), options, pool);
        double meanImage = VaeLab.Distributions.Likelihood.Bernoulli.Baselines(trainer.Data.Train, trainer.Data.Validation).MeanImage!.Value;
        EpochMetrics[] history = [.. Enumerable.Range(1, epochs).Select(epoch => new EpochMetrics(epoch, 1, Of(train), Of(validation)))];
        var diagnosis = new NothingLearntDiagnosis(trainer);
        Assert.Null(diagnosis.Examine(history[..^1])); // it is not over yet
        Finding? finding = diagnosis.Examine(history);
        Assert.Equal(cause is null, finding is null);
        Assert.Contains(cause ?? string.Empty, finding?.Message ?? string.Empty, StringComparison.Ordinal);
        TrainingResult result = new(history, 1, 1, 1, TrainingEnd.Completed) { Findings = finding is null ? [] : [finding] };
        Assert.Equal((cause is not null, cause is null), (result.HasFailed, result.IsWhole));

        Loss Of(double share) => new((share * meanImage) - kl - free, kl + free);
    }

    [Fact]
    public void A_kl_is_not_judged_while_its_weight_grows()
    {
        TrainingOptions free = s_options with { Beta = 1e-9, Epochs = 400, LearningRate = 0.03, KlSchedule = KlSchedule.Linear, KlWarmUp = 400 };
        Assert.DoesNotContain(Watch(free).Found, finding => finding.Kind == FindingKind.KlExplosion);
        Assert.Contains(Watch(free with { KlWarmUp = 1 }).Found, finding => finding.Kind == FindingKind.KlExplosion);
    }

    [Fact]
    public void Learning_few_images_by_heart_is_overfitting()
    {
        (Finding[] found, TrainingMonitor monitor) = Watch(s_options with { Epochs = 400, Beta = 0.1 }, Snow(40).WithValidationShare(0.5));
        Finding finding = Assert.Single(found, finding => finding.Kind == FindingKind.Overfitting);
        Assert.Matches(@"^Overfitting: since epoch \d+ the training loss has fallen from \d+\.\d to \d+\.\d, and the validation loss has risen from \d+\.\d to \d+\.\d", finding.Message);
        Assert.Contains(monitor.Present, present => present.Kind == FindingKind.Overfitting);
    }

    [Theory]
    [InlineData(100, 95, 2, 105.1, 3, true)]
    [InlineData(100, 101, 2, 105.1, 3, false)] // the training loss rises too
    [InlineData(100, 100, 2, 105.1, 3, false)]
    [InlineData(100, 95, 2, 100.9, 3, false)] // less than a nat
    [InlineData(100, 95, 2, 101.1, 3, true)]
    [InlineData(100, 95, 2, 105.1, 2, false)] // the best epoch was just before
    [InlineData(1000, 950, 20, 1004, 3, false)] // less than half a per cent
    [InlineData(1000, 950, 20, 1006, 3, true)]
    public void Overfitting_is_a_clear_rise_of_the_validation_loss_while_the_training_loss_falls(
        double best, double train, double kl, double validation, int epochsAfterBest, bool isFound)
    {
        List<EpochMetrics> history = [new(1, 1, new(best + 50, kl), new(best + 60, kl)), new(2, 1, new(best - kl, kl), new(best - kl, kl))];
        for (int i = 1; i <= epochsAfterBest; i++)
            history.Add(new(2 + i, 1, new(train - kl, kl), new(validation - kl - 0.5, kl + 0.5)));
        Finding? finding = new OverfittingDiagnosis().Examine(history);
        Assert.Equal(isFound, finding is not null);
        if (isFound)
            Assert.Contains(FormattableString.Invariant($"from {best:F1} to {validation:F1} (reconstruction +{validation - best - 0.5:F1}, KL +0.5)"), finding!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_rounds_to_nothing_has_no_sign()
    {
        List<EpochMetrics> history = [new(1, 1, new(98, 2), new(98, 2)), .. Enumerable.Range(2, 3).Select(epoch => new EpochMetrics(epoch, 1, new(93, 2), new(103, 1.97)))];
        Assert.Contains("(reconstruction +5.0, KL 0.0)", new OverfittingDiagnosis().Examine(history)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Watching_changes_nothing()
    {
        using var pool = new WorkerPool(2);
        Vae watched = LittleData.Model(seed: 5), alone = LittleData.Model(seed: 5);
        Watch(s_options with { Epochs = 5, AverageDecay = 0.9 }, model: watched);
        new Trainer(alone, LittleData.Dataset(), s_options with { Epochs = 5, AverageDecay = 0.9 }, pool).Fit(TestContext.Current.CancellationToken);
        Assert.Equal(LittleData.Values(alone), LittleData.Values(watched));
    }

    [Fact]
    public void Every_finding_points_to_a_heading_that_is_there()
    {
        string page = File.ReadAllText(Checkout.At("docs/troubleshooting.md"));
        string[] anchors = [.. Regex.Matches(page, "(?<=^## ).*$", RegexOptions.Multiline, TimeSpan.FromSeconds(1))
            .Select(heading => heading.Value.ToLowerInvariant().Replace(' ', '-').Replace(",", string.Empty, StringComparison.Ordinal))];
        Assert.All(Enum.GetValues<FindingKind>(), kind =>
        {
            string[] help = new Finding(kind, string.Empty).Help.Split('#');
            Assert.Equal("docs/troubleshooting.md", help[0]);
            Assert.Contains(help[1], anchors, StringComparer.Ordinal);
        });
    }

    /// <summary>Pixels black or white by chance: there is nothing to learn but each image by itself.</summary>
    private static Dataset Snow(int count)
    {
        var random = new RandomStream(7, RandomPurpose.Test);
        byte[] pixels = [.. Enumerable.Range(0, count * LittleData.Pixels).Select(i => (byte)(random.WordAt((ulong)i) % 2 * 255))];
        var images = new ImageSet(pixels, new byte[count], LittleData.Width, LittleData.Height);
        return Dataset.Create("snow", images, images);
    }

    private static (Finding[] Found, TrainingMonitor Monitor) Watch(TrainingOptions options, Dataset? data = null, Vae? model = null)
    {
        using var pool = new WorkerPool(1);
        var trainer = new Trainer(model ?? LittleData.Model(seed: 5), data ?? LittleData.Dataset(), options, pool);
        var monitor = new TrainingMonitor(trainer);
        var found = new List<Finding>();
        monitor.Found += found.Add;
        trainer.Fit(TestContext.Current.CancellationToken);
        return ([.. found], monitor);
    }
}
