using System.CommandLine;
using System.Text.Json.Nodes;
using VaeLab.Cli;
using VaeLab.Cli.Report;
using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;
using VaeLab.Publishing.Results;
using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Publishing.Site;

/// <summary><c>site</c>: makes the web page's data from runs.</summary>
internal static class SiteCommand
{
    public const string Name = "site";
    public const string Summary = "Makes the web page's models and figures, site/data, from run folders.";

    private const string Runs = "--runs", Only = "--only", Page = "index.html", Data = "site/data", Golden = "site/tests/golden.json", UsualRuns = "runs/results";
    private const int ExamplesPerDigit = 5, TrainedHere = 1500, GoldenImages = 4;
    private static readonly string[] s_parts = ["models", "family", "priors", "layers", "words", "autoencoder", "film", "betas", "digits", "fashion", "results"];
    private static readonly string[] s_experiments = ["2d", "3d", "correlated"];

    /// <summary>The other models of the family that the page shows, by the names of their trainings.</summary>
    private static readonly string[] s_family = ["conditional", "ten"];

    /// <summary>What can be made alone: a part, or one of the family.</summary>
    private static string[] Parts => [.. s_parts, .. s_family];

    /// <summary>The adversarial autoencoders that the page shows, one for each shape of the prior.</summary>
    private static readonly string[] s_priors = ["adversarial", "adversarial-mixture", "adversarial-swiss-roll"];

    /// <summary>The model of layers, and the one of words.</summary>
    private const string Layers = "hierarchical", Words = "vq";

    /// <summary>The autoencoder beside the VAE, which has no run of its own.</summary>
    private const string Autoencoder = "plain";

    public static int Run(IReadOnlyList<string> args)
    {
        if (CommandLineParser.AsksForHelp(args))
        {
            Console.WriteLine(Summary);
            Console.WriteLine();
            Console.WriteLine("Usage");
            Console.WriteLine("  site                in the repository's root, after results: five minutes on two cores");
            Console.WriteLine($"  site {Runs} DIR     with the runs of DIR instead of {UsualRuns}");
            Console.WriteLine($"  site {Only} PART    one of {string.Join(", ", s_parts)},");
            Console.WriteLine($"                      or of the family: {string.Join(", ", s_family)}");
            return ExitCode.Success;
        }

        var command = new Command(Name);
        Option<string> runs = new(Runs), only = new(Only);
        command.Options.Add(runs);
        command.Options.Add(only);
        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];
        string? part = CommandLineParser.Value(line, only);
        if (part is not null && !Parts.Contains(part, StringComparer.Ordinal))
            faults.Add($"{Only} is '{part}'; it needs one of {string.Join(", ", Parts)}.");
        if (Programs.FaultOfFolder(Name) is { } fault)
            faults.Add(fault);
        if (faults.Count > 0)
            throw new InputException(faults);

        Make(CommandLineParser.Value(line, runs) ?? UsualRuns, part);
        return ExitCode.Success;
    }

    private static void Make(string runs, string? only)
    {
        var data = Dataset.Mnist();
        using var workers = new WorkerPool(Environment.ProcessorCount);
        var test = (ImageSet)data.HeldOut;
        int[] examples = Examples(test, ExamplesPerDigit), digits = Examples(test, 1);
        if (only is null or "results")
            SiteScript.Write(Data, "results", SiteResults.Collect("assets"));
        if (only is null or "digits")
        {
            SiteScript.Write(Data, "digits", Digits(data.Train, test, examples));
            SiteScript.Write(Data, "training-digits", Training(data.Train));
        }

        if (only is null or "fashion")
            SiteScript.Write(Data, "training-fashion", Training(Dataset.Load("fashion-mnist").Train));

        string[] models = [.. only is null or "models" ? s_experiments : [], .. only is null or "family" ? s_family : [], .. s_family.Where(name => name == only)];
        foreach (string name in models)
        {
            var model = new SiteModel(name, Folder(runs, name), data, workers);
            Write($"model-{name}", model.Weights(), model.Golden(examples[..GoldenImages]));
            SiteScript.Write(Data, $"codes-{name}", model.Codes());
        }

        foreach (string name in only is null or "priors" ? s_priors : [])
        {
            var model = new SitePrior(Folder(runs, name), data, workers);
            Write($"prior-{name}", model.Weights(), model.Golden(examples[..GoldenImages]));
        }

        if (only is null or "layers")
        {
            var model = new SiteLayers(Folder(runs, Layers), data, workers);
            Write($"layers-{Layers}", model.Weights(examples), model.Golden(examples[..GoldenImages]));
        }

        if (only is null or "words")
        {
            var model = new SiteWords(Folder(runs, Words), data, workers);
            Write($"words-{Words}", model.Words(examples), model.Golden(examples[..GoldenImages]));
            Write($"encoder-{Words}", model.Encoder(), model.Golden(examples[..GoldenImages]));
        }

        if (only is null or "autoencoder")
        {
            var model = new SiteAutoencoder(ExperimentOptions.TwoDimensional, data, workers);
            Write($"autoencoder-{Autoencoder}", model.Weights(), model.Golden(examples[..GoldenImages]));
        }

        if (only is null or "betas")
            SiteScript.Write(Data, "betas", SiteBetas.Collect(Path.Combine(runs, "beta"), data, digits, workers));
        if (only is null or "film")
            SiteScript.Write(Data, "film", SiteFilm.Shoot(StoredModel.Read(Folder(runs, s_experiments[0])).Options, data, digits, workers));
        File.WriteAllText(Page, SitePage.Fill(File.ReadAllText(Page), Data));
    }

    /// <summary>What the page loads of a model, and what the engine makes of it for the page's tests.</summary>
    private static void Write(string file, JsonObject model, JsonArray made)
    {
        SiteScript.Write(Data, file, model);
        JsonObject golden = File.Exists(Golden) ? JsonNode.Parse(File.ReadAllText(Golden))!.AsObject() : [];
        golden[file] = made;
        AtomicFile.Write(Golden, stream =>
        {
            PageJson.Write(stream, golden);
            stream.Write("\n"u8);
        });
    }

    private static string Folder(string runs, string name) => Path.Combine(
        runs,
        s_experiments.Contains(name, StringComparer.Ordinal)
            ? ResultsTraining.All.First(training => training.Experiment == name && training.Recipe == Recipe.Faithful).Folders[0]
            : ModelTraining.All.First(training => training.Name == name).Folders[0]);

    /// <summary>The first test images of each class, class by class within each round.</summary>
    private static int[] Examples(ImageSet test, int perClass)
    {
        int[] labels = test.Labels.ToArray();
        int[][] byClass = [.. labels.Index().GroupBy(item => item.Item, item => item.Index).OrderBy(group => group.Key).Select(group => group.Take(perClass).ToArray())];
        return [.. Enumerable.Range(0, perClass).SelectMany(round => byClass.Select(images => images[round]))];
    }

    /// <summary>Labels of all test images, some of the images, and the mean training image that a loss is compared with.</summary>
    private static JsonObject Digits(SampleSet train, ImageSet test, int[] examples) => new()
    {
        ["mean"] = PageText.Floats([.. train.Mean().Select(pixel => (float)pixel)]),
        ["labels"] = string.Concat(test.Labels.ToArray()),
        ["examples"] = new JsonArray([.. examples.Select(index => (JsonNode)index)]),
        ["pixels"] = Convert.ToBase64String([.. examples.SelectMany(index => test[index].ToArray())]),
    };

    /// <summary>Training images at half size, for the model that the page trains by itself: digits, or clothes.</summary>
    private static JsonObject Training(SampleSet train)
    {
        int count = Math.Min(TrainedHere, train.Count);
        var pixels = new float[count * train.Shape.Length];
        train.Fill(0, count, pixels);
        return new JsonObject
        {
            ["count"] = count,
            ["side"] = train.Shape.Width / 2,
            ["labels"] = string.Concat(train.Labels[..count].ToArray()),
            ["pixels"] = PageText.Pixels(SiteFilm.Half(pixels, train.Shape.Width, train.Shape.Height)),
        };
    }
}
