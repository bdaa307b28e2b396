using VaeLab.Data;
using VaeLab.Kinds;
using VaeLab.Training;

namespace VaeLab.Cli.Report;

/// <summary>The command line that trains a run anew: what it is nearest to, and what differs from that.</summary>
internal static class RunCommand
{
    /// <summary>What does not change the result, and the recipe, whose parts are options of their own.</summary>
    private static readonly string[] s_leftOut = ["--recipe", "--dataset", "--data", "--threads", "--checkpoint-steps", "--out"];

    /// <summary>The shortest command that comes to these options.</summary>
    /// <param name="options">What was trained, and how.</param>
    /// <param name="dataset">The name of the data; a folder, for others than VaeLab knows.</param>
    public static string Of(ExperimentOptions options, string dataset)
    {
        bool isKnown = Dataset.KnownNames.Contains(dataset, StringComparer.Ordinal);
        options = options with { DataFolder = isKnown ? null : dataset }; // which a run does not keep
        IEnumerable<(string Start, ExperimentOptions Preset)> starts =
        [
            .. TrainCommand.Experiments.Select(experiment => ($"--experiment {experiment.Key}", experiment.Value)),
            .. ModelKinds.Presets.Select(preset => ($"--model {preset.Key}", preset.Value)),
        ];
        string[] shortest = starts.Where(start => start.Preset.Model.Kind.Name == options.Model.Kind.Name)
            .Select(start => (string[])[start.Start, .. Differences(options, start.Preset)]).MinBy(command => command.Length)!;
        string data = dataset == "mnist" ? string.Empty : isKnown ? $" --dataset {dataset}" : " --data DIR";
        return $"vae train {string.Join(' ', shortest)}{data}";
    }

    private static IEnumerable<string> Differences(ExperimentOptions options, ExperimentOptions preset)
    {
        Setting<ExperimentOptions>[] differing =
        [
            .. ExperimentSettings.Topics(options.Model.Kind).SelectMany(topic => topic.Settings)
                .Where(setting => !s_leftOut.Contains(setting.Name, StringComparer.Ordinal) && setting.Missing(options) is null && setting.Text(options) is { Length: > 0 } text && text != setting.Text(preset))
                .DistinctBy(setting => setting.Name, StringComparer.Ordinal),
        ];
        bool isLong = differing.Any(setting => setting.Name == "--encoder");
        return differing.Where(setting => !(isLong && setting.Name == "--hidden")).Select(setting => setting.Value.Length == 0 ? setting.Name : $"{setting.Name} {Quoted(setting.Text(options))}");
    }

    private static string Quoted(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || ".,:-_/".Contains(c, StringComparison.Ordinal)) ? text : $"\"{text}\"";
}
