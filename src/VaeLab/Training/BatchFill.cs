using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>
/// Fills a step with its batch, some images a piece: so the thread that fills images is the one that computes with them, and
/// finds them in its cache.
/// </summary>
/// <param name="model">The model, which may want noise of its own shape.</param>
/// <param name="images">All images.</param>
/// <param name="order">The order in which an epoch goes through them.</param>
/// <param name="binarization">Whether gray pixels become black or white.</param>
/// <param name="step">What to fill.</param>
/// <param name="workers">The threads to work on.</param>
internal sealed class BatchFill(GenerativeModel model, SampleSet images, int[] order, Binarization binarization, TrainingStep step, WorkerPool workers) : ParallelJob
{
    private const int ImagesPerPiece = 32;

    private readonly float[] _uniform = new float[binarization == Binarization.Dynamic ? workers.Width * images.Shape.Length : 0];
    private RandomStream _noise;
    private RandomStream _pixels;
    private int _start;

    /// <summary>Fills all of <see cref="TrainingStep.Rows"/>.</summary>
    /// <param name="start">The batch's first place in the order.</param>
    /// <param name="noise">Where ε comes from: the number of an image in the epoch decides which part.</param>
    /// <param name="pixels">Where dynamic binarization comes from.</param>
    public void Fill(int start, RandomStream noise, RandomStream pixels)
    {
        (_start, _noise, _pixels) = (start, noise, pixels);
        workers.Run(this, (step.Rows + ImagesPerPiece - 1) / ImagesPerPiece);
    }

    /// <inheritdoc/>
    public override void Run(int index, int worker)
    {
        int first = index * ImagesPerPiece, count = Math.Min(ImagesPerPiece, step.Rows - first);
        int length = images.Shape.Length, d = step.NoiseLength;
        ulong place = (ulong)(_start + first);
        Span<float> target = step.Images.Slice(first * length, count * length);
        images.Fill(order.AsSpan(_start + first, count), target);
        _noise.FillNormal(step.Noise.Slice(first * d, count * d), place * (ulong)d);
        model.ShapeNoise(step.Noise.Slice(first * d, count * d));
        for (int i = 0; model.Classes > 0 && i < count; i++)
            OneHot.Fill(images, order[_start + first + i], 1, model.Classes, step.Labels[((first + i) * model.Classes)..]);
        if (binarization == Binarization.Dynamic)
            Binarize(target, _uniform.AsSpan(worker * length, length), place);
    }

    private void Binarize(Span<float> target, Span<float> uniform, ulong place)
    {
        for (int start = 0; start < target.Length; start += uniform.Length, place++)
        {
            _pixels.FillUniform(uniform, place * (ulong)uniform.Length);
            for (int i = 0; i < uniform.Length; i++)
                target[start + i] = uniform[i] < target[start + i] ? 1 : 0;
        }
    }
}
