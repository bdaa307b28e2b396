using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>N(m, Σ), a Gaussian in d dimensions: the usual prior p(z).</summary>
public sealed class MultivariateNormal : Prior
{
    private readonly double[] _mean;
    private readonly double[,] _covariance;
    private readonly double[,] _factor;
    private readonly double[,] _precision;

    // L⁻¹ and −L⁻¹m as data, by which a batch becomes standard normal.
    private readonly Lazy<(Parameter Weight, Parameter Bias)> _whitening;

    /// <summary>A Gaussian with any mean and covariance.</summary>
    /// <param name="mean">m, d numbers.</param>
    /// <param name="covariance">Σ, d × d, symmetric and positive definite.</param>
    /// <exception cref="InputException">Σ is not square, has not the size of m, or is not symmetric or not positive definite.</exception>
    public MultivariateNormal(double[] mean, double[,] covariance)
        : base(Checked(mean, covariance))
    {
        (_mean, _covariance) = ((double[])mean.Clone(), (double[,])covariance.Clone());
        _factor = Cholesky.Factor(covariance)
            ?? throw new InputException("The covariance is not positive definite: its variances must be positive and its correlations below 1. Make the off-diagonal numbers smaller or the diagonal ones larger.");
        _precision = Cholesky.Inverse(_factor);
        LogDeterminant = Cholesky.LogDeterminant(_factor);
        IsDiagonal = covariance.Cast<double>().Index().All(entry => entry.Index % (Dimensions + 1) == 0 || entry.Item == 0);
        _whitening = new(Whitening);
    }

    /// <inheritdoc/>
    public override string Name => Priors.Gaussian;

    /// <inheritdoc/>
    public override MultivariateNormal Moments => this;

    /// <inheritdoc/>
    public override bool HasKlPerDimension => IsDiagonal;

    /// <summary>m, d numbers: a copy.</summary>
    public double[] Mean => (double[])_mean.Clone();

    /// <summary>Σ, d × d: a copy.</summary>
    public double[,] Covariance => (double[,])_covariance.Clone();

    /// <summary>L, lower triangular, with L·Lᵀ = Σ: a copy.</summary>
    public double[,] CholeskyFactor => (double[,])_factor.Clone();

    /// <summary>Σ⁻¹, d × d: a copy.</summary>
    public double[,] Precision => (double[,])_precision.Clone();

    /// <summary>ln|Σ|.</summary>
    public double LogDeterminant { get; }

    /// <summary>The diagonal of Σ, d numbers.</summary>
    public double[] Variances => [.. Enumerable.Range(0, Dimensions).Select(i => _covariance[i, i])];

    /// <summary>Whether the dimensions are uncorrelated.</summary>
    public bool IsDiagonal { get; }

    /// <summary>
    /// The least KL(q‖p) of a Gaussian q with a diagonal covariance to this one, in nats: ½[ln|Σ| + Σⱼ ln (Σ⁻¹)ⱼⱼ], reached at
    /// μ = m, σⱼ² = 1/(Σ⁻¹)ⱼⱼ. In two dimensions this is −½ ln(1−ρ²); it is 0 only where Σ is diagonal.
    /// </summary>
    public override double LeastDiagonalKl =>
        0.5 * (LogDeterminant + Enumerable.Range(0, Dimensions).Sum(j => Math.Log(_precision[j, j])));

    /// <summary>N(0, I).</summary>
    /// <param name="dimensions">d, at least 1.</param>
    public static MultivariateNormal Standard(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        var identity = new double[dimensions, dimensions];
        for (int i = 0; i < dimensions; i++)
            identity[i, i] = 1;
        return new(new double[dimensions], identity);
    }

    /// <summary>The distribution of some of the dimensions, in any order.</summary>
    /// <param name="dimensions">Which, each once.</param>
    public MultivariateNormal Marginal(IReadOnlyList<int> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        return new([.. dimensions.Select(i => _mean[i])], Block(_covariance, dimensions));
    }

    /// <summary>The rows and columns of some dimensions.</summary>
    /// <param name="matrix">d × d.</param>
    /// <param name="dimensions">Which, in any order.</param>
    internal static double[,] Block(double[,] matrix, IReadOnlyList<int> dimensions)
    {
        var block = new double[dimensions.Count, dimensions.Count];
        for (int i = 0; i < dimensions.Count; i++)
        {
            for (int j = 0; j < dimensions.Count; j++)
                block[i, j] = matrix[dimensions[i], dimensions[j]];
        }

        return block;
    }

    /// <summary>m + L·e: carries standard coordinates e, such as N(0, I) noise, into this Gaussian's own.</summary>
    /// <param name="standard">e, d numbers.</param>
    /// <param name="target">Receives d numbers.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Transform(ReadOnlySpan<double> standard, Span<float> target)
    {
        Spans.Require(standard.Length, Dimensions, nameof(standard));
        Spans.Require(target.Length, Dimensions, nameof(target));
        for (int i = 0; i < Dimensions; i++)
        {
            double sum = _mean[i];
            for (int j = IsDiagonal ? i : 0; j <= i; j++)
                sum += _factor[i, j] * standard[j];
            target[i] = (float)sum;
        }
    }

    /// <summary>m + L·e in place.</summary>
    /// <param name="point">e, d numbers.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public override void Transform(Span<float> point)
    {
        Spans.Require(point.Length, Dimensions, nameof(point));
        // From the last number on: each needs those before it as they were.
        for (int i = Dimensions - 1; i >= 0; i--)
        {
            double sum = _mean[i];
            for (int j = IsDiagonal ? i : 0; j <= i; j++)
                sum += _factor[i, j] * point[j];
            point[i] = (float)sum;
        }
    }

    /// <summary>ln N(z; m, Σ) = −½[(z−m)ᵀΣ⁻¹(z−m) + d ln 2π + ln|Σ|].</summary>
    /// <param name="point">z, d numbers.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public double LogDensity(ReadOnlySpan<float> point)
    {
        Spans.Require(point.Length, Dimensions, nameof(point));
        double quadratic = 0;
        for (int i = 0; i < Dimensions; i++)
        {
            // The zeros beside a diagonal are left out: with them, hundreds of dimensions take minutes.
            (int start, int end) = IsDiagonal ? (i, i + 1) : (0, Dimensions);
            for (int j = start; j < end; j++)
                quadratic += (point[i] - _mean[i]) * _precision[i, j] * (point[j] - _mean[j]);
        }

        return -0.5 * (quadratic + (Dimensions * Math.Log(2 * Math.PI)) + LogDeterminant);
    }

    /// <summary>d ln 2π + ln|Σ|.</summary>
    private double LogNormalizer => LogDeterminant + (Dimensions * Math.Log(2 * Math.PI));

    /// <inheritdoc/>
    public override Tensor LogDensity(Tensor z)
    {
        (Parameter weight, Parameter bias) = _whitening.Value;
        Tensor standard = FrozenDense(z, weight, bias);                               // L⁻¹(z − m)
        return (-0.5f * Sum(Square(standard))) + (float)(-0.5 * LogNormalizer);
    }

    /// <inheritdoc/>
    public override Tensor KlDivergence(GaussianPosterior q) => q.KlDivergence(this);

    /// <inheritdoc/>
    public override Tensor KlPerDimension(GaussianPosterior q) => q.KlPerDimension(this);

    /// <inheritdoc/>
    internal override Func<int, double> LogDensityOfRow(Tensor z) => row => LogDensity(z.Values.Slice(row * Dimensions, Dimensions));

    /// <inheritdoc/>
    internal override bool IsSame(Prior other) => other is MultivariateNormal normal
        && _mean.SequenceEqual(normal._mean) && _covariance.Cast<double>().SequenceEqual(normal._covariance.Cast<double>());

    private (Parameter Weight, Parameter Bias) Whitening()
    {
        // L⁻¹ = Lᵀ Σ⁻¹.
        int d = Dimensions;
        var weight = new float[d * d];
        var bias = new float[d];
        for (int i = 0; i < d; i++)
        {
            double shift = 0;
            for (int j = 0; j < d; j++)
            {
                double sum = 0;
                for (int k = i; k < d; k++)
                    sum += _factor[k, i] * _precision[k, j];
                weight[(i * d) + j] = (float)sum;
                shift -= sum * _mean[j];
            }

            bias[i] = (float)shift;
        }

        Parameter factor = new("prior.whitening.weight", d, d), origin = new("prior.whitening.bias", d);
        factor.CopyFrom(weight);
        origin.CopyFrom(bias);
        return (factor, origin);
    }

    /// <returns>d.</returns>
    private static int Checked(double[] mean, double[,] covariance)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(covariance);
        int d = mean.Length, rows = covariance.GetLength(0), columns = covariance.GetLength(1);
        if (d == 0 || rows != d || columns != d)
        {
            throw new InputException(FormattableString.Invariant(
                $"The covariance is {rows} × {columns} and the mean has {d} numbers: a Gaussian in d dimensions needs d × d and d."));
        }

        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (!(Math.Abs(covariance[i, j] - covariance[j, i]) <= 1e-9 * Math.Max(1, Math.Abs(covariance[i, j]))))
                {
                    throw new InputException(FormattableString.Invariant(
                        $"The covariance is not symmetric: row {i + 1}, column {j + 1} is {covariance[i, j]} and row {j + 1}, column {i + 1} is {covariance[j, i]}. Make them equal."));
                }
            }
        }

        return d;
    }
}
