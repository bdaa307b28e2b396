using System.Text.Json;

namespace VaeLab.Mutations;

/// <summary>A deliberate fault: a change of the sources that some test must notice.</summary>
/// <param name="Id">A short name.</param>
/// <param name="Area">What it is about: numerics, distributions, models, training, evaluation or publishing.</param>
/// <param name="Original">A piece of source text that occurs exactly once in <c>src</c> and <c>tools</c>. It names no file, so that a file may move.</param>
/// <param name="Replacement">The text that takes its place.</param>
/// <param name="Tests">The test classes that are likely to notice, without namespace, separated by commas. They run first.</param>
internal sealed record Mutation(string Id, string Area, string Original, string Replacement, string Tests)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    /// <summary>All of them: <c>tests/mutations/mutations.json</c>.</summary>
    /// <param name="root">The repository.</param>
    public static IReadOnlyList<Mutation> ReadAll(string root) =>
        JsonSerializer.Deserialize<Mutation[]>(File.ReadAllText(Path.Combine(root, "tests/mutations/mutations.json")), s_json)!;

    /// <summary>The sources in which faults are planted: from the path of each file to its text.</summary>
    /// <param name="root">The repository.</param>
    public static IReadOnlyDictionary<string, string> Sources(string root) =>
        new[] { "src", "tools" }.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal);

    /// <summary>Plants the fault.</summary>
    /// <returns>The path of the file that it belongs to, and that file's text with the fault.</returns>
    /// <exception cref="InvalidOperationException">The original text does not occur exactly once.</exception>
    public (string File, string Text) Apply(IReadOnlyDictionary<string, string> sources)
    {
        (string File, string[] Parts)[] found = [.. sources.Select(source => (source.Key, source.Value.Split(Original))).Where(source => source.Item2.Length > 1)];
        int count = found.Sum(source => source.Parts.Length - 1);
        return count == 1
            ? (found[0].File, string.Join(Replacement, found[0].Parts))
            : throw new InvalidOperationException(FormattableString.Invariant($"{Id}: '{Original}' must occur once in src and tools, and occurs {count} times. Change tests/mutations/mutations.json."));
    }
}
