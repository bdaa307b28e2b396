using VaeLab.Cli.Terminal;
using VaeLab.Compare;

return Errors.Guard(() => CommandLine.Run(args));
