using System.CommandLine;

namespace VaeLab.Cli.ModelCommands;

/// <summary>A command that does something with a trained model.</summary>
/// <param name="Name">As typed.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Argument">What it takes, for example <c>RUN</c>.</param>
/// <param name="Example">A line that works, for the fault of a missing argument.</param>
/// <param name="Options">Its options: one without a value is a switch, and one whose value ends in … may be there several times.</param>
/// <param name="Act">Does it.</param>
internal sealed record ModelCommand(
    string Name, string Summary, string Argument, string Example, IReadOnlyList<(string Name, string Value, string Meaning)> Options, Action<GivenOptions> Act)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelCommand> All { get; } =
    [
        SampleCommand.Command, EncodeCommand.Command, DecodeCommand.Command, ReconstructCommand.Command, InterpolateCommand.Command, ArithmeticCommand.Command, ScoreCommand.Command, NeighboursCommand.Command, ReportCommand.Command, ExportCommand.Command, ImportCommand.Command,
    ];

    /// <summary>Runs it, or explains it.</summary>
    public int Run(IReadOnlyList<string> args)
    {
        if (CommandLineParser.AsksForHelp(args))
        {
            PrintHelp();
            return ExitCode.Success;
        }

        var command = new Command(Name);
        var argument = new Argument<string?>(Argument) { Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(argument);
        Dictionary<string, Option> options = Options.ToDictionary(option => option.Name, option => Parsed(option.Name, option.Value), StringComparer.Ordinal);
        foreach (Option option in options.Values)
            command.Options.Add(option);

        ParseResult line = CommandLineParser.Parse(command, args);
        var given = new GivenOptions(
            line.GetValue(argument) ?? string.Empty, name => CommandLineParser.Values(line, options[name]), [.. CommandLineParser.Faults(line)]);
        if (given.Argument.Length == 0)
            given.Faults.Add($"A {Argument} is needed, for example: {Example}.");
        try
        {
            Act(given);
        }
        catch (NotFiniteNumberException exception)
        {
            throw new InputException(exception.Message, exception); // the run that was given cannot be used
        }

        return ExitCode.Success;
    }

    private static Option Parsed(string name, string value) =>
        value.Length == 0 ? new Option<bool>(name)
        : value.EndsWith('…') ? new Option<string[]>(name) { HelpName = value.TrimEnd('…') }
        : new Option<string>(name) { HelpName = value };

    private void PrintHelp()
    {
        Console.WriteLine(Summary);
        Console.WriteLine();
        Console.WriteLine("Usage");
        Console.WriteLine($"  vae {Name} {Argument} [options]");
        Console.WriteLine();
        Console.WriteLine("Options");
        int width = Math.Max(14, Options.Max(option => option.Name.Length + option.Value.Length + 1));
        foreach ((string name, string value, string meaning) in Options)
            Console.WriteLine($"  {$"{name} {value}".PadRight(width)}   {meaning}");
        Console.WriteLine();
        Console.WriteLine("Example");
        Console.WriteLine($"  {Example}");
    }
}
