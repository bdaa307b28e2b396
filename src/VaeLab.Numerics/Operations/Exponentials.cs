using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>The exponentials of a row, as softmax and its relatives need them.</summary>
internal static class Exponentials
{
    /// <summary>The operands of an operation on rows that must not be empty.</summary>
    public static Tensor[] Checked(Tensor x) => x.Columns > 0
        ? [x]
        : throw new ArgumentException("The rows have no columns: a softmax or log-sum-exp needs at least one.");

    /// <summary>
    /// e^(xⱼ − s) with the greatest number of the row as the shift s, so that none overflows; 0 as s where the greatest is not
    /// finite, since ∞ − ∞ is not a number.
    /// </summary>
    /// <param name="x">The row.</param>
    /// <param name="exponentials">Receives as many numbers.</param>
    /// <returns>The shift, and the sum in double precision: in single precision a long tail of small numbers would be lost.</returns>
    public static (float Shift, double Sum) Of(ReadOnlySpan<float> x, Span<float> exponentials)
    {
        float greatest = TensorPrimitives.Max(x), shift = float.IsFinite(greatest) ? greatest : 0;
        TensorPrimitives.Subtract(x, shift, exponentials);
        TensorPrimitives.Exp(exponentials, exponentials);
        double sum = 0;
        foreach (float exponential in exponentials)
            sum += exponential;
        return (shift, sum);
    }

    /// <summary>The plain form of ln Σⱼ e^xⱼ, in double precision.</summary>
    public static double LogSumExp(ReadOnlySpan<double> x)
    {
        double greatest = double.NegativeInfinity, sum = 0;
        foreach (double number in x)
            greatest = Math.Max(greatest, number);
        if (!double.IsFinite(greatest))
            return greatest;
        foreach (double number in x)
            sum += Math.Exp(number - greatest);
        return greatest + Math.Log(sum);
    }
}
