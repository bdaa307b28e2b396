using System.Text.Json.Serialization;

namespace VaeLab.Interop;

/// <summary>How a run's records are written as JSON: snake_case keys, and no reflection, so that trimmed programs can do it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(RunConfig))]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class RunJson : JsonSerializerContext;
