using VaeLab.Data;
using VaeLab.Numerics;

namespace VaeLab.Distributions;

/// <summary>
/// p(z), the prior over latent points. To write one, give it a name, a way to draw from it and its log density; what it learns, a KL in
/// closed form and its moments can be added. To have it stored with a model and read back, register it with <see cref="Priors.Register"/>.
/// Many threads may use it at once.
/// </summary>
/// <param name="dimensions">d, at least 1.</param>
public abstract class Prior(int dimensions)
{
    // Mean and covariance are for figures, which show less than this many points can tell.
    private const int EstimationPoints = 10_000;

    /// <summary>The name in configurations and on the command line, for example <c>gaussian</c>.</summary>
    public abstract string Name { get; }

    /// <summary>d.</summary>
    public int Dimensions { get; } = dimensions >= 1 ? dimensions
        : throw new ArgumentOutOfRangeException(nameof(dimensions), dimensions, "A prior needs at least 1 dimension.");

    /// <summary>What is learnt with the model, by the gradient of the KL; most priors have nothing. Make one prior for each model, or models share it.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>Whether the density is known. An adversarial autoencoder does without; a KL needs it.</summary>
    public virtual bool HasDensity => true;

    /// <summary>Whether <see cref="KlPerDimension"/> can be recorded, which free bits need.</summary>
    public virtual bool HasKlPerDimension => false;

    /// <summary>
    /// The Gaussian with the same mean and covariance, which says where the prior is and how wide: for figures and for the usage of single
    /// dimensions. Unless overridden, it is estimated from 10,000 points.
    /// </summary>
    public virtual MultivariateNormal Moments => Estimate();

    /// <summary>What is known of the least KL that a Gaussian with a diagonal covariance can have to this prior, in nats; 0 for nothing.</summary>
    public virtual double LeastDiagonalKl => 0;

    /// <summary>Samples of its own that pass through the encoder with each batch; most priors have none.</summary>
    internal virtual int PseudoInputs => 0;

    /// <summary>How many numbers are learnt with a model of these samples, for the estimate of its memory.</summary>
    /// <param name="shape">The shape of a sample.</param>
    internal virtual long LearntNumbers(SampleShape shape) => Parameters.Sum(parameter => (long)parameter.Length);

    /// <summary>What to say where a density is needed and there is none.</summary>
    internal string NoDensity =>
        $"The prior '{Name}' has no density, which a KL needs: use a prior with one, or ModelOptions.Kind = adversarial, whose prior needs none.";

    /// <summary>
    /// Told once of the model that this is the prior of, for priors that need its encoder, such as a VampPrior (Tomczak &amp; Welling 2018).
    /// Most need nothing.
    /// </summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="encoder">q(z|x) of samples, batch × numbers of a sample. It can be recorded once the model is made, not before.</param>
    public virtual void Bind(SampleShape shape, Func<Tensor, GaussianPosterior> encoder)
    {
    }

    /// <summary>Makes d standard normal numbers a point of this prior, in place. Many threads may call it at once.</summary>
    /// <param name="point">d numbers.</param>
    public abstract void Transform(Span<float> point);

    /// <summary>Makes standard normal numbers points of this prior, in place. Override it where points together take less than one by one. Many threads may call it at once.</summary>
    /// <param name="points">Points × d numbers.</param>
    public virtual void TransformRows(Span<float> points)
    {
        for (int start = 0; start < points.Length; start += Dimensions)
            Transform(points.Slice(start, Dimensions));
    }

    /// <summary>Records ln p(z) in nats: batch × d to batch × 1. Gradients reach z and the <see cref="Parameters"/>.</summary>
    /// <param name="z">Batch × d.</param>
    /// <exception cref="InputException">There is no density: <see cref="HasDensity"/> is false.</exception>
    public abstract Tensor LogDensity(Tensor z);

    /// <summary>Records KL(q‖p) in closed form, in nats, batch × 1; null where there is no such form, and one sample for each image has to do.</summary>
    /// <param name="q">The posterior.</param>
    public virtual Tensor? KlDivergence(GaussianPosterior q) => null;

    /// <summary>Records the KL of each dimension alone, in nats, batch × d; they add up to the KL.</summary>
    /// <param name="q">The posterior.</param>
    /// <exception cref="ArgumentException">The KL does not split into dimensions.</exception>
    public virtual Tensor KlPerDimension(GaussianPosterior q) =>
        throw new ArgumentException($"The prior '{Name}' has no KL for each dimension, which free bits need: use a Gaussian one, or another penalty.");

    /// <summary>Points drawn from this prior: the same stream gives the same points, and its first ones however many there are.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>count × d.</returns>
    public float[] Sample(int count, RandomStream random)
    {
        var points = new float[count * Dimensions];
        random.FillNormal(points);
        TransformRows(points);
        return points;
    }

    /// <summary>ln p(z) of each sample of a batch, to be read after each <see cref="Tape.Forward"/>.</summary>
    /// <param name="z">Batch × d.</param>
    internal virtual Func<int, double> LogDensityOfRow(Tensor z)
    {
        Tensor logDensity = LogDensity(z);
        return row => logDensity.Values[row];
    }

    /// <summary>Whether options that make one of the two make the other: what is learnt aside, they are the same.</summary>
    /// <param name="other">The other one.</param>
    internal virtual bool IsSame(Prior other) => GetType() == other.GetType() && Name == other.Name && Dimensions == other.Dimensions;

    private MultivariateNormal Estimate()
    {
        int d = Dimensions;
        float[] points = Sample(EstimationPoints, new(0, RandomPurpose.Samples));
        var mean = new double[d];
        for (int k = 0; k < points.Length; k++)
            mean[k % d] += points[k] / (double)EstimationPoints;
        var covariance = new double[d, d];
        for (int start = 0; start < points.Length; start += d)
        {
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                    covariance[i, j] += (points[start + i] - mean[i]) * (points[start + j] - mean[j]) / EstimationPoints;
            }
        }

        return new(mean, covariance);
    }
}
