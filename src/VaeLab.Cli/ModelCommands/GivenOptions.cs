namespace VaeLab.Cli.ModelCommands;

/// <summary>What was given to a <see cref="ModelCommand"/>, and what is wrong with it.</summary>
/// <param name="Argument">What stands without an option's name; empty if nothing does.</param>
/// <param name="Texts">The values of an option; null if it is not there, and none for a switch.</param>
/// <param name="Faults">The faults so far.</param>
internal sealed record GivenOptions(string Argument, Func<string, IReadOnlyList<string>?> Texts, List<string> Faults)
{
    /// <summary>The value of an option, or null.</summary>
    public string? Text(string name) => Texts(name)?.SingleOrDefault();

    /// <summary>The switch that goes with <c>--out</c>.</summary>
    public static (string Name, string Value, string Meaning) Overwrite { get; } = ("--overwrite", "", "write over what is there already under the name that --out gives");

    /// <summary>Where a command writes: what <c>--out</c> gives, or else a file of the run's. What is there already needs <c>--overwrite</c>.</summary>
    /// <param name="usual">The file's name within the run.</param>
    /// <param name="fault">Why a path cannot be written; null if it can.</param>
    public string Output(string usual, Func<string, string?> fault)
    {
        string? given = Text("--out");
        string path = given ?? Path.Combine(Argument, usual);
        if ((fault(path) ?? (given is null ? null : FaultOfExisting([path]))) is { } found)
            Faults.Add(found);
        return path;
    }

    /// <summary>That files are there already, and <c>--overwrite</c> is not given; null otherwise.</summary>
    public string? FaultOfExisting(IEnumerable<string> paths) => Texts(Overwrite.Name) is null && paths.FirstOrDefault(File.Exists) is { } there
        ? $"'{there}' is there already: give another name with --out, or write over it with --overwrite."
        : null;

    /// <summary>The value of an option that must be there.</summary>
    public string Required(string name, string example)
    {
        if (Text(name) is { } text)
            return text;
        if (!Faults.Exists(fault => fault.StartsWith(name + " ", StringComparison.Ordinal)))
            Faults.Add($"{name} is missing; it needs {example}.");
        return string.Empty;
    }

    /// <summary>A whole number within bounds.</summary>
    public int Whole(string name, int standard, int least, int most)
    {
        if (Text(name) is not { } text)
            return standard;
        try
        {
            if (SettingText.Whole<int>(text) is int number && number >= least && number <= most)
                return number;
        }
        catch (FormatException)
        {
            // Said below.
        }

        Faults.Add(FormattableString.Invariant($"{name} is '{text}'; it needs a whole number from {least} to {most}, for example {standard}."));
        return standard;
    }

    /// <summary>The seed of <c>--seed</c>; 0 if it is not given.</summary>
    public ulong Seed()
    {
        try
        {
            return Text("--seed") is { } text ? SettingText.Natural(text) : 0;
        }
        catch (FormatException need)
        {
            Faults.Add($"--seed is '{Text("--seed")}'; it needs {need.Message}.");
            return 0;
        }
    }

    /// <summary>Goes no further if anything is wrong.</summary>
    /// <exception cref="InputException">All faults.</exception>
    public void Check()
    {
        if (Faults.Count > 0)
            throw new InputException(Faults);
    }
}
