using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>How much each latent layer of a hierarchy says of an image that the layers above have not said.</summary>
/// <param name="Kl">
/// By layer, z₁ first, the KL of each dimension's posterior to its prior given the layer above, in nats, mean over the images. At the top the prior's
/// marginals stand for the prior.
/// </param>
public sealed record LayerActivity(IReadOnlyList<double[]> Kl)
{
    private const int BatchSize = 256;

    // As much as an active unit of a single layer has at least.
    private const double Active = 0.01;

    /// <summary>The KL of a layer, all dimensions together.</summary>
    /// <param name="layer">1 for z₁.</param>
    public double Of(int layer) => Kl[layer - 1].Sum();

    /// <summary>Dimensions of a layer with a KL of more than 0.01 nats.</summary>
    /// <param name="layer">1 for z₁.</param>
    public int ActiveUnits(int layer) => Kl[layer - 1].Count(kl => kl > Active);

    /// <summary>The KL of each layer in a training, in nats per image: by layer, z₁ first, a number for each epoch.</summary>
    /// <param name="history">The epochs of a hierarchical model.</param>
    /// <param name="layers">How many latent layers it has.</param>
    public static IReadOnlyList<double[]> Over(IReadOnlyList<EpochMetrics> history, int layers) =>
        [.. Enumerable.Range(1, layers).Select(layer => history.Select(epoch => epoch.Terms?.GetValueOrDefault(HierarchicalVae.KlOfLayer(layer), double.NaN) ?? double.NaN).ToArray())];

    /// <summary>Draws all layers once for each image, and measures.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images.</param>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    public static LayerActivity Measure(HierarchicalVae model, SampleSet images, ulong seed, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(workers);
        var tape = new Tape(BatchSize, workers, gradients: false);
        Tensor x = tape.Input(model.Pixels), noise = tape.Input(model.NoiseLength);
        LatentDraw draw = model.Draw(model.Summary(x), noise);
        var random = new RandomStream(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Aggregate);
        double[][] sums = [.. draw.Layers.Select(layer => new double[layer.Z.Columns])];
        for (int start = 0; start < images.Count; start += BatchSize)
        {
            tape.Rows = Math.Min(BatchSize, images.Count - start);
            images.Fill(start, tape.Rows, x.Values);
            random.FillNormal(noise.Values, (ulong)start * (ulong)noise.Columns);
            tape.Forward();
            foreach ((LatentDraw.Layer layer, double[] sum) in draw.Layers.Zip(sums))
                Add(layer, model.Prior.Moments, sum);
        }

        return new([.. sums.Select(sum => Array.ConvertAll(sum, kl => kl / images.Count))]);
    }

    private static void Add(LatentDraw.Layer layer, MultivariateNormal top, double[] sum)
    {
        ReadOnlySpan<float> mean = layer.Posterior.Mean.Values, logVariance = layer.Posterior.LogVariance.Values;
        ReadOnlySpan<float> priorMean = layer.Prior is null ? [] : layer.Prior.Mean.Values, priorLogVariance = layer.Prior is null ? [] : layer.Prior.LogVariance.Values;
        double[] topMean = top.Mean, topVariance = top.Variances;
        for (int i = 0; i < mean.Length; i++)
        {
            int j = i % sum.Length;
            double m = layer.Prior is null ? topMean[j] : priorMean[i], logS = layer.Prior is null ? Math.Log(topVariance[j]) : priorLogVariance[i];
            double logRatio = logVariance[i] - logS, deviation = mean[i] - m;
            sum[j] += DiagonalGaussian.Kl(Math.Exp(logRatio), deviation * deviation * Math.Exp(-logS), logRatio);
        }
    }
}
