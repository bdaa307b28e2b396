using VaeLab.Distributions;

namespace VaeLab.Evaluation;

/// <summary>Ways through the latent space from one point to another.</summary>
public static class LatentPath
{
    private const double LeastSine = 1e-6;

    /// <summary>(1 − t)·a + t·b for t from 0 to 1.</summary>
    /// <param name="from">a, d numbers.</param>
    /// <param name="to">b, d numbers.</param>
    /// <param name="t">How far.</param>
    /// <param name="target">Receives d numbers.</param>
    public static void Linear(ReadOnlySpan<float> from, ReadOnlySpan<float> to, float t, Span<float> target)
    {
        for (int i = 0; i < target.Length; i++)
            target[i] = ((1 - t) * from[i]) + (t * to[i]);
    }

    /// <summary>
    /// Along the sphere, slerp (Shoemake 1985; for latent spaces White 2016): (sin((1 − t)Ω)·ε + sin(tΩ)·η) / sin Ω, where Ω is the angle
    /// between ε and η, the two points in coordinates in which the prior is N(0, I). In many dimensions nearly all points of a Gaussian
    /// are far from its mean, and a straight line leads through where hardly any are. Points in one direction, or in opposite ones, are
    /// joined by a straight line.
    /// </summary>
    /// <param name="prior">The prior N(m, LLᵀ).</param>
    /// <param name="from">m + Lε, d numbers.</param>
    /// <param name="to">m + Lη, d numbers.</param>
    /// <param name="t">How far.</param>
    /// <param name="target">Receives d numbers.</param>
    public static void Spherical(MultivariateNormal prior, ReadOnlySpan<float> from, ReadOnlySpan<float> to, float t, Span<float> target)
    {
        ArgumentNullException.ThrowIfNull(prior);
        (double[] mean, double[,] factor) = (prior.Mean, prior.CholeskyFactor);
        double[] start = Standard(from, mean, factor), end = Standard(to, mean, factor);
        double dot = start.Zip(end, (a, b) => a * b).Sum(), norms = Math.Sqrt(start.Sum(a => a * a) * end.Sum(b => b * b));
        double angle = norms > 0 ? Math.Acos(Math.Clamp(dot / norms, -1, 1)) : 0, sine = Math.Sin(angle);
        if (sine < LeastSine)
        {
            Linear(from, to, t, target);
            return;
        }

        (double ofStart, double ofEnd) = (Math.Sin((1 - t) * angle) / sine, Math.Sin(t * angle) / sine);
        for (int i = 0; i < target.Length; i++)
        {
            double sum = mean[i];
            for (int j = 0; j <= i; j++)
                sum += factor[i, j] * ((ofStart * start[j]) + (ofEnd * end[j]));
            target[i] = (float)sum;
        }
    }

    /// <summary>ε = L⁻¹(z − m).</summary>
    private static double[] Standard(ReadOnlySpan<float> point, double[] mean, double[,] factor)
    {
        var standard = new double[point.Length];
        for (int i = 0; i < standard.Length; i++)
        {
            double rest = point[i] - mean[i];
            for (int j = 0; j < i; j++)
                rest -= factor[i, j] * standard[j];
            standard[i] = rest / factor[i, i];
        }

        return standard;
    }
}
