using System.Text.Json;

namespace VaeLab.Mutations;

/// <summary>A deliberate fault: a change of the sources that some test must notice.</summary>
/// <param name="Id">A short name.</param>
/// <param name="Area">What it is about: numerics, distributions, models, training, evaluation and so on.</param>
/// <param name="File">The source, from the root of the repository.</param>
/// <param name="Original">What stands there, exactly once.</param>
/// <param name="Replacement">What stands there instead.</param>
/// <param name="Tests">The classes of tests that are likely to notice, without namespace, with commas between them; they run first.</param>
internal sealed record Mutation(string Id, string Area, string File, string Original, string Replacement, string Tests)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    /// <summary>All of them: <c>tests/mutations/mutations.json</c>.</summary>
    /// <param name="root">The repository.</param>
    public static IReadOnlyList<Mutation> ReadAll(string root) =>
        JsonSerializer.Deserialize<Mutation[]>(System.IO.File.ReadAllText(Path.Combine(root, "tests/mutations/mutations.json")), s_json)!;

    /// <summary>The source with the fault.</summary>
    /// <param name="source">The source without.</param>
    /// <exception cref="InvalidOperationException">The original text is not there exactly once.</exception>
    public string Apply(string source)
    {
        int at = source.IndexOf(Original, StringComparison.Ordinal);
        if (at < 0 || source.IndexOf(Original, at + 1, StringComparison.Ordinal) >= 0)
            throw new InvalidOperationException($"{Id}: '{Original}' must be in {File} exactly once{(at < 0 ? ", and is not there" : string.Empty)}. Change tests/mutations/mutations.json.");
        return string.Concat(source.AsSpan(0, at), Replacement, source.AsSpan(at + Original.Length));
    }
}
