namespace VaeLab.Distributions;

/// <summary>N(0, 1).</summary>
public static class StandardNormal
{
    /// <summary>
    /// Φ⁻¹(u), the number below which a standard normal lies with probability <paramref name="probability"/>
    /// (Wichura 1988, algorithm AS 241), accurate to about 1e-15.
    /// </summary>
    /// <param name="probability">u, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is not between 0 and 1.</exception>
    public static double Quantile(double probability)
    {
        if (!(probability > 0 && probability < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability between 0 and 1 is needed, both excluded.");

        double q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double s = 0.180625 - (q * q);
            return q * Ratio(
                s,
                [3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727],
                [1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610]);
        }

        double r = Math.Sqrt(-Math.Log(Math.Min(probability, 1 - probability)));
        double tail = r <= 5
            ? Ratio(
                r - 1.6,
                [1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4],
                [1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9])
            : Ratio(
                r - 5,
                [6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230, 0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7],
                [1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525, 7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15]);
        return q < 0 ? -tail : tail;
    }

    /// <summary>Φ(x), the probability that a standard normal lies below <paramref name="x"/>, accurate to about 1e-15: the inverse of <see cref="Quantile"/>.</summary>
    public static double Probability(double x)
    {
        // Below the middle by the tail, of which nothing cancels: erfc(z)/2 by the series of erf near 0, and beyond by a continued
        // fraction (Abramowitz & Stegun 1964, 7.1.6 and 7.1.14).
        const int seriesTerms = 60, fractionTerms = 100;
        double z = Math.Abs(x) / Math.Sqrt(2), bell = Math.Exp(-z * z), tail;
        if (z < 2)
        {
            double term = z, sum = z;
            for (int n = 1; n < seriesTerms; n++)
                sum += term *= 2 * z * z / ((2 * n) + 1);
            tail = 0.5 - (bell * sum / Math.Sqrt(Math.PI));
        }
        else
        {
            double fraction = z;
            for (int n = fractionTerms; n > 0; n--)
                fraction = z + (n / 2.0 / fraction);
            tail = bell / (2 * Math.Sqrt(Math.PI) * fraction);
        }

        return x > 0 ? 1 - tail : tail;
    }

    private static double Ratio(double x, ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator) =>
        Polynomial(x, numerator) / Polynomial(x, denominator);

    private static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            sum = (sum * x) + coefficients[i];
        return sum;
    }
}
