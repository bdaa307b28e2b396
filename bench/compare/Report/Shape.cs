using System.Text.Json.Serialization;
using VaeLab.Cli.Benchmarking;
using VaeLab.Models;

namespace VaeLab.Compare.Report;

/// <summary>A model and its training. The first experiment is 784-512-256-2, 128 images at a time, 54,000 in all.</summary>
/// <param name="Width">Units of the first hidden layer; the second has half as many.</param>
/// <param name="Batch">Images at a time.</param>
/// <param name="Latent">Latent dimensions.</param>
/// <param name="Size">Training images.</param>
internal sealed record Shape(int Width = 512, int Batch = 128, int Latent = 2, int Size = 54_000)
{
    private const int Pixels = 784;

    /// <summary>Batches of an epoch.</summary>
    [JsonIgnore]
    public int Batches => (Size + Batch - 1) / Batch;

    /// <summary>The dense arithmetic to train on so many images, in 10⁹ operations.</summary>
    public double Gflop(int images) =>
        1e-9 * images * DenseArithmetic.PerImage(Pixels, new ModelOptions { Hidden = [Width, Width / 2], LatentDimensions = Latent });

    /// <summary>Batches whose dense arithmetic is about as much as asked for.</summary>
    public int BatchesOf(double gflop) => Math.Max(1, (int)Math.Round(gflop / Gflop(Batch)));
}
