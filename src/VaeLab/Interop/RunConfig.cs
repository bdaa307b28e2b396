using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Interop;

/// <summary><c>config.json</c>: everything that decided what a run did.</summary>
/// <param name="Format">The version of these keys.</param>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Dataset">The data.</param>
/// <param name="Model">The model's shape.</param>
/// <param name="Training">How it was trained.</param>
internal sealed record RunConfig(
    int Format, string Experiment, RunConfig.DatasetEntry Dataset, ModelOptions Model, TrainingOptions Training)
{
    private const int PresentFormat = 1;

    public static RunConfig Of(ExperimentOptions options, Dataset data)
    {
        return new(
            PresentFormat,
            options.Name,
            new(data.Name, data.Sha256, data.Train.Count, data.Validation.Count, data.Test.Count, data.Train.Width, data.Train.Height),
            options.Model,
            options.Training);
    }

    /// <summary>The data.</summary>
    internal sealed record DatasetEntry(string Name, string Sha256, int Train, int Validation, int Test, int Width, int Height);
}
