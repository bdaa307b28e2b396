using VaeLab.Distributions;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Tests.Distributions;

/// <summary>½ N(m₁, I) + ½ N(m₂, I), where m₁ and m₂ are learnt with the model.</summary>
public sealed class TwoGaussians(int dimensions) : Prior(dimensions)
{
    private readonly Parameter _means = Means(dimensions);

    public override string Name => "two-gaussians";

    public override IReadOnlyList<Parameter> Parameters => [_means];

    public override Tensor LogDensity(Tensor z)
    {
        Tensor means = Repeat(z.Tape, _means);                                        // batch × (m₁, m₂)
        Tensor Of(int k) => -0.5f * Sum(Square(z - Columns(means, k * Dimensions, Dimensions)));
        return LogSumExp(Concat(Of(0), Of(1))) + (float)(-Math.Log(2) - (0.5 * Dimensions * Math.Log(2 * Math.PI)));
    }

    public override void Transform(Span<float> point)
    {
        // Φ(e) of the first number is uniform. Its halves choose the component, and stretched it is uniform again.
        double u = 2 * StandardNormal.Probability(point[0]);
        int k = u < 1 ? 0 : 1;
        point[0] = (float)StandardNormal.Quantile(Math.Clamp(u - k, 1e-15, 1 - 1e-15));
        var means = new float[_means.Length];
        _means.CopyTo(means);
        for (int j = 0; j < Dimensions; j++)
            point[j] += means[(k * Dimensions) + j];
    }

    private static Parameter Means(int dimensions)
    {
        var means = new Parameter("prior.means", 2, dimensions);
        means.CopyFrom([.. Enumerable.Repeat(-1f, dimensions), .. Enumerable.Repeat(1f, dimensions)]);
        return means;
    }
}
