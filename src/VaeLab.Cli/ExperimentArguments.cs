using System.CommandLine;
using System.Globalization;
using System.Numerics;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Cli;

/// <summary>The options that lessons and <c>vae train</c> share.</summary>
internal sealed class ExperimentArguments
{
    private readonly OptionSpec _latentDim = new("--latent-dim", "N", "dimensions of the latent space");
    private readonly OptionSpec _hidden = new("--hidden", "N,N,…", "units of the encoder's hidden layers; the decoder mirrors them");
    private readonly OptionSpec _beta = new("--beta", "X", "weight of the KL divergence; 1 is the evidence lower bound");
    private readonly OptionSpec _epochs = new("--epochs", "N", "times through the training images");
    private readonly OptionSpec _batchSize = new("--batch-size", "N", "images in a step");
    private readonly OptionSpec _learningRate = new("--learning-rate", "X", "Adam's step size");
    private readonly OptionSpec _seed = new("--seed", "N", "where all randomness comes from; the same seed gives the same model");
    private readonly OptionSpec _threads = new("--threads", "N", "threads that compute together; they do not change the result");
    private readonly OptionSpec _dataset = new("--dataset", "NAME", "mnist, which comes with VaeLab, or fashion-mnist");
    private readonly OptionSpec _data = new("--data", "DIR", "a folder with the four IDX files of a dataset, plain or gzipped");
    private readonly OptionSpec _out = new("--out", "DIR", "where to write the run; a new folder below runs/ if not given");

    /// <summary>The options by topic, for the help.</summary>
    public IReadOnlyList<(string Topic, IReadOnlyList<OptionSpec> Options)> Groups =>
    [
        ("Model", [_latentDim, _hidden, _beta]),
        ("Training", [_epochs, _batchSize, _learningRate, _seed, _threads]),
        ("Data and results", [_dataset, _data, _out]),
    ];

    /// <summary>What an option is when it is not given.</summary>
    public static string DefaultOf(OptionSpec option, ExperimentOptions defaults) => option.Name switch
    {
        "--latent-dim" => Text(defaults.Model.LatentDimensions),
        "--hidden" => string.Join(',', defaults.Model.Hidden.Select(units => Text(units))),
        "--beta" => Text(defaults.Training.Beta),
        "--epochs" => Text(defaults.Training.Epochs),
        "--batch-size" => Text(defaults.Training.BatchSize),
        "--learning-rate" => Text(defaults.Training.LearningRate),
        "--seed" => Text(defaults.Training.Seed),
        "--threads" => Text(defaults.Training.Threads) + " here",
        "--dataset" => "mnist",
        _ => string.Empty,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (OptionSpec option in Groups.SelectMany(group => group.Options))
            command.Options.Add(option.Option);
    }

    /// <summary>Reads the options. What cannot be read keeps its default, and a sentence is added to the faults.</summary>
    public ExperimentOptions Read(ParseResult line, ExperimentOptions defaults, List<string> faults)
    {
        ModelOptions model = defaults.Model;
        TrainingOptions training = defaults.Training;
        return defaults with
        {
            Dataset = Given(line, _dataset) ?? defaults.Dataset,
            DataFolder = Given(line, _data) ?? defaults.DataFolder,
            OutputFolder = Given(line, _out) ?? defaults.OutputFolder,
            Model = model with
            {
                LatentDimensions = Whole(line, _latentDim, model.LatentDimensions, faults),
                Hidden = Hidden(line, model.Hidden, faults),
            },
            Training = training with
            {
                Epochs = Whole(line, _epochs, training.Epochs, faults),
                BatchSize = Whole(line, _batchSize, training.BatchSize, faults),
                LearningRate = Real(line, _learningRate, training.LearningRate, faults),
                Beta = Real(line, _beta, training.Beta, faults),
                Seed = Whole(line, _seed, training.Seed, faults, $"a whole number from 0 to {Text(ulong.MaxValue)}"),
                Threads = Whole(line, _threads, training.Threads, faults),
            },
        };
    }

    private static string? Given(ParseResult line, OptionSpec option) => CommandLineParser.Value(line, option.Option);

    private static T Whole<T>(ParseResult line, OptionSpec option, T otherwise, List<string> faults, string kind = "a whole number")
        where T : IBinaryInteger<T> =>
        Parse(line, option, otherwise, kind, NumberStyles.AllowLeadingSign, faults);

    private static double Real(ParseResult line, OptionSpec option, double otherwise, List<string> faults) =>
        Parse(line, option, otherwise, "a number", NumberStyles.Float, faults);

    private static T Parse<T>(ParseResult line, OptionSpec option, T otherwise, string kind, NumberStyles style, List<string> faults)
        where T : INumber<T>
    {
        if (Given(line, option) is not { } text)
            return otherwise;
        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out T? value))
            return value;
        faults.Add($"{option.Name} is '{text}'; it needs {kind}, for example {Text(otherwise)}.");
        return otherwise;
    }

    private IReadOnlyList<int> Hidden(ParseResult line, IReadOnlyList<int> otherwise, List<string> faults)
    {
        if (Given(line, _hidden) is not { } text)
            return otherwise;
        var layers = new List<int>();
        foreach (string part in text.Split(','))
        {
            if (int.TryParse(part.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int units))
            {
                layers.Add(units);
                continue;
            }

            faults.Add($"--hidden is '{text}'; it needs whole numbers with commas between them, for example 512,256.");
            return otherwise;
        }

        return layers;
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
