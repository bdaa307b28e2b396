using System.Text.Json.Serialization;

namespace VaeLab.Cli.Benchmarking;

/// <summary>How the report is written as JSON: snake_case keys, and no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJson : JsonSerializerContext;
