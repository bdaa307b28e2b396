using System.Text.Json.Serialization;
using VaeLab.Training;

namespace VaeLab.Interop;

/// <summary><see cref="RunJson"/> on a single line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EpochMetrics))]
[JsonSerializable(typeof(RunConfig))]
internal sealed partial class RunJsonLine : JsonSerializerContext;
