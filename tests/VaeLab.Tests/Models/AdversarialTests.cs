using System.Text.Json;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Tests.Training;
using VaeLab.Training;

namespace VaeLab.Tests.Models;

/// <summary>The losses with a discriminator, against PyTorch's: <c>tests/fixtures/pytorch/make_adversarial.py</c> says how they were made.</summary>
public sealed class AdversarialTests : IDisposable
{
    private const int Pixels = 12, Rows = 7;
    private const double Gamma = 4, Beta = 0.5;
    private const uint Images = 100, Noise = 101, Prior = 102;

    private static readonly ModelOptions s_shape = new() { Hidden = [6, 5], Activation = Activation.Tanh };

    private readonly WorkerPool _pool = new(2);

    [Fact]
    public void An_autoencoder_has_each_players_own_gradient()
    {
        var model = (AdversarialAutoencoder)s_shape.As(new AdversarialOptions { Units = 4, Weight = 3 }).Create(SampleShape.Features(Pixels), seed: 0);
        Compare("adversarial", model, tape => model.Loss(Input(tape, Pixels, Images, Pixel), Input(tape, 2, Prior, Point)), scaleOfDecoder: 1);
    }

    [Fact]
    public void A_vae_gan_has_each_players_own_gradient()
    {
        var model = (VaeGan)(s_shape with { Kind = new VaeGanOptions { Units = 4, Weight = 1 / Gamma } }).Create(SampleShape.Features(Pixels), seed: 0);
        Compare(
            "vae-gan",
            model,
            tape => model.Loss(Input(tape, Pixels, Images, Pixel), Input(tape, 2, Noise, Point), Input(tape, 2, Prior, Point), KlPenalty.Weighted(Beta)),
            scaleOfDecoder: 1 / Gamma);
    }

    [Fact]
    public void The_noise_of_a_vae_gan_is_normal_first_and_the_prior_then()
    {
        var model = (VaeGan)(new ModelOptions { Hidden = [4], PriorMean = [10, -10], Kind = new VaeGanOptions() }).Create(SampleShape.Features(Pixels), seed: 0);
        float[] noise = [1, 2, 3, 4, 5, 6, 7, 8];
        model.ShapeNoise(noise);
        Assert.Equal([1, 2, 13, -6, 5, 6, 17, -2], noise);
    }

    [Fact]
    public void The_codes_of_an_autoencoder_are_points_without_a_density()
    {
        var model = (LatentModel)s_shape.As(new AdversarialOptions { Units = 4 }).Create(SampleShape.Features(Pixels), seed: 0);
        Assert.False(model.HasDensity);
        Assert.DoesNotContain(model.Parameters, parameter => parameter.Name.StartsWith("log_variance", StringComparison.Ordinal));

        var tape = new Tape(Rows, _pool);
        Tensor x = Input(tape, Pixels, Images, Pixel), noise = Input(tape, 2, Noise, Point);
        GaussianPosterior q = model.Encode(x);
        Tensor z = q.Reparameterize(noise), kl = q.KlDivergence(model.Prior, noise);
        tape.Forward();
        Assert.Equal(q.Mean.Values.ToArray(), z.Values.ToArray());
        Assert.All(kl.Values.ToArray(), value => Assert.Equal(float.PositiveInfinity, value));
    }

    [Fact]
    public void What_cannot_be_is_said_all_at_once()
    {
        ModelOptions options = new()
        {
            LatentDimensions = 3,
            PriorMean = [1, 2, 3],
            Kind = new AdversarialOptions { Shape = PriorShape.Mixture, Weight = -1, Units = 0 },
        };
        Assert.Equal(
            [
                "AdversarialOptions.Weight is -1; it needs a number of at least 0, for example 20.",
                "AdversarialOptions.Units is 0; it needs a whole number from 1 to 65536, for example 256.",
                "AdversarialOptions.Shape = Mixture lies in a plane, and ModelOptions.LatentDimensions is 3; it needs 2.",
                "ModelOptions.PriorMean and ModelOptions.PriorCovariance are those of a Gaussian; leave them out with another AdversarialOptions.Shape.",
                "ModelOptions.Posterior = Diagonal is not for ModelOptions.Kind = adversarial; it needs point.",
            ],
            options.Faults(),
            StringComparer.Ordinal);
        Assert.Equal(
            ["ModelOptions.Posterior = Point is not for ModelOptions.Kind = vae; it needs diagonal or full."],
            new ModelOptions { Posterior = Posterior.Point }.Faults(),
            StringComparer.Ordinal);
        Assert.Equal(
            ["ModelOptions.Likelihood is continuous-bernoulli; the discriminator of a VAE-GAN looks at probabilities of ink: use ModelOptions.Likelihood = bernoulli."],
            new ModelOptions { Kind = new VaeGanOptions(), Likelihood = Likelihoods.ContinuousBernoulli }.Faults(),
            StringComparer.Ordinal);
        Assert.Empty(new ModelOptions { Posterior = Posterior.Full }.As(new AdversarialOptions()).Faults());
        Assert.Empty(new ModelOptions().As(new AdversarialOptions()).As(new VaeOptions()).Faults());
    }

    public void Dispose() => _pool.Dispose();

    private static double Pixel(double u) => u;

    private static double Point(double u) => (4 * u) - 2;

    private static Tensor Input(Tape tape, int columns, uint stream, Func<double, double> of)
    {
        Tensor input = tape.Input(columns);
        for (int k = 0; k < input.Values.Length; k++)
            input.Values[k] = (float)of(HashedNumbers.Uniform((uint)k, stream));
        return input;
    }

    private void Compare(string name, GenerativeModel model, Func<Tape, ModelLoss> record, double scaleOfDecoder)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "adversarial.json")));
        JsonElement expected = golden.RootElement.GetProperty(name), gradients = expected.GetProperty("gradients");
        foreach ((int stream, Parameter parameter) in model.Parameters.Index())
            parameter.CopyFrom([.. Enumerable.Range(0, parameter.Length).Select(k => (float)(((2 * HashedNumbers.Uniform((uint)k, (uint)stream)) - 1) / 2))]);

        var tape = new Tape(Rows, _pool);
        ModelLoss loss = record(tape);
        tape.Forward();
        tape.Backward(loss.Total);
        foreach (JsonProperty term in expected.GetProperty("terms").EnumerateObject())
        {
            Tensor? value = term.Name switch
            {
                "reconstruction" => loss.Reconstruction,
                "kl" => loss.Kl,
                _ => loss.Terms.Single(one => one.Name == term.Name).Value,
            };
            Assert.Equal(term.Value.GetDouble(), value is null ? 0 : Loss.Mean(value.Values), 2e-6 * (1 + term.Value.GetDouble()));
        }

        Assert.Equal(gradients.EnumerateObject().Select(gradient => gradient.Name), model.Parameters.Select(parameter => parameter.Name), StringComparer.Ordinal);
        foreach (Parameter parameter in model.Parameters)
        {
            double scale = parameter.Name.StartsWith("decoder", StringComparison.Ordinal) ? scaleOfDecoder : 1;
            double[] right = [.. gradients.GetProperty(parameter.Name).EnumerateArray().Select(number => number.GetDouble() * scale)];
            var found = new float[parameter.Length];
            parameter.CopyGradientTo(found);
            Assert.Equal(right.Length, found.Length);
            double largest = right.Max(Math.Abs);
            Assert.All(right.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * largest));
        }
    }
}
