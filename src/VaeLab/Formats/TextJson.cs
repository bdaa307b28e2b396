using System.Text.Json;
using System.Text.Json.Serialization;

namespace VaeLab.Formats;

/// <summary>A value that is a text in JSON, as it is typed.</summary>
/// <param name="what">What it is, for a fault: <c>activation</c>.</param>
/// <param name="example">A text that can be read.</param>
/// <param name="parse">Reads the text; throws <see cref="FormatException"/> with what is needed.</param>
internal abstract class TextJson<T>(string what, string example, Func<string, T> parse) : JsonConverter<T>
    where T : notnull
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException($"The {what} needs to be a text, for example \"{example}\".");
        try
        {
            return parse(text);
        }
        catch (FormatException need)
        {
            throw new JsonException($"The {what} is '{text}'; it needs {need.Message}.", need);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
