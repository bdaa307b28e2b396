using CsCheck;
using VaeLab.Distributions;

namespace VaeLab.Tests.Distributions;

public sealed class CholeskyTests
{
    private static readonly Gen<double[,]> s_positiveDefinite = Gen.Int[1, 8].SelectMany(d => Gen.Double[-1, 1].Array[d * d]).Select(Covariance);

    [Fact]
    public void The_factor_is_lower_triangular_and_multiplies_to_the_matrix() => s_positiveDefinite.Sample(
        a =>
        {
            double[,] l = Cholesky.Factor(a)!;
            int d = a.GetLength(0);
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    Assert.Equal(a[i, j], Enumerable.Range(0, d).Sum(k => l[i, k] * l[j, k]), 1e-12);
                    Assert.True(i == j ? l[i, j] > 0 : i > j || l[i, j] == 0);
                }
            }
        },
        seed: "0N0XIzNsQ0O2",
        iter: 200);

    [Fact]
    public void The_inverse_times_the_matrix_is_the_identity() => s_positiveDefinite.Sample(
        a =>
        {
            double[,] inverse = Cholesky.Inverse(Cholesky.Factor(a)!);
            int d = a.GetLength(0);
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                    Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, d).Sum(k => inverse[i, k] * a[k, j]), 1e-10);
            }
        },
        seed: "0N0XIzNsQ0O2",
        iter: 200);

    [Fact]
    public void The_determinant_is_the_product_of_the_factors_diagonal_squared()
    {
        Assert.Equal(Math.Log(4 * 9 * 0.25), Cholesky.LogDeterminant(Cholesky.Factor(new double[,] { { 4, 0, 0 }, { 0, 9, 0 }, { 0, 0, 0.25 } })!), 1e-14);
        Assert.Equal(Math.Log((2 * 3) - 1), Cholesky.LogDeterminant(Cholesky.Factor(new double[,] { { 2, 1 }, { 1, 3 } })!), 1e-14);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(1, double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 0, 1)]
    public void What_is_not_positive_definite_has_no_factor(double a, double b, double c)
    {
        double[,] matrix = { { a, b }, { b, c } };
        Assert.Null(Cholesky.Factor(matrix));
        Assert.Throws<InputException>(() => new MultivariateNormal(new double[2], matrix));
    }

    [Fact]
    public void A_covariance_must_be_square_of_the_means_size_and_symmetric()
    {
        Assert.Contains("2 × 3", Assert.Throws<InputException>(() => new MultivariateNormal(new double[2], new double[2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("needs d × d and d", Assert.Throws<InputException>(() => new MultivariateNormal(new double[3], new double[2, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("needs d × d and d", Assert.Throws<InputException>(() => new MultivariateNormal([], new double[0, 0])).Message, StringComparison.Ordinal);
        string asymmetric = Assert.Throws<InputException>(() => new MultivariateNormal(new double[2], new double[,] { { 1, 0.4 }, { 0.3, 1 } })).Message;
        Assert.Contains("row 2, column 1 is 0.3 and row 1, column 2 is 0.4", asymmetric, StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_coordinates_are_carried_over_by_mean_and_factor()
    {
        var normal = new MultivariateNormal([10, 20], new double[,] { { 4, 2 }, { 2, 10 } });
        var target = new float[2];
        normal.Transform([1, -1], target);
        Assert.Equal([12, 18], target);
    }

    [Fact]
    public void A_diagonal_Gaussian_is_the_product_of_its_dimensions()
    {
        var normal = new MultivariateNormal([10, 20, -1], new double[,] { { 4, 0, 0 }, { 0, 9, 0 }, { 0, 0, 0.25 } });
        float[] point = [1, -1, 2], target = new float[3];
        normal.Transform([1, -1, 2], target);
        normal.Transform(point);
        Assert.Equal([12, 17, 0], target);
        Assert.Equal(target, point);

        // Standard coordinates 1.5, −1 and 3.
        double expected = -(1.5 * Math.Log(2 * Math.PI)) - Math.Log(2 * 3 * 0.5) - (0.5 * ((1.5 * 1.5) + 1 + 9));
        Assert.Equal(expected, normal.LogDensity([13, 17, 0.5f]), 1e-12);
    }

    /// <summary>A·Aᵀ + ½I.</summary>
    private static double[,] Covariance(double[] a)
    {
        int d = (int)Math.Sqrt(a.Length);
        var covariance = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
                covariance[i, j] = (i == j ? 0.5 : 0) + Enumerable.Range(0, d).Sum(k => a[(i * d) + k] * a[(j * d) + k]);
        }

        return covariance;
    }
}
