using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VaeLab.Training;

namespace VaeLab.Cli.Report;

/// <summary>Numbers as JSON for the scripts of a page, rounded to what a page shows.</summary>
internal static class PageJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object on a single line.</summary>
    /// <exception cref="NotFiniteNumberException">It has a number that is not finite, which JSON cannot say and a page cannot show.</exception>
    public static void Write(Stream stream, JsonObject data)
    {
        using var writer = new Utf8JsonWriter(stream, s_options);
        try
        {
            data.WriteTo(writer);
        }
        catch (ArgumentException exception)
        {
            throw new NotFiniteNumberException("What the model computes of its finite weights is no finite number, and there is nothing to show: its training has diverged, or its weights belong to another configuration.", exception);
        }
    }

    /// <summary>Numbers with five decimals, which is more than anything shown.</summary>
    public static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(value => (JsonNode)Math.Round(value, 5))]);

    /// <inheritdoc cref="Numbers(IEnumerable{double})"/>
    public static JsonArray Numbers(IEnumerable<float> values) => Numbers(values.Select(value => (double)value));

    /// <summary>A matrix, row by row.</summary>
    public static JsonArray Matrix(double[,] matrix) => new([.. Enumerable.Range(0, matrix.GetLength(0))
        .Select(i => (JsonNode)Numbers(Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[i, j])))]);

    /// <summary>A loss and its parts, in nats with three decimals.</summary>
    public static JsonObject Nats(Loss loss) => new()
    {
        ["total"] = Math.Round(loss.Total, 3),
        ["reconstruction"] = Math.Round(loss.Reconstruction, 3),
        ["kl"] = loss.Kl is { } kl ? Math.Round(kl, 3) : null,
    };
}
