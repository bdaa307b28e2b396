using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Kinds;

/// <summary>The variational autoencoder, with or without labels.</summary>
internal sealed class PlainVae : ModelKind<VaeOptions>
{
    /// <inheritdoc/>
    public override string Title => "A variational autoencoder";

    /// <inheritdoc/>
    public override ExperimentOptions Preset { get; } = ExperimentOptions.TwoDimensional;

    /// <inheritdoc/>
    public override JsonTypeInfo<VaeOptions> Json { get; } = new PlainVaeJson(JsonOptions()).VaeOptions;

    /// <inheritdoc/>
    public override IReadOnlyList<Diagnosis[]> Diagnoses(Trainer trainer) => OfPoints(trainer);
}

[JsonSerializable(typeof(VaeOptions))]
internal sealed partial class PlainVaeJson : JsonSerializerContext;
