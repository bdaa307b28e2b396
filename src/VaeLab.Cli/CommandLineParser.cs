using System.CommandLine;

namespace VaeLab.Cli;

/// <summary>What is wrong with a command line before its values are looked at.</summary>
internal static class CommandLineParser
{
    private const int FarthestTypingError = 3;

    /// <summary>Whether the help was asked for.</summary>
    public static bool AsksForHelp(IReadOnlyList<string> args) => args.Any(arg => arg is "--help" or "-h" or "-?" or "/?");

    /// <summary>Faults in the shape of the line: unknown words, missing or repeated values.</summary>
    public static IEnumerable<string> Faults(ParseResult line)
    {
        string[] known = [.. line.CommandResult.Command.Options.Select(option => option.Name)];
        bool afterUnknownOption = false;
        foreach (string word in line.UnmatchedTokens)
        {
            bool isOption = word.StartsWith('-');
            if (isOption || !afterUnknownOption)
                yield return Unknown(word, known);
            afterUnknownOption = isOption;
        }

        foreach (var error in line.Errors)
            yield return error.Message;
    }

    /// <summary>Says that a word is not known, and which one may have been meant.</summary>
    public static string Unknown(string word, IReadOnlyCollection<string> known)
    {
        string? nearest = known.Where(name => Distance(word, name) <= FarthestTypingError).MinBy(name => Distance(word, name));
        string hint = nearest is null ? "Use --help to see what there is." : $"Did you mean {nearest}?";
        return $"'{word}' is not known here. {hint}";
    }

    /// <summary>Insertions, deletions and replacements between two words (Levenshtein 1966).</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
