using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Data;
using VaeLab.Tests.Models;
using VaeLab.Training;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Tests.Distributions;

/// <summary>A likelihood written outside the library is trained, saved, read back, evaluated and sampled like any other.</summary>
public sealed class OwnLikelihoodTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly WorkerPool _pool = new(1);

    static OwnLikelihoodTests()
    {
        Likelihoods.Register("laplace", () => new Laplace());
        Likelihoods.Register("laplace-with-scale", () => new LaplaceWithScale());
    }

    [Theory]
    [InlineData("laplace", typeof(Laplace))]
    [InlineData("laplace-with-scale", typeof(LaplaceWithScale))]
    public void It_goes_the_whole_way(string name, Type type)
    {
        Dataset data = LittleData.Dataset();
        var options = new ExperimentOptions
        {
            Name = "own",
            OutputFolder = _folder.At("run"),
            Model = new() { Hidden = [8], Likelihood = name },
            Training = new() { Epochs = 1, BatchSize = 10, Threads = 1 },
        };
        GenerativeModel model = options.CreateModel(LittleData.Shape);
        Assert.IsType(type, model.Likelihood);
        using (var run = RunFolder.Create(options, data))
        {
            var trainer = new Trainer(model, data, options.Training, _pool);
            run.Follow(trainer);
            Assert.Single(trainer.Fit(TestContext.Current.CancellationToken).History);
            run.Save(model);
        }

        var read = StoredModel.Read(options.OutputFolder!);
        Assert.Equal(name, read.Options.Model.Likelihood, StringComparer.Ordinal);
        Assert.IsType(type, read.Model.Likelihood);
        EvaluationReport before = EvaluationReport.Measure(model, data, data.Test!, samples: 5, seed: 1, _pool);
        EvaluationReport after = EvaluationReport.Measure(read.Model, data, data.Test!, samples: 5, seed: 1, _pool);
        Assert.True(double.IsFinite(before.Loss.Total));
        Assert.Equal(before.Loss, after.Loss);
        Assert.Equal(before.NegativeLogLikelihood, after.NegativeLogLikelihood);
        Assert.Equal(new LossBaselines(), after.Baselines);
        float[] samples = new Sampler(read.Model, _pool).Sample(4, new(3, RandomPurpose.Test));
        Assert.Equal(4 * LittleData.Pixels, samples.Length);
        Assert.All(samples, pixel => Assert.InRange(pixel, 0, 1));
        Assert.Equal(new Sampler(model, _pool).Sample(4, new(3, RandomPurpose.Test)), samples);

        string config = File.ReadAllText(_folder.At("run/config.json"));
        File.WriteAllText(_folder.At("run/config.json"), config.Replace($"\"{name}\"", "\"cauchy\"", StringComparison.Ordinal));
        string fault = Assert.Throws<InputException>(() => StoredModel.Read(options.OutputFolder!)).Message;
        Assert.Contains("ModelOptions.Likelihood is 'cauchy'; it needs one of bernoulli, continuous-bernoulli, discretized-logistic, gaussian, laplace", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_whose_likelihood_is_not_that_of_its_configuration_is_not_saved()
    {
        using var run = RunFolder.Create(new() { Name = "other", OutputFolder = _folder.At("other"), Model = new() { Hidden = [16, 8] } }, LittleData.Dataset());
        var model = new Vae(LittleData.Shape, new() { Hidden = [16, 8] }, LittleData.Prior("2-D"), new Laplace(), 0);
        Assert.Contains("The model has the likelihood 'laplace', and the options say 'bernoulli'", Assert.Throws<InputException>(() => run.Save(model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bernoulli")]
    [InlineData("laplace")]
    public void A_name_is_taken_once(string name) =>
        Assert.Contains($"There is a likelihood '{name}' already", Assert.Throws<ArgumentException>(() => Likelihoods.Register(name, () => new Laplace())).Message, StringComparison.Ordinal);

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    /// <summary>p(x|z) = Πⱼ exp(−|xⱼ − mⱼ|/b) / 2b.</summary>
    private sealed class Laplace : Likelihood
    {
        private const float Scale = 0.1f;

        public override string Name => "laplace";

        public override Tensor NegativeLogLikelihood(Tensor output, Tensor x) =>
            ((1 / Scale) * Sum(Abs(x - output))) + (x.Columns * MathF.Log(2 * Scale));

        public override void Mean(ReadOnlySpan<float> output, Span<float> mean)
        {
            for (int i = 0; i < output.Length; i++)
                mean[i] = Math.Clamp(output[i], 0, 1);
        }
    }

    /// <summary>The same, where the decoder says ln bⱼ of each pixel behind all means: p(x|z) = Πⱼ exp(−|xⱼ − mⱼ|/bⱼ) / 2bⱼ.</summary>
    private sealed class LaplaceWithScale : Likelihood
    {
        public override string Name => "laplace-with-scale";

        public override int OutputsPerFeature => 2;

        public override Tensor NegativeLogLikelihood(Tensor output, Tensor x)
        {
            Tensor mean = Columns(output, 0, x.Columns), logScale = Columns(output, x.Columns, x.Columns);
            return Sum((Abs(x - mean) * Exp(-logScale)) + logScale) + (x.Columns * MathF.Log(2));
        }

        public override void Mean(ReadOnlySpan<float> output, Span<float> mean)
        {
            for (int i = 0; i < mean.Length; i++)
                mean[i] = Math.Clamp(output[i], 0, 1);
        }
    }
}
