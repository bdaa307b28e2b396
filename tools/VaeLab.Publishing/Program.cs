using VaeLab;
using VaeLab.Cli;
using VaeLab.Cli.Terminal;
using VaeLab.Publishing.Data;
using VaeLab.Publishing.Results;
using VaeLab.Publishing.Site;

(string Name, string Summary, Func<IReadOnlyList<string>, int> Run)[] commands =
[
    (ResultsCommand.Name, ResultsCommand.Summary, ResultsCommand.Run),
    (SiteCommand.Name, SiteCommand.Summary, SiteCommand.Run),
    (EmojiCommand.Name, EmojiCommand.Summary, EmojiCommand.Run),
];

return Errors.Guard(() =>
{
    if (args is [] or ["--help" or "-h" or "-?"])
    {
        Console.WriteLine("Makes what this repository publishes: tables, pictures and the web page's data. Run it in the repository's root:");
        Console.WriteLine();
        Console.WriteLine("  dotnet run -c Release --project tools/VaeLab.Publishing -- COMMAND [options]");
        Console.WriteLine();
        foreach ((string name, string summary, _) in commands)
            Console.WriteLine($"  {name,-9}{summary}");
        Console.WriteLine();
        Console.WriteLine("COMMAND --help explains a command.");
        return ExitCode.Success;
    }

    Func<IReadOnlyList<string>, int>? run = commands.FirstOrDefault(command => string.Equals(command.Name, args[0], StringComparison.Ordinal)).Run;
    return run is null
        ? throw new InputException(CommandLineParser.Unknown(args[0], [.. commands.Select(command => command.Name), "--help"]))
        : run(args[1..]);
});
