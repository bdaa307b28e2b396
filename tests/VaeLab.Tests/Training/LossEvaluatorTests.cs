using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Training;

public sealed class LossEvaluatorTests : IDisposable
{
    private static readonly RandomStream s_noise = new(8, RandomPurpose.Test);

    private readonly WorkerPool _pool = new(2);

    [Fact]
    public void Bytes_become_255ths()
    {
        ImageSet images = new(Enumerable.Range(0, 256).Select(value => (byte)value).ToArray(), new byte[2], 16, 8);
        var target = new float[256];
        images.Fill(0, 2, target);
        for (int value = 0; value < 256; value++)
            Assert.Equal(value / 255f, target[value]);

        var chosen = new float[3 * 128];
        images.Fill([1, 0, 1], chosen);
        Assert.Equal([.. target[128..], .. target[..128], .. target[128..]], chosen);

        images.Fill(1, 1, chosen.AsSpan(128, 128));
        Assert.Equal(target[128..], chosen[128..256]);
    }

    [Theory]
    [InlineData("2-D")]
    [InlineData("3-D")]
    [InlineData("correlated")]
    public void The_loss_is_that_of_a_plain_computation(string prior)
    {
        // 300 images are a whole batch and a part of one.
        Vae model = LittleData.Model(LittleData.Prior(prior), seed: 2);
        ImageSet images = LittleData.Images(300);
        Loss expected = Plain(model, images), actual = new LossEvaluator(model, _pool).Evaluate(images, s_noise);
        Assert.Equal(expected.Reconstruction, actual.Reconstruction, 1e-6 * expected.Reconstruction);
        Assert.Equal(expected.Kl!.Value, actual.Kl!.Value, 1e-5 * expected.Kl!.Value);
        Assert.Equal(expected.Total, actual.Total, 1e-5 * expected.Total);
    }

    [Fact]
    public void The_same_noise_gives_the_same_loss_and_other_noise_another()
    {
        var evaluator = new LossEvaluator(LittleData.Model(), _pool);
        ImageSet images = LittleData.Images(300);
        Loss first = evaluator.Evaluate(images, s_noise);
        evaluator.Evaluate(LittleData.Images(7, stream: 3), s_noise);
        Assert.Equal(first, evaluator.Evaluate(images, s_noise));

        Loss other = evaluator.Evaluate(images, s_noise with { Index = 1 });
        Assert.Equal(first.Kl, other.Kl);
        Assert.NotEqual(first.Reconstruction, other.Reconstruction);
    }

    [Fact]
    public void A_loss_of_ones_own_is_evaluated_with_the_same_noise()
    {
        Vae model = LittleData.Model();
        ImageSet images = LittleData.Images(300);
        Loss right = new LossEvaluator(model, _pool).Evaluate(images, s_noise);
        Loss own = new LossEvaluator(model, _pool, WrongSign).Evaluate(images, s_noise);
        Assert.Equal(right with { Kl = -right.Kl }, own);

        VaeLoss WrongSign(Batch batch)
        {
            VaeLoss loss = model.Loss(batch.Images, batch.Noise);
            return loss with { Kl = -1 * loss.Kl! };
        }
    }

    [Fact]
    public void Means_of_batches_weigh_by_their_images()
    {
        LossMean mean = default(LossMean).Add(new Loss(10, 1), 3).Add(new Loss(20, 5), 1);
        Assert.Equal((4, new Loss(12.5, 2)), (mean.Count, mean.Mean()));
        Assert.Equal(14.5, mean.Mean().Total);
    }

    public void Dispose() => _pool.Dispose();

    /// <summary>The formulas, image by image in double precision.</summary>
    private static Loss Plain(Vae model, ImageSet images)
    {
        int d = model.LatentDimensions;
        var noise = new float[images.Count * d];
        s_noise.FillNormal(noise);
        Dictionary<string, Parameter> parameters = model.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        double reconstruction = 0, kl = 0;
        for (int n = 0; n < images.Count; n++)
        {
            double[] x = [.. images[n].ToArray().Select(pixel => pixel / 255.0)];
            double[] h = Relu(Layer(parameters, "encoder.1", Relu(Layer(parameters, "encoder.0", x))));
            double[] mean = Layer(parameters, "mean", h), logVariance = Layer(parameters, "log_variance", h);
            double[] z = [.. mean.Select((m, j) => m + (Math.Exp(logVariance[j] / 2) * noise[(n * d) + j]))];
            double[] logits = Layer(parameters, "decoder.2", Relu(Layer(parameters, "decoder.1", Relu(Layer(parameters, "decoder.0", z)))));
            for (int i = 0; i < x.Length; i++)
            {
                double p = 1 / (1 + Math.Exp(-logits[i]));
                reconstruction -= (x[i] * Math.Log(p)) + ((1 - x[i]) * Math.Log(1 - p));
            }

            kl += 0.5 * (model.Prior.Moments.LogDeterminant - d - logVariance.Sum());
            for (int i = 0; i < d; i++)
            {
                kl += 0.5 * model.Prior.Moments.Precision[i, i] * Math.Exp(logVariance[i]);
                for (int j = 0; j < d; j++)
                    kl += 0.5 * mean[i] * model.Prior.Moments.Precision[i, j] * mean[j];
            }
        }

        return new(reconstruction / images.Count, kl / images.Count);
    }

    private static double[] Layer(Dictionary<string, Parameter> parameters, string name, double[] x)
    {
        float[] weight = LittleData.Values(parameters[$"{name}.weight"]), bias = LittleData.Values(parameters[$"{name}.bias"]);
        return [.. bias.Select((b, o) => b + x.Select((value, i) => value * weight[(o * x.Length) + i]).Sum())];
    }

    private static double[] Relu(double[] x) => [.. x.Select(value => Math.Max(0, value))];
}
