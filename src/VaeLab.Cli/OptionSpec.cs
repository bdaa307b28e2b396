using System.CommandLine;
using VaeLab.Training;

namespace VaeLab.Cli;

/// <summary>One option, as it is parsed and explained.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">What stands behind it, for example <c>N</c>.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record OptionSpec(string Name, string Value, string Meaning)
{
    /// <summary>The option of a setting.</summary>
    public OptionSpec(Setting<ExperimentOptions> setting)
        : this(setting.Name, setting.Value, setting.Meaning) => Setting = setting;

    /// <summary>What it sets; null for an option of the command's own.</summary>
    public Setting<ExperimentOptions>? Setting { get; }

    /// <summary>The option for the parser. Values stay text until all faults can be found at once.</summary>
    public Option ForParser() => Value.Length > 0
        ? new Option<string>(Name) { HelpName = Value, Description = Meaning }
        : new Option<bool>(Name) { Description = Meaning, Arity = ArgumentArity.Zero };
}
