using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>What a discriminator sees: the points of the prior, the codes of images, and how it takes each place of the plane between.</summary>
/// <param name="Points">The codes, and as many points of the prior.</param>
/// <param name="Low">The least coordinate shown, horizontally and upwards.</param>
/// <param name="High">The greatest.</param>
/// <param name="Steps">Places along each side.</param>
/// <param name="Probabilities">
/// D(z), the probability that z is of the prior, at the middle of Steps × Steps squares, from the top left row by row. Further
/// dimensions are at the prior's mean.
/// </param>
public sealed record DiscriminatorView(AggregatePosterior Points, double Low, double High, int Steps, float[] Probabilities)
{
    /// <summary>The two latent dimensions of the plane: across and upwards.</summary>
    public IReadOnlyList<int> Axes { get; init; } = [0, 1];

    private const int Places = 96;
    private const double Shown = 0.995, Margin = 1.08;

    /// <summary>Looks with a model's discriminator.</summary>
    /// <param name="model">The model, of two latent dimensions or more.</param>
    /// <param name="images">The images.</param>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <param name="axes">The latent dimensions of the plane, of which the first two are shown; null for the model's first two.</param>
    public static DiscriminatorView Of(AdversarialAutoencoder model, SampleSet images, ulong seed, WorkerPool workers, IReadOnlyList<int>? axes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(workers);
        (int x, int y) = axes is null ? (0, 1) : (axes[0], axes[1]);
        var points = AggregatePosterior.Draw(model, images, seed, workers);
        double high = Margin * Math.Max(Reach(points.Codes.Means, model.LatentDimensions, x, y), Reach(points.Prior, model.LatentDimensions, x, y)), cell = 2 * high / Places;

        var tape = new Tape(Places, workers, gradients: false);
        Tensor z = tape.Input(model.LatentDimensions);
        Tensor probability = Functions.Sigmoid(model.Discriminator.Logit(z));
        double[] mean = model.Prior.Moments.Mean;
        var probabilities = new List<float>(Places * Places);
        for (int row = 0; row < Places; row++)
        {
            for (int column = 0; column < Places; column++)
            {
                Span<float> place = z.Values.Slice(column * z.Columns, z.Columns);
                for (int j = 0; j < place.Length; j++)
                    place[j] = (float)mean[j];
                (place[x], place[y]) = ((float)(-high + ((column + 0.5) * cell)), (float)(high - ((row + 0.5) * cell)));
            }

            tape.Forward();
            probabilities.AddRange(probability.Values);
        }

        return new(points, -high, high, Places, [.. probabilities]) { Axes = [x, y] };
    }

    /// <summary>How far from 0 two coordinates of nearly all points are.</summary>
    private static double Reach(float[] points, int dimensions, int x, int y)
    {
        double[] far = [.. Enumerable.Range(0, points.Length / dimensions)
            .Select(i => (double)Math.Max(Math.Abs(points[(i * dimensions) + x]), Math.Abs(points[(i * dimensions) + y])))
            .Where(double.IsFinite)
            .Order()];
        return far.Length == 0 ? 1 : Math.Max(far[(int)(Shown * (far.Length - 1))], 1e-3);
    }
}
