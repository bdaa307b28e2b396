using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// −ln p(x) of bytes k/255 under the logistic distribution with mean m and scale s, cut into 256 bins (Salimans, Karpathy, Chen &amp; Kingma 2017),
/// summed over a row, and its derivatives in the same pass. The bin of x goes from x − h to x + h with h = 1/510; the first begins at −∞ and the last ends at +∞:
/// p(x) = σ(u) − σ(v), u = (x + h − m)/s, v = (x − h − m)/s. As σ(u) − σ(v) = σ(u) σ(−v) (1 − e^−w) with w = u − v = 2h/s,
/// loss = Σ softplus(−u) + softplus(v) − ln(1 − e^−w), without the last two terms for x = 0 and with the second alone for x = 1.
/// So no small number is ever the difference of two large ones. The decoder gives m and t = ln s + 2: scales begin at e⁻² = 0.14.
/// </summary>
internal static unsafe class DiscretizedLogistic
{
    /// <summary>h: half of the distance between two bytes.</summary>
    public const float HalfBin = 1f / 510;

    /// <summary>Subtracted from the decoder's second number to get ln s.</summary>
    public const float Offset = 2;

    /// <summary>The least ln s: a scale below half a thousandth makes no difference to a byte. In the paper, where pixels go from −1 to 1, it is −7.</summary>
    public const double LeastLogScale = -7.693147180559945;   // −7 − ln 2

    private const float LogBin = -5.5412635f;   // ln 2h = −ln 255

    /// <summary>The plain form: one pixel, in double precision.</summary>
    /// <returns>The loss, and its derivatives by m and by t.</returns>
    public static (double Loss, double ByMean, double ByLogScale) Reference(double mean, double t, double target)
    {
        double h = 1.0 / 510, logScale = Math.Max(t - Offset, LeastLogScale), scale = Math.Exp(logScale);
        double u = (target + h - mean) / scale, v = (target - h - mean) / scale, w = 2 * h / scale;
        bool isFirst = target < h, isLast = target > 1 - h, isInner = !isFirst && !isLast;
        double loss = (isLast ? 0 : Softplus(-u)) + (isFirst ? 0 : Softplus(v)) - (isInner ? Math.Log(-ExpM1(-w)) : 0);
        double below = isLast ? 0 : Sigmoid(-u), above = isFirst ? 0 : Sigmoid(v);
        double byLogScale = (u * below) - (v * above) + (isInner ? w / ExpM1(w) : 0);
        return (loss, (below - above) / scale, t - Offset > LeastLogScale ? byLogScale : 0);

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        static double ExpM1(double x) => Math.Abs(x) < 1e-4 ? x * (1 + (x / 2) + (x * x / 6)) : Math.Exp(x) - 1;
    }

    /// <summary>The mean of the distribution, with all its mass outside [0, 1] at the nearer end.</summary>
    public static float Mean(double mean, double t)
    {
        double scale = Math.Exp(Math.Max(t - Offset, LeastLogScale));
        return (float)Math.Clamp(scale * (Softplus(mean / scale) - Softplus((mean - 1) / scale)), 0, 1);
    }

    /// <summary>The fast form: one row.</summary>
    /// <param name="outputs">m of all columns, then t of all columns.</param>
    /// <param name="targets">columns bytes, divided by 255.</param>
    /// <param name="derivatives">Receives 2 · columns numbers: by m, then by t.</param>
    /// <param name="columns">The length of the row.</param>
    /// <returns>The row's loss in nats.</returns>
    public static float Row<TVector, TSimd>(float* outputs, float* targets, float* derivatives, int columns)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector sum = TSimd.Broadcast(0);
        int column = 0;
        for (; column <= columns - TSimd.Count; column += TSimd.Count)
            sum = TSimd.Add(sum, Pixels<TVector, TSimd>(outputs + column, outputs + columns + column, targets + column, derivatives + column, derivatives + columns + column));

        float loss = TSimd.Sum(sum);
        for (; column < columns; column++)
            loss += Pixels<float, Simd1>(outputs + column, outputs + columns + column, targets + column, derivatives + column, derivatives + columns + column);
        return loss;
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static TVector Pixels<TVector, TSimd>(float* means, float* logScales, float* targets, float* byMean, float* byLogScale)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector zero = TSimd.Broadcast(0), one = TSimd.Broadcast(1), h = TSimd.Broadcast(HalfBin), least = TSimd.Broadcast((float)LeastLogScale);
        TVector x = TSimd.Load(targets), given = TSimd.Subtract(TSimd.Load(logScales), TSimd.Broadcast(Offset));
        TVector logScale = TSimd.Max(given, least), inverse = TSimd.Exp(TSimd.Subtract(zero, logScale));
        TVector distance = TSimd.Subtract(x, TSimd.Load(means)), w = TSimd.Multiply(TSimd.Broadcast(2 * HalfBin), inverse);
        TVector u = TSimd.Multiply(TSimd.Add(distance, h), inverse), v = TSimd.Multiply(TSimd.Subtract(distance, h), inverse);

        TVector isFirst = TSimd.Subtract(h, x), isLast = TSimd.Subtract(x, TSimd.Broadcast(1 - HalfBin));
        TVector atEdge = TSimd.Max(isFirst, isLast);
        TVector expU = TSimd.Exp(TSimd.Subtract(zero, TSimd.Abs(u))), expV = TSimd.Exp(TSimd.Subtract(zero, TSimd.Abs(v)));
        TVector factorU = TSimd.Add(one, expU), factorV = TSimd.Add(one, expV);
        TVector below = TSimd.SelectPositive(isLast, zero, TSimd.Divide(TSimd.SelectPositive(u, expU, one), factorU));     // σ(−u)
        TVector above = TSimd.SelectPositive(isFirst, zero, TSimd.Divide(TSimd.SelectPositive(v, one, expV), factorV));    // σ(v)
        (TVector linear, TVector factor, TVector slope) = Width<TVector, TSimd>(w, logScale);

        TSimd.Store(TSimd.Multiply(TSimd.Subtract(below, above), inverse), byMean);
        TVector change = TSimd.Subtract(TSimd.Multiply(u, below), TSimd.Multiply(v, above));
        change = TSimd.Add(change, TSimd.SelectPositive(atEdge, zero, slope));
        TSimd.Store(TSimd.SelectPositive(TSimd.Subtract(given, least), change, zero), byLogScale);

        TVector sum = TSimd.SelectPositive(isLast, zero, TSimd.Max(TSimd.Subtract(zero, u), zero));
        sum = TSimd.Add(sum, TSimd.SelectPositive(isFirst, zero, TSimd.Max(v, zero)));
        sum = TSimd.Add(sum, TSimd.SelectPositive(atEdge, zero, linear));
        TVector factors = TSimd.Multiply(TSimd.SelectPositive(isLast, one, factorU), TSimd.SelectPositive(isFirst, one, factorV));
        return TSimd.Add(sum, TSimd.Log(TSimd.Divide(factors, TSimd.SelectPositive(atEdge, one, factor))));
    }

    /// <summary>−ln(1 − e^−w) as a linear part less the logarithm of a factor, and w/(e^w − 1).</summary>
    private static (TVector Linear, TVector Factor, TVector Slope) Width<TVector, TSimd>(TVector w, TVector logScale)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector zero = TSimd.Broadcast(0), one = TSimd.Broadcast(1), half = TSimd.Multiply(TSimd.Broadcast(0.5f), w);
        TVector exp = TSimd.Exp(TSimd.Subtract(zero, w)), difference = TSimd.Subtract(one, exp), square = TSimd.Multiply(w, w);

        // Up to w = 1, where the difference loses digits: 1 − e^−w = w e^(−w/2) · sinh(w/2)/(w/2), ln w = ln 2h − ln s; and w/(e^w − 1) = 1 − w/2 + w²/12 − …
        TVector linear = TSimd.Add(half, TSimd.Subtract(logScale, TSimd.Broadcast(LogBin)));
        TVector sinh = Polynomial.Cubic<TVector, TSimd>(square, 1f / 24, 1f / 1920, 1f / 322560, 0);
        TVector slope = Polynomial.Cubic<TVector, TSimd>(square, 1f / 12, -1f / 720, 1f / 30240, -1f / 1209600);
        sinh = TSimd.MultiplyAdd(square, sinh, one);
        slope = TSimd.Add(TSimd.Subtract(one, half), TSimd.Multiply(square, slope));

        TVector isLarge = TSimd.Subtract(w, one);
        return (
            TSimd.SelectPositive(isLarge, zero, linear),
            TSimd.SelectPositive(isLarge, difference, sinh),
            TSimd.SelectPositive(isLarge, TSimd.Divide(TSimd.Multiply(w, exp), difference), slope));
    }
}
