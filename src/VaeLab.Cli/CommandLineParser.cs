using System.CommandLine;
using System.CommandLine.Parsing;

namespace VaeLab.Cli;

/// <summary>What is wrong with a command line before its values are looked at.</summary>
internal static class CommandLineParser
{
    private const int FarthestTypingError = 3;

    /// <summary>Whether the help was asked for.</summary>
    public static bool AsksForHelp(IReadOnlyList<string> args) => args.Any(arg => arg is "--help" or "-h" or "-?" or "/?");

    /// <summary>Takes the line apart. A word that starts with @ is a word like any other, not a file with more of them.</summary>
    public static ParseResult Parse(Command command, IReadOnlyList<string> args)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        return command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    /// <summary>Faults in the shape of the line: unknown words, missing or repeated values.</summary>
    public static IEnumerable<string> Faults(ParseResult line)
    {
        string[] known = [.. line.CommandResult.Command.Options.Select(option => option.Name)];
        OptionResult[] given = [.. line.CommandResult.Children.OfType<OptionResult>()];
        bool afterUnknownOption = given.Any(option => option.Tokens.Any(LooksLikeOption));
        foreach (string word in line.UnmatchedTokens)
        {
            bool isOption = word.StartsWith('-');
            if (isOption && known.Contains(word, StringComparer.Ordinal))
                yield return $"'{word}' stands after --, where no option is read: leave out that --.";
            else if (isOption || !afterUnknownOption)
                yield return Unknown(word, known);
            afterUnknownOption = isOption;
        }

        foreach (OptionResult option in given)
        {
            if (Fault(option) is { } fault)
                yield return fault;
        }
    }

    /// <summary>The value of an option, <see cref="SettingText.On"/> for a switch; null if it is not given, or given in a way that <see cref="Faults"/> reports.</summary>
    public static string? Value(ParseResult line, string option) =>
        Given(line, option) is { } given && Fault(given) is null ? given.Option.ValueType == typeof(bool) ? SettingText.On : given.Tokens[0].Value : null;

    /// <summary>What was given for an option; null if it is not given.</summary>
    public static OptionResult? Given(ParseResult line, string option) =>
        line.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(given => !given.Implicit && string.Equals(given.Option.Name, option, StringComparison.Ordinal));

    /// <summary>The value of an option; null if it is not given, or given in a way that <see cref="Faults"/> reports.</summary>
    public static string? Value(ParseResult line, Option<string> option) => Values(line, option)?.Single();

    /// <summary>The values of an option, none for a switch; null if it is not given, or given in a way that <see cref="Faults"/> reports.</summary>
    public static IReadOnlyList<string>? Values(ParseResult line, Option option) =>
        line.GetResult(option) is { Implicit: false } given && Fault(given) is null ? [.. given.Tokens.Select(token => token.Value)] : null;

    /// <summary>Says that a word is not known, and which one may have been meant.</summary>
    public static string Unknown(string word, IReadOnlyCollection<string> known)
    {
        string? nearest = known.Where(name => Distance(word, name) <= FarthestTypingError).MinBy(name => Distance(word, name));
        string hint = nearest is null ? "Use --help to see what there is." : $"Did you mean {nearest}?";
        return $"'{word}' is not known here. {hint}";
    }

    private static string? Fault(OptionResult given)
    {
        if (given.Option.ValueType == typeof(bool))
            return null;
        string name = given.Option.Name, usage = $"{name} {given.Option.HelpName}";
        if (given.IdentifierTokenCount > 1 && given.Option.ValueType == typeof(string))
            return FormattableString.Invariant($"{name} is there {given.IdentifierTokenCount} times; it needs one value: {usage}.");
        if (given.Tokens.Count < given.IdentifierTokenCount)
            return $"{name} has no value; it needs one: {usage}.";
        if (given.Tokens.FirstOrDefault(LooksLikeOption)?.Value is not { } value)
            return null;
        string way = given.Option.HelpName is "DIR" ? $" A folder of that name is './{value}'." : string.Empty;
        return $"{name} is followed by '{value}', which looks like an option; it needs a value: {usage}.{way}";
    }

    private static bool LooksLikeOption(Token value) => value.Value.StartsWith("--", StringComparison.Ordinal);

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
