using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Models;
using VaeLab.Tests.Shared;
using VaeLab.Training;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Tests.Distributions;

/// <summary>A prior written outside the library is trained, saved, read back, evaluated and sampled like any other.</summary>
public sealed class OwnPriorTests : IDisposable
{
    private static readonly RandomStream s_noise = new(3, RandomPurpose.Test);

    private readonly TempFolder _folder = new();
    private readonly WorkerPool _pool = new(1);

    static OwnPriorTests()
    {
        Priors.Register("laplace", d => new Laplace(d));
        Priors.Register("two-gaussians", d => new TwoGaussians(d));
        Priors.Register("vamp", d => new Vamp(d));
        Priors.Register("misnamed", d => new Laplace(d));
    }

    [Theory]
    [InlineData("vae", "laplace", typeof(Laplace))]
    [InlineData("vae", "two-gaussians", typeof(TwoGaussians))]
    [InlineData("vae", "vamp", typeof(Vamp))]
    [InlineData("vae", "mixture", typeof(RingOfGaussians))]
    [InlineData("vae", "mixture:3", typeof(LearntMixture))]
    [InlineData("vae-gan", "mixture:3", typeof(LearntMixture))]
    [InlineData("vae", "vamp:3", typeof(VampPrior))]
    [InlineData("hierarchical", "vamp:3", typeof(VampPrior))]
    [InlineData("vae-gan", "two-gaussians", typeof(TwoGaussians))]
    [InlineData("hierarchical", "two-gaussians", typeof(TwoGaussians))]
    [InlineData("adversarial", "laplace", typeof(Laplace))]
    public void It_goes_the_whole_way(string kind, string name, Type type)
    {
        Dataset data = LittleData.Dataset();
        var options = new ExperimentOptions
        {
            Name = "own",
            OutputFolder = _folder.At("run"),
            Model = new ModelOptions { Hidden = [8], Prior = name }.As(Kind(kind)),
            Training = new() { Epochs = 2, BatchSize = 10, Threads = 1 },
        };
        var model = (LatentModel)options.CreateModel(LittleData.Shape);
        Assert.IsType(type, model.Prior);
        float[][] untrained = [.. model.Prior.Parameters.Select(LittleData.Values)];
        using (var run = RunFolder.Create(options, data))
        {
            var trainer = new Trainer(model, data, options.Training, _pool);
            run.Follow(trainer);
            Assert.All(trainer.Fit(TestContext.Current.CancellationToken).History, epoch => Assert.True(double.IsFinite(epoch.Validation.Total)));
            run.Save(model);
        }

        Assert.All(model.Prior.Parameters.Zip(untrained), pair => Assert.NotEqual(pair.Second, LittleData.Values(pair.First)));
        var read = StoredModel.Read(options.OutputFolder!);
        Assert.Equal(name, read.Options.Model.Prior);
        Assert.IsType(type, read.Latent.Prior);
        Assert.Equal(LittleData.Values(model), LittleData.Values(read.Model));
        EvaluationReport before = EvaluationReport.Measure(model, data, data.Test!, samples: 5, seed: 1, _pool);
        EvaluationReport after = EvaluationReport.Measure(read.Model, data, data.Test!, samples: 5, seed: 1, _pool);
        Assert.True(double.IsFinite(before.Loss.Total));
        Assert.Equal(before.Loss, after.Loss);
        Assert.Equal(before.NegativeLogLikelihood, after.NegativeLogLikelihood);
        Assert.Equal(model.Prior.Sample(5, s_noise), read.Latent.Prior.Sample(5, s_noise));
        Assert.Equal(new Sampler(model, _pool).Sample(4, s_noise), new Sampler(read.Model, _pool).Sample(4, s_noise));

        string config = File.ReadAllText(_folder.At("run/config.json"));
        File.WriteAllText(_folder.At("run/config.json"), config.Replace($"\"{name}\"", "\"cauchy\"", StringComparison.Ordinal));
        string fault = Assert.Throws<InputException>(() => StoredModel.Read(options.OutputFolder!)).Message;
        Assert.Contains("ModelOptions.Prior is 'cauchy'; it needs one of gaussian, mixture, swiss-roll, laplace", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("laplace")]
    [InlineData("two-gaussians")]
    [InlineData("vamp")]
    [InlineData("mixture:3")]
    [InlineData("vamp:3")]
    public void Its_bounds_are_those_of_the_integral_over_the_latent_space(string name)
    {
        // One dimension: log ∫ p(x|z) p(z) dz can be had by the trapezoidal rule.
        const int nodes = 2001;
        ImageSet images = LittleData.Images(4);
        Vae model = Model(name, dimensions: 1, seed: 6);
        float[] z = [.. Enumerable.Range(0, nodes).Select(i => (i - (nodes / 2)) / 100f)];
        double[] density = Densities(model.Prior, z);
        Assert.Equal(1, 0.01 * density.Sum(), 2e-3);
        float[] probabilities = new ModelInspector(model, _pool).Decode(z);
        double expected = 0, elbo = 0;
        var tape = new Tape(1, _pool, gradients: false);
        Tensor x = tape.Input(LittleData.Pixels);
        GaussianPosterior q = model.Encode(x);
        for (int image = 0; image < images.Count; image++)
        {
            images.Fill(image, 1, x.Values);
            tape.Forward();
            double mean = q.Mean.Values[0], variance = q.Variance(0, 0), integral = 0;
            for (int i = 0; i < nodes; i++)
            {
                double likelihood = 0, posterior = Math.Exp(-0.5 * (z[i] - mean) * (z[i] - mean) / variance) / Math.Sqrt(2 * Math.PI * variance);
                for (int j = 0; j < LittleData.Pixels; j++)
                    likelihood += (x.Values[j] * Math.Log(probabilities[(i * LittleData.Pixels) + j])) + ((1 - x.Values[j]) * Math.Log(1 - probabilities[(i * LittleData.Pixels) + j]));
                integral += 0.01 * density[i] * Math.Exp(likelihood);
                elbo += posterior < 1e-12 ? 0 : 0.01 * posterior * (likelihood + Math.Log(density[i] / posterior)) / images.Count;
            }

            expected -= Math.Log(integral) / images.Count;
        }

        Assert.Equal(expected, new ImportanceSampling(model, _pool).NegativeLogLikelihood(images, 20_000, s_noise), 0.02);

        // The ELBO is the mean over many draws: each image five thousand times.
        var many = new ImageSet(Enumerable.Repeat(images.Pixels.ToArray(), 5000).SelectMany(pixels => pixels).ToArray(), new byte[5000 * images.Count], LittleData.Width, LittleData.Height);
        Assert.Equal(-elbo, new LossEvaluator(model, _pool).Evaluate(many, s_noise).Total, 0.03);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_the_mean_the_estimate_of_a_gaussian_is_its_closed_form(bool full)
    {
        const int batch = 100_000;
        var prior = new MultivariateNormal([0.5, -1], LittleData.Correlated);
        var tape = new Tape(batch, _pool);
        Parameter mean = Row("mean", 0.2f, 0.7f), logVariance = Row("log_variance", -0.4f, 0.3f), below = Row("below", 0.6f);
        Tensor noise = tape.Input(2), mu = Repeat(tape, mean), log = Repeat(tape, logVariance);
        GaussianPosterior q = full ? new FullGaussian(mu, log, Repeat(tape, below)) : new DiagonalGaussian(mu, log);
        Tensor exact = Mean(q.KlDivergence((Prior)prior, noise)), estimate = Mean(q.KlDivergence(new WithoutClosedForm(prior), noise));
        s_noise.FillNormal(noise.Values);
        tape.Forward();
        Assert.Equal(exact.Values[0], estimate.Values[0], 0.02);
        float[] expected = Gradients(exact);
        Assert.All(expected.Zip(Gradients(estimate)), pair => Assert.Equal(pair.First, pair.Second, 0.02));

        float[] Gradients(Tensor loss)
        {
            tape.Backward(loss);
            return [.. (full ? new[] { mean, logVariance, below } : [mean, logVariance]).SelectMany(parameter =>
            {
                var gradient = new float[parameter.Length];
                parameter.CopyGradientTo(gradient);
                return gradient;
            })];
        }
    }

    [Fact]
    public void The_recorded_density_of_a_gaussian_is_its_plain_one()
    {
        foreach (MultivariateNormal prior in new[] { MultivariateNormal.Standard(2), new([0.5, -1], LittleData.Correlated) })
        {
            float[] z = prior.Sample(50, s_noise);
            double[] density = Densities(prior, z);
            for (int i = 0; i < density.Length; i++)
                Assert.Equal(prior.LogDensity(z.AsSpan(2 * i, 2)), Math.Log(density[i]), 1e-5);
        }
    }

    [Fact]
    public void The_density_of_the_ring_is_that_of_its_points()
    {
        // On a grid: it sums to 1, and its second moments are those of the ring.
        const int side = 201;
        const double step = 0.05;
        float[] z = [.. Enumerable.Range(0, side * side).SelectMany(i => new[] { (float)(((i % side) - (side / 2)) * step), (float)(((i / side) - (side / 2)) * step) })];
        double[] density = Densities(new RingOfGaussians(), z);
        Assert.Equal(1, step * step * density.Sum(), 1e-4);
        double Moment(int i, int j) => step * step * density.Index().Sum(place => place.Item * z[(2 * place.Index) + i] * z[(2 * place.Index) + j]);
        MultivariateNormal moments = new RingOfGaussians().Moments;
        Assert.Equal([moments.Covariance[0, 0], 0, moments.Covariance[1, 1]], [Moment(0, 0), Moment(0, 1), Moment(1, 1)], (a, b) => Math.Abs(a - b) < 1e-3);

        // Along the radius it falls off more slowly than across.
        double[] near = Densities(new RingOfGaussians(), [2, 0, 2.5f, 0, 2, 0.2f]);
        Assert.Equal(Math.Exp(-0.5), near[1] / near[0], 1e-3);
        Assert.Equal(Math.Exp(-0.5), near[2] / near[0], 2e-2);
    }

    [Fact]
    public void Moments_that_it_does_not_say_are_estimated()
    {
        MultivariateNormal laplace = new Laplace(2).Moments;
        Assert.Equal([0, 0, 2, 0, 2], [.. laplace.Mean, laplace.Covariance[0, 0], laplace.Covariance[0, 1], laplace.Covariance[1, 1]], (a, b) => Math.Abs(a - b) < 0.15);
        MultivariateNormal two = new TwoGaussians(2).Moments;
        Assert.Equal([0, 0, 2, 1, 2], [.. two.Mean, two.Covariance[0, 0], two.Covariance[0, 1], two.Covariance[1, 1]], (a, b) => Math.Abs(a - b) < 0.15);
    }

    [Theory]
    [InlineData("vae", "swiss-roll", 2, "The prior 'swiss-roll' has no density, which a KL needs")]
    [InlineData("hierarchical", "swiss-roll", 2, "The prior 'swiss-roll' has no density, which a KL needs")]
    [InlineData("vae", "mixture", 3, "The prior has 2 dimensions and the latent space 3: they need the same.")]
    [InlineData("vae", "misnamed", 2, "The prior registered as 'misnamed' has the name 'laplace'")]
    [InlineData("vq", "laplace", 2, "ModelOptions.Prior is a prior over latent points")]
    [InlineData("adversarial", "two-gaussians", 2, "The prior 'two-gaussians' has something to learn")]
    public void What_cannot_be_is_said(string kind, string name, int dimensions, string fault)
    {
        ModelOptions options = new ModelOptions { LatentDimensions = dimensions, Hidden = [8], Prior = name }.As(Kind(kind));
        Assert.StartsWith(fault, Assert.Single(Assert.Throws<InputException>(() => options.Create(LittleData.Shape, seed: 0)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_prior_in_code_without_a_density_is_refused_where_there_is_a_kl()
    {
        Assert.Contains("no density", Assert.Throws<InputException>(() => new Vae(LittleData.Shape, new() { Hidden = [8] }, new SwissRoll(), Likelihood.Bernoulli, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("no density", Assert.Throws<InputException>(() => new SwissRoll().LogDensity(new Tape(1, _pool).Input(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_a_prior_leaves_without_effect_are_refused()
    {
        ModelOptions own = new() { Prior = "laplace" };
        Assert.Contains("leave them out with ModelOptions.Prior = laplace", Assert.Single((own with { PriorMean = [1, 1] }).Faults()), StringComparison.Ordinal);
        Assert.Contains("ModelOptions.Prior = laplace and AdversarialOptions.Shape = Mixture", Assert.Single(own.As(new AdversarialOptions { Shape = PriorShape.Mixture }).Faults()), StringComparison.Ordinal);
        var free = new ExperimentOptions { Name = "free", Model = own, Training = new() { FreeBits = 0.1 } };
        Assert.Contains("which ModelOptions.Prior = laplace has not", Assert.Throws<InputException>(() => free.LoadData()).Message, StringComparison.Ordinal);
        var step = Assert.Throws<ArgumentException>(() => new TrainingStep(Model("laplace", 2, 0), optimizer: null, 4, KlPenalty.FreeBits(1, 0.1), _pool));
        Assert.Contains("no KL for each dimension", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_whose_prior_is_not_that_of_its_configuration_is_not_saved()
    {
        using var run = RunFolder.Create(new() { Name = "other", OutputFolder = _folder.At("other"), Model = new() { Hidden = [8] } }, LittleData.Dataset());
        var model = new Vae(LittleData.Shape, new() { Hidden = [8] }, new Laplace(2), Likelihood.Bernoulli, 0);
        Assert.Contains("The model has the prior 'laplace', and the options say 'gaussian'", Assert.Throws<InputException>(() => run.Save(model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("laplace")]
    public void A_name_is_taken_once(string name) =>
        Assert.Contains($"There is a prior '{name}' already", Assert.Throws<ArgumentException>(() => Priors.Register(name, d => new Laplace(d))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_guide_shows_a_prior_that_these_tests_train()
    {
        string guide = File.ReadAllText(Checkout.At("docs/guide.md")), source = File.ReadAllText(Checkout.At("tests/VaeLab.Tests/Distributions/TwoGaussians.cs"));
        const string fence = "```csharp\n";
        int start = guide.IndexOf(fence + "/// <summary>½ N(m₁, I)", StringComparison.Ordinal) + fence.Length;
        Assert.Equal(source[source.IndexOf("/// <summary>", StringComparison.Ordinal)..], guide[start..guide.IndexOf("```", start, StringComparison.Ordinal)]);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    private static KindOptions Kind(string name) => name switch
    {
        "vae-gan" => new VaeGanOptions { Units = 8 },
        "hierarchical" => new HierarchicalOptions { Lower = [3], Between = 6 },
        "adversarial" => new AdversarialOptions { Units = 8 },
        "vq" => new VqOptions(),
        _ => new VaeOptions(),
    };

    private static Vae Model(string prior, int dimensions, ulong seed) =>
        (Vae)new ModelOptions { LatentDimensions = dimensions, Hidden = [16, 8], Prior = prior }.Create(LittleData.Shape, seed);

    private static Parameter Row(string name, params float[] values)
    {
        var parameter = new Parameter(name, values.Length);
        parameter.CopyFrom(values);
        return parameter;
    }

    private double[] Densities(Prior prior, float[] z)
    {
        var tape = new Tape(z.Length / prior.Dimensions, _pool, gradients: false);
        Tensor points = tape.Input(prior.Dimensions), logDensity = prior.LogDensity(points);
        z.CopyTo(points.Values);
        tape.Forward();
        return [.. logDensity.Values.ToArray().Select(value => Math.Exp(value))];
    }

    /// <summary>p(z) = Πⱼ ½ e^−|zⱼ|.</summary>
    private sealed class Laplace(int dimensions) : Prior(dimensions)
    {
        public override string Name => "laplace";

        public override Tensor LogDensity(Tensor z) => -Sum(Abs(z)) + (-Dimensions * MathF.Log(2));

        public override void Transform(Span<float> point)
        {
            foreach (ref float number in point)
                number = (float)(-Math.Sign(number) * Math.Log(2 * StandardNormal.Probability(-Math.Abs(number))));
        }
    }

    /// <summary>The mean of the posteriors of three learnt pseudo-inputs (Tomczak &amp; Welling 2018), with the model's own encoder.</summary>
    private sealed class Vamp(int dimensions) : Prior(dimensions)
    {
        private const int Components = 3;

        private Parameter _inputs = null!;
        private Func<Tensor, GaussianPosterior> _encoder = null!;
        private int _pixels;

        public override string Name => "vamp";

        public override IReadOnlyList<Parameter> Parameters => [_inputs];

        public override void Bind(SampleShape shape, Func<Tensor, GaussianPosterior> encoder)
        {
            (_pixels, _encoder, _inputs) = (shape.Length, encoder, new Parameter("prior.inputs", Components, shape.Length));
            var values = new float[_inputs.Length];
            new RandomStream(0, RandomPurpose.Test).FillUniform(values);
            _inputs.CopyFrom(values);
        }

        public override Tensor LogDensity(Tensor z) =>
            LogSumExp(Concat([.. Posteriors(z.Tape).Select(q => -0.5f * Sum((Square(z - q.Mean) * Exp(-q.LogVariance)) + q.LogVariance))]))
            + (float)(-Math.Log(Components) - (0.5 * Dimensions * Math.Log(2 * Math.PI)));

        public override void Transform(Span<float> point)
        {
            using var pool = new WorkerPool(1);
            var tape = new Tape(1, pool, gradients: false);
            GaussianPosterior[] posteriors = [.. Posteriors(tape)];
            tape.Forward();
            double u = Components * StandardNormal.Probability(point[0]);
            int k = Math.Min((int)u, Components - 1);
            point[0] = (float)StandardNormal.Quantile(Math.Clamp(u - k, 1e-15, 1 - 1e-15));
            posteriors[k].Transform(0, point, point);
        }

        private IEnumerable<GaussianPosterior> Posteriors(Tape tape)
        {
            Tensor rows = Repeat(tape, _inputs);
            return [.. Enumerable.Range(0, Components).Select(k => _encoder(Columns(rows, k * _pixels, _pixels)))];
        }
    }

    /// <summary>A Gaussian of which nobody says that it is one.</summary>
    private sealed class WithoutClosedForm(MultivariateNormal gaussian) : Prior(gaussian.Dimensions)
    {
        public override string Name => "without-closed-form";

        public override Tensor LogDensity(Tensor z) => gaussian.LogDensity(z);

        public override void Transform(Span<float> point) => gaussian.Transform(point);
    }
}
