using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary>How a run's records are written as JSON: snake_case keys, and no reflection, so that trimmed programs can do it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n",
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters =
    [
        typeof(KebabCaseEnum<Posterior>),
        typeof(KebabCaseEnum<KlSchedule>),
        typeof(KebabCaseEnum<OptimizerKind>),
        typeof(KebabCaseEnum<LearningRateSchedule>),
        typeof(KebabCaseEnum<Binarization>),
        typeof(KebabCaseEnum<TrainingEnd>),
    ])]
[JsonSerializable(typeof(RunConfig))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(RunSummary.VersionsEntry))]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(EpochMetrics))]
[JsonSerializable(typeof(TrainingProgress))]
internal sealed partial class RunJson : JsonSerializerContext
{
    /// <summary>For people to read: letters beyond ASCII, and signs that only HTML must hide, stay as they are.</summary>
    public static RunJson Readable =>
        field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>On a single line.</summary>
    public static RunJson Line => field ??= new(new JsonSerializerOptions(Default.Options) { WriteIndented = false });
}
