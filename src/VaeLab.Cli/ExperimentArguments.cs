using System.CommandLine;
using VaeLab.Data;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Cli;

/// <summary>The options that lessons and <c>vae train</c> share.</summary>
internal static class ExperimentArguments
{
    /// <summary>The options, by topic.</summary>
    /// <param name="only">The kind of model that is trained; null for the options of all kinds.</param>
    public static IReadOnlyList<(string Topic, IReadOnlyList<OptionSpec> Options)> Groups(KindOptions? only = null) =>
        [.. ExperimentSettings.Topics(only).Select(topic => (topic.Topic, (IReadOnlyList<OptionSpec>)[.. topic.Settings.Select(setting => new OptionSpec(setting))]))];

    /// <summary>Adds options to a command, each name once: kinds of model may share one.</summary>
    public static void AddTo(Command command, IEnumerable<OptionSpec> specs)
    {
        foreach (OptionSpec spec in specs.DistinctBy(spec => spec.Name, StringComparer.Ordinal))
            command.Options.Add(spec.ForParser());
    }

    /// <summary>Reads the options. What cannot be read keeps its default, and a sentence is added to the faults; so is what has no effect.</summary>
    public static ExperimentOptions Read(ParseResult line, IEnumerable<OptionSpec> specs, ExperimentOptions defaults, List<string> faults)
    {
        ExperimentOptions options = defaults;
        (string Text, Setting<ExperimentOptions>[] Settings)[] given =
        [
            .. specs.Where(spec => spec.Setting is not null).GroupBy(spec => spec.Name, spec => spec.Setting!, StringComparer.Ordinal)
                .Select(group => (Text: CommandLineParser.Value(line, group.Key)!, Settings: group.ToArray())).Where(one => one.Text is not null),
        ];
        foreach ((string text, Setting<ExperimentOptions>[] settings) in given)
        {
            Setting<ExperimentOptions> setting = settings.FirstOrDefault(one => one.Missing(options) is null) ?? settings[0];
            try
            {
                options = setting.Parse(options, text);
            }
            catch (FormatException need)
            {
                string standard = setting.Text(defaults);
                string example = standard.Length > 0 && char.IsAsciiDigit(standard[0]) ? $", for example {standard}" : string.Empty;
                faults.Add($"{setting.Name} is '{text}'; it needs {need.Message}{example}.");
            }
        }

        if (Given("--hidden") && Given("--encoder"))
            faults.Add("--hidden is the short form of --encoder, and both are given; leave one of them out.");
        faults.AddRange(given.Where(one => one.Settings.All(setting => setting.Missing(options) is not null)).Select(one =>
            $"{one.Settings[0].Name} has no effect without {string.Join(" or ", one.Settings.Select(setting => setting.Missing(options)))}; add that, or leave {one.Settings[0].Name} out."));
        return Given("--kl-schedule") || Given("--kl-warm-up") ? options : options with { Training = ShorterWarmUp(options.Training, defaults.Training) };

        bool Given(string name) => given.Any(one => one.Settings[0].Name == name);
    }

    /// <summary>Reads the data to train on. They decide the classes of a conditional model and a batch size for few samples, unless these were given.</summary>
    /// <returns>The data, the options with what the data decided, and a sentence for each such choice to be shown.</returns>
    /// <exception cref="InputException">All that is wrong with options and data, and the faults already found.</exception>
    public static (Dataset Data, ExperimentOptions Options, string[] Decided) LoadData(ParseResult line, ExperimentOptions options, List<string> faults)
    {
        bool IsOpen(string option) => CommandLineParser.Value(line, option) is null;
        (Dataset data, ExperimentOptions fitted) = options.LoadDataToFit(faults, classes: IsOpen("--classes"), batchSize: IsOpen("--batch-size"));
        return (data, fitted, fitted.Training.BatchSize == options.Training.BatchSize ? []
            : [FormattableString.Invariant($"Batch size {fitted.Training.BatchSize}, for {data.Train.Count:N0} training samples; --batch-size N takes another one.")]);
    }

    /// <summary>What to say of a training on another bound than the ELBO, which is what its losses are shown by.</summary>
    public static string[] OfObjective(TrainingOptions training) => training.Objective is not { } objective ? []
        : [$"Raises the bound {objective}; the losses shown are −ELBO, by which trainings on any bound may be compared, and which this one does not minimize."];

    /// <summary>A warm-up that nobody has asked for is as large a part of a shorter training as of the usual one.</summary>
    private static TrainingOptions ShorterWarmUp(TrainingOptions training, TrainingOptions usual) =>
        training.KlSchedule == KlSchedule.Constant || training.Epochs < 1 || training.KlWarmUp <= training.Epochs
            ? training
            : training with { KlWarmUp = usual.KlWarmUp * training.Epochs / usual.Epochs };
}
