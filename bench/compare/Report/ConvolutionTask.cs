using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Networks;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Compare.Report;

/// <summary>What both sides train for the comparison of convolutions.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Outer">Channels of the pictures.</param>
/// <param name="Channels">Channels of the convolutions.</param>
/// <param name="Side">Height and width of the pictures.</param>
/// <param name="Kernel">Height and width of a kernel.</param>
/// <param name="Batch">Pictures at a time.</param>
/// <param name="Width">Units of the dense layer behind the convolutions of a network; 0 for none.</param>
/// <param name="Latent">Latent dimensions of a network; 0 for two layers alone.</param>
internal sealed record ConvolutionTask(string Name, int Outer, int[] Channels, int Side, int Kernel, int Batch, int Width = 0, int Latent = 0)
{
    /// <summary>Whether it is a variational autoencoder; otherwise it is two convolutions.</summary>
    [JsonIgnore]
    public bool IsNetwork => Latent > 0;

    [JsonIgnore]
    public SampleShape Shape => new(Outer, Side, Side);

    /// <summary>The autoencoder.</summary>
    [JsonIgnore]
    public ExperimentOptions Options => ExperimentOptions.TwoDimensional with
    {
        Model = new()
        {
            LatentDimensions = Latent,
            Encoder = new([.. Channels.Select(channels => (LayerSpec)new ConvolutionSpec(channels, Kernel, Stride: 2)), .. Width > 0 ? [new DenseSpec(Width)] : Array.Empty<LayerSpec>()]),
        },
        Training = new() { BatchSize = Batch },
    };

    public override string ToString() => Invariant($"{Name}: {Outer} × {Side} × {Side}, channels {string.Join(", ", Channels)}, kernel {Kernel}, batch {Batch}");

    /// <summary>Pictures without a meaning: 0.5 + 0.5 sin(i + c + x (1 + i mod 3) / 7 + y (1 + i mod 5) / 9). The Python side has the same.</summary>
    public void Waves(Span<float> pictures)
    {
        for (int n = 0; n < pictures.Length; n++)
        {
            int x = n % Side, y = n / Side % Side, c = n / (Side * Side) % Outer, i = n / (Side * Side * Outer);
            pictures[n] = (float)(0.5 + (0.5 * Math.Sin(i + c + (x * (1 + (i % 3)) / 7.0) + (y * (1 + (i % 5)) / 9.0))));
        }
    }
}
