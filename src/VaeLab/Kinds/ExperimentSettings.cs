using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Kinds;

/// <summary>All that can be set of a training, by topic: for command lines, help and tables.</summary>
public static class ExperimentSettings
{
    /// <summary>The settings of a training, by topic.</summary>
    /// <param name="only">The kind of model that is trained; null for the settings of all kinds.</param>
    public static IReadOnlyList<(string Topic, IReadOnlyList<Setting<ExperimentOptions>> Settings)> Topics(KindOptions? only = null) =>
    [
        ("Recipe, on top of which the options below go", ExperimentOptions.StartSettings),
        ("Model", [.. ModelOptions.Settings.Select(OfModel)]),
        .. ModelKinds.All.Where(kind => kind.Settings.Count > 0 && (only is null || kind.Has(only)))
            .Select(kind => ($"Only with --model {kind.Name}", (IReadOnlyList<Setting<ExperimentOptions>>)[.. kind.Settings.Select(OfModel)])),
        ("Weight of the KL", [.. TrainingOptions.KlSettings.Select(OfTraining)]),
        ("Bound", [.. TrainingOptions.ObjectiveSettings.Select(OfTraining)]),
        ("Training", [.. TrainingOptions.StepSettings.Select(OfTraining)]),
        ("Data and results", [.. ExperimentOptions.DataSettings, .. ImageOptions.Settings.Select(OfImages), .. TrainingOptions.DataSettings.Select(OfTraining), .. ExperimentOptions.OutputSettings]),
    ];

    private static Setting<ExperimentOptions> OfModel(Setting<ModelOptions> setting) =>
        setting.In<ExperimentOptions>(options => options.Model, (options, model) => options with { Model = model });

    private static Setting<ExperimentOptions> OfImages(Setting<ImageOptions> setting) => setting
        .In<ExperimentOptions>(options => options.Images, (options, images) => options with { Images = images })
        .OnlyIf(options => options.DataFolder is not null, $"{nameof(ExperimentOptions)}.{nameof(ExperimentOptions.DataFolder)}");

    private static Setting<ExperimentOptions> OfTraining(Setting<TrainingOptions> setting) =>
        setting.In<ExperimentOptions>(options => options.Training, (options, training) => options with { Training = training });
}
