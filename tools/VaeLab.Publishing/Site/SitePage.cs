using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static System.FormattableString;

namespace VaeLab.Publishing.Site;

/// <summary>The numbers in the page's text: those inside <c>&lt;span data-number="experiment.name"&gt;</c>, from the page's data.</summary>
internal static partial class SitePage
{
    /// <summary>What the files of models in site/data are called before the name of their training.</summary>
    private static readonly string[] s_files = ["model", "prior", "layers", "words", "autoencoder"];

    /// <summary>The page with each number written anew.</summary>
    /// <param name="page">index.html.</param>
    /// <param name="data">The folder of the page's data, site/data.</param>
    /// <exception cref="InputException">A span asks for a number that there is not.</exception>
    public static string Fill(string page, string data)
    {
        JsonObject results = SiteScript.Read(data, "results");
        JsonArray experiments = results["experiments"]!.AsArray(), models = results["models"]?.AsArray() ?? [];
        return Number().Replace(page, match =>
        {
            string[] key = match.Groups["key"].Value.Split('.');
            JsonNode? row = experiments.FirstOrDefault(each => (string?)each!["name"] == key[0] && (string?)each["recipe"] == "faithful");
            row ??= models.FirstOrDefault(each => (string?)each!["name"] == key[0]);
            string? text = key is [_, "rounded" or "exact"] ? OfModel(data, key[0], key[1]) : Text(row?[key[^1]], key[^1]);
            return text is null
                ? throw new InputException($"index.html asks for the number '{match.Groups["key"].Value}', and site/data has no such number: change its data-number.")
                : $"{match.Groups["open"].Value}{text}</span>";
        });
    }

    private static string? Text(JsonNode? value, string name) => value switch
    {
        null => null,
        JsonObject spread when name.EndsWith("agreement", StringComparison.Ordinal) => Invariant($"{100 * (double)spread["mean"]!:F1}%"),
        JsonObject spread when name.EndsWith("distance", StringComparison.Ordinal) => Invariant($"{(double)spread["mean"]!:F3}"),
        JsonObject spread when name == "seconds" => Invariant($"{(double)spread["mean"]!:F0}"),
        JsonObject spread => Invariant($"{(double)spread["mean"]!:F1} ± {(double)spread["deviation"]!:F1}"),
        _ when name == "runs" => Invariant($"{(int)value}"),
        _ => Invariant($"{(double)value:F1}"),
    };

    /// <summary>The loss of the model as it was trained, or as the page has it.</summary>
    private static string? OfModel(string data, string name, string which)
    {
        string? file = s_files.Select(kind => $"{kind}-{name}").FirstOrDefault(file => File.Exists(Path.Combine(data, $"{file}.js")));
        return file is null ? null : Invariant($"{(double)SiteScript.Read(data, file)[which == "exact" ? "test" : "testRounded"]!["total"]!:F2}");
    }

    [GeneratedRegex("""(?<open><span data-number="(?<key>[^"]+)">)[^<]*</span>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Number();
}
