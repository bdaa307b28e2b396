using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Formats;

namespace VaeLab.Publishing.Results;

/// <summary>How the reports in assets/ are written as JSON: snake_case keys. Letters beyond ASCII stay as they are.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n",
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(GuideRuns))]
[JsonSerializable(typeof(MistakesReport))]
[JsonSerializable(typeof(ReliabilityReport))]
[JsonSerializable(typeof(PublishingReport))]
[JsonSerializable(typeof(ServiceReport))]
internal sealed partial class ResultsJson : JsonSerializerContext
{
    /// <summary>With line breaks and indentation.</summary>
    public static ResultsJson Indented => field ??= new(new(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>On a single line.</summary>
    public static ResultsJson Line => field ??= new(new(Indented.Options) { WriteIndented = false });

    /// <summary>Reads a report.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="type">Its type.</param>
    /// <param name="part">What <c>results --only</c> calls the part that writes it.</param>
    /// <exception cref="InputException">The file is missing, or holds no such report.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type, string part)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new JsonException("It holds null.");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{path}' holds no report that can be read: {exception.Message} Make it again with results --only {part}.", exception);
        }
    }

    /// <summary>Writes a report.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="report">The report.</param>
    /// <param name="type">Its type.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write<T>(string path, T report, JsonTypeInfo<T> type) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, report, type);
        stream.Write("\n"u8);
    });
}
