using System.CommandLine;
using VaeLab.Cli.Terminal;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Numerics;
using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Cli;

/// <summary><c>vae evaluate</c>: what a trained model is worth.</summary>
internal static class EvaluateCommand
{
    public const string Name = "evaluate";
    public const string Summary = "Measures a trained model: its loss, −log p(x), and how it uses its latent space.";

    private const string All = "all";
    private const int MostNames = 12;

    private static readonly (string Name, string Value, string Meaning)[] s_options =
    [
        ("--weights", "FILE", "a safetensors file, instead of a run's; needs --config"),
        ("--config", "FILE", "the configuration that belongs to it"),
        ("--data", "PATH", "a folder of images or IDX files, or a file with arrays, to evaluate on, if not the configuration's data"),
        ("--split", "NAME", "train, validation, test; all: a folder that is not divided into sets [test, or all of other data]"),
        ("--importance-samples", "N", "samples for each image in the estimate of −log p(x) [500]"),
        ("--seed", "N", "where the noise comes from [0]"),
    ];

    public static int Run(IReadOnlyList<string> args)
    {
        if (CommandLineParser.AsksForHelp(args))
        {
            PrintHelp();
            return ExitCode.Success;
        }

        var command = new Command(Name);
        var run = new Argument<string?>("RUN") { Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json");
        command.Arguments.Add(run);
        command.Options.Add(json);
        Dictionary<string, Option<string>> options = s_options.ToDictionary(
            option => option.Name, option => new Option<string>(option.Name) { HelpName = option.Value }, StringComparer.Ordinal);
        foreach (Option<string> option in options.Values)
            command.Options.Add(option);

        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];
        string? Given(string name) => CommandLineParser.Value(line, options[name]);
        string? folder = line.GetValue(run);
        if ((folder is null) == (Given("--weights") is null) || (Given("--weights") is null) != (Given("--config") is null))
            faults.Add("A run is needed, for example: vae evaluate runs/vae_2d; or both --weights FILE and --config FILE.");
        int samples = Read("--importance-samples", SettingText.Whole<int>, 500);
        ulong seed = Read("--seed", SettingText.Natural, 0UL);
        string? given = Given("--split");
        if (samples is < 1 or > 1_000_000)
            faults.Add(Invariant($"--importance-samples is {samples}; it needs a whole number from 1 to 1000000, for example 500."));
        if (given is not (null or "train" or "validation" or "test" or All))
            faults.Add($"--split is '{given}'; it needs one of train, validation, test, all.");
        if (faults.Count > 0)
            throw new InputException(faults);

        StoredModel stored = folder is not null ? StoredModel.Read(folder) : StoredModel.Read(Given("--config")!, Given("--weights")!);
        (Dataset data, bool? trainedOn) = LoadData(stored, Given("--data"));
        using var workers = new WorkerPool(stored.Options.Training.Threads);
        string split = given ?? (trainedOn != true && data.Undivided is not null ? All : data.HeldOutName);
        SampleSet images = split switch
        {
            "train" => data.Train,
            "validation" => data.Validation,
            All => data.Undivided ?? throw new InputException("--split is 'all', and the data are divided into sets; take one of these."),
            _ => data.Test ?? throw new InputException("--split is 'test', and the data have no test set; take train or validation."),
        };
        if (images.Count == 0)
            throw new InputException($"--split is '{split}', and that set of the data is empty; take all.");
        if (!line.GetValue(json))
            ReadingDisplay.Show(data, divided: split != All);
        var report = EvaluationReport.Measure(stored.Model, data, images, samples, seed, workers);
        report = report.With(stored.Options.Training.Objective, stored.Model, images, seed, workers) with { Data = new(data.Name, data.Sha256, split, trainedOn) };
        Print(report, line.GetValue(json));
        return report.NotFinite() is [_, ..] names
            ? throw new NotFiniteNumberException($"No finite numbers: {string.Join(", ", names)}. The model's weights are finite, and what it computes of them is not: its training has diverged, or its weights belong to another configuration.")
            : ExitCode.Success;

        T Read<T>(string name, Func<string, T> parse, T otherwise)
        {
            try
            {
                return Given(name) is { } text ? parse(text) : otherwise;
            }
            catch (FormatException need)
            {
                faults.Add($"{name} is '{Given(name)}'; it needs {need.Message}.");
                return otherwise;
            }
        }
    }

    /// <summary>The data to judge by: those that the model was trained on, unless others are given. What a model from elsewhere was trained on is not known.</summary>
    private static (Dataset Data, bool? TrainedOn) LoadData(StoredModel stored, string? folder)
    {
        bool isForeign = stored.DataSha256.Length == 0;
        if (folder is null && stored.Options.Dataset is null && !isForeign)
            throw new InputException("The model was trained on data from a folder, and does not carry them: give that folder, or another one, with --data PATH.");
        Dataset data = (stored.Options with { Dataset = folder is null ? stored.Options.Dataset : null, DataFolder = folder }).LoadDataToJudge(stored.Terms);
        if (data.Shape != stored.Model.Shape)
            throw new InputException($"The images are {data.Shape} and the model takes {stored.Model.Shape}: give images of that shape with --data PATH.");
        if (stored.Model.Likelihood.Fault(data) is { } unusable)
            throw new InputException(unusable);
        bool trainedOn = string.Equals(data.Sha256, stored.DataSha256, StringComparison.Ordinal);
        if (!trainedOn && stored.Model.Classes > 0 && data.ClassNames is { } names && OtherClasses(stored, names) is { } fault)
            throw new InputException(fault);
        if (isForeign)
            return (data, null);
        return trainedOn || folder is not null
            ? (data, trainedOn)
            : throw new InputException($"The data '{data.Name}' are not what the model was trained on: give the folder of its data with --data PATH.");
    }

    /// <summary>That a label stands for another class in the data than in the model, which is told it; null if it does not.</summary>
    private static string? OtherClasses(StoredModel stored, IReadOnlyList<string> names)
    {
        string[] known = [.. stored.ClassNames ?? [.. Enumerable.Range(0, stored.Model.Classes).Select(label => Invariant($"{label}"))]];
        return known.Take(names.Count).SequenceEqual(names, StringComparer.Ordinal) ? null
            : $"The model is told the class of each image. It knows {string.Join(", ", known.Take(MostNames))}, and the data have {string.Join(", ", names.Take(MostNames))}, in this order: give a folder whose classes have the same names and begin with the same ones.";
    }

    private static void Print(EvaluationReport report, bool json)
    {
        if (json)
        {
            Console.Write($"{report.ToJson()}\n");
            return;
        }

        string others = report.Data is { TrainedOn: false } ? ", not the data that the model was trained on" : string.Empty;
        Console.WriteLine(Invariant($"{report.Images} {(report.Images == 1 ? "image" : "images")} of {report.Data!.Name} ({report.Data.Split}{others}), nats per image"));
        Console.WriteLine(report.Loss.Kl is { } kl
            ? Invariant($"  −ELBO                 {Nats(report.Loss.Total),9}   = reconstruction {Nats(report.Loss.Reconstruction)} + KL {Nats(kl)}")
            : Invariant($"  reconstruction        {Nats(report.Loss.Reconstruction),9}   and no bound on −log p(x)"));
        if (report.NegativeLogLikelihood is { } likelihood)
            Console.WriteLine(Invariant($"  −log p(x)             {Nats(likelihood),9}   {report.ImportanceSamples} importance samples, {(report.ImportanceImages < report.Images ? Invariant($"first {report.ImportanceImages}") : "the same")} images, whose −ELBO is {Nats(report.SampledLoss!.Value.Total)}"));
        if (report.BitsPerDimension is { } bits)
            Console.WriteLine($"  bits per dimension    {Bits(bits["neg_elbo"]),9}   of −ELBO{(bits.TryGetValue("neg_log_likelihood", out double estimate) ? $"; {Bits(estimate)} of −log p(x), where that of the same images is {Bits(bits["sampled_neg_elbo"])}" : string.Empty)}");
        if (report.Baselines.MeanImage is { } meanImage)
            Console.WriteLine(Invariant($"  mean image            {Nats(meanImage),9}"));
        if (report.Baselines.Floor is { } floor)
            Console.WriteLine(Invariant($"  floor                 {Nats(floor),9}"));
        if (report.KlPerDimension is { } kls)
            Console.WriteLine($"  KL by dimension           {string.Join("  ", kls.Select(Nats))}");
        if (report is { AggregateMean: { } mean, AggregateCovariance: { } covariance })
        {
            Console.WriteLine(Invariant($"  active units          {report.ActiveUnits,9}   of {mean.Length}"));
            if (report.KlPerDimension is null)
                Console.WriteLine($"  KL by dimension           {Experiment.NoKl}");
            Console.WriteLine($"  aggregate mean            {string.Join("  ", mean.Select(Nats))}");
            Console.WriteLine($"  aggregate covariance      {string.Join("   ", covariance.Select(row => string.Join(' ', row.Select(Nats))))}");
            Console.WriteLine(report.NeighbourAccuracy is { } accuracy
                ? Invariant($"  10 nearest neighbours {accuracy,9:P1}   of the images have the class of most of their neighbours")
                : $"  10 nearest neighbours           not measured: {(report.Data.Split == All ? "the data have no training images beside these" : "the images have no labels")}");
        }

        if (report.Images == 1)
            Console.WriteLine("  One image says nothing of how a model uses its latent space: active units and the like are not measured.");
        foreach (Measure measure in report.Explained)
            Console.WriteLine(Invariant($"  {measure.Name.Replace('_', ' '),-21} {measure.Value,9:G4}   {measure.Meaning}"));
    }

    /// <summary>Two decimals, unless a number is so large that nobody reads them.</summary>
    private static string Nats(double value) => Math.Abs(value) < 1e9 ? Invariant($"{value:F2}") : Invariant($"{value:G4}");

    private static string Bits(double value) => Invariant($"{value:F3}");

    private static void PrintHelp()
    {
        Console.WriteLine(Summary);
        Console.WriteLine();
        Console.WriteLine("Usage");
        Console.WriteLine("  vae evaluate RUN [options]");
        Console.WriteLine("  vae evaluate --weights FILE --config FILE [options]");
        Console.WriteLine();
        Console.WriteLine("Options");
        foreach ((string name, string value, string meaning) in s_options)
            Console.WriteLine($"  {$"{name} {value}",-24}   {meaning}");
        Console.WriteLine($"  {"--json",-24}   print the report as JSON");
    }
}
