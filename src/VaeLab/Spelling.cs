using System.Text.Json;

namespace VaeLab;

/// <summary>How choices are spelt: on the command line, in configurations, and in what is said of them.</summary>
internal static class Spelling
{
    /// <summary>Small letters, with hyphens between words: <c>continuous-bernoulli</c>.</summary>
    public static string Word<T>(this T choice)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString());
}
