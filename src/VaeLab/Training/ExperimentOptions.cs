using VaeLab.Data;
using VaeLab.Models;

namespace VaeLab.Training;

/// <summary>Everything that decides what a run does.</summary>
public sealed record ExperimentOptions
{
    /// <summary>The experiment's name, which its run folder takes.</summary>
    public required string Name { get; init; }

    /// <summary>A dataset that VaeLab knows by name, or null for whatever <see cref="DataFolder"/> holds.</summary>
    public string? Dataset { get; init; }

    /// <summary>A folder of IDX files or of PNG images, or null for where the dataset usually is.</summary>
    public string? DataFolder { get; init; }

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

    /// <summary>The conditional lesson: a plane that says how a digit is drawn, and a label that says which.</summary>
    public static ExperimentOptions Conditional { get; } =
        new() { Name = "vae_conditional", Model = new ModelOptions { Family = ModelFamily.Conditional }, Training = new TrainingOptions { Epochs = 15 } };

    /// <summary>
    /// The adversarial lesson: a plane whose codes are held to a prior by a discriminator. Where two players answer each other, a long
    /// memory of the last moves swings them past the goal: β₁ is 0.5 (Radford, Metz &amp; Chintala 2016).
    /// </summary>
    public static ExperimentOptions Adversarial { get; } = new()
    {
        Name = "vae_adversarial",
        Model = new ModelOptions().As(ModelFamily.Adversarial),
        Training = new TrainingOptions { Epochs = 15, AdamBeta1 = 0.5 },
    };

    /// <summary>The vector-quantized lesson: sixteen codes for an image, of sixty-four.</summary>
    public static ExperimentOptions VectorQuantized { get; } =
        new() { Name = "vae_vq", Model = new ModelOptions().As(ModelFamily.Vq), Training = new TrainingOptions { Epochs = 10 } };

    /// <summary>
    /// The hierarchical lesson: three latent layers of 16, 8 and 4 dimensions, inferred as in a ladder. The weight of the KL grows, since layers
    /// that have been silent from the beginning do not find their voice again (Sønderby et al. 2016, section 2.2).
    /// </summary>
    public static ExperimentOptions Hierarchical { get; } = new()
    {
        Name = "vae_hierarchical",
        Model = new ModelOptions { Family = ModelFamily.Hierarchical, LatentDimensions = 4, Hierarchical = new() { Lower = [16, 8], Inference = Inference.Ladder } },
        Training = new TrainingOptions { Epochs = 15, KlSchedule = KlSchedule.Linear },
    };

    /// <summary>The other half of that lesson: a VAE whose images have to pass for real ones.</summary>
    public static ExperimentOptions VaeGan { get; } =
        new()
        {
            Name = "vae_gan",
            Model = new ModelOptions { Family = ModelFamily.VaeGan, LatentDimensions = 10 },
            Training = new TrainingOptions { Epochs = 10, AdamBeta1 = 0.5 },
        };

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
        (Dataset ?? "mnist", DataFolder) == (other.Dataset ?? "mnist", other.DataFolder)
        && Model with { Hidden = [] } == other.Model with { Hidden = [] }
        && Model.Hidden.SequenceEqual(other.Model.Hidden)
        && Training with { Seed = 0, Threads = 1, CheckpointSteps = 0 } == other.Training with { Seed = 0, Threads = 1, CheckpointSteps = 0 };

    /// <summary>Checks everything at once, and reads the data.</summary>
    /// <returns>The data to train on.</returns>
    /// <exception cref="InputException">All that is wrong with options and data together.</exception>
    public Dataset LoadData() => LoadData([]);

    /// <summary>As <see cref="LoadData(IEnumerable{string})"/>, unless this machine has not the memory to train on them.</summary>
    /// <param name="faults">What is wrong already.</param>
    /// <returns>The data to train on.</returns>
    /// <exception cref="InputException">All that is wrong; if it is memory, nothing has been read.</exception>
    public Dataset LoadDataToTrain(params IEnumerable<string> faults) =>
        TrainingMemory.Fault(this) is { } fault ? throw new InputException([.. faults, fault]) : LoadData(faults);

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

        if (data is not null && Training.ValidationFraction is > 0 and < 1)
            data = data.WithValidationShare(Training.ValidationFraction);
        if (data is { HasOwnValidation: true } && Training.ValidationFraction != new TrainingOptions().ValidationFraction)
            dataFaults.Add(FormattableString.Invariant($"--validation-fraction is {Training.ValidationFraction}, and the data have a validation set of their own, of {data.Validation.Count:N0} samples; leave the option out."));
        if (data is not null && Model.Family == ModelFamily.Conditional)
            dataFaults.AddRange(LabelFaults(data));
        string[] all = [.. faults, .. Model.Faults(), .. Training.Faults(data?.Train.Count), .. Together(), .. dataFaults];
        if (all.Length > 0)
            throw new InputException(all);
        return Training.Binarization == Binarization.None
            ? data!
            : data!.Binarize(Training.Seed, alsoTraining: Training.Binarization == Binarization.Static);
    }

    /// <summary>Whether the labels of some data are beyond the classes that a conditional model is told of.</summary>
    private IEnumerable<string> LabelFaults(Dataset data)
    {
        int greatest = data.GreatestLabel, classes = (Model.Conditional ?? new()).Classes;
        if (!data.HasLabels)
            yield return "--model conditional is told the class of each image, and the data have no labels; give data with labels, or take another --model.";
        else if (greatest >= classes)
            yield return FormattableString.Invariant($"--classes is {classes}, and the data have a label {greatest}; it needs at least {greatest + 1}.");
    }

    /// <summary>What cannot be done with this model, though each option alone is sound.</summary>
    private IEnumerable<string> Together()
    {
        bool weighsKl = Training.Beta != 1 || Training.KlSchedule != KlSchedule.Constant || Training.FreeBits > 0 || Training.Capacity is not null;
        if (weighsKl && Model.Family == ModelFamily.Adversarial)
            yield return "--beta, --kl-schedule, --free-bits and --capacity are for a KL, which an adversarial autoencoder has not; use --adversarial-weight.";
        if (weighsKl && Model.Family == ModelFamily.Vq)
            yield return "--beta, --kl-schedule, --free-bits and --capacity are for a KL that the encoder learns from, and from the price of its codes only their prior does; use --codes and --positions.";
        if (Training.FreeBits > 0 && Model.Posterior == Posterior.Full)
            yield return "--free-bits needs a KL for each dimension, which a full-covariance posterior has not; use --posterior diagonal.";
        if (Training.FreeBits > 0 && !Model.Faults().Any() && !Model.Prior().IsDiagonal)
            yield return "--free-bits needs a KL for each dimension, which a correlated prior has not; use a diagonal --prior-covariance, or --capacity.";
    }
}
