using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Evaluation;

/// <summary>What is measured, shown and said of the latent layers of a hierarchy.</summary>
public sealed class LayerTests : IDisposable
{
    private static readonly TrainingOptions s_training = new() { Epochs = 80, BatchSize = 10, LearningRate = 0.01, Seed = 5 };

    private readonly WorkerPool _pool = new(2);

    [Theory]
    [InlineData(Inference.TopDown)]
    [InlineData(Inference.Ladder)]
    public void The_KL_of_layers_and_dimensions_is_that_of_the_loss(Inference inference)
    {
        HierarchicalVae model = Create(inference, priorMean: [1, -2], priorCovariance: [[2, 0], [0, 0.3]]);
        ImageSet images = LittleData.Images(300);
        LayerActivity activity = LayerActivity.Measure(model, images, seed: 3, _pool);
        Assert.Equal([4, 3, 2], activity.Kl.Select(layer => layer.Length));

        var tape = new Tape(300, _pool, gradients: false);
        var batch = Batch.On(tape, model);
        ModelLoss loss = model.Loss(batch, KlPenalty.Weighted(1));
        images.Fill(0, 300, batch.Images.Values);
        new RandomStream(3, RandomPurpose.EvaluationNoise, EvaluationStream.Aggregate).FillNormal(batch.Noise.Values);
        tape.Forward();
        for (int layer = 1; layer <= 3; layer++)
        {
            double expected = Loss.Mean(loss.Terms[layer - 1].Value.Values);
            Assert.Equal(expected, activity.Of(layer), 1e-4 * (1 + expected));
            Assert.Equal(activity.Kl[layer - 1].Count(kl => kl > 0.01), activity.ActiveUnits(layer));
        }

        Dataset data = LittleData.Dataset();
        LayerActivity ofTest = LayerActivity.Measure(model, data.Test!, seed: 4, _pool);
        Assert.Equal(
            [("kl_1", ofTest.Of(1)), ("active_1", ofTest.ActiveUnits(1)), ("kl_2", ofTest.Of(2)), ("active_2", ofTest.ActiveUnits(2)), ("kl_3", ofTest.Of(3)), ("active_3", ofTest.ActiveUnits(3))],
            ModelKinds.Of(model.Options.Kind).Measure(model, data, data.Test!, seed: 4, _pool).Take(6).Select(measure => (measure.Name, measure.Value)));
    }

    [Fact]
    public void Only_the_layer_that_is_drawn_anew_changes()
    {
        HierarchicalVae model = Create(Inference.TopDown);
        LayerSheets sheets = LayerSheets.Make(model, LittleData.Images(1), _pool);
        Assert.Equal(["layer 3 anew", "layer 3 anew", "layer 2 anew", "layer 2 anew", "layer 1 anew", "layer 1 anew"], sheets.Rows, StringComparer.Ordinal);
        Assert.Equal((6, 1, 6, 10), (sheets.Originals.Rows, sheets.Originals.Columns, sheets.Anew.Rows, sheets.Anew.Columns));

        // By hand: the second image, and it with the second layer's noise from the fourth draw.
        var random = new RandomStream(0, RandomPurpose.Samples, 2);
        int length = model.SampleLength;
        float[] Noise(int which)
        {
            var noise = new float[length];
            random.FillNormal(noise, (ulong)(which * length));
            return noise;
        }

        float[] before = Noise(1), anew = [.. before[..4], .. Noise(2 + 3)[4..7], .. before[7..]];
        var tape = new Tape(2, _pool, gradients: false);
        Tensor sample = tape.Input(length), output = model.Generate(sample);
        float[] both = [.. before, .. anew];
        both.CopyTo(sample.Values);
        model.ShapeSample(sample.Values);
        tape.Forward();
        float[] images = output.Values.ToArray();
        model.Likelihood.Mean(images, images);
        int pixels = model.Pixels;
        Assert.All(images[..pixels].Zip(sheets.Originals[3, 0].ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(images[pixels..].Zip(sheets.Anew[3, 3].ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void The_KL_of_layers_over_the_epochs_is_that_of_the_metrics()
    {
        EpochMetrics Epoch(int epoch, params double[] kls) => new(
            epoch, 1, new(1, 1), new(1, 1), kls.Index().ToDictionary(kl => FormattableString.Invariant($"kl_{kl.Index + 1}"), kl => kl.Item, StringComparer.Ordinal));
        IReadOnlyList<double[]> layers = LayerActivity.Over([Epoch(1, 3, 2), Epoch(2, 5)], layers: 2);
        Assert.Equal([3, 5], layers[0]);
        Assert.Equal([2, double.NaN], layers[1]);
    }

    [Fact]
    public void A_layer_that_is_switched_off_is_found_silent_and_what_hangs_on_it()
    {
        HierarchicalVae model = Create(Inference.Ladder);
        foreach (Parameter parameter in model.Parameters.Where(parameter => parameter.Name.StartsWith("posterior.2.log_variance", StringComparison.Ordinal)))
            parameter.CopyFrom([.. Enumerable.Repeat(parameter.Name.EndsWith("bias", StringComparison.Ordinal) ? 50f : 0, parameter.Length)]);
        Finding finding = Assert.Single(Watch(model, s_training));
        Assert.Equal((FindingKind.SilentLayers, true), (finding.Kind, finding.IsWarning));
        Assert.Matches(@"^2 of 3 latent layers are silent: layer 2 has a KL of 0\.0[0-4]\d nats, layer 3 has a KL of 0\.0[0-4]\d nats, and say nothing of the image\. Try TrainingOptions.KlSchedule = Linear, or TrainingOptions.FreeBits = 0\.1\.$", finding.Message);
        Assert.Equal("docs/troubleshooting.md#a-latent-layer-is-silent", finding.Help);
    }

    [Fact]
    public void A_price_that_silences_all_layers_is_a_collapse()
    {
        Finding finding = Assert.Single(Watch(Create(Inference.TopDown), s_training with { Beta = 1000 }));
        Assert.Equal(FindingKind.PosteriorCollapse, finding.Kind);
        Assert.StartsWith("Posterior collapse: none of 3 latent layers depends on the image (KL 0.0", finding.Message, StringComparison.Ordinal);
        Assert.EndsWith("Its price is too high: instead of TrainingOptions.Beta = 1000, try 1.", finding.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _pool.Dispose();

    private static HierarchicalVae Create(Inference inference, double[]? priorMean = null, double[][]? priorCovariance = null) => (HierarchicalVae)new ModelOptions
    {
        Hidden = [16, 8],
        PriorMean = priorMean,
        PriorCovariance = priorCovariance,
    }.As(new HierarchicalOptions { Lower = [4, 3], Between = 8, Inference = inference }).Create(LittleData.Shape, seed: 5);

    /// <summary>Trains a model.</summary>
    /// <returns>What was said of its layers.</returns>
    private Finding[] Watch(HierarchicalVae model, TrainingOptions training)
    {
        var trainer = new Trainer(model, LittleData.Dataset(), training, _pool);
        var monitor = new TrainingMonitor(trainer);
        var found = new List<Finding>();
        monitor.Found += found.Add;
        trainer.Fit(TestContext.Current.CancellationToken);
        return [.. found.Where(finding => finding.Kind is FindingKind.SilentLayers or FindingKind.PosteriorCollapse)];
    }
}
