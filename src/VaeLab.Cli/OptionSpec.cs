using System.CommandLine;

namespace VaeLab.Cli;

/// <summary>One option, as parsed and as explained.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">What stands behind it, for example <c>N</c>.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record OptionSpec(string Name, string Value, string Meaning)
{
    /// <summary>The option for the parser. Values stay text: <see cref="ExperimentArguments"/> reads them, so that all faults are found at once.</summary>
    public Option<string> Option { get; } = new(Name) { HelpName = Value, Description = Meaning };
}
