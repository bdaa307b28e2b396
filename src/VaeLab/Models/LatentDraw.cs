using VaeLab.Distributions;
using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>A draw z from q(z|x), layer by layer, and what the decoder makes of it.</summary>
/// <param name="Layers">z₁, nearest the image, to the top layer, whose prior is the model's own; most models have this one alone.</param>
/// <param name="Output">What the decoder outputs for it, batch × pixels.</param>
public sealed record LatentDraw(IReadOnlyList<LatentDraw.Layer> Layers, Tensor Output)
{
    /// <summary>ln p(z) − ln q(z|x) of one image's draw, over all layers, after a <see cref="Tape.Forward"/>.</summary>
    /// <param name="row">Which image of the batch.</param>
    /// <param name="logPrior">ln p(z) of the top layer, by the model's prior: <see cref="Prior.LogDensityOfRow"/>.</param>
    internal double LogRatio(int row, Func<int, double> logPrior)
    {
        double sum = 0;
        foreach (Layer layer in Layers)
        {
            int d = layer.Z.Columns;
            ReadOnlySpan<float> z = layer.Z.Values.Slice(row * d, d), noise = layer.Noise.Values.Slice(row * d, d);
            sum += (layer.Prior?.LogDensity(row, z) ?? logPrior(row)) - layer.Posterior.LogDensityOfNoise(row, noise);
        }

        return sum;
    }

    /// <summary>One layer of it.</summary>
    /// <param name="Posterior">q of this layer, given the image and the layer above.</param>
    /// <param name="Noise">ε, batch × d.</param>
    /// <param name="Z">What was drawn, batch × d.</param>
    /// <param name="Prior">p of this layer given the one above, learnt; null for the model's <see cref="LatentModel.Prior"/>.</param>
    public sealed record Layer(GaussianPosterior Posterior, Tensor Noise, Tensor Z, DiagonalGaussian? Prior = null);
}
