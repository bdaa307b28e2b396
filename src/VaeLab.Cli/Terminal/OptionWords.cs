using System.Text.Json;
using System.Text.RegularExpressions;
using VaeLab.Kinds;

namespace VaeLab.Cli.Terminal;

/// <summary>
/// Rewrites the library's sentences, which name members such as <c>TrainingOptions.KlSchedule = Linear</c>, in the words of the command
/// line: <c>--kl-schedule linear</c>.
/// </summary>
internal static partial class OptionWords
{
    private static readonly Dictionary<string, string> s_names = ExperimentSettings.Topics().SelectMany(topic => topic.Settings)
        .Select(setting => (setting.Member, setting.Name)).Append(("ModelOptions.Kind", "--model"))
        .DistinctBy(pair => pair.Item1, StringComparer.Ordinal).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

    /// <summary>A sentence of the library's, in the words of the command line.</summary>
    public static string Of(string sentence) => Member().Replace(sentence, match =>
    {
        if (!s_names.TryGetValue(match.Groups["member"].Value, out string? name))
            return match.Value;
        string value = match.Groups["value"].Value;
        return value.Length == 0 ? name : $"{name} {(char.IsAsciiLetter(value[0]) ? JsonNamingPolicy.KebabCaseLower.ConvertName(value) : value)}";
    });

    [GeneratedRegex(@"\b(?<member>[A-Z]\w*Options\.[A-Z]\w*)( = (?<value>[^\s,;]+?(?=[.,;:)]*(\s|$))))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Member();
}
