using System.Buffers;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Tests.Models;

/// <summary>Small models and small data that a training can run on in a test, the same on every run.</summary>
internal static class LittleData
{
    public const int Width = 6, Height = 5, Pixels = Width * Height;

    /// <summary>An evaluation that came to this.</summary>
    public static EvaluationReport Evaluation(Loss loss, LossBaselines baselines) => new(10, loss, baselines, null, null, 0, 0, null, null, null, null, null);

    public static SampleShape Shape => SampleShape.Gray(Height, Width);

    public static double[,] Correlated => new double[,] { { 1, 0.4 }, { 0.4, 0.5 } };

    /// <summary>N(0, I) in two and in three dimensions, and N(0, Σ).</summary>
    public static MultivariateNormal Prior(string name) => name switch
    {
        "2-D" => MultivariateNormal.Standard(2),
        "3-D" => MultivariateNormal.Standard(3),
        _ => new MultivariateNormal(new double[2], Correlated),
    };

    public static Vae Model(MultivariateNormal? prior = null, ulong seed = 0)
    {
        prior ??= MultivariateNormal.Standard(2);
        return new(Shape, new ModelOptions { LatentDimensions = prior.Dimensions, Hidden = [16, 8] }, prior, Likelihood.Bernoulli, seed);
    }

    /// <summary>Bars of two sorts with some noise.</summary>
    public static ImageSet Images(int count, uint stream = 0)
    {
        var random = new RandomStream(5, RandomPurpose.Test, stream);
        var (pixels, labels) = (new byte[count * Pixels], new byte[count]);
        for (int i = 0; i < pixels.Length; i++)
        {
            int image = i / Pixels, place = i % Pixels;
            uint shape = random.WordAt((ulong)image) % 10;
            labels[image] = (byte)shape;
            bool ink = shape < 5 ? place / Width == shape : place % Width == shape - 5;
            uint noise = random.WordAt((1UL << 32) + (ulong)i) % 40;
            pixels[i] = (byte)(ink ? 255 - noise : noise);
        }

        return new(pixels, labels, Width, Height);
    }

    /// <summary>63 images to train on, which no batch size of 2, 4, 10 or 32 divides, and 7 to validate with.</summary>
    public static Dataset Dataset() => VaeLab.Data.Dataset.Create("bars", Images(70), Images(20, stream: 1));

    public static float[][] Values(GenerativeModel model) => [.. model.Parameters.Select(Values)];

    public static float[] Values(Parameter parameter)
    {
        var values = new float[parameter.Length];
        parameter.CopyTo(values);
        return values;
    }

    /// <summary>Images that may be read until they are locked, and never after.</summary>
    internal sealed class LockedImages(ImageSet images) : MemoryManager<byte>
    {
        private readonly byte[] _pixels = images.Pixels.ToArray();

        public bool IsLocked { get; set; }

        public ImageSet ToSet() => new(Memory, images.Shape, images.Labels);

        public override Span<byte> GetSpan() => IsLocked ? throw new InvalidOperationException("The images were read.") : _pixels;

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
