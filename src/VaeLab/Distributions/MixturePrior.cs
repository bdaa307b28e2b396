using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>
/// A mixture of K Gaussians of one weight, with diagonal covariances, which are learnt with the model: p(z) = 1/K Σₖ N(z; μₖ, diag σₖ²).
/// </summary>
/// <param name="name">The name, with K in it.</param>
/// <param name="dimensions">d.</param>
/// <param name="components">K.</param>
public abstract class MixturePrior(string name, int dimensions, int components) : Prior(dimensions)
{
    /// <summary>The most components: beyond is a typing error rather than a wish.</summary>
    public const int MostComponents = 10_000;

    /// <inheritdoc/>
    public override string Name { get; } = name;

    /// <summary>K.</summary>
    public int Components { get; } = components is >= 1 and <= MostComponents ? components
        : throw new ArgumentOutOfRangeException(nameof(components), components, FormattableString.Invariant($"A mixture needs from 1 to {MostComponents} components."));

    /// <inheritdoc/>
    public override MultivariateNormal Moments
    {
        get
        {
            // Σ = 1/K Σₖ [diag σₖ² + μₖμₖᵀ] − μμᵀ.
            int d = Dimensions;
            (float[] means, float[] variances) = Gaussians();
            double[] mean = new double[d];
            var covariance = new double[d, d];
            for (int k = 0; k < means.Length; k++)
                mean[k % d] += means[k] / (double)Components;
            for (int k = 0; k < Components; k++)
            {
                for (int i = 0; i < d; i++)
                {
                    covariance[i, i] += variances[(k * d) + i] / (double)Components;
                    for (int j = 0; j < d; j++)
                        covariance[i, j] += (means[(k * d) + i] - mean[i]) * (means[(k * d) + j] - mean[j]) / Components;
                }
            }

            return new(mean, covariance);
        }
    }

    /// <summary>The components as they are now: μ and σ², K × d each.</summary>
    public abstract (float[] Means, float[] Variances) Gaussians();

    /// <summary>The components on a tape: μ and ln σ², K × d each. Gradients reach what is learnt.</summary>
    /// <param name="tape">Where to record them.</param>
    protected abstract (Tensor Means, Tensor LogVariances) Gaussians(Tape tape);

    /// <summary>ln p(z) = ln Σₖ N(z; μₖ, diag σₖ²) − ln K.</summary>
    /// <inheritdoc/>
    public override Tensor LogDensity(Tensor z)
    {
        ArgumentNullException.ThrowIfNull(z);
        (Tensor means, Tensor logVariances) = Gaussians(z.Tape);
        return LogSumExp(GaussianLogDensities(z, means, logVariances)) + (float)-Math.Log(Components);
    }

    /// <inheritdoc/>
    public override void Transform(Span<float> point) => TransformRows(point);

    /// <inheritdoc/>
    public override void TransformRows(Span<float> points)
    {
        int d = Dimensions;
        (float[] means, float[] variances) = Gaussians();
        for (int start = 0; start < points.Length; start += d)
        {
            // K·Φ(e) of a standard normal e is uniform from 0 to K: its whole part chooses the component, and the rest is uniform again.
            Span<float> point = points.Slice(start, d);
            double u = Components * StandardNormal.Probability(point[0]);
            int k = Math.Min((int)u, Components - 1);
            point[0] = (float)StandardNormal.Quantile(Math.Clamp(u - k, 1e-15, 1 - 1e-15));
            for (int j = 0; j < d; j++)
                point[j] = (float)(means[(k * d) + j] + (Math.Sqrt(variances[(k * d) + j]) * point[j]));
        }
    }

    /// <summary>Numbers of a parameter, row by row.</summary>
    private protected static float[] Values(Parameter parameter)
    {
        var values = new float[parameter.Length];
        parameter.CopyTo(values);
        return values;
    }
}

/// <summary>A mixture of Gaussians whose means and variances are parameters. They begin around the origin, as N(0, I) in all.</summary>
public sealed class LearntMixture : MixturePrior
{
    // What the components share of the variance of N(0, I) at the beginning; the rest is between their means.
    private const double Within = 0.5;

    private readonly Parameter _means;
    private readonly Parameter _logVariances;

    /// <summary>A mixture before it is trained.</summary>
    /// <param name="dimensions">d.</param>
    /// <param name="components">K.</param>
    public LearntMixture(int dimensions, int components)
        : base(FormattableString.Invariant($"{Priors.Mixture}:{components}"), dimensions, components)
    {
        (_means, _logVariances) = (new("prior.means", components, dimensions), new("prior.log_variances", components, dimensions));
        var values = new float[_means.Length];
        new RandomStream(0, RandomPurpose.Weights, uint.MaxValue).FillNormal(values);
        _means.CopyFrom(Array.ConvertAll(values, value => (float)Math.Sqrt(1 - Within) * value));
        Array.Fill(values, (float)Math.Log(Within));
        _logVariances.CopyFrom(values);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_means, _logVariances];

    /// <inheritdoc/>
    public override (float[] Means, float[] Variances) Gaussians() => (Values(_means), Array.ConvertAll(Values(_logVariances), MathF.Exp));

    /// <inheritdoc/>
    protected override (Tensor Means, Tensor LogVariances) Gaussians(Tape tape) => (Rows(tape, _means), Rows(tape, _logVariances));

    /// <inheritdoc/>
    internal override long LearntNumbers(Data.SampleShape shape) => 2L * Components * Dimensions;
}
