using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Training;

/// <summary>What the options of a training change, and that they change it in the same way on any number of threads.</summary>
public sealed class TrainingVariantTests
{
    private static readonly TrainingOptions s_options = new() { Epochs = 4, BatchSize = 10, LearningRate = 0.01, Seed = 5 };

    public static TheoryData<TrainingOptions> Variants =>
    [
        s_options with { Beta = 2 },
        s_options with { KlSchedule = KlSchedule.Linear, KlWarmUp = 2 },
        s_options with { FreeBits = 0.5 },
        s_options with { Capacity = 1, KlWarmUp = 1 },
        s_options with { LearningRateSchedule = LearningRateSchedule.Cosine },
        s_options with { AdamBeta1 = 0.5 },
        s_options with { Optimizer = OptimizerKind.Adamw, WeightDecay = 1 },
        s_options with { Optimizer = OptimizerKind.Sgd, LearningRate = 0.001 },
        s_options with { ClipNorm = 0.1 },
        s_options with { AverageDecay = 0.9 },
        s_options with { Binarization = Binarization.Dynamic },
    ];

    [Theory]
    [MemberData(nameof(Variants), DisableDiscoveryEnumeration = true)]
    public void An_option_changes_the_model_alike_on_any_number_of_threads(TrainingOptions options)
    {
        float[][] values = Train(options with { Threads = 1 }).Values;
        Assert.NotEqual(Train(s_options with { Threads = 1 }).Values, values);
        Assert.Equal(values, Train(options with { Threads = 3 }).Values);
    }

    [Fact]
    public void A_norm_below_the_limit_is_not_scaled() =>
        Assert.Equal(Train(s_options).Values, Train(s_options with { ClipNorm = 1e6 }).Values);

    [Fact]
    public void A_capacity_holds_the_kl()
    {
        TrainingOptions options = s_options with { Epochs = 200, Capacity = 1.5, CapacityWeight = 100, KlWarmUp = 1 };
        Assert.InRange(Train(options).Result.History[^1].Train.Kl!.Value, 1.3, 1.7);
    }

    [Fact]
    public void Free_bits_keep_every_dimension_from_collapsing()
    {
        // At this price of the KL nothing is worth its nats, except what is free.
        TrainingOptions dear = s_options with { Epochs = 200, Beta = 5 };
        Assert.InRange(Train(dear).Result.History[^1].Validation.Kl!.Value, -1e-6, 0.05);
        Assert.InRange(Train(dear with { FreeBits = 0.5 }).Result.History[^1].Validation.Kl!.Value, 0.6, 1.5);
    }

    [Fact]
    public void Early_stopping_keeps_the_best_epoch()
    {
        using var pool = new WorkerPool(1);
        Vae model = LittleData.Model(seed: 5);
        Dataset data = LittleData.Dataset();
        TrainingOptions options = s_options with { Epochs = 1000, LearningRate = 0.03, EarlyStopping = 3 };
        TrainingResult result = new Trainer(model, data, options, pool).Fit(TestContext.Current.CancellationToken);

        double[] losses = [.. result.History.Select(epoch => epoch.Validation.Total)];
        Assert.InRange(losses.Length, 5, 999);
        Assert.Equal(losses.Length - 4, Array.IndexOf(losses, losses.Min()));
        Loss kept = new LossEvaluator(model, pool).Evaluate(data.Validation, new(5, RandomPurpose.EvaluationNoise, EvaluationStream.Validation));
        Assert.Equal(losses.Min(), kept.Total);
        Assert.Equal((TrainingEnd.StoppedEarly, true), (result.End, result.IsWhole));
    }

    [Fact]
    public void An_average_is_what_is_validated_and_kept()
    {
        using var pool = new WorkerPool(1);
        Vae model = LittleData.Model(seed: 5);
        Dataset data = LittleData.Dataset();
        TrainingResult result = new Trainer(model, data, s_options with { AverageDecay = 0.95 }, pool).Fit(TestContext.Current.CancellationToken);
        Loss kept = new LossEvaluator(model, pool).Evaluate(data.Validation, new(5, RandomPurpose.EvaluationNoise, EvaluationStream.Validation));
        Assert.Equal(result.History[^1].Validation, kept);
    }

    [Fact]
    public void Binarized_images_are_black_and_white_and_as_bright_on_average()
    {
        Dataset gray = Dataset.Mnist(), binary = gray.Binarize(seed: 3, alsoTraining: true), half = gray.Binarize(seed: 3, alsoTraining: false);
        Assert.Equal<byte>([0, 255], [.. ((ImageSet)binary.Train).Pixels.ToArray().Distinct().Order()]);
        Assert.True(((ImageSet)half.Train).Pixels.Span.SequenceEqual(((ImageSet)gray.Train).Pixels.Span));
        Assert.True(((ImageSet)half.Validation).Pixels.Span.SequenceEqual(((ImageSet)binary.Validation).Pixels.Span));
        Assert.True(((ImageSet)half.Test!).Pixels.Span.SequenceEqual(((ImageSet)binary.Test!).Pixels.Span));
        Assert.Equal(Brightness(gray.Test!), Brightness(binary.Test!), 0.05);
    }

    [Fact]
    public void Dynamic_binarization_draws_each_pixel_with_its_probability_anew_for_every_image_and_epoch()
    {
        // All pixels are 51/255 = 0.2, so that the order of the images does not matter.
        using var pool = new WorkerPool(2);
        var gray = new ImageSet(Enumerable.Repeat((byte)51, 200 * LittleData.Pixels).ToArray(), new byte[200], LittleData.Width, LittleData.Height);
        Vae model = LittleData.Model(seed: 5);
        Batch? batch = null;
        TrainingOptions options = s_options with { Epochs = 2, BatchSize = 60, Binarization = Binarization.Dynamic, ValidationFraction = 0.1 };
        var trainer = new Trainer(model, Dataset.Create("gray", gray, gray), options, pool, new() { Loss = inputs => model.Loss(batch = inputs, KlPenalty.Weighted(1)) });
        List<float[]> drawn = [];
        trainer.BatchCompleted += _ => drawn.AddRange(batch!.Images.Values.ToArray().Chunk(LittleData.Pixels));
        trainer.Fit(TestContext.Current.CancellationToken);

        // Of 10,800 draws the share of ones is 0.2 ± 0.004.
        Assert.Equal(2 * 180, drawn.Count);
        Assert.All(drawn, image => Assert.All(image, pixel => Assert.True(pixel is 0 or 1)));
        Assert.Equal(0.2, drawn.Average(image => image.Average()), 0.016);

        // Two images agree in a pixel with probability 0.2² + 0.8² = 0.68: within a batch, between batches and between epochs.
        Assert.Equal(0.68, Agreement(1, within: 180), 0.03);
        Assert.Equal(0.68, Agreement(60, within: 180), 0.03);
        Assert.Equal(0.68, Agreement(180, within: 360), 0.03);

        double Agreement(int distance, int within) =>
            Enumerable.Range(0, within - distance).Average(i => drawn[i].Zip(drawn[i + distance]).Average(pair => pair.First == pair.Second ? 1.0 : 0));
    }

    [Theory]
    [InlineData(0.1, 7)]
    [InlineData(0.5, 35)]
    [InlineData(0.0001, 1)]
    [InlineData(0.9999, 69)]
    public void The_last_images_validate(double share, int expected)
    {
        Dataset data = LittleData.Dataset().WithValidationShare(share);
        Assert.Equal((70 - expected, expected), (data.Train.Count, data.Validation.Count));
        Assert.True(((ImageSet)data.Validation).Pixels.Span.SequenceEqual(LittleData.Images(70).Slice(70 - expected, expected).Pixels.Span));
    }

    private static double Brightness(SampleSet images) => 255 * images.Mean().Average();

    private static (float[][] Values, TrainingResult Result) Train(TrainingOptions options)
    {
        using var pool = new WorkerPool(options.Threads);
        Vae model = LittleData.Model(seed: options.Seed);
        TrainingResult result = new Trainer(model, LittleData.Dataset(), options, pool).Fit(TestContext.Current.CancellationToken);
        return (LittleData.Values(model), result);
    }
}
