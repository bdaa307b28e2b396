using VaeLab.Cli;
using VaeLab.Cli.ModelCommands;
using VaeLab.Cli.Terminal;

(string Name, string Summary, Func<IReadOnlyList<string>, int> Run)[] commands =
[
    (TrainCommand.Name, TrainCommand.Summary, TrainCommand.Run),
    (EvaluateCommand.Name, EvaluateCommand.Summary, EvaluateCommand.Run),
    .. ModelCommand.All.Select(command => (command.Name, command.Summary, (Func<IReadOnlyList<string>, int>)command.Run)),
    (BenchCommand.Name, BenchCommand.Summary, BenchCommand.Run),
];

return Errors.Guard(() =>
{
    switch (args)
    {
        case [] or ["--help" or "-h" or "-?" or "help"]:
            Console.WriteLine("vae: variational autoencoders, trained on an ordinary computer.");
            Console.WriteLine();
            Console.WriteLine("Usage");
            Console.WriteLine("  vae COMMAND [options]");
            Console.WriteLine();
            Console.WriteLine("Commands");
            foreach ((string name, string summary, _) in commands)
                Console.WriteLine($"  {name,-13}{summary}");
            Console.WriteLine();
            Console.WriteLine("vae COMMAND --help explains a command.");
            return ExitCode.Success;
        case ["--version"]:
            Console.WriteLine(typeof(Lesson).Assembly.GetName().Version?.ToString(3));
            return ExitCode.Success;
        case ["--version", string word, ..]:
            throw Unknown(word);
        case ["--help" or "-h" or "-?" or "help", string name, ..]:
            return Command(name)(["--help"]);
        default:
            return Command(args[0])(args[1..]);
    }
});

Func<IReadOnlyList<string>, int> Command(string name) =>
    commands.FirstOrDefault(command => string.Equals(command.Name, name, StringComparison.Ordinal)).Run
    ?? throw Unknown(name);

VaeLab.InputException Unknown(string word) =>
    new(CommandLineParser.Unknown(word, [.. commands.Select(command => command.Name), "--help", "--version"]));
