using System.Text.Json.Serialization;
using VaeLab.Layers;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Interop;

/// <summary><see cref="RunJson"/> on a single line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters =
    [
        typeof(KebabCaseEnum<Activation>),
        typeof(KebabCaseEnum<Posterior>),
        typeof(KebabCaseEnum<LikelihoodKind>),
        typeof(KebabCaseEnum<KlSchedule>),
        typeof(KebabCaseEnum<LearningRateSchedule>),
        typeof(KebabCaseEnum<Binarization>),
    ])]
[JsonSerializable(typeof(EpochMetrics))]
[JsonSerializable(typeof(RunConfig))]
internal sealed partial class RunJsonLine : JsonSerializerContext;
