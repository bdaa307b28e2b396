using System.Numerics;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;

namespace VaeLab.Training;

/// <summary>Everything that decides what a run does.</summary>
public sealed record ExperimentOptions
{
    private const int FewestSteps = 10;

    /// <summary>What a training starts from.</summary>
    public static IReadOnlyList<Setting<ExperimentOptions>> StartSettings { get; } =
    [
        Setting.Other<ExperimentOptions>(
            nameof(Recipe), "--recipe", "NAME", "faithful or best, which reaches a lower loss in as many epochs",
            _ => Recipe.Faithful.Word(), (o, text) => o.With(SettingText.Choice<Recipe>(text))),
    ];

    /// <summary>Which data to train on.</summary>
    public static IReadOnlyList<Setting<ExperimentOptions>> DataSettings { get; } =
    [
        Setting.Other<ExperimentOptions>(nameof(Dataset), "--dataset", "NAME", "mnist or emoji, which come with VaeLab, or fashion-mnist", o => o.Dataset ?? "mnist", (o, text) => o with { Dataset = text }),
        Setting.Other<ExperimentOptions>(
            nameof(DataFolder), "--data", "PATH", "a folder of images or four IDX files, or an .npy, .npz or IDX file", _ => string.Empty, (o, text) => o with { DataFolder = text }),
    ];

    /// <summary>Where the run goes.</summary>
    public static IReadOnlyList<Setting<ExperimentOptions>> OutputSettings { get; } =
    [
        Setting.Other<ExperimentOptions>(nameof(OutputFolder), "--out", "DIR", "where to write the run; a new folder below runs/ if not given", _ => string.Empty, (o, text) => o with { OutputFolder = text }),
    ];

    /// <summary>The experiment's name, which its run folder takes.</summary>
    public required string Name { get; init; }

    /// <summary>A dataset that VaeLab knows by name, or null for whatever <see cref="DataFolder"/> holds.</summary>
    public string? Dataset { get; init; }

    /// <summary>A folder of IDX files or of images, or a file with arrays, or null for where the dataset usually is.</summary>
    public string? DataFolder { get; init; }

    /// <summary>How the images of <see cref="DataFolder"/> are read.</summary>
    public ImageOptions Images { get; init; } = new();

    /// <summary>The model's shape.</summary>
    public ModelOptions Model { get; init; } = new();

    /// <summary>How it is trained.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The folder that the run is written to, or null for a new one below <c>runs/</c>.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>The first experiment: a plane as latent space, and N(0, I) as prior.</summary>
    public static ExperimentOptions TwoDimensional { get; } = new() { Name = "vae_2d" };

    /// <summary>The second experiment: a space of three dimensions, and N(0, I) as prior.</summary>
    public static ExperimentOptions ThreeDimensional { get; } =
        new() { Name = "vae_3d", Model = new ModelOptions { LatentDimensions = 3 } };

    /// <summary>The third experiment: a plane, and N(0, [[1, .4], [.4, .5]]) as prior.</summary>
    public static ExperimentOptions Correlated { get; } =
        new() { Name = "vae_correlated", Model = new ModelOptions { PriorCovariance = [[1, 0.4], [0.4, 0.5]] } };

    /// <summary>The fourth lesson: ten dimensions and short trainings, to be repeated for several β.</summary>
    public static ExperimentOptions RateDistortion { get; } =
        new() { Name = "vae_beta", Model = new ModelOptions { LatentDimensions = 10 }, Training = new TrainingOptions { Epochs = 5 } };

    /// <summary>The fifth lesson: the third experiment in short, to be repeated with wrong losses.</summary>
    public static ExperimentOptions TemptingMistakes { get; } =
        Correlated with { Name = "tempting_mistakes", Training = new TrainingOptions { Epochs = 5 } };

    /// <summary>The tenth lesson: ten dimensions, short trainings on few images, and a dense network with as many weights as a convolutional one.</summary>
    public static ExperimentOptions Convolutional { get; } =
        new() { Name = "vae_convolutional", Model = new ModelOptions { LatentDimensions = 10, Hidden = [40, 40] }, Training = new TrainingOptions { Epochs = 10, LearningRate = 0.002 } };

    /// <summary>The same experiment, trained by another recipe.</summary>
    public ExperimentOptions With(Recipe recipe) => recipe == Recipe.Faithful ? this : this with
    {
        Name = $"{Name}-best",
        Training = Training with
        {
            LearningRate = 0.004,
            AdamBeta1 = 0.8,
            LearningRateSchedule = LearningRateSchedule.Cosine,
            KlSchedule = KlSchedule.Linear,
        },
    };

    /// <summary>A new model for samples of this shape.</summary>
    /// <exception cref="InputException">The shape cannot be built.</exception>
    public GenerativeModel CreateModel(SampleShape shape) => Model.Create(shape, Training.Seed);

    /// <summary>
    /// Whether a run with these options should come to the same result as another's, but for chance: data, model and training
    /// are the same, whatever the seed, the threads and the folder.
    /// </summary>
    public bool IsRepeatOf(ExperimentOptions other) =>
        (Dataset ?? "mnist", DataFolder, Images) == (other.Dataset ?? "mnist", other.DataFolder, other.Images)
        && Model == other.Model
        && Training with { Seed = 0, Threads = 1, CheckpointSteps = 0 } == other.Training with { Seed = 0, Threads = 1, CheckpointSteps = 0 };

    /// <summary>Checks everything at once, and reads the data.</summary>
    /// <returns>The data to train on.</returns>
    /// <exception cref="InputException">All that is wrong with options and data together.</exception>
    public Dataset LoadData() => LoadData([]);

    /// <summary>As <see cref="LoadData(IEnumerable{string})"/>, unless this machine has not the memory to train on them.</summary>
    /// <param name="faults">What is wrong already.</param>
    /// <returns>The data to train on.</returns>
    /// <exception cref="InputException">All that is wrong; if it is memory, nothing has been read.</exception>
    public Dataset LoadDataToTrain(params IEnumerable<string> faults) => LoadDataToTrain(faults, asManyClasses: false, smallerBatches: false);

    /// <summary>As <see cref="LoadDataToTrain(IEnumerable{string})"/>, and lets the data decide what nobody has chosen.</summary>
    /// <param name="faults">What is wrong already.</param>
    /// <param name="classes">Whether a conditional model gets as many classes as the data have, whatever <see cref="ModelOptions.Classes"/> says.</param>
    /// <param name="batchSize">
    /// Whether <see cref="TrainingOptions.BatchSize"/> becomes smaller for few samples: the largest power of two with which an epoch has at least ten steps.
    /// </param>
    /// <returns>The data to train on, and these options with what the data decided.</returns>
    /// <exception cref="InputException">All that is wrong; if it is memory, nothing has been read.</exception>
    public (Dataset Data, ExperimentOptions Options) LoadDataToFit(IEnumerable<string> faults, bool classes, bool batchSize)
    {
        Dataset data = LoadDataToTrain(faults, classes, batchSize);
        ExperimentOptions options = classes && Model.Classes > 0 ? this with { Model = Model with { Classes = data.ClassCount } } : this;
        return (data, batchSize ? options with { Training = Smaller(data.Train.Count) } : options);
    }

    /// <summary>Reads data to judge a trained model by. Of <see cref="DataFolder"/>, any number of samples will do.</summary>
    /// <param name="terms">What the model says of its samples; null where that is not known.</param>
    /// <exception cref="InputException">The data cannot be read, or lack labels that the model needs.</exception>
    public Dataset LoadDataToJudge(SampleTerms? terms = null)
    {
        Dataset data = Read(path => VaeLab.Data.Dataset.FromPathToJudge(path, Images, terms));
        string[] faults = Model.Classes == 0 ? [] : [.. LabelFaults(data, asManyClasses: false)];
        return faults.Length > 0 ? throw new InputException(faults) : Divided(data);
    }

    /// <summary>Checks everything at once, together with faults already found, and reads the data.</summary>
    /// <param name="faults">What is wrong already.</param>
    /// <returns>The data to train on.</returns>
    /// <exception cref="InputException">All that is wrong with options and data together.</exception>
    public Dataset LoadData(IEnumerable<string> faults) => LoadData(faults, asManyClasses: false, smallerBatches: false);

    private Dataset LoadDataToTrain(IEnumerable<string> faults, bool asManyClasses, bool smallerBatches) =>
        TrainingMemory.Fault(this) is { } fault ? throw new InputException([.. faults, fault]) : LoadData(faults, asManyClasses, smallerBatches);

    private TrainingOptions Smaller(int samples) => samples >= FewestSteps * (long)Training.BatchSize ? Training : Training with
    {
        BatchSize = (int)BitOperations.RoundUpToPowerOf2((uint)(samples / FewestSteps) + 1) / 2 is var size and > 0 ? size : 1,
    };

    private Dataset Read(Func<string, Dataset> fromPath) =>
        DataFolder is not null && (Dataset is null || Images != new ImageOptions()) ? fromPath(DataFolder)
        : Images == new ImageOptions() ? VaeLab.Data.Dataset.Load(Dataset ?? "mnist", DataFolder)
        : throw new InputException($"The images of '{Dataset ?? "mnist"}' are read as they are; give a folder of images with ExperimentOptions.DataFolder, or leave out how they are read.");

    private Dataset LoadData(IEnumerable<string> faults, bool asManyClasses, bool smallerBatches)
    {
        Dataset? data = null;
        List<string> dataFaults = [];
        try
        {
            data = Read(path => VaeLab.Data.Dataset.FromPath(path, images: Images));
        }
        catch (InputException exception)
        {
            dataFaults.AddRange(exception.Faults);
        }

        if (data is { HasOwnValidation: true } && Training.ValidationFraction != new TrainingOptions().ValidationFraction)
            dataFaults.Add(FormattableString.Invariant($"TrainingOptions.ValidationFraction is {Training.ValidationFraction}, and the data have a validation set of their own, of {data.Validation.Count:N0} samples; leave it out."));
        if (data is not null && Model.Classes > 0)
            dataFaults.AddRange(LabelFaults(data, asManyClasses));
        int? images = data is null ? null : WithValidation(data).Train.Count;
        TrainingOptions training = smallerBatches && images is { } count ? Smaller(count) : Training;
        string[] all = [.. faults, .. Model.Faults(), .. training.Faults(images), .. Together(), .. dataFaults];
        return all.Length > 0 ? throw new InputException(all) : Divided(data!);
    }

    private Dataset WithValidation(Dataset data) => Training.ValidationFraction is > 0 and < 1 ? data.WithValidationShare(Training.ValidationFraction) : data;

    /// <summary>The data divided and binarized as these options say.</summary>
    private Dataset Divided(Dataset data) => Training.Binarization == Binarization.None
        ? WithValidation(data)
        : WithValidation(data).Binarize(Training.Seed, alsoTraining: Training.Binarization == Binarization.Static);

    /// <summary>Whether the labels of some data are beyond the classes that a conditional model is given.</summary>
    private IEnumerable<string> LabelFaults(Dataset data, bool asManyClasses)
    {
        int greatest = asManyClasses ? data.ClassCount - 1 : data.GreatestLabel;
        if (!data.HasLabels)
            yield return "ModelOptions.Classes needs the class of each image, and the data have no labels; give data with labels, or leave it out.";
        else if (greatest >= (asManyClasses ? ModelOptions.MaxClasses : Model.Classes))
            yield return asManyClasses
                ? FormattableString.Invariant($"A model has at most {ModelOptions.MaxClasses} classes, and the data have a label {greatest}; number the classes from 0.")
                : FormattableString.Invariant($"ModelOptions.Classes is {Model.Classes}, and the data have a label {greatest}; it needs at least {greatest + 1}.");
    }

    /// <summary>What cannot be done with this model, though each option alone is sound.</summary>
    private IEnumerable<string> Together()
    {
        if (Training.OnTheKl().Any() && Model.Kind.WhyNoKlWeight is { } why)
            yield return $"TrainingOptions.Beta, TrainingOptions.KlSchedule, TrainingOptions.FreeBits and TrainingOptions.Capacity weigh a KL, and {why}.";
        foreach (string fault in Training.Objective?.Faults(Model, Training.Gradient) ?? [])
            yield return fault;
        if (Training.FreeBits > 0 && Model.Posterior == Posterior.Full)
            yield return "TrainingOptions.FreeBits needs a KL for each dimension, which a full-covariance posterior has not; use ModelOptions.Posterior = Diagonal.";
        if (Training.FreeBits > 0 && !Model.Faults().Any() && !Model.CreatePrior().HasKlPerDimension)
        {
            yield return Model.Prior is null or Priors.Gaussian
                ? "TrainingOptions.FreeBits needs a KL for each dimension, which a correlated prior has not; use a diagonal ModelOptions.PriorCovariance, or TrainingOptions.Capacity."
                : $"TrainingOptions.FreeBits needs a KL for each dimension, which ModelOptions.Prior = {Model.Prior} has not; use a diagonal Gaussian, or TrainingOptions.Capacity.";
        }
    }
}
