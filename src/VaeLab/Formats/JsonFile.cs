using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace VaeLab.Formats;

/// <summary>Reads the JSON files of runs, which are never long.</summary>
internal static class JsonFile
{
    /// <summary>More than this is read of none of them.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Reads a file that holds one value.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">The value's type.</param>
    /// <param name="fault">Words the reason why it cannot be read.</param>
    /// <exception cref="InputException">It is missing, cannot be read, is too long, or holds no such value.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type, Func<string, string> fault)
        where T : class => Parse(ReadBytes(path, fault), type, fault);

    /// <summary>Reads a file with a value on each line.</summary>
    /// <inheritdoc cref="Read{T}"/>
    public static IReadOnlyList<T> ReadLines<T>(string path, JsonTypeInfo<T> type, Func<string, string> fault)
        where T : class => ParseLines(ReadBytes(path, fault), type, fault);

    /// <inheritdoc cref="Read{T}"/>
    public static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, Func<string, string> fault)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("It holds null.");
        }
        catch (JsonException exception)
        {
            throw new InputException(fault(exception.Message), exception);
        }
    }

    /// <inheritdoc cref="ReadLines{T}"/>
    public static IReadOnlyList<T> ParseLines<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, Func<string, string> fault)
        where T : class
    {
        var values = new List<T>();
        while (!json.IsEmpty)
        {
            int end = json.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? json : json[..end];
            json = end < 0 ? [] : json[(end + 1)..];
            values.Add(Parse(line, type, reason => fault(FormattableString.Invariant($"line {values.Count + 1}: {reason}"))));
        }

        return values;
    }

    /// <summary>Reads a file.</summary>
    /// <inheritdoc cref="Read{T}"/>
    public static byte[] ReadBytes(string path, Func<string, string> fault)
    {
        try
        {
            using Stream stream = RegularFile.OpenRead(path);
            if (stream.Length > MaxBytes)
                throw new InputException(fault(FormattableString.Invariant($"it holds {stream.Length} bytes, and at most {MaxBytes} are read.")));
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InputException(fault(exception.Message), exception);
        }
    }
}
