using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>
/// Where the codes of all images lie together (the aggregate posterior of Makhzani et al. 2015, equation 1), beside the prior, which
/// new images are drawn from: where the two differ, a decoder is asked for images of codes that it has never seen.
/// </summary>
/// <param name="Codes">A draw from q(z|x) for each image; of a model whose codes are points, these.</param>
/// <param name="Prior">As many points of the prior, count × d.</param>
public sealed record AggregatePosterior(LatentCodes Codes, float[] Prior)
{
    /// <summary>The <see cref="EnergyDistance"/> between the two.</summary>
    public double Distance => EnergyDistance.Between(Codes.Means, Prior, Codes.Dimensions);

    /// <summary>Draws both.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images.</param>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    public static AggregatePosterior Draw(LatentModel model, SampleSet images, ulong seed, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Draw(model, new ModelInspector(model, workers), images, seed);
    }

    /// <inheritdoc cref="Draw(LatentModel, SampleSet, ulong, WorkerPool)"/>
    /// <param name="inspector">What looks at the model.</param>
    internal static AggregatePosterior Draw(LatentModel model, ModelInspector inspector, SampleSet images, ulong seed)
    {
        int d = model.LatentDimensions, next = 0;
        var points = new float[images.Count * d];
        var prior = new float[images.Count * d];
        new RandomStream(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Aggregate).FillNormal(points);
        new RandomStream(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Prior).FillNormal(prior);
        model.ShapeSample(prior);
        LatentCodes codes = inspector.Encode(images, rows =>
        {
            for (int row = 0; row < rows; row++, next++)
            {
                Span<float> point = points.AsSpan(next * d, d);
                inspector.Posterior.Transform(row, point, point);
            }
        });
        return new(codes with { Means = points }, prior);
    }
}
