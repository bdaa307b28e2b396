using System.Text.Json;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Training;
using VaeLab.Training;

namespace VaeLab.Tests.Models;

/// <summary>Importance-weighted bounds and both estimators of their gradient, against PyTorch in float64, and against one another.</summary>
[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed class ImportanceWeightedTests : IDisposable
{
    private const int Batch = 20;

    private static readonly TrainingOptions s_options = new() { Epochs = 2, BatchSize = 10 };

    private readonly WorkerPool _pool = new(2);

    public static TheoryData<string> Words => ["iwae:6", "miwae:2x3", "piwae:2x3", "ciwae:6/0.25", "iwae:1", "miwae:6x1"];

    [Theory]
    [InlineData(1, BoundGradient.Plain)]
    [InlineData(5, BoundGradient.Plain)]
    [InlineData(50, BoundGradient.Plain)]
    [InlineData(1, BoundGradient.Dreg)]
    [InlineData(5, BoundGradient.Dreg)]
    [InlineData(50, BoundGradient.Dreg)]
    public void Bounds_and_gradients_are_those_of_pytorch(int samples, BoundGradient gradient)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "importance_weighted.json")));
        JsonElement expected = golden.RootElement.GetProperty(FormattableString.Invariant($"K={samples}"));
        Vae model = GoldenModel();
        TrainingStep step = Step(model, Objective.Iwae(samples), gradient, Batch);
        SampleSet images = Dataset.Mnist().Train;
        images.Fill(0, Batch, step.Images);
        for (int i = 0; i < step.Images.Length; i++)
            step.Images[i] = step.Images[i] > 127 / 255f ? 1 : 0;
        for (int n = 0; n < step.Noise.Length; n++)
            step.Noise[n] = HashedNumbers.Normal((uint)n, 1000);

        Loss elbo = step.Run();
        AssertClose(expected.GetProperty("negative_bound").GetDouble(), NegativeBound(step), 1e-6, "bound");
        AssertClose(expected.GetProperty("negative_bound").GetDouble(), step.Recorded.Total.Values[0], 1e-6, "loss");
        AssertClose(expected.GetProperty("negative_elbo_over_K_samples").GetDouble(), elbo.Total, 1e-6, "ELBO");
        JsonElement norms = expected.GetProperty(gradient == BoundGradient.Dreg ? "doubly_reparameterized_gradient_norms" : "gradient_norms");
        foreach (Parameter parameter in model.Parameters)
            AssertClose(norms.GetProperty(parameter.Name).GetDouble(), Math.Sqrt(Gradient(parameter).Sum(slope => slope * (double)slope)), 5e-5, parameter.Name);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void A_bound_is_that_of_its_weights(string word)
    {
        // The weights by the plain path of evaluation, draw by draw.
        var objective = Objective.Parse(word);
        Vae model = LittleData.Model(seed: 4);
        int draws = objective.Draws;
        TrainingStep step = Filled(model, objective, BoundGradient.Plain);
        Loss elbo = step.Run();
        var tape = new Tape(Batch * draws, _pool, gradients: false);
        Tensor x = tape.Input(LittleData.Pixels), noise = tape.Input(2);
        LatentDraw draw = model.Draw(model.Summary(x), noise);
        Tensor nll = model.Likelihood.NegativeLogLikelihood(draw.Output, x);
        for (int row = 0; row < Batch * draws; row++)
            step.Images.Slice(row / draws * LittleData.Pixels, LittleData.Pixels).CopyTo(x.Values[(row * LittleData.Pixels)..]);
        step.Noise.CopyTo(noise.Values);
        tape.Forward();
        double[] logW = [.. Enumerable.Range(0, Batch * draws).Select(row =>
            draw.LogRatio(row, other => model.Prior.Moments.LogDensity(draw.Layers[0].Z.Values.Slice(2 * other, 2))) - nll.Values[row])];
        double Iwae(int samples) => logW.Chunk(samples).Average(group => Math.Log(group.Average(value => Math.Exp(value - group.Max()))) + group.Max());
        double expected = objective.Bound switch
        {
            Bound.Ciwae => (0.25 * logW.Average()) + (0.75 * Iwae(6)),
            Bound.Piwae => Iwae(6),
            _ => Iwae(objective.Samples),
        };
        Assert.Equal(-expected, NegativeBound(step), 1e-4);
        Assert.Equal(-expected, step.Recorded.Total.Values[0], 1e-4);
        Assert.Equal(-logW.Average(), elbo.Total, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void A_plain_gradient_is_a_difference_of_bounds(string word)
    {
        // Of the decoder for each bound; of the encoder for all but PIWAE, whose encoder has a bound of its own.
        var objective = Objective.Parse(word);
        var model = (Vae)new ModelOptions { Hidden = [16, 8], Activation = Activation.Tanh }.Create(LittleData.Shape, seed: 4);
        TrainingStep step = Filled(model, objective, BoundGradient.Plain);
        foreach (Parameter parameter in model.Parameters.Where(parameter => objective.Bound != Bound.Piwae || model.Decoder.Parameters.Contains(parameter)))
        {
            const float h = 0.01f;
            step.Run();
            float[] values = LittleData.Values(parameter), gradient = Gradient(parameter), moved = [.. values];
            float norm = MathF.Sqrt(gradient.Sum(slope => slope * slope));
            double At(float by)
            {
                parameter.CopyFrom([.. values.Zip(gradient, (value, slope) => value + (by * slope / norm))]);
                step.Run();
                return NegativeBound(step);
            }

            double slope = ((8 * (At(h) - At(-h))) - (At(2 * h) - At(-2 * h))) / (12 * h);
            parameter.CopyFrom(moved);
            AssertClose(norm, slope, 5e-3, parameter.Name);
        }
    }

    [Theory]
    [InlineData(BoundGradient.Plain)]
    [InlineData(BoundGradient.Dreg)]
    public void The_partial_bound_trains_the_decoder_on_one_and_the_encoder_on_the_other(BoundGradient gradient)
    {
        Vae model = LittleData.Model(seed: 4);
        Dictionary<string, float[]> Gradients(Objective objective)
        {
            Filled(model, objective, gradient).Run();
            return model.Parameters.ToDictionary(parameter => parameter.Name, Gradient, StringComparer.Ordinal);
        }

        Dictionary<string, float[]> iwae = Gradients(Objective.Iwae(6)), miwae = Gradients(Objective.Miwae(2, 3)), piwae = Gradients(Objective.Piwae(2, 3));
        foreach ((string name, float[] actual) in piwae)
        {
            float[] expected = (name.StartsWith("decoder", StringComparison.Ordinal) ? iwae : miwae)[name];
            float most = expected.Max(Math.Abs);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * most));
        }

        Assert.NotEqual(iwae["mean.weight"], miwae["mean.weight"]);
    }

    [Theory]
    [InlineData("iwae:6")]
    [InlineData("miwae:2x3")]
    [InlineData("ciwae:6/0.25")]
    public void In_the_mean_both_gradients_are_one(string word)
    {
        const int repeats = 1500;
        Vae model = LittleData.Model(seed: 4);
        (double[] plain, double[] plainError) = Means(BoundGradient.Plain);
        (double[] dreg, double[] dregError) = Means(BoundGradient.Dreg);
        Assert.All(Enumerable.Range(0, plain.Length), i => Assert.Equal(plain[i], dreg[i], 5 * Math.Sqrt((plainError[i] * plainError[i]) + (dregError[i] * dregError[i]))));
        Assert.NotEqual(plain, dreg);

        (double[] Mean, double[] Error) Means(BoundGradient gradient)
        {
            TrainingStep step = Filled(model, Objective.Parse(word), gradient);
            var random = new RandomStream(8, RandomPurpose.Test);
            double[] sum = new double[4], square = new double[4];
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                random.FillNormal(step.Noise, (ulong)(repeat * step.Noise.Length));
                step.Run();
                float[] slopes = [.. Gradient(model.Encoder.Mean.Bias), .. Gradient(model.Encoder.LogVariance!.Bias)];
                for (int i = 0; i < 4; i++)
                    (sum[i], square[i]) = (sum[i] + slopes[i], square[i] + (slopes[i] * (double)slopes[i]));
            }

            return ([.. sum.Select(s => s / repeats)], [.. square.Select((s, i) => Math.Sqrt(((s / repeats) - Math.Pow(sum[i] / repeats, 2)) / repeats))]);
        }
    }

    [Fact]
    public void Weights_that_differ_beyond_all_numbers_give_finite_gradients()
    {
        Vae model = LittleData.Model(seed: 4);
        Parameter spread = model.Encoder.LogVariance!.Bias, output = model.Decoder.Parameters.SkipLast(1).Last();
        spread.CopyFrom([6, 6]);
        output.CopyFrom([.. LittleData.Values(output).Select(value => 300 * value)]);
        foreach (string word in (string[])["iwae:6", "piwae:2x3", "ciwae:6/0.25"])
        {
            foreach (BoundGradient gradient in Enum.GetValues<BoundGradient>())
            {
                Filled(model, Objective.Parse(word), gradient).Run();
                Assert.All(model.Parameters, parameter => Assert.All(Gradient(parameter), slope => Assert.True(float.IsFinite(slope))));
            }
        }
    }

    [Fact]
    public void An_image_is_encoded_once_and_a_warm_step_allocates_nothing()
    {
        Vae model = LittleData.Model(seed: 4);
        TrainingStep one = Filled(model, Objective.Iwae(1), BoundGradient.Plain), many = Filled(model, Objective.Iwae(8), BoundGradient.Dreg);
        long encoder = 2L * 3 * ((LittleData.Pixels * 16) + (16 * 8) + (2 * 8 * 2)) - (2L * LittleData.Pixels * 16), decoder = one.FloatingPointOperations - encoder;
        Assert.Equal(encoder + (8 * decoder), many.FloatingPointOperations);
        many.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            many.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("vae", "iwae:4", BoundGradient.Dreg)]
    [InlineData("conditional", "piwae:2x2", BoundGradient.Plain)]
    [InlineData("full", "miwae:2x2", BoundGradient.Plain)]
    [InlineData("hierarchical", "iwae:4", BoundGradient.Plain)]
    [InlineData("ladder", "ciwae:4/0.5", BoundGradient.Plain)]
    public void A_training_on_a_bound_lowers_it_and_threads_do_not_matter(string kind, string word, BoundGradient gradient)
    {
        TrainingOptions options = s_options with { Epochs = 8, LearningRate = 0.01, Objective = Objective.Parse(word), Gradient = gradient };
        (double First, double Last, float[][] Values) Train(int threads)
        {
            using var pool = new WorkerPool(threads);
            GenerativeModel model = Model(kind);
            TrainingResult result = new Trainer(model, LittleData.Dataset(), options with { Threads = threads }, pool).Fit(TestContext.Current.CancellationToken);
            return (result.History[0].Terms![ImportanceWeighted.BoundTerm], result.History[^1].Terms![ImportanceWeighted.BoundTerm], LittleData.Values(model));
        }

        (double first, double last, float[][] values) = Train(1);
        Assert.True(last < first - 1, FormattableString.Invariant($"from {first} to {last}"));
        Assert.Equal(values, Train(3).Values);
    }

    [Theory]
    [InlineData("vae-gan", "iwae:4", BoundGradient.Plain, "ModelOptions.Kind = vae-gan has a loss of its own")]
    [InlineData("vq", "iwae:4", BoundGradient.Plain, "ModelOptions.Kind = vq has a loss of its own")]
    [InlineData("hierarchical", "iwae:4", BoundGradient.Dreg, "TrainingOptions.Gradient = Dreg gives encoder and decoder weights of their own")]
    [InlineData("hierarchical", "piwae:2x2", BoundGradient.Plain, "TrainingOptions.Objective = piwae:2x2 gives encoder and decoder weights of their own")]
    [InlineData("full", "iwae:4", BoundGradient.Dreg, "ModelOptions.Posterior = Diagonal only")]
    public void What_a_model_cannot_be_trained_on_is_said(string kind, string word, BoundGradient gradient, string fault)
    {
        TrainingOptions options = s_options with { Objective = Objective.Parse(word), Gradient = gradient };
        GenerativeModel model = Model(kind);
        Assert.Contains(fault, Assert.Single(Assert.Throws<InputException>(() => new Trainer(model, LittleData.Dataset(), options, _pool)).Faults), StringComparison.Ordinal);
        var experiment = new ExperimentOptions { Name = "bound", Model = model.Options, Training = options };
        Assert.Contains(fault, Assert.Throws<InputException>(() => experiment.LoadData()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_without_effect_beside_a_bound_are_refused()
    {
        TrainingOptions bound = s_options with { Objective = Objective.Iwae(5) };
        Assert.Contains("leave out TrainingOptions.Beta and TrainingOptions.FreeBits", Assert.Single((bound with { Beta = 2, FreeBits = 0.1 }).Faults()), StringComparison.Ordinal);
        Assert.Contains("watches the ELBO", Assert.Single((bound with { EarlyStopping = 3 }).Faults()), StringComparison.Ordinal);
        Setting<TrainingOptions> gradient = TrainingOptions.Settings.Single(setting => setting.Name == "--gradient");
        Assert.Equal("an importance-weighted TrainingOptions.Objective", gradient.Missing(s_options));
        Assert.Null(gradient.Missing(bound));
        Vae model = LittleData.Model();
        var parts = new TrainingParts { Loss = batch => model.Loss(batch, KlPenalty.Weighted(1)) };
        Assert.Contains("TrainingParts.Loss takes the place of TrainingOptions.Objective", Assert.Throws<InputException>(() => new Trainer(model, LittleData.Dataset(), bound, _pool, parts)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iwae")]
    [InlineData("iwae:")]
    [InlineData("iwae:0")]
    [InlineData("iwae:10001")]
    [InlineData("iwae:5x5")]
    [InlineData("miwae:5")]
    [InlineData("miwae:200x200")]
    [InlineData("miwae:65536x65536")]
    [InlineData("ciwae:5")]
    [InlineData("ciwae:5x1")]
    [InlineData("ciwae:5/1.5")]
    [InlineData("ciwae:5/NaN")]
    [InlineData("rws:5")]
    public void A_word_that_is_no_objective_is_refused_with_what_is_needed(string text) =>
        Assert.Contains("iwae:5, miwae:8x8, piwae:8x8 or ciwae:64/0.5", Assert.Throws<FormatException>(() => Objective.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Words))]
    public void An_objective_is_what_its_word_says(string word)
    {
        Assert.Equal(word, Objective.Parse(word).Word);
        Assert.Equal(Objective.Parse(word.ToUpperInvariant()), Objective.Parse(word));
    }

    [Fact]
    public void The_evaluation_has_the_bound_of_the_images_beside_it()
    {
        Vae model = LittleData.Model(seed: 4);
        SampleSet images = LittleData.Dataset().Test!;
        EvaluationReport report = EvaluationReport.Measure(model, LittleData.Dataset(), images, samples: 400, seed: 1, _pool);
        Assert.DoesNotContain(report.With(null, model, images, 1, _pool).Explained, measure => measure.Name == "neg_bound");
        double iwae = Bound("iwae:20");
        Assert.InRange(iwae, report.NegativeLogLikelihood!.Value - 0.05, report.SampledLoss!.Value.Total);
        Assert.Equal((iwae + report.SampledLoss.Value.Total) / 2, Bound("ciwae:20/0.5"), 1e-9);
        Assert.Equal(iwae, Bound("piwae:4x5"));
        Assert.True(Bound("miwae:4x5") > iwae);
        Assert.Contains("\"neg_bound\":", report.With(Objective.Iwae(20), model, images, 1, _pool).ToJson(), StringComparison.Ordinal);

        double Bound(string word)
        {
            EvaluationReport with = report.With(Objective.Parse(word), model, images, 1, _pool);
            Assert.Equal(report.Explained.Count + 1, with.Explained.Count);
            Measure measure = with.Explained[^1];
            Assert.Contains($"compare it with −{word} only", measure.Meaning, StringComparison.Ordinal);
            Assert.Equal(measure.Value, with.Measures!["neg_bound"]);
            return measure.Value;
        }
    }

    public void Dispose() => _pool.Dispose();

    private static GenerativeModel Model(string kind) => (kind switch
    {
        "conditional" => new ModelOptions { Hidden = [8], Classes = 10 },
        "full" => new ModelOptions { Hidden = [8], Posterior = Posterior.Full },
        "hierarchical" => new ModelOptions { Hidden = [8] }.As(new HierarchicalOptions { Lower = [3], Between = 6 }),
        "ladder" => new ModelOptions { Hidden = [8] }.As(new HierarchicalOptions { Lower = [3], Between = 6, Inference = Inference.Ladder }),
        "vae-gan" => new ModelOptions { Hidden = [8] }.As(new VaeGanOptions { Units = 8 }),
        "vq" => new ModelOptions { Hidden = [8] }.As(new VqOptions()),
        _ => new ModelOptions { Hidden = [8] },
    }).Create(LittleData.Shape, seed: 2);

    private static Vae GoldenModel()
    {
        var options = new ModelOptions { LatentDimensions = 50, Hidden = [200, 200], Activation = Activation.Tanh };
        var model = new Vae(SampleShape.Gray(28, 28), options, MultivariateNormal.Standard(50), Likelihood.Bernoulli, seed: 0);
        uint layer = 0;
        foreach (Parameter weight in model.Parameters.Where(parameter => parameter.Name.EndsWith(".weight", StringComparison.Ordinal)))
        {
            double limit = Math.Sqrt(6.0 / (weight.Rows + weight.Columns));
            weight.CopyFrom([.. Enumerable.Range(0, weight.Length).Select(k => (float)(((2 * HashedNumbers.Uniform((uint)k, layer)) - 1) * limit))]);
            layer++;
        }

        return model;
    }

    private static float[] Gradient(Parameter parameter)
    {
        var gradient = new float[parameter.Length];
        parameter.CopyGradientTo(gradient);
        return gradient;
    }

    private static double NegativeBound(TrainingStep step) => Loss.Mean(step.Recorded.Terms.Single(term => term.Name == ImportanceWeighted.BoundTerm).Value.Values);

    private static void AssertClose(double expected, double actual, double tolerance, string what)
    {
        double error = Math.Abs(actual - expected) / Math.Abs(expected);
        Assert.True(error <= tolerance, FormattableString.Invariant($"{what} is {actual:R} and should be {expected:R}, off by {error:E1}."));
    }

    private TrainingStep Step(LatentModel model, Objective objective, BoundGradient gradient, int batchSize) =>
        new(model, optimizer: null, batchSize, batch => ImportanceWeighted.Loss(model, batch, objective, gradient), _pool, objective.Draws);

    private TrainingStep Filled(LatentModel model, Objective objective, BoundGradient gradient)
    {
        TrainingStep step = Step(model, objective, gradient, Batch);
        LittleData.Images(Batch).Fill(0, Batch, step.Images);
        new RandomStream(7, RandomPurpose.Test).FillNormal(step.Noise);
        return step;
    }
}
