using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Distributions;

/// <summary>
/// p(x|z) = Πⱼ P(xⱼ): the probability of each of the 256 values of a byte, from a logistic distribution whose mean and scale the decoder gives for each
/// pixel (Salimans, Karpathy, Chen &amp; Kingma 2017, with one component).
/// </summary>
internal sealed class DiscretizedLogisticLikelihood : Likelihood
{
    private const double HalfBin = 1.0 / 510;

    // Images that are all equal differ from their mean by rounding alone.
    private const double SmallestScale = 1e-6;

    public override string Name => Likelihoods.DiscretizedLogistic;

    public override int OutputsPerFeature => 2;

    public override string OutputMeaning => "The means of the pixels, then the logarithms of their scales, each plus 2.";

    public override string PageMean => "discretizedLogistic";

    public override bool IsForBytes => true;

    public override Tensor NegativeLogLikelihood(Tensor output, Tensor x) => Functions.DiscretizedLogistic(output, x);

    public override void Mean(ReadOnlySpan<float> output, Span<float> mean) => Functions.DiscretizedLogisticMean(output, mean);

    /// <summary>No floor; the mean image has one scale for all pixels, which matches the variance about it.</summary>
    public override LossBaselines Baselines(SampleSet training, SampleSet judged)
    {
        double[] mean = training.Mean();
        double scale = Math.Sqrt(3 * training.SquaredDistance(mean) / mean.Length) / Math.PI, sum = 0;
        if (!(scale > SmallestScale))
            return new();
        judged.Visit((values, _) =>
        {
            for (int i = 0; i < values.Length; i++)
                sum -= Math.Log(Probability(values[i], mean[i % mean.Length], scale));
        });
        return new(null, sum / judged.Count);
    }

    internal override string OnnxMean(OnnxGraph graph, string output, int pixels)
    {
        string axis = graph.Constant("pixel_axis", [1L], 1), scale = graph.Apply("Exp", graph.Apply("Max", graph.Apply("Sub", Part("scale", 1), graph.Number(2)), graph.Number(-7 - Math.Log(2))));
        string mean = Part("location", 0);
        string inside = graph.Apply("Sub", Softplus(mean), Softplus(graph.Apply("Sub", mean, graph.Number(1))));
        return graph.Apply("Mul", scale, inside);

        string Part(string name, int part) => graph.Apply("Slice", output, graph.Constant($"{name}_start", [(long)part * pixels], 1), graph.Constant($"{name}_end", [(part + 1L) * pixels], 1), axis);

        string Softplus(string x) => graph.Apply("Softplus", graph.Apply("Div", x, scale));
    }

    /// <summary>The mass between the midpoints to the bytes below and above; for 0 and 1 it reaches to infinity.</summary>
    private static double Probability(double x, double mean, double scale)
    {
        return (x > 1 - HalfBin ? 1 : Cumulative(x + HalfBin)) - (x < HalfBin ? 0 : Cumulative(x - HalfBin));

        double Cumulative(double to) => 1 / (1 + Math.Exp((mean - to) / scale));
    }
}
