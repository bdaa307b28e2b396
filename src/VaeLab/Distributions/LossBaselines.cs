using System.Text.Json.Serialization;
using static System.FormattableString;

namespace VaeLab.Distributions;

/// <summary>The lines to draw beside a loss, in nats per image; null where a likelihood has no such line.</summary>
/// <param name="Floor">The sum of the pixels' own entropies: no Bernoulli model of grayscale pixels goes below it. A density has no floor.</param>
/// <param name="MeanImage">The loss of the best constant output, whose mean is the mean image of the training set: a model above it has learnt nothing.</param>
public sealed record LossBaselines(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Floor = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? MeanImage = null)
{
    /// <summary>The lines that there are, for example "floor 45.5, mean image 205.8"; without any, "no baselines".</summary>
    public override string ToString() => (Floor, MeanImage) switch
    {
        ({ } floor, { } meanImage) => Invariant($"floor {floor:F1}, mean image {meanImage:F1}"),
        ({ } floor, null) => Invariant($"floor {floor:F1}"),
        (null, { } meanImage) => Invariant($"mean image {meanImage:F1}"),
        _ => "no baselines",
    };
}
