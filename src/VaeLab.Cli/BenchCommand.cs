using System.CommandLine;
using VaeLab.Cli.Benchmarking;
using VaeLab.Data;
using VaeLab.Numerics;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Cli;

/// <summary><c>vae bench</c>: how fast this machine is, and how much of that training uses.</summary>
internal static class BenchCommand
{
    public const string Name = "bench";
    public const string Summary = "Measures this machine: its arithmetic, the layers' products, and seconds an epoch.";

    private const double Giga = 1e9, ShareForKernels = 0.1, MostSeconds = 3600;

    public static int Run(IReadOnlyList<string> args)
    {
        var seconds = new Option<string>("--seconds") { HelpName = "X", Description = "seconds to measure the training; the rest takes half as long [15]" };
        var threads = new Option<string>("--threads") { HelpName = "N", Description = Invariant($"threads that compute together [{Environment.ProcessorCount} here]") };
        var json = new Option<bool>("--json") { Description = "print the report as JSON" };
        var command = new Command(Name);
        foreach (Option option in (Option[])[seconds, threads, json])
            command.Options.Add(option);
        if (CommandLineParser.AsksForHelp(args))
        {
            PrintHelp(command);
            return ExitCode.Success;
        }

        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];
        double measured = 15;
        if (CommandLineParser.Value(line, seconds) is { } given && (!TryRead(SettingText.Real, given, out measured) || !(measured > 0 && measured <= MostSeconds)))
            faults.Add(Invariant($"--seconds is '{given}'; it needs a number above 0 and at most {MostSeconds}, for example 15."));
        var options = ExperimentOptions.TwoDimensional;
        if (CommandLineParser.Value(line, threads) is { } width)
        {
            if (TryRead(SettingText.Whole<int>, width, out int number))
                options = options with { Training = options.Training with { Threads = number } };
            else
                faults.Add(Invariant($"--threads is '{width}'; it needs a whole number, for example {Environment.ProcessorCount}."));
        }

        Dataset data = options.LoadData(faults);
        (BenchReport report, string? fault) = Measure(options, data, measured);
        if (fault is not null)
        {
            Console.Error.WriteLine($"Error: {fault}");
            return ExitCode.Failure;
        }

        Print(report, line.GetValue(json));
        return ExitCode.Success;
    }

    private static (BenchReport Report, string? Fault) Measure(ExperimentOptions options, Dataset data, double seconds)
    {
        using var workers = new WorkerPool(options.Training.Threads);
        using var alone = new WorkerPool(1);
        double peakOfOne = FmaPeak.Measure(alone, seconds * ShareForKernels);
        double peak = FmaPeak.Measure(workers, seconds * ShareForKernels);
        LayerProducts layer = LayerProducts.Measure(data.Shape.Length, options.Model.Hidden[0], options.Training.BatchSize, workers, seconds * ShareForKernels);
        TrainingSpeed training = TrainingSpeed.Measure(options, data, workers, seconds);

        double operations = (double)DenseArithmetic.PerImage(data.Shape.Length, options.Model) * data.Train.Count;
        double floor = operations / peak;
        return (new(
            Processor.Name,
            Machine.Vectors,
            workers.Width,
            Environment.Version.ToString(),
            peakOfOne / Giga,
            peak / Giga,
            layer.Forward / Giga,
            layer.WeightGradient / Giga,
            layer.InputGradient / Giga,
            training.SecondsPerEpoch,
            data.Train.Count / training.SecondsPerEpoch,
            operations / Giga,
            floor,
            floor / training.SecondsPerEpoch,
            training.Loss), training.Fault);
    }

    private static bool TryRead<T>(Func<string, T> read, string text, out T value)
    {
        try
        {
            value = read(text);
            return true;
        }
        catch (FormatException)
        {
            value = default!;
            return false;
        }
    }

    private static void Print(BenchReport report, bool json)
    {
        if (json)
        {
            Console.Write($"{report.ToJson()}\n");
            return;
        }

        string Rate(double rate) => Invariant($"{rate,7:F0} GFLOP/s   {rate / report.Peak,5:P0} of the peak").Replace(" %", "%", StringComparison.Ordinal);
        Console.WriteLine(Invariant($"{report.Processor}, {report.Vectors}, {report.Threads} threads, .NET {report.Dotnet}"));
        Console.WriteLine();
        Console.WriteLine("Multiply-adds in registers");
        Console.WriteLine(Invariant($"  one thread            {report.PeakOfOneThread,7:F0} GFLOP/s"));
        Console.WriteLine(Invariant($"  all threads           {report.Peak,7:F0} GFLOP/s   the peak"));
        Console.WriteLine("The products of the largest layer, 784 → 512, 128 images at a time");
        Console.WriteLine($"  forward               {Rate(report.Forward)}");
        Console.WriteLine($"  weight gradient       {Rate(report.WeightGradient)}");
        Console.WriteLine($"  input gradient        {Rate(report.InputGradient)}");
        Console.WriteLine("Training code/vae_2d.cs on MNIST");
        Console.WriteLine(Invariant($"  one epoch             {report.SecondsPerEpoch,7:F2} s         {report.ImagesPerSecond:N0} images/s"));
        Console.WriteLine(Invariant($"  its products, at peak {report.FloorSeconds,7:F2} s         {report.DenseOperations:F0} GFLOP, {report.ShareOfFloor:P0} of the epoch").Replace(" %", "%", StringComparison.Ordinal));
        Console.WriteLine(Invariant($"  loss at the end       {report.Loss,7:F1} nats      as it should be"));
    }

    private static void PrintHelp(Command command)
    {
        Console.WriteLine(Summary);
        Console.WriteLine();
        Console.WriteLine("Usage");
        Console.WriteLine("  vae bench [options]        takes about half a minute; leave the machine alone meanwhile");
        Console.WriteLine();
        Console.WriteLine("Options");
        foreach (Option option in command.Options.Where(option => option.Description is not null && option.Name.StartsWith("--", StringComparison.Ordinal) && option.Name is not ("--help" or "--version")))
            Console.WriteLine($"  {$"{option.Name} {option.HelpName}",-12}   {option.Description}");
    }
}
