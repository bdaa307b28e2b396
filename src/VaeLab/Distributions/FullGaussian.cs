using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>
/// N(μ, LLᵀ) for each image of a batch, with any covariance (Kingma &amp; Welling 2019, section 2.5.1). A diagonal Gaussian cannot
/// match a correlated prior; this one can.
/// </summary>
/// <param name="Mean">μ, batch × d, with d at least 2: in one dimension, a <see cref="DiagonalGaussian"/> is all there is.</param>
/// <param name="LogVariance">2 ln diag L, batch × d: the logarithm of each variance given the dimensions before it.</param>
/// <param name="ScaleTril">L below its diagonal, row by row — L₂₁, L₃₁, L₃₂, L₄₁, … —, batch × d(d−1)/2.</param>
public sealed record FullGaussian(Tensor Mean, Tensor LogVariance, Tensor ScaleTril) : GaussianPosterior(Mean, LogVariance)
{
    /// <summary>d(d−1)/2, the numbers below the diagonal.</summary>
    public static int LengthBelowDiagonal(int dimensions) => dimensions * (dimensions - 1) / 2;

    /// <inheritdoc/>
    public override Tensor Reparameterize(Tensor noise) => TriangularAffine(Mean, LogVariance, ScaleTril, noise);

    /// <inheritdoc/>
    public override Tensor KlDivergence(MultivariateNormal prior) =>
        GaussianKl(Mean, LogVariance, ScaleTril, prior.Mean, prior.Precision, prior.LogDeterminant);

    /// <inheritdoc/>
    public override Tensor KlPerDimension(MultivariateNormal prior) =>
        throw new ArgumentException("A full-covariance posterior has no KL for each dimension, which free bits need: use a diagonal one.");

    /// <inheritdoc/>
    public override Tensor Packed => Concat(Mean, LogVariance, ScaleTril);

    /// <inheritdoc/>
    public override void Transform(int row, ReadOnlySpan<float> noise, Span<float> target)
    {
        int d = Mean.Columns;
        ReadOnlySpan<float> below = ScaleTril.Values.Slice(row * ScaleTril.Columns, ScaleTril.Columns);

        // From the last number on, so that noise and target may be one.
        for (int i = d - 1; i >= 0; i--)
        {
            double sum = Mean.Values[(row * d) + i] + (Math.Exp(0.5 * LogVariance.Values[(row * d) + i]) * noise[i]);
            for (int j = 0; j < i; j++)
                sum += (double)below[LengthBelowDiagonal(i) + j] * noise[j];
            target[i] = (float)sum;
        }
    }

    /// <inheritdoc/>
    public override double Variance(int row, int j)
    {
        double sum = Math.Exp(LogVariance.Values[(row * Mean.Columns) + j]);
        foreach (float below in ScaleTril.Values.Slice((row * ScaleTril.Columns) + LengthBelowDiagonal(j), j))
            sum += (double)below * below;
        return sum;
    }

    /// <inheritdoc/>
    public override void AddCovariance(int row, double weight, double[,] sum)
    {
        int d = Mean.Columns;
        double[][] factor = [.. Enumerable.Range(1, d).Select(length => new double[length])];
        ReadOnlySpan<float> below = ScaleTril.Values.Slice(row * ScaleTril.Columns, ScaleTril.Columns);
        for (int i = 0; i < d; i++)
        {
            factor[i][i] = Math.Exp(0.5 * LogVariance.Values[(row * d) + i]);
            for (int j = 0; j < i; j++)
                factor[i][j] = below[LengthBelowDiagonal(i) + j];
            for (int j = 0; j <= i; j++)
            {
                double covariance = 0;
                for (int k = 0; k <= j; k++)
                    covariance += factor[i][k] * factor[j][k];
                sum[i, j] += weight * covariance;
                if (j < i)
                    sum[j, i] += weight * covariance;
            }
        }
    }
}
