namespace VaeLab.Distributions;

/// <summary>The Cholesky factor of a small symmetric matrix, and what follows from it.</summary>
public static class Cholesky
{
    /// <summary>L, lower triangular, with L·Lᵀ = A; null where A is not positive definite.</summary>
    public static double[,]? Factor(double[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        int d = matrix.GetLength(0);
        var factor = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = matrix[i, j];
                for (int k = 0; k < j; k++)
                    rest -= factor[i, k] * factor[j, k];
                if (i != j)
                    factor[i, j] = rest / factor[j, j];
                else if (rest > 0 && double.IsFinite(rest))
                    factor[i, i] = Math.Sqrt(rest);
                else
                    return null;
            }
        }

        return factor;
    }

    /// <summary>ln|L·Lᵀ|.</summary>
    public static double LogDeterminant(double[,] factor)
    {
        ArgumentNullException.ThrowIfNull(factor);
        double sum = 0;
        for (int i = 0; i < factor.GetLength(0); i++)
            sum += Math.Log(factor[i, i]);
        return 2 * sum;
    }

    /// <summary>(L·Lᵀ)⁻¹, column by column.</summary>
    public static double[,] Inverse(double[,] factor)
    {
        ArgumentNullException.ThrowIfNull(factor);
        int d = factor.GetLength(0);
        var inverse = new double[d, d];
        var column = new double[d];
        double[,] transposed = Transpose(factor); // the second loop reads down the columns, which is slow in memory
        for (int c = 0; c < d; c++)
        {
            Array.Clear(column);
            column[c] = 1;
            for (int i = c; i < d; i++) // zero above
            {
                for (int k = c; k < i; k++)
                    column[i] -= factor[i, k] * column[k];
                column[i] /= factor[i, i];
            }

            for (int i = d - 1; i >= 0; i--)
            {
                for (int k = i + 1; k < d; k++)
                    column[i] -= transposed[i, k] * column[k];
                column[i] /= factor[i, i];
            }

            for (int i = 0; i < d; i++)
                inverse[i, c] = column[i];
        }

        return inverse;
    }

    private static double[,] Transpose(double[,] matrix)
    {
        int d = matrix.GetLength(0);
        var transposed = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
                transposed[j, i] = matrix[i, j];
        }

        return transposed;
    }
}
