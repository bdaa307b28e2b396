using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// Binary cross-entropy on logits, summed over a row, and its derivative in the same pass:
/// loss = Σ max(l, 0) − l·x + log(1 + e^−|l|), ∂loss/∂l = σ(l) − x. Never overflows, never takes the log of 0.
/// The logarithms add up to that of the product, and as each factor is at most 2, one logarithm serves 64 of them.
/// </summary>
internal static unsafe class CrossEntropy
{
    private const int FactorsPerLog = 64;

    /// <summary>The plain form: one pixel, in double precision.</summary>
    public static (double Loss, double Derivative) Reference(double logit, double target)
    {
        double e = Math.Exp(-Math.Abs(logit));
        double sigmoid = (logit > 0 ? 1 : e) / (1 + e);
        return (Math.Max(logit, 0) - (logit * target) + Math.Log(1 + e), sigmoid - target);
    }

    /// <summary>The fast form: one row.</summary>
    /// <param name="logits">columns numbers.</param>
    /// <param name="targets">columns numbers in [0, 1].</param>
    /// <param name="derivatives">Receives σ(l) − x.</param>
    /// <param name="columns">The length of the row.</param>
    /// <returns>The row's loss in nats.</returns>
    public static float Row<TVector, TSimd>(float* logits, float* targets, float* derivatives, int columns)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector one = TSimd.Broadcast(1), sum = TSimd.Broadcast(0), product = one;
        int column = 0;
        for (int factors = 1; column <= columns - TSimd.Count; column += TSimd.Count, factors++)
        {
            sum = TSimd.Add(sum, Pixels<TVector, TSimd>(logits + column, targets + column, derivatives + column, ref product));
            if (factors % FactorsPerLog == 0)
            {
                sum = TSimd.Add(sum, TSimd.Log(product));
                product = one;
            }
        }

        float loss = TSimd.Sum(TSimd.Add(sum, TSimd.Log(product)));
        for (; column < columns; column++)
        {
            float factor = 1;
            loss += Pixels<float, Simd1>(logits + column, targets + column, derivatives + column, ref factor);
            loss += Simd1.Log(factor);
        }

        return loss;
    }

    /// <summary>The loss without its logarithms, whose arguments are multiplied into <paramref name="product"/>.</summary>
    private static TVector Pixels<TVector, TSimd>(float* logits, float* targets, float* derivatives, ref TVector product)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector zero = TSimd.Broadcast(0), one = TSimd.Broadcast(1);
        TVector l = TSimd.Load(logits), x = TSimd.Load(targets);

        TVector e = TSimd.Exp(TSimd.Subtract(zero, TSimd.Abs(l)));
        TVector onePlusE = TSimd.Add(one, e);
        TVector sigmoid = TSimd.Divide(TSimd.SelectPositive(l, one, e), onePlusE);
        TSimd.Store(TSimd.Subtract(sigmoid, x), derivatives);

        product = TSimd.Multiply(product, onePlusE);
        return TSimd.Subtract(TSimd.Max(l, zero), TSimd.Multiply(l, x));
    }
}
