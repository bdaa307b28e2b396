using System.Text.Json.Serialization;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    private const string Elbo = "elbo";
    private const string NeedsStep = "TrainingOptions.LearningRateSchedule = Step", NeedsCapacity = "TrainingOptions.Capacity", NeedsAdam = "TrainingOptions.Optimizer = Adam or TrainingOptions.Optimizer = Adamw";

    /// <summary>Options on the weight of the KL, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<TrainingOptions>> KlSettings { get; } =
    [
        Setting.Real<TrainingOptions>(nameof(Beta), "--beta", "weight of the KL divergence; 1 is the evidence lower bound", o => o.Beta, (o, v) => o with { Beta = v }, v => v >= 0, "a number of at least 0, where 1 is the evidence lower bound"),
        Setting.Choice<TrainingOptions, KlSchedule>(nameof(KlSchedule), "--kl-schedule", $"how it grows: {SettingText.Words<KlSchedule>()}", o => o.KlSchedule, (o, v) => o with { KlSchedule = v }),
        Setting.Real<TrainingOptions>(nameof(KlWarmUp), "--kl-warm-up", "epochs until a linear or sigmoid schedule, or the capacity, is complete", o => o.KlWarmUp, (o, v) => o with { KlWarmUp = v }, v => v > 0, "a number of epochs above 0")
            .OnlyIf(o => o.WarmsUp, "TrainingOptions.KlSchedule = Linear, TrainingOptions.KlSchedule = Sigmoid or TrainingOptions.Capacity"),
        Setting.Whole<TrainingOptions>(nameof(KlCycles), "--kl-cycles", "cycles of a cyclical schedule", o => o.KlCycles, (o, v) => o with { KlCycles = v }, 1, 10_000)
            .OnlyIf(o => o.KlSchedule == KlSchedule.Cyclical, "TrainingOptions.KlSchedule = Cyclical"),
        Setting.Real<TrainingOptions>(nameof(FreeBits), "--free-bits", "nats of KL that cost nothing in each dimension", o => o.FreeBits, (o, v) => o with { FreeBits = v }, v => v >= 0, "a number of nats of at least 0, such as 0.1"),
        Setting.Optional<TrainingOptions>(nameof(Capacity), "--capacity", "nats at which to hold the KL, instead of a weight", o => o.Capacity, (o, v) => o with { Capacity = v }, v => v >= 0, "a number of nats of at least 0", "10"),
        Setting.Real<TrainingOptions>(nameof(CapacityWeight), "--capacity-weight", "how strongly to hold it there", o => o.CapacityWeight, (o, v) => o with { CapacityWeight = v }, v => v > 0, "a number above 0")
            .OnlyIf(o => o.Capacity is not null, NeedsCapacity),
    ];

    /// <summary>Options on the bound that is raised, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<TrainingOptions>> ObjectiveSettings { get; } =
    [
        Setting.Other<TrainingOptions>(
            nameof(Objective), "--objective", "NAME", "the bound to raise: elbo, iwae:K, miwae:MxK, piwae:MxK, ciwae:K/SHARE", o => o.Objective?.Word ?? Elbo,
            (o, text) => o with { Objective = string.Equals(text, Elbo, StringComparison.OrdinalIgnoreCase) ? null : Models.Objective.Parse(text) }),
        Setting.Choice<TrainingOptions, BoundGradient>(nameof(Gradient), "--gradient", "of an importance-weighted bound: plain, or dreg for less noise", o => o.Gradient, (o, v) => o with { Gradient = v })
            .OnlyIf(o => o.Objective is not null, "an importance-weighted TrainingOptions.Objective"),
    ];

    /// <summary>Options on the steps of a training, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<TrainingOptions>> StepSettings { get; } =
    [
        Setting.Whole<TrainingOptions>(nameof(Epochs), "--epochs", "times through the training images", o => o.Epochs, (o, v) => o with { Epochs = v }, 1, 1_000_000),
        Setting.Whole<TrainingOptions>(nameof(BatchSize), "--batch-size", "images in a step", o => o.BatchSize, (o, v) => o with { BatchSize = v }, 1, int.MaxValue, "a whole number of at least 1"),
        Setting.Real<TrainingOptions>(nameof(LearningRate), "--learning-rate", "step size", o => o.LearningRate, (o, v) => o with { LearningRate = v }, v => v > 0, "a number above 0"),
        Setting.Choice<TrainingOptions, OptimizerKind>(nameof(Optimizer), "--optimizer", SettingText.Words<OptimizerKind>(), o => o.Optimizer, (o, v) => o with { Optimizer = v }),
        Setting.Real<TrainingOptions>(nameof(WeightDecay), "--weight-decay", "share of the weights that AdamW takes away, times the step size", o => o.WeightDecay, (o, v) => o with { WeightDecay = v }, v => v >= 0, "a number of at least 0")
            .OnlyIf(o => o.Optimizer == OptimizerKind.Adamw, "TrainingOptions.Optimizer = Adamw"),
        Setting.Real<TrainingOptions>(nameof(Momentum), "--momentum", "share of its speed that SGD keeps", o => o.Momentum, (o, v) => o with { Momentum = v }, v => v is >= 0 and < 1, "a number from 0 to below 1")
            .OnlyIf(o => o.Optimizer == OptimizerKind.Sgd, "TrainingOptions.Optimizer = Sgd"),
        Setting.Choice<TrainingOptions, LearningRateSchedule>(nameof(LearningRateSchedule), "--learning-rate-schedule", SettingText.Words<LearningRateSchedule>(), o => o.LearningRateSchedule, (o, v) => o with { LearningRateSchedule = v }),
        Setting.Real<TrainingOptions>(nameof(LearningRateStep), "--learning-rate-step", "epochs between two reductions of a step schedule", o => o.LearningRateStep, (o, v) => o with { LearningRateStep = v }, v => v > 0, "a number of epochs above 0")
            .OnlyIf(o => o.LearningRateSchedule == LearningRateSchedule.Step, NeedsStep),
        Setting.Real<TrainingOptions>(nameof(LearningRateFactor), "--learning-rate-factor", "what each of them multiplies by", o => o.LearningRateFactor, (o, v) => o with { LearningRateFactor = v }, v => v is > 0 and <= 1, "a number above 0 and at most 1")
            .OnlyIf(o => o.LearningRateSchedule == LearningRateSchedule.Step, NeedsStep),
        Setting.Real<TrainingOptions>(nameof(AdamBeta1), "--adam-beta1", "memory of Adam's first moment", o => o.AdamBeta1, (o, v) => o with { AdamBeta1 = v }, v => v is >= 0 and < 1, "a number from 0 to below 1")
            .OnlyIf(o => o.Optimizer != OptimizerKind.Sgd, NeedsAdam),
        Setting.Real<TrainingOptions>(nameof(AdamBeta2), "--adam-beta2", "memory of Adam's second moment", o => o.AdamBeta2, (o, v) => o with { AdamBeta2 = v }, v => v is >= 0 and < 1, "a number from 0 to below 1")
            .OnlyIf(o => o.Optimizer != OptimizerKind.Sgd, NeedsAdam),
        Setting.Real<TrainingOptions>(nameof(AdamEpsilon), "--adam-epsilon", "what Adam adds to its root", o => o.AdamEpsilon, (o, v) => o with { AdamEpsilon = v }, v => v > 0, "a number above 0")
            .OnlyIf(o => o.Optimizer != OptimizerKind.Sgd, NeedsAdam),
        Setting.Real<TrainingOptions>(nameof(ClipNorm), "--clip-norm", "largest norm of all gradients together; 0 for no limit", o => o.ClipNorm, (o, v) => o with { ClipNorm = v }, v => v >= 0, "a number of at least 0, where 0 is no limit, such as 100"),
        Setting.Real<TrainingOptions>(nameof(AverageDecay), "--average-decay", "decay of a weight average, which is evaluated and kept; 0 for none", o => o.AverageDecay, (o, v) => o with { AverageDecay = v }, v => v is >= 0 and < 1, "a number from 0 to below 1, such as 0.999"),
        Setting.Whole<TrainingOptions>(nameof(EarlyStopping), "--early-stopping", "epochs without progress after which to stop, keeping the best; 0: never", o => o.EarlyStopping, (o, v) => o with { EarlyStopping = v }, 0, 1_000_000, "a whole number of epochs of at least 0, where 0 is never, such as 5"),
        Setting.Other<TrainingOptions>(nameof(Seed), "--seed", "N", "where all randomness comes from; the same seed gives the same model", o => SettingText.Text(o.Seed), (o, text) => o with { Seed = SettingText.Natural(text) }),
        Setting.Whole<TrainingOptions>(nameof(Threads), "--threads", "threads that compute together; they do not change the result", o => o.Threads, (o, v) => o with { Threads = v }, 1, 1024),
    ];

    /// <summary>Options on what becomes of the data, and on checkpoints.</summary>
    public static IReadOnlyList<Setting<TrainingOptions>> DataSettings { get; } =
    [
        Setting.Real<TrainingOptions>(nameof(ValidationFraction), "--validation-fraction", "share of the training images that validates", o => o.ValidationFraction, (o, v) => o with { ValidationFraction = v }, v => v is > 0 and < 1, "a number between 0 and 1"),
        Setting.Choice<TrainingOptions, Binarization>(nameof(Binarization), "--binarization", $"black and white pixels: {SettingText.Words<Binarization>()}", o => o.Binarization, (o, v) => o with { Binarization = v }),
        Setting.Whole<TrainingOptions>(nameof(CheckpointSteps), "--checkpoint-steps", "steps between checkpoints, besides one an epoch; 0: no others", o => o.CheckpointSteps, (o, v) => o with { CheckpointSteps = v }, 0, 1_000_000_000, "a whole number of at least 0, where 0 is after each epoch only, such as 100"),
    ];

    /// <summary>All options.</summary>
    public static IReadOnlyList<Setting<TrainingOptions>> Settings { get; } = [.. KlSettings, .. ObjectiveSettings, .. StepSettings, .. DataSettings];

    /// <summary>Times that every training image is seen.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Images in a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>η, the step size of the optimizer.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>What adjusts the parameters.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>λ of AdamW.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>μ of SGD.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>β, the weight of the KL in the loss; 1 is the evidence lower bound.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>How the weight of the KL, or the capacity, grows.</summary>
    public KlSchedule KlSchedule { get; init; } = KlSchedule.Constant;

    /// <summary>Epochs until a linear or sigmoid schedule, or the capacity, is complete.</summary>
    public double KlWarmUp { get; init; } = 10;

    /// <summary>Whether something grows over the warm-up.</summary>
    private bool WarmsUp => KlSchedule is KlSchedule.Linear or KlSchedule.Sigmoid || Capacity is not null;

    /// <summary>Cycles of a cyclical schedule.</summary>
    public int KlCycles { get; init; } = 4;

    /// <summary>λ: nats of KL in each dimension that cost nothing; 0 for none.</summary>
    public double FreeBits { get; init; }

    /// <summary>C: nats at which the KL is held, growing from 0 over the warm-up; null for no capacity.</summary>
    public double? Capacity { get; init; }

    /// <summary>γ: how strongly the KL is held at the capacity.</summary>
    public double CapacityWeight { get; init; } = 10;

    /// <summary>The importance-weighted bound that is raised; null for the evidence lower bound. Validation is by the evidence lower bound in any case.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Objective? Objective { get; init; }

    /// <summary>How the gradient of that bound is estimated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public BoundGradient Gradient { get; init; }

    /// <summary>How η changes.</summary>
    public LearningRateSchedule LearningRateSchedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Epochs between two reductions of a step schedule.</summary>
    public double LearningRateStep { get; init; } = 10;

    /// <summary>What each reduction of a step schedule multiplies by.</summary>
    public double LearningRateFactor { get; init; } = 0.5;

    /// <summary>Adam's β₁.</summary>
    public double AdamBeta1 { get; init; } = 0.9;

    /// <summary>Adam's β₂.</summary>
    public double AdamBeta2 { get; init; } = 0.999;

    /// <summary>Adam's ε.</summary>
    public double AdamEpsilon { get; init; } = 1e-7;

    /// <summary>The largest norm of all gradients together; beyond it they are scaled down. 0 for no limit.</summary>
    public double ClipNorm { get; init; }

    /// <summary>The decay of an average of the weights, which is what is evaluated and kept; 0 for no average.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Epochs without a lower validation loss after which to stop, keeping the best model; 0 for never.</summary>
    public int EarlyStopping { get; init; }

    /// <summary>The share of the training images, the last ones, that validates.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Whether gray pixels become black or white.</summary>
    public Binarization Binarization { get; init; } = Binarization.None;

    /// <summary>
    /// Steps after which a run writes a checkpoint, besides that after each epoch; 0 for no others. They do not change the
    /// result, so this is no part of a configuration.
    /// </summary>
    [JsonIgnore]
    public int CheckpointSteps { get; init; }

    /// <summary>Where all randomness comes from: weights, order of the images, noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads that compute together. The result is the same bits for any number, so it is no part of a configuration.</summary>
    [JsonIgnore]
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Makes the optimizer that these options describe.</summary>
    /// <param name="parameters">What it adjusts.</param>
    internal Optimizer CreateOptimizer(IReadOnlyList<Parameter> parameters) => Optimizer switch
    {
        OptimizerKind.Adamw => new AdamW(parameters, LearningRate, AdamBeta1, AdamBeta2, AdamEpsilon, WeightDecay),
        OptimizerKind.Sgd => new Sgd(parameters, LearningRate, Momentum),
        _ => new Adam(parameters, LearningRate, AdamBeta1, AdamBeta2, AdamEpsilon),
    };

    /// <summary>Which members make the penalty of the KL another than the KL itself.</summary>
    internal IEnumerable<string> OnTheKl()
    {
        if (Beta != 1)
            yield return "TrainingOptions.Beta";
        if (KlSchedule != KlSchedule.Constant)
            yield return "TrainingOptions.KlSchedule";
        if (FreeBits > 0)
            yield return "TrainingOptions.FreeBits";
        if (Capacity is not null)
            yield return "TrainingOptions.Capacity";
    }

    /// <summary>What cannot be done, each fault in a sentence.</summary>
    /// <param name="trainingImages">How many images there are to train on; null where not known.</param>
    public IEnumerable<string> Faults(int? trainingImages = null)
    {
        foreach (string fault in Settings.SelectMany(setting => setting.Faults(this)))
            yield return fault;
        if (BatchSize >= 1 && BatchSize > trainingImages)
            yield return FormattableString.Invariant($"TrainingOptions.BatchSize is {BatchSize}, and there are only {trainingImages} training images; it needs at most that many, for example {Math.Min(128, trainingImages.Value)}.");
        if (WarmsUp && KlWarmUp > Epochs)
            yield return FormattableString.Invariant($"TrainingOptions.KlWarmUp is {KlWarmUp} epochs, and the training has only {Epochs}, so that the KL never gets its full weight; make TrainingOptions.Epochs at least {Math.Ceiling(KlWarmUp)}, or TrainingOptions.KlWarmUp at most {Epochs}.");
        if (Objective is not null && OnTheKl().Any())
            yield return $"TrainingOptions.Objective = {Objective} has no KL of its own to weigh; leave out {string.Join(" and ", OnTheKl())}, or the objective.";
        if (Objective is not null && EarlyStopping > 0)
            yield return $"TrainingOptions.EarlyStopping watches the ELBO of the validation images, which TrainingOptions.Objective = {Objective} does not raise and may well lower; leave one of the two out.";
        if (Capacity is not null && (FreeBits > 0 || Beta != 1 || KlSchedule != KlSchedule.Constant))
            yield return "TrainingOptions.Capacity replaces the weight of the KL; leave out TrainingOptions.Beta, TrainingOptions.KlSchedule and TrainingOptions.FreeBits, or TrainingOptions.Capacity.";
    }
}
