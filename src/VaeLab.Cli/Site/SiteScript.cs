using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VaeLab.Formats;
using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Cli.Site;

/// <summary>Data that a page opened from disk can load: a script that stores an object, since such a page may fetch nothing.</summary>
internal static class SiteScript
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>(globalThis.VAELAB_DATA ??= {})["name"] = {…};</c> to <c>folder/name.js</c>.</summary>
    public static void Write(string folder, string name, JsonObject data) => AtomicFile.Write(Path.Combine(folder, $"{name}.js"), stream =>
    {
        stream.Write(System.Text.Encoding.UTF8.GetBytes($"// Made by `vae site`.\n(globalThis.VAELAB_DATA ??= {{}})[\"{name}\"] = "));
        WriteJson(stream, data);
        stream.Write(";\n"u8);
    });

    /// <summary>The object that <c>folder/name.js</c> stores.</summary>
    public static JsonObject Read(string folder, string name)
    {
        string text = File.ReadAllText(Path.Combine(folder, $"{name}.js"));
        return JsonNode.Parse(text.AsSpan(text.IndexOf("] = ", StringComparison.Ordinal) + "] = ".Length).TrimEnd(";\n").ToString())!.AsObject();
    }

    /// <summary>Writes an object on a line of its own.</summary>
    public static void WriteJson(Stream stream, JsonObject data)
    {
        using var writer = new Utf8JsonWriter(stream, s_options);
        data.WriteTo(writer);
    }

    /// <summary>Numbers with five decimals, which is more than anything shown.</summary>
    public static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(value => (JsonNode)Math.Round(value, 5))]);

    /// <inheritdoc cref="Numbers(IEnumerable{double})"/>
    public static JsonArray Numbers(IEnumerable<float> values) => Numbers(values.Select(value => (double)value));

    /// <summary>Rows of numbers.</summary>
    public static JsonArray Matrix(double[,] matrix) => new([.. Enumerable.Range(0, matrix.GetLength(0))
        .Select(i => (JsonNode)Numbers(Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[i, j])))]);

    /// <summary>A loss in its parts.</summary>
    public static JsonObject Nats(Loss loss) => new()
    {
        ["total"] = Math.Round(loss.Total, 3),
        ["reconstruction"] = Math.Round(loss.Reconstruction, 3),
        ["kl"] = Math.Round(loss.Kl, 3),
    };
}
