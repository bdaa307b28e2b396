using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>What there is to measure of each family of models, beyond what all have.</summary>
public static class FamilyMeasures
{
    private const int ComparedCodes = 5000;

    /// <summary>Measures a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data that it was trained on.</param>
    /// <param name="images">The images to judge it by.</param>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <returns>In the order in which they are to be shown.</returns>
    public static IReadOnlyList<Measure> Of(GenerativeModel model, Dataset data, SampleSet images, ulong seed, WorkerPool workers) => model switch
    {
        ConditionalVae conditional => [ClassAgreement.Measure(model, data, seed, workers), .. OfPoints(conditional, images, seed, workers)],
        HierarchicalVae hierarchical => [.. OfLayers(hierarchical, images, seed, workers), .. OfPoints(hierarchical, images, seed, workers)],
        LatentModel latent => OfPoints(latent, images, seed, workers),
        VqVae vq => OfCodes(vq, images, workers),
        _ => [],
    };

    private static IReadOnlyList<Measure> OfPoints(LatentModel model, SampleSet images, ulong seed, WorkerPool workers)
    {
        SampleSet compared = images.Slice(0, Math.Min(ComparedCodes, images.Count));
        return
        [
            new("energy_distance", compared.Count < 2 ? 0 : AggregatePosterior.Draw(model, compared, seed, workers).Distance, FormattableString.Invariant(
                $"between the codes of {compared.Count} images and as many points of the prior: 0 where these are one distribution")),
            Sharpness.Measure(model, images, seed, workers),
        ];
    }

    private static IEnumerable<Measure> OfLayers(HierarchicalVae model, SampleSet images, ulong seed, WorkerPool workers)
    {
        var activity = LayerActivity.Measure(model, images, seed, workers);
        for (int layer = 1; layer <= activity.Kl.Count; layer++)
        {
            yield return new(FormattableString.Invariant($"kl_{layer}"), activity.Of(layer), FormattableString.Invariant(
                $"nats of the KL in latent layer {layer} of {activity.Kl.Count}{(layer == 1 ? ", nearest the image" : string.Empty)}"));
            yield return new(FormattableString.Invariant($"active_{layer}"), activity.ActiveUnits(layer), FormattableString.Invariant(
                $"of its {model.LayerDimensions[layer - 1]} dimensions have more than 0.01 nats"));
        }
    }

    private static IReadOnlyList<Measure> OfCodes(VqVae model, SampleSet images, WorkerPool workers)
    {
        int codes = model.Vq.Codes;
        var usage = CodeUsage.Of(new CodeInspector(model, workers).Encode(images), model.Vq.Positions, codes);
        return
        [
            new("perplexity", usage.Perplexity, FormattableString.Invariant($"of the use of {codes} codes: so many in even use would be as many as these")),
            new("live_codes", (double)usage.Live / codes, FormattableString.Invariant($"share of {codes} codes that {images.Count} images use")),
        ];
    }
}
