using System.CommandLine;
using VaeLab.Training;

namespace VaeLab.Cli;

/// <summary>One option, as parsed, as explained, and as applied.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">What stands behind it, for example <c>N</c>.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record OptionSpec(string Name, string Value, string Meaning)
{
    /// <summary>The option for the parser. Values stay text: <see cref="Apply"/> reads them, so that all faults are found at once.</summary>
    public Option<string> Option { get; } = new(Name) { HelpName = Value, Description = Meaning };

    /// <summary>What the option is when it is not given; empty for nothing to say.</summary>
    public Func<ExperimentOptions, string> Default { get; init; } = _ => string.Empty;

    /// <summary>The options with this one's value.</summary>
    /// <exception cref="FormatException">The value cannot be read; the message says what is needed.</exception>
    public Func<ExperimentOptions, string, ExperimentOptions> Apply { get; init; } = (options, _) => options;
}
