using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Tests.Evaluation;

/// <summary>A model's networks in plain double precision, loop by loop.</summary>
internal sealed class PlainModel(Vae model)
{
    /// <summary>The mean of q(z|x).</summary>
    public double[] Mean(ReadOnlySpan<byte> image)
    {
        double[] h = new double[image.Length];
        for (int i = 0; i < h.Length; i++)
            h[i] = image[i] / 255.0;
        for (int layer = 0; layer < model.Options.Hidden.Count; layer++)
            h = Layer(FormattableString.Invariant($"encoder.{layer}"), h, relu: true);
        return Layer("mean", h, relu: false);
    }

    /// <summary>The expected image at a latent point.</summary>
    public double[] Decode(double[] z)
    {
        double[] h = z;
        for (int layer = 0; layer <= model.Options.Hidden.Count; layer++)
            h = Layer(FormattableString.Invariant($"decoder.{layer}"), h, relu: layer < model.Options.Hidden.Count);
        return [.. h.Select(logit => 1 / (1 + Math.Exp(-logit)))];
    }

    private double[] Layer(string name, double[] input, bool relu)
    {
        float[] weight = Values(name + ".weight"), bias = Values(name + ".bias");
        var output = new double[bias.Length];
        for (int o = 0; o < output.Length; o++)
        {
            output[o] = bias[o];
            for (int i = 0; i < input.Length; i++)
                output[o] += weight[(o * input.Length) + i] * input[i];
            if (relu)
                output[o] = Math.Max(0, output[o]);
        }

        return output;
    }

    private float[] Values(string name)
    {
        Parameter parameter = model.Parameters.Single(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));
        var values = new float[parameter.Length];
        parameter.CopyTo(values);
        return values;
    }
}
