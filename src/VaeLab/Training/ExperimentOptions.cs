using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;

namespace VaeLab.Training;

/// <summary>Everything that decides what a run does.</summary>
public sealed record ExperimentOptions
{
    /// <summary>The experiment's name, which its run folder takes.</summary>
    public required string Name { get; init; }

    /// <summary>A dataset that VaeLab knows by name, or null for whatever <see cref="DataFolder"/> holds.</summary>
    public string? Dataset { get; init; }

    /// <summary>A folder of IDX files, or null for where the dataset usually is.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The model's shape.</summary>
    public ModelOptions Model { get; init; } = new();

    /// <summary>How it is trained.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The folder that the run is written to, or null for a new one below <c>runs/</c>.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>The first experiment: a plane as latent space, and N(0, I) as prior.</summary>
    public static ExperimentOptions TwoDimensional { get; } = new() { Name = "vae_2d" };

    /// <summary>p(z) = N(0, I).</summary>
    public MultivariateNormal Prior() => MultivariateNormal.Standard(Model.LatentDimensions);

    /// <summary>
    /// Whether a run with these options should come to the same result as another's, but for chance: data, model and training
    /// are the same, whatever the seed, the threads and the folder.
    /// </summary>
    public bool IsRepeatOf(ExperimentOptions other) =>
        (Dataset ?? "mnist", DataFolder) == (other.Dataset ?? "mnist", other.DataFolder)
        && Model with { Hidden = [] } == other.Model with { Hidden = [] }
        && Model.Hidden.SequenceEqual(other.Model.Hidden)
        && Training with { Seed = 0, Threads = 1 } == other.Training with { Seed = 0, Threads = 1 };

    /// <summary>Checks everything at once, and reads the data.</summary>
    /// <returns>The data to train on.</returns>
    /// <exception cref="InputException">All that is wrong with options and data together.</exception>
    public Dataset LoadData() => LoadData([]);

    /// <summary>Checks everything at once, together with faults already found, and reads the data.</summary>
    /// <param name="faults">What is wrong already.</param>
    /// <returns>The data to train on.</returns>
    /// <exception cref="InputException">All that is wrong with options and data together.</exception>
    public Dataset LoadData(IEnumerable<string> faults)
    {
        Dataset? data = null;
        List<string> dataFaults = [];
        try
        {
            data = Dataset is null && DataFolder is not null
                ? VaeLab.Data.Dataset.FromFolder(DataFolder)
                : VaeLab.Data.Dataset.Load(Dataset ?? "mnist", DataFolder);
        }
        catch (InputException exception)
        {
            dataFaults.AddRange(exception.Faults);
        }

        string[] all = [.. faults, .. Model.Faults(), .. Training.Faults(data?.Train.Count), .. dataFaults];
        return all.Length == 0 ? data! : throw new InputException(all);
    }
}
