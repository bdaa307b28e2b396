using VaeLab.Cli;
using VaeLab.Cli.Terminal;

return Errors.Guard(() =>
{
    switch (args)
    {
        case [TrainCommand.Name, .. string[] rest]:
            return TrainCommand.Run(rest);
        case [ResultsCommand.Name, .. string[] rest]:
            return ResultsCommand.Run(rest);
        case [EvaluateCommand.Name, .. string[] rest]:
            return EvaluateCommand.Run(rest);
        case [BenchCommand.Name, .. string[] rest]:
            return BenchCommand.Run(rest);
        case ["--help" or "-h" or "-?" or "help", BenchCommand.Name]:
            return BenchCommand.Run(["--help"]);
        case ["--help" or "-h" or "-?" or "help", EvaluateCommand.Name]:
            return EvaluateCommand.Run(["--help"]);
        case ["--help" or "-h" or "-?" or "help", TrainCommand.Name]:
            return TrainCommand.Run(["--help"]);
        case ["--help" or "-h" or "-?" or "help", ResultsCommand.Name]:
            return ResultsCommand.Run(["--help"]);
        case [] or ["--help" or "-h" or "-?" or "help"]:
            Console.WriteLine("vae: variational autoencoders, trained on an ordinary computer.");
            Console.WriteLine();
            Console.WriteLine("Usage");
            Console.WriteLine("  vae COMMAND [options]");
            Console.WriteLine();
            Console.WriteLine("Commands");
            Console.WriteLine($"  {TrainCommand.Name}      {TrainCommand.Summary}");
            Console.WriteLine($"  {EvaluateCommand.Name}   {EvaluateCommand.Summary}");
            Console.WriteLine($"  {ResultsCommand.Name}    {ResultsCommand.Summary}");
            Console.WriteLine($"  {BenchCommand.Name}      {BenchCommand.Summary}");
            Console.WriteLine();
            Console.WriteLine("vae COMMAND --help explains a command.");
            return ExitCode.Success;
        case ["--version"]:
            Console.WriteLine(typeof(Lesson).Assembly.GetName().Version?.ToString(3));
            return ExitCode.Success;
        default:
            string unknown = args is ["--help" or "-h" or "-?" or "help" or "--version", string second, ..] ? second : args[0];
            throw new VaeLab.InputException(CommandLineParser.Unknown(unknown, [TrainCommand.Name, EvaluateCommand.Name, ResultsCommand.Name, BenchCommand.Name, "--help", "--version"]));
    }
});
