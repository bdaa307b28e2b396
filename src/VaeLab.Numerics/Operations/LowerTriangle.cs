namespace VaeLab.Numerics.Operations;

/// <summary>
/// How a lower triangular d × d matrix L lies in two tensors: its diagonal as Lᵢᵢ = e^(½ vᵢ), so that 2 ln Lᵢᵢ = vᵢ is any
/// number; and what is below the diagonal row by row, L₂₁, L₃₁, L₃₂, L₄₁, …, so that row i (from 0) begins at i(i−1)/2.
/// </summary>
internal static class LowerTriangle
{
    /// <summary>d(d−1)/2, the numbers below the diagonal.</summary>
    public static int Length(int dimensions) => dimensions * (dimensions - 1) / 2;

    /// <summary>Where a row's numbers below the diagonal begin.</summary>
    public static int Row(int row) => row * (row - 1) / 2;

    /// <summary>The whole matrix, d × d, plainly.</summary>
    public static double[,] Expand(ReadOnlySpan<double> logDiagonal, ReadOnlySpan<double> below)
    {
        int d = logDiagonal.Length;
        var matrix = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < i; j++)
                matrix[i, j] = below[Row(i) + j];
            matrix[i, i] = Math.Exp(0.5 * logDiagonal[i]);
        }

        return matrix;
    }

    /// <summary>Checks that three tensors are a mean and a lower triangle for each sample.</summary>
    /// <exception cref="ArgumentException">Their sizes do not go together.</exception>
    public static void Check(Tensor mean, Tensor logDiagonal, Tensor below)
    {
        int d = mean.Columns;
        if (logDiagonal.Columns != d || below.Columns != Length(d))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Means have {d} dimensions, diagonals {logDiagonal.Columns}, and below them are {below.Columns} numbers: they need d, d and d(d−1)/2."));
        }

        if (!mean.IsBatch || !logDiagonal.IsBatch || !below.IsBatch)
            throw new ArgumentException("A mean and a triangle must be batches, one row a sample: a mean over the batch is not.");
    }
}
