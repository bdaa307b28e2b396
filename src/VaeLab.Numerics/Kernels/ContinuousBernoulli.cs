using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// −ln p(x) under the continuous Bernoulli distribution on logits (Loaiza-Ganem &amp; Cunningham 2019), summed over a row, and its
/// derivative in the same pass. p(x) = C(l) σ(l)ˣ (1 − σ(l))¹⁻ˣ is a density on [0, 1] and, with the normalizer written out,
/// p(x) = e^(lx − A(l)), A(l) = ln((eˡ − 1)/l) = softplus(l) − ln C(l). So
/// loss = Σ A(l) − l·x, ∂loss/∂l = A′(l) − x, and A′(l) = 1/(1 − e⁻ˡ) − 1/l is the mean of x.
/// Where |l| is below 1, series: the closed forms are differences of nearly equal numbers there.
/// </summary>
internal static unsafe class ContinuousBernoulli
{
    /// <summary>The plain form: one pixel, in double precision, as cross-entropy less ln C(l).</summary>
    public static (double Loss, double Derivative) Reference(double logit, double target)
    {
        (double loss, double derivative) = CrossEntropy.Reference(logit, target);
        double a = Math.Abs(logit), e = Math.Exp(-a), square = a * a;
        bool isSmall = a < 0.01;

        // ln C = ln|l| + softplus|l| − ln(e^|l| − 1).
        double logNormalizer = isSmall
            ? Math.Log(2) + (square * ((1.0 / 12) + (square * ((-7.0 / 1440) + (square * 31 / 90720)))))
            : Math.Log(a) + Math.Log(1 + e) - Math.Log(1 - e);
        double slope = isSmall
            ? a * ((1.0 / 6) + (square * ((-7.0 / 360) + (square * 31 / 15120))))
            : (1 / a) - (2 * e / ((1 - e) * (1 + e)));
        return (loss - logNormalizer, derivative - (Math.Sign(logit) * slope));
    }

    /// <summary>The fast form: one row.</summary>
    /// <param name="logits">columns numbers.</param>
    /// <param name="targets">columns numbers in [0, 1].</param>
    /// <param name="derivatives">Receives the mean less x.</param>
    /// <param name="columns">The length of the row.</param>
    /// <returns>The row's loss in nats; it may be negative, as p is a density.</returns>
    public static float Row<TVector, TSimd>(float* logits, float* targets, float* derivatives, int columns)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector sum = TSimd.Broadcast(0);
        int column = 0;
        for (; column <= columns - TSimd.Count; column += TSimd.Count)
            sum = TSimd.Add(sum, Pixels<TVector, TSimd>(logits + column, targets + column, derivatives + column));

        float loss = TSimd.Sum(sum);
        for (; column < columns; column++)
            loss += Pixels<float, Simd1>(logits + column, targets + column, derivatives + column);
        return loss;
    }

    /// <summary>The mean of x for each logit.</summary>
    /// <param name="logits">count numbers.</param>
    /// <param name="means">Receives count numbers in [0, 1]; may be <paramref name="logits"/>.</param>
    /// <param name="count">How many.</param>
    public static void Mean<TVector, TSimd>(float* logits, float* means, int count)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
            TSimd.Store(MeanAndLog<TVector, TSimd>(TSimd.Load(logits + i)).Mean, means + i);
        for (; i < count; i++)
            means[i] = MeanAndLog<float, Simd1>(logits[i]).Mean;
    }

    private static TVector Pixels<TVector, TSimd>(float* logits, float* targets, float* derivatives)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector l = TSimd.Load(logits), x = TSimd.Load(targets);
        (TVector mean, TVector log) = MeanAndLog<TVector, TSimd>(l);
        TSimd.Store(TSimd.Subtract(mean, x), derivatives);
        return TSimd.Add(TSimd.Subtract(TSimd.Max(l, TSimd.Broadcast(0)), TSimd.Multiply(l, x)), log);
    }

    /// <summary>A′(l), and A(l) − max(l, 0) = ln((1 − e^−|l|)/|l|).</summary>
    private static (TVector Mean, TVector Log) MeanAndLog<TVector, TSimd>(TVector l)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector zero = TSimd.Broadcast(0), half = TSimd.Broadcast(0.5f), one = TSimd.Broadcast(1);
        TVector a = TSimd.Abs(l), square = TSimd.Multiply(a, a);

        // ½ + Σ Bₖ lᵏ⁻¹/k! and −|l|/2 + Σ Bₖ lᵏ/(k·k!) over k = 2, 4, … with Bernoulli's numbers.
        TVector meanSeries = Polynomial.Cubic<TVector, TSimd>(square, 1f / 12, -1f / 720, 1f / 30240, -1f / 1209600);
        TVector logSeries = Polynomial.Cubic<TVector, TSimd>(square, 1f / 24, -1f / 2880, 1f / 181440, -1f / 9676800);
        meanSeries = TSimd.Add(half, TSimd.Multiply(l, meanSeries));
        logSeries = TSimd.Subtract(TSimd.Multiply(square, logSeries), TSimd.Multiply(half, a));

        TVector rest = TSimd.Subtract(one, TSimd.Exp(TSimd.Subtract(zero, a)));
        TVector meanOfPositive = TSimd.Subtract(TSimd.Divide(one, rest), TSimd.Divide(one, a));
        TVector mean = TSimd.SelectPositive(l, meanOfPositive, TSimd.Subtract(one, meanOfPositive));
        TVector log = TSimd.Log(TSimd.Divide(rest, a));

        TVector isLarge = TSimd.Subtract(a, one);
        return (TSimd.SelectPositive(isLarge, mean, meanSeries), TSimd.SelectPositive(isLarge, log, logSeries));
    }
}
