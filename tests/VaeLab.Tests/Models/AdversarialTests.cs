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

    private static readonly ModelOptions s_shape = new() { Hidden = [6, 5], Activation = Activation.Tanh, Adversarial = new() { Units = 4 } };

    private readonly WorkerPool _pool = new(2);

    [Fact]
    public void An_autoencoder_has_each_players_own_gradient()
    {
        var model = (AdversarialAutoencoder)(s_shape with { Adversarial = new() { Units = 4, Weight = 3 } }).As(ModelFamily.Adversarial).Create(SampleShape.Features(Pixels), seed: 0);
        Compare("adversarial", model, tape => model.Loss(Input(tape, Pixels, Images, Pixel), Input(tape, 2, Prior, Point)), scaleOfDecoder: 1);
    }

    [Fact]
    public void A_vae_gan_has_each_players_own_gradient()
    {
        var model = (VaeGan)(s_shape with { Family = ModelFamily.VaeGan, Adversarial = new() { Units = 4, Weight = 1 / Gamma } }).Create(SampleShape.Features(Pixels), seed: 0);
        Compare(
            "vae-gan",
            model,
            tape => model.Loss(Input(tape, Pixels, Images, Pixel), Input(tape, 2, Noise, Point), Input(tape, 2, Prior, Point), KlPenalty.Weighted(Beta)),
            scaleOfDecoder: 1 / Gamma);
    }

    [Fact]
    public void The_noise_of_a_vae_gan_is_normal_first_and_the_prior_then()
    {
        var model = (VaeGan)(new ModelOptions { Hidden = [4], PriorMean = [10, -10], Family = ModelFamily.VaeGan }).Create(SampleShape.Features(Pixels), seed: 0);
        float[] noise = [1, 2, 3, 4, 5, 6, 7, 8];
        model.ShapeNoise(noise);
        Assert.Equal([1, 2, 13, -6, 5, 6, 17, -2], noise);
    }

    [Fact]
    public void The_codes_of_an_autoencoder_are_points_without_a_density()
    {
        var model = (LatentModel)s_shape.As(ModelFamily.Adversarial).Create(SampleShape.Features(Pixels), seed: 0);
        Assert.False(model.HasDensity);
        Assert.DoesNotContain(model.Parameters, parameter => parameter.Name.StartsWith("log_variance", StringComparison.Ordinal));

        var tape = new Tape(Rows, _pool);
        Tensor x = Input(tape, Pixels, Images, Pixel), noise = Input(tape, 2, Noise, Point);
        GaussianPosterior q = model.Encode(x);
        Tensor z = q.Reparameterize(noise), kl = q.KlDivergence(model.Prior);
        tape.Forward();
        Assert.Equal(q.Mean.Values.ToArray(), z.Values.ToArray());
        Assert.All(kl.Values.ToArray(), value => Assert.Equal(float.PositiveInfinity, value));
    }

    [Fact]
    public void What_cannot_be_is_said_all_at_once()
    {
        ModelOptions options = new()
        {
            Family = ModelFamily.Adversarial,
            LatentDimensions = 3,
            PriorMean = [1, 2, 3],
            Adversarial = new() { Shape = PriorShape.Mixture, Weight = -1, Units = 0 },
        };
        Assert.Equal(
            [
                "--adversarial-weight is -1; it needs a number of at least 0, for example 20.",
                "--discriminator is 0; it needs a whole number of units from 1 to 65536, for example 256.",
                "--posterior is diagonal; an adversarial autoencoder has --posterior point: one code for each image.",
                "--prior-shape mixture lies in a plane, and --latent-dim is 3; it needs 2.",
                "--prior-mean and --prior-covariance are those of a Gaussian; with another --prior-shape, leave them out.",
            ],
            options.Faults(),
            StringComparer.Ordinal);
        Assert.Equal(
            [
                "--discriminator, --adversarial-weight and --prior-shape are for a model with an adversary; add --model adversarial or vae-gan, or leave them out.",
                "--posterior is point, which has no KL; it needs diagonal or full, or --model adversarial.",
            ],
            new ModelOptions { Posterior = Posterior.Point, Adversarial = new() }.Faults(),
            StringComparer.Ordinal);
        Assert.Equal(
            [
                "--likelihood is continuous-bernoulli; the discriminator of a VAE-GAN looks at probabilities of ink: use --likelihood bernoulli.",
                "--prior-shape is for a prior that is drawn from; a KL needs a Gaussian one. Add --model adversarial, or leave it out.",
            ],
            new ModelOptions { Family = ModelFamily.VaeGan, Likelihood = LikelihoodKind.ContinuousBernoulli, Adversarial = new() { Shape = PriorShape.SwissRoll } }.Faults(),
            StringComparer.Ordinal);
        Assert.Empty(new ModelOptions { Posterior = Posterior.Full }.As(ModelFamily.Adversarial).Faults());
        Assert.Empty(new ModelOptions().As(ModelFamily.Adversarial).As(ModelFamily.Vae).Faults());
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
            Tensor value = term.Name switch
            {
                "reconstruction" => loss.Reconstruction,
                "kl" => loss.Kl,
                _ => loss.Terms.Single(one => one.Name == term.Name).Value,
            };
            Assert.Equal(term.Value.GetDouble(), Loss.Mean(value.Values), 2e-6 * (1 + term.Value.GetDouble()));
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
