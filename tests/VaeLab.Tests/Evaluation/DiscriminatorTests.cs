using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Evaluation;

/// <summary>What is measured and said of a model with a discriminator, and of how close codes come to their prior.</summary>
public sealed class DiscriminatorTests : IDisposable
{
    private static readonly TrainingOptions s_training = new() { Epochs = 80, BatchSize = 10, LearningRate = 0.01, Seed = 5 };

    private readonly WorkerPool _pool = new(2);

    [Fact]
    public void Sharpness_is_the_mean_difference_of_neighbours()
    {
        Assert.Equal(1, Sharpness.Of([0, 1, 1, 0], width: 2, height: 2), 1e-12);
        Assert.Equal(0, Sharpness.Of([0.5f, 0.5f, 0.5f, 0.5f], width: 2, height: 2), 1e-12);

        // Two images of 3 × 1: differences 0.5 and 0, then 0 and 1. None between the images.
        Assert.Equal(1.5 / 4, Sharpness.Of([0, 0.5f, 0.5f, 0, 0, 1], width: 3, height: 1), 1e-7);
        Assert.Equal(0, Sharpness.Of([1], width: 1, height: 1));

        // Rows 0 0, 1 1, 1 1: three pairs beside each other without a difference; of four above each other, two with.
        Assert.Equal(2.0 / 7, Sharpness.Of([0, 0, 1, 1, 1, 1], width: 2, height: 3), 1e-12);

        // Two images of 1 × 2: a difference in the first, and none between the images.
        Assert.Equal(0.5, Sharpness.Of([0, 1, 0, 0], width: 1, height: 2), 1e-12);
    }

    [Fact]
    public void Any_model_with_a_latent_space_is_measured_by_how_near_its_codes_are_to_the_prior()
    {
        Dataset data = LittleData.Dataset();
        foreach (LatentModel model in (LatentModel[])[LittleData.Model(LittleData.Prior("correlated")), Create(new())])
        {
            double distance = AggregatePosterior.Draw(model, data.Test!, seed: 4, _pool).Distance;
            IReadOnlyList<Measure> measures = ModelKinds.Of(model.Options.Kind).Measure(model, data, data.Test!, seed: 4, _pool);
            Assert.Equal(["energy_distance", "sharpness"], measures.Select(measure => measure.Name), StringComparer.Ordinal);
            Assert.Equal(distance, measures[0].Value);
            Assert.InRange(measures[1].Value, 1e-6, 1);
        }
    }

    [Fact]
    public void A_view_is_what_the_discriminator_says_at_the_middle_of_each_square()
    {
        AdversarialAutoencoder model = Create(new() { Shape = PriorShape.SwissRoll, Units = 6 });
        var view = DiscriminatorView.Of(model, LittleData.Images(50), seed: 1, _pool);
        Assert.Equal(view.Steps * view.Steps, view.Probabilities.Length);
        Assert.Equal(view.High, -view.Low);
        Assert.InRange(view.High, 2, 10);

        var tape = new Tape(1, _pool, gradients: false);
        Tensor z = tape.Input(2), probability = Functions.Sigmoid(model.Discriminator.Logit(z));
        double cell = (view.High - view.Low) / view.Steps;
        foreach ((int row, int column) in ((int, int)[])[(0, 0), (3, 70), (95, 95)])
        {
            (z.Values[0], z.Values[1]) = ((float)(view.Low + ((column + 0.5) * cell)), (float)(view.High - ((row + 0.5) * cell)));
            tape.Forward();
            Assert.Equal(probability.Values[0], view.Probabilities[(row * view.Steps) + column], 1e-6);
        }
    }

    [Fact]
    public void A_discriminator_that_nobody_resists_has_won()
    {
        Finding finding = Assert.Single(Watch(new() { Shape = PriorShape.SwissRoll, Units = 32, Weight = 0 }));
        Assert.Equal((FindingKind.DiscriminatorWon, true), (finding.Kind, finding.IsWarning));
        Assert.Matches(@"^The discriminator has won: it takes points of the prior for such with probability (0\.9\d|1\.00), and codes with 0\.0\d; their energy distance is ", finding.Message);
        Assert.EndsWith("Try a greater AdversarialOptions.Weight than 0, or a smaller AdversarialOptions.Units than 32.", finding.Message, StringComparison.Ordinal);
        Assert.Equal("docs/troubleshooting.md#the-discriminator-has-won-or-lost", finding.Help);
    }

    [Fact]
    public void A_discriminator_that_sees_no_difference_where_there_is_one_has_lost()
    {
        Finding finding = Assert.Single(Watch(new() { Shape = PriorShape.Mixture, Units = 1, Weight = 20 }));
        Assert.Equal((FindingKind.DiscriminatorLost, true), (finding.Kind, finding.IsWarning));
        Assert.Matches(@"^The discriminator has lost: it takes points of the prior for such with probability 0\.\d\d, and codes with 0\.\d\d; their energy distance is ", finding.Message);
        Assert.EndsWith("Try a larger AdversarialOptions.Units than 1, or a lower AdversarialOptions.Weight than 20.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_equals_nothing_is_said() => Assert.Empty(Watch(new() { Shape = PriorShape.Gaussian, Units = 32, Weight = 20 }));

    /// <summary>A training in which it wins is chaotic, and goes another way on another machine: here are its numbers.</summary>
    [Theory]
    [InlineData(64, 30, 1.19, 0.9, 0.1, FindingKind.DiscriminatorWon)]
    [InlineData(64, 30, 1.21, 0.9, 0.1, null)] // it still learns
    [InlineData(64, 30, 1.21, 0.9, 0.86, FindingKind.DiscriminatorLost)]
    [InlineData(64, 30, 1.21, 0.9, 0.84, null)] // it sees a difference
    [InlineData(64, 5, 1.19, 0.9, 0.1, null)] // the decoder learns all the same
    [InlineData(60, 30, 1.19, 0.9, 0.1, null)] // before 400 steps
    public void A_discriminator_of_images_that_is_too_sure_or_blind_while_reconstructions_are_bad_has_won_or_lost(
        int epoch, double reconstruction, double ofDiscriminator, double real, double made, FindingKind? expected)
    {
        var model = (VaeGan)Create(new VaeGanOptions { Units = 3 });
        var diagnosis = new ImagesDiscriminatorDiagnosis(new Trainer(model, LittleData.Dataset(), s_training with { LearningRate = 0.1 }, _pool), model);
        var terms = new Dictionary<string, double>(StringComparer.Ordinal) { ["d_real"] = real, ["d_decoded"] = made, ["discriminator"] = ofDiscriminator };
        EpochMetrics metrics = new(epoch, 1, new(1, 1), new(reconstruction, 1), terms);
        Assert.Null(diagnosis.Examine([metrics])); // one epoch alone says little
        Finding? finding = diagnosis.Examine([metrics, metrics with { Epoch = epoch + 1 }]);
        Assert.Equal(expected, finding?.Kind);
        if (finding is null)
            return;
        Assert.Matches(FormattableString.Invariant($"it takes images for real with probability {real:F2}, and their reconstructions with {made:F2}; these cost 30 nats, and the mean image for all costs 1\\d\\. "), finding.Message);
        Assert.EndsWith(expected == FindingKind.DiscriminatorWon ? "Try a lower TrainingOptions.LearningRate than 0.1." : "Try a larger VaeGanOptions.Units than 3.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_discriminator_of_images_that_sees_nothing_in_them_has_lost()
    {
        Finding finding = Assert.Single(Watch(new VaeGanOptions { Units = 1 }, s_training));
        Assert.Equal((FindingKind.DiscriminatorLost, true), (finding.Kind, finding.IsWarning));
        Assert.EndsWith("Try a larger VaeGanOptions.Units than 1.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_equals_that_judge_and_make_images_nothing_is_said() => Assert.Empty(Watch(new VaeGanOptions { Units = 32 }, s_training));

    public void Dispose() => _pool.Dispose();

    private static AdversarialAutoencoder Create(AdversarialOptions adversarial) =>
        (AdversarialAutoencoder)Create((KindOptions)adversarial);

    private static GenerativeModel Create(KindOptions kind) =>
        new ModelOptions { Hidden = [16, 8] }.As(kind).Create(LittleData.Shape, seed: 5);

    /// <summary>Trains a model.</summary>
    /// <returns>What was said of its discriminator.</returns>
    private Finding[] Watch(AdversarialOptions adversarial) => Watch(adversarial, s_training);

    private Finding[] Watch(KindOptions kind, TrainingOptions training)
    {
        var trainer = new Trainer(Create(kind), LittleData.Dataset(), training, _pool);
        var monitor = new TrainingMonitor(trainer);
        var found = new List<Finding>();
        monitor.Found += found.Add;
        trainer.Fit(TestContext.Current.CancellationToken);
        return [.. found.Where(finding => finding.Kind is FindingKind.DiscriminatorWon or FindingKind.DiscriminatorLost)];
    }
}
