using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Formats;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Prediction;
using VaeLab.Runs;
using VaeLab.Tests.Data;
using VaeLab.Training;

namespace VaeLab.Tests.Models;

/// <summary>
/// What every model of the family can do, whatever its equations. A new one needs a line here and no test of its own for these.
/// Runs alone: it measures allocations of the whole process.
/// </summary>
[Collection(nameof(Alone))]
public sealed class FamilyTests : IDisposable
{
    private const int Rows = 37;

    private static readonly Dataset s_data = LittleData.Dataset();
    private static readonly TrainingOptions s_training = new() { Epochs = 6, BatchSize = 10, LearningRate = 0.01, Seed = 4 };

    private static readonly Dictionary<string, ModelOptions> s_models = new(StringComparer.Ordinal)
    {
        ["vae"] = new(),
        ["conditional"] = new() { Classes = 10 },
        ["conditional, full posterior, correlated prior"] = new()
        {
            Posterior = Posterior.Full,
            PriorCovariance = [[1, 0.4], [0.4, 0.5]],
            Classes = 12,
        },
        ["adversarial"] = new ModelOptions().As(new AdversarialOptions()),
        ["adversarial, swiss roll"] = new ModelOptions().As(new AdversarialOptions { Shape = PriorShape.SwissRoll, Weight = 3, Units = 9 }),
        ["adversarial, conditional"] = new ModelOptions { Classes = 11 }.As(new AdversarialOptions()),
        ["vq"] = new ModelOptions().As(new VqOptions { Codes = 12, Positions = 4, CodeLength = 3, PriorUnits = 7, RestartBelow = 0.3 }),
        ["vq, codes that follow gradients"] = new ModelOptions().As(new VqOptions { Codes = 35, Positions = 1, CodeLength = 2, Codebook = CodebookUpdate.Loss }),
        ["hierarchical"] = new ModelOptions().As(new HierarchicalOptions { Lower = [3], Between = 7 }),
        ["hierarchical, ladder of three layers, correlated prior"] = new ModelOptions
        {
            PriorCovariance = [[1, 0.4], [0.4, 0.5]],
        }.As(new HierarchicalOptions { Lower = [4, 3], Between = 6, Inference = Inference.Ladder }),
        ["vae-gan"] = new() { Kind = new VaeGanOptions() },
        ["vae-gan, full posterior, correlated prior"] = new()
        {
            Posterior = Posterior.Full,
            PriorCovariance = [[1, 0.4], [0.4, 0.5]],
            Kind = new VaeGanOptions { Units = 9 },
        },
    };

    /// <summary>Each kind has a convolutional model, too.</summary>
    static FamilyTests()
    {
        var encoder = Architecture.Parse("conv:6/2,conv:5k2/silu,dense:8");
        foreach (string name in ModelKinds.All.Select(kind => kind.Name).Append("conditional").Distinct(StringComparer.Ordinal).ToArray())
            s_models[$"{name}, convolutional"] = s_models[name] with { Encoder = encoder };
        s_models["residual blocks"] = new() { Encoder = Architecture.Parse("conv:4,norm:2/relu,res:6/2/silu,res:6,norm:1"), Decoder = Architecture.Parse("dense:4x5x6,norm:4/tanh,bilinear:2,conv:8,shuffle:2,pool:4,res:5/silu") };
        s_models["resized pictures"] = new() { Encoder = Architecture.Parse("conv:4k4,up:2,pool:2,conv:7/tanh"), Decoder = Architecture.Parse("dense:2x5x6,up:2,conv:4k5/elu,pool:2,deconv:6k5") };
    }

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Models => [.. s_models.Keys];

    [Fact]
    public void Every_kind_is_here() =>
        Assert.Equal(ModelKinds.All.Select(kind => kind.Name).Order(StringComparer.Ordinal), s_models.Values.Select(options => options.Kind.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Models))]
    public void Training_gives_the_same_bits_on_any_number_of_threads_and_lowers_the_loss(string model)
    {
        (float[][] Values, TrainingResult Result)[] results = [.. new[] { 1, 2, 5 }.Select(threads => Train(model, threads))];
        Assert.All(results, result => Assert.Equal(results[0].Values, result.Values));
        if (s_models[model].Kind is VaeGanOptions)
            return; // It learns what its discriminator looks at; the loss in nats is reported and not learnt from.
        IReadOnlyList<EpochMetrics> history = results[0].Result.History;
        Assert.True(history[^1].Validation.Total < history[0].Validation.Total, string.Join(", ", history.Select(epoch => epoch.Validation.Total)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_fast_path_is_the_plain_one(string model)
    {
        using var pool = new WorkerPool(1);
        GenerativeModel created = Create(model);
        var tape = new Tape(Rows, pool);
        Batch batch = Fill(Batch.On(tape, created), created);
        ModelLoss loss = created.Loss(batch, KlPenalty.Weighted(0.5));
        tape.Forward();
        tape.Backward(loss.Total);
        tape.LoadReference();
        tape.ForwardReference();
        tape.BackwardReference(loss.Total);
        Assert.Equal(loss.Total.ReferenceValue[0], loss.Total.Values[0], 1e-5 * (1 + Math.Abs(loss.Total.ReferenceValue[0])));
        foreach (Parameter parameter in created.Learnt)
        {
            var gradient = new float[parameter.Length];
            parameter.CopyGradientTo(gradient);
            double largest = parameter.ReferenceGradient.Max(Math.Abs);
            Assert.True(largest > 0, $"{parameter.Name} has no gradient.");
            for (int i = 0; i < gradient.Length; i++)
                Assert.InRange(gradient[i] - parameter.ReferenceGradient[i], -5e-5 * largest, 5e-5 * largest);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_warm_step_allocates_nothing(string model)
    {
        using var pool = new WorkerPool(2);
        GenerativeModel created = Create(model);
        var step = new TrainingStep(created, new Adam(created.Learnt), Rows, beta: 1, pool);
        LittleData.Images(Rows).Fill(0, Rows, step.Images);
        if (created.Classes > 0)
            OneHot.Fill(LittleData.Images(Rows).Labels.Span, created.Classes, step.Labels);
        uint t = 0;
        Assert.Equal(0, Allocations.Fewest(() =>
        {
            new RandomStream(1, RandomPurpose.Test, ++t).FillNormal(step.Noise);
            created.ShapeNoise(step.Noise);
            step.Run();
            created.AfterStep(step.Recorded, new(1, RandomPurpose.AfterStep, t));
        }));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Broken_off_and_gone_on_with_it_comes_to_the_same_bits(string model)
    {
        (float[][] expected, TrainingResult whole) = Train(model, threads: 2);

        using var pool = new WorkerPool(1);
        GenerativeModel half = Create(model);
        var trainer = new Trainer(half, s_data, s_training, pool);
        using var stop = new CancellationTokenSource();
        trainer.BatchCompleted += now =>
        {
            if (now is { Epoch: 4, Batch: 3 })
                stop.Cancel();
        };
        var config = RunConfig.Of(new() { Name = "own", Model = s_models[model], Training = s_training }, s_data);
        using var stream = new MemoryStream();
        trainer.CheckpointReached += () =>
        {
            stream.SetLength(0);
            Checkpoint.Write(stream, trainer, config.ToJson(RunJson.Line));
        };
        Assert.Equal(TrainingEnd.Interrupted, trainer.Fit(stop.Token).End);
        string file = _folder.At("checkpoint.safetensors");
        File.WriteAllBytes(file, stream.ToArray());

        GenerativeModel rest = Create(model);
        var resumed = new Trainer(rest, s_data, s_training, pool);
        Checkpoint.Restore(SafeTensorsReader.Read(file), resumed, config);
        TrainingResult result = resumed.Fit(TestContext.Current.CancellationToken);
        Assert.Equal(expected, LittleData.Values(rest));
        Assert.Equal(whole.History.Select(epoch => (epoch.Train, epoch.Validation)), result.History.Select(epoch => (epoch.Train, epoch.Validation)));
        Assert.Equal(whole.History.SelectMany(Terms), result.History.SelectMany(Terms));

        static IEnumerable<KeyValuePair<string, double>> Terms(EpochMetrics epoch) => epoch.Terms ?? new Dictionary<string, double>(StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_run_keeps_it_and_gives_it_back(string model)
    {
        using var pool = new WorkerPool(2);
        GenerativeModel saved = Create(model);
        var options = new ExperimentOptions { Name = "family", Model = Options(model), Training = s_training, OutputFolder = _folder.At("run") };
        using (var run = RunFolder.Create(options, s_data))
            run.Save(saved);

        GenerativeModel read = StoredModel.Read(_folder.At("run")).Model;
        Assert.Equal(saved.GetType(), read.GetType());
        Assert.Equal(LittleData.Values(saved), LittleData.Values(read));
        Assert.Equal(Options(model) with { Hidden = [] }, StoredModel.Read(_folder.At("run")).Options.Model with { Hidden = [], PriorCovariance = Options(model).PriorCovariance });
        RandomStream noise = new(1, RandomPurpose.Test);
        Assert.Equal(new LossEvaluator(saved, pool).Evaluate(s_data.Test!, noise), new LossEvaluator(read, pool).Evaluate(s_data.Test!, noise));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void It_makes_images_of_nothing_but_a_seed(string model)
    {
        using var pool = new WorkerPool(2);
        var sampler = new Sampler(Create(model), pool);
        RandomStream random = new(1, RandomPurpose.Samples);
        int[] labels = [.. Enumerable.Range(0, 300).Select(n => n % 10)];
        float[] many = sampler.Sample(300, random, labels), few = sampler.Sample(3, random, labels.AsSpan(0, 3));
        Assert.Equal(many[..few.Length], few);
        Assert.All(many, pixel => Assert.InRange(pixel, 0, 1));
        Assert.NotEqual(many[..LittleData.Pixels], many[LittleData.Pixels..(2 * LittleData.Pixels)]);
        Assert.NotEqual(few, sampler.Sample(3, new(2, RandomPurpose.Samples), labels.AsSpan(0, 3)));
    }

    /// <summary>All answers of a predictor about as many samples, behind one another.</summary>
    private static float[][] Answers(Predictor predictor, float[] samples, int[] labels)
    {
        GenerativeModel model = predictor.Model;
        int rows = samples.Length / model.Pixels;
        float[] codes = new float[rows * model.CodeLength], decoded = new float[samples.Length], reconstructed = new float[samples.Length];
        var scores = new Loss[rows];
        labels = model.Classes > 0 ? labels : [];
        predictor.Encode(samples, codes, labels);
        predictor.Decode(codes, decoded, labels);
        predictor.Reconstruct(samples, reconstructed, labels);
        predictor.Score(samples, scores, labels, seed: 5);
        return [codes, decoded, reconstructed, [.. scores.SelectMany(score => new[] { (float)score.Reconstruction, (float)(score.Kl ?? 0) })]];
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_predictor_answers_for_each_sample_as_if_it_were_alone(string model)
    {
        const int Count = 71;
        using var pool = new WorkerPool(1);
        GenerativeModel created = Create(model);
        var predictor = new Predictor(created);
        ImageSet images = LittleData.Images(Count);
        var samples = new float[Count * LittleData.Pixels];
        images.Fill(0, Count, samples);
        int[] labels = images.Labels.ToArray();

        float[][] together = Answers(predictor, samples, labels);
        for (int i = 0; i < Count; i++)
        {
            float[][] alone = Answers(predictor, samples[(i * LittleData.Pixels)..((i + 1) * LittleData.Pixels)], [labels[i]]);
            Assert.All(alone.Zip(together), pair => Assert.Equal(pair.First, pair.Second[(i * pair.First.Length)..((i + 1) * pair.First.Length)]));
        }

        var drawn = new float[samples.Length];
        predictor.Sample(new(1, RandomPurpose.Samples), drawn, created.Classes > 0 ? labels : []);
        Assert.All(new Sampler(created, pool).Sample(Count, new(1, RandomPurpose.Samples), labels).Zip(drawn), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_warm_prediction_allocates_nothing(string model)
    {
        GenerativeModel created = Create(model);
        var predictor = new Predictor(created);
        var samples = new float[37 * LittleData.Pixels];
        LittleData.Images(37).Fill(0, 37, samples);
        var (codes, made, scores) = (new float[37 * created.CodeLength], new float[samples.Length], new Loss[37]);
        int[] labels = created.Classes > 0 ? LittleData.Images(37).Labels.ToArray() : [];
        int run = 0;
        Assert.Equal(0, Allocations.Fewest(() =>
        {
            int rows = run++ % 2 == 0 ? 1 : 37;
            ReadOnlySpan<int> classes = labels.AsSpan(0, Math.Min(rows, labels.Length));
            ReadOnlySpan<float> given = samples.AsSpan(0, rows * LittleData.Pixels);
            predictor.Encode(given, codes.AsSpan(0, rows * created.CodeLength), classes);
            predictor.Decode(codes.AsSpan(0, rows * created.CodeLength), made.AsSpan(0, given.Length), classes);
            predictor.Reconstruct(given, made.AsSpan(0, given.Length), classes);
            predictor.Score(given, scores.AsSpan(0, rows), classes);
            predictor.Sample(new(1, RandomPurpose.Samples, (uint)run), made.AsSpan(0, given.Length), classes);
        }));
    }

    public void Dispose() => _folder.Dispose();

    private static ModelOptions Options(string model) => s_models[model] is { Encoder: null } dense ? dense with { Hidden = [16, 8] } : s_models[model];

    private static GenerativeModel Create(string model) => Options(model).Create(LittleData.Shape, seed: 3);

    private static Batch Fill(Batch batch, GenerativeModel model)
    {
        ImageSet images = LittleData.Images(Rows);
        images.Fill(0, Rows, batch.Images.Values);
        new RandomStream(4, RandomPurpose.Test).FillNormal(batch.Noise.Values);
        model.ShapeNoise(batch.Noise.Values);
        if (batch.Labels is { } labels)
            OneHot.Fill(images.Labels.Span, labels.Columns, labels.Values);
        return batch;
    }

    private static (float[][] Values, TrainingResult Result) Train(string model, int threads)
    {
        using var pool = new WorkerPool(threads);
        GenerativeModel created = Create(model);
        TrainingResult result = new Trainer(created, s_data, s_training, pool).Fit(TestContext.Current.CancellationToken);
        return (LittleData.Values(created), result);
    }
}
