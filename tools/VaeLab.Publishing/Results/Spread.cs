using System.Globalization;

namespace VaeLab.Publishing.Results;

/// <summary>A number over several seeds.</summary>
internal static class Spread
{
    /// <summary>Mean ± standard deviation, the latter with a divisor of n − 1.</summary>
    /// <param name="values">At least two.</param>
    /// <param name="format">How each is written.</param>
    public static string Of(double[] values, string format)
    {
        double mean = values.Average();
        double variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        string deviation = format.StartsWith('G') ? Math.Sqrt(variance).ToString("G1", CultureInfo.InvariantCulture) : Math.Sqrt(variance).ToString(format, CultureInfo.InvariantCulture);
        return $"{mean.ToString(format, CultureInfo.InvariantCulture)} ± {deviation}";
    }
}
