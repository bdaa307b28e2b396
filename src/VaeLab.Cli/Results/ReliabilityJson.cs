using System.Text.Json.Serialization;

namespace VaeLab.Cli.Results;

/// <summary>How these reports are written as JSON: snake_case keys, and no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ReliabilityReport))]
[JsonSerializable(typeof(PublishingReport))]
internal sealed partial class ReliabilityJson : JsonSerializerContext;
