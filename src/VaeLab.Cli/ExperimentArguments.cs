using System.CommandLine;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Training;
using static VaeLab.Cli.OptionValues;

namespace VaeLab.Cli;

/// <summary>The options that lessons and <c>vae train</c> share.</summary>
internal static class ExperimentArguments
{
    /// <summary>A new set of the options, by topic.</summary>
    public static IReadOnlyList<(string Topic, IReadOnlyList<OptionSpec> Options)> Groups() =>
    [
        ("Recipe, on top of which the options below go",
        [
            new("--recipe", "NAME", "faithful or best, which reaches a lower loss in as many epochs") { Default = _ => Recipe.Faithful.Word(), Apply = (o, v) => o.With(Choice<Recipe>(v)) },
        ]),
        ("Model",
        [
            Model("--latent-dim", "N", "dimensions of the latent space", m => Text(m.LatentDimensions), (m, v) => m with { LatentDimensions = Whole<int>(v) }),
            Model("--hidden", "N,N,…", "units of the encoder's hidden layers; the decoder mirrors them", m => string.Join(',', m.Hidden.Select(units => Text(units))), (m, v) => m with { Hidden = Wholes(v) }),
            Model("--encoder", "LAYERS", "in place of --hidden: its layers, such as dense:512,dense:256/tanh", m => m.Encoder?.ToString() ?? string.Empty, (m, v) => m with { Encoder = Architecture.Parse(v) }),
            Model("--decoder", "LAYERS", "the decoder's hidden layers; if not given, the encoder's in reverse", m => m.Decoder?.ToString() ?? string.Empty, (m, v) => m with { Decoder = Architecture.Parse(v) }),
            Model("--activation", "NAME", Words<Activation>(), m => m.Activation.Word(), (m, v) => m with { Activation = Choice<Activation>(v) }),
            Model("--posterior", "NAME", "covariance of q(z|x): diagonal, full, or point for none", m => m.Posterior.Word(), (m, v) => m with { Posterior = Choice<Posterior>(v) }),
            Model("--prior-mean", "X,…", "mean of the prior", _ => "zeros", (m, v) => m with { PriorMean = Reals(v) }),
            Model("--prior-covariance", "X,…;…", "covariance of the prior, for example \"2,-0.7;-0.7,1.5\"", m => m.PriorCovariance is null ? "identity" : string.Join(';', m.PriorCovariance.Select(row => string.Join(',', row.Select(x => Text(x))))), (m, v) => m with { PriorCovariance = Matrix(v) }),
            Model("--likelihood", "NAME", Words<LikelihoodKind>(), m => m.Likelihood.Word(), (m, v) => m with { Likelihood = Choice<LikelihoodKind>(v) }),
            Model("--sigma", "X", "spread of a Gaussian likelihood's pixels; learnt if not given", _ => string.Empty, (m, v) => m with { Sigma = v == "learnt" ? null : Real(v) }),
        ]),
        ("Conditional model",
        [
            Model("--classes", "N", "classes that it is told of; labels are below", m => m.Family == ModelFamily.Conditional ? Text((m.Conditional ?? new()).Classes) : string.Empty, (m, v) => m with { Conditional = new() { Classes = Whole<int>(v) } }),
        ]),
        ("Model with an adversary",
        [
            Adversarial("--prior-shape", "NAME", $"prior of an adversarial autoencoder: {Words<PriorShape>()}", a => a.Shape.Word(), (a, v) => a with { Shape = Choice<PriorShape>(v) }),
            Adversarial("--adversarial-weight", "X", "weight of deceiving the discriminator", a => a.Weight is { } weight ? Text(weight) : string.Empty, (a, v) => a with { Weight = Real(v) }),
            Adversarial("--discriminator", "N", "units of each of its two hidden layers", a => Text(a.Units), (a, v) => a with { Units = Whole<int>(v) }),
        ]),
        ("Model with a codebook",
        [
            Vq("--codes", "N", "codes that there are to choose from", v => Text(v.Codes), (v, t) => v with { Codes = Whole<int>(t) }),
            Vq("--positions", "N", "codes that stand for an image", v => Text(v.Positions), (v, t) => v with { Positions = Whole<int>(t) }),
            Vq("--code-length", "N", "numbers that a code stands for", v => Text(v.CodeLength), (v, t) => v with { CodeLength = Whole<int>(t) }),
            Vq("--codebook", "NAME", $"how it learns: {Words<CodebookUpdate>()}", v => v.Codebook.Word(), (v, t) => v with { Codebook = Choice<CodebookUpdate>(t) }),
            Vq("--codebook-decay", "X", "what a step keeps of its moving averages", v => Text(v.Decay), (v, t) => v with { Decay = Real(t) }),
            Vq("--commitment", "X", "weight of holding the encoder to its codes", v => Text(v.Commitment), (v, t) => v with { Commitment = Real(t) }),
            Vq("--restart-below", "X", "share of the average use below which a code begins anew; 0: never", v => Text(v.RestartBelow), (v, t) => v with { RestartBelow = Real(t) }),
            Vq("--code-prior", "N", "hidden units of the prior over the codes", v => Text(v.PriorUnits), (v, t) => v with { PriorUnits = Whole<int>(t) }),
        ]),
        ("Hierarchical model",
        [
            Hierarchical("--lower-layers", "N,N,…", "dimensions of the latent layers below the top one, from the image up", h => string.Join(',', h.Lower.Select(units => Text(units))), (h, v) => h with { Lower = Wholes(v) }),
            Hierarchical("--between", "N", "units of each layer between two latent layers", h => Text(h.Between), (h, v) => h with { Between = Whole<int>(v) }),
            Hierarchical("--inference", "NAME", $"how lower layers are inferred: {Words<Inference>()}", h => h.Inference.Word(), (h, v) => h with { Inference = Choice<Inference>(v) }),
        ]),
        ("Weight of the KL",
        [
            Training("--beta", "X", "weight of the KL divergence; 1 is the evidence lower bound", t => Text(t.Beta), (t, v) => t with { Beta = Real(v) }),
            Training("--kl-schedule", "NAME", $"how it grows: {Words<KlSchedule>()}", t => t.KlSchedule.Word(), (t, v) => t with { KlSchedule = Choice<KlSchedule>(v) }),
            Training("--kl-warm-up", "X", "epochs until a linear or sigmoid schedule, or the capacity, is complete", t => Text(t.KlWarmUp), (t, v) => t with { KlWarmUp = Real(v) }),
            Training("--kl-cycles", "N", "cycles of a cyclical schedule", t => Text(t.KlCycles), (t, v) => t with { KlCycles = Whole<int>(v) }),
            Training("--free-bits", "X", "nats of KL that cost nothing in each dimension", t => Text(t.FreeBits), (t, v) => t with { FreeBits = Real(v) }),
            Training("--capacity", "X", "nats at which to hold the KL, instead of a weight", _ => string.Empty, (t, v) => t with { Capacity = Real(v) }),
            Training("--capacity-weight", "X", "how strongly to hold it there", t => Text(t.CapacityWeight), (t, v) => t with { CapacityWeight = Real(v) }),
        ]),
        ("Training",
        [
            Training("--epochs", "N", "times through the training images", t => Text(t.Epochs), (t, v) => t with { Epochs = Whole<int>(v) }),
            Training("--batch-size", "N", "images in a step", t => Text(t.BatchSize), (t, v) => t with { BatchSize = Whole<int>(v) }),
            Training("--learning-rate", "X", "Adam's step size", t => Text(t.LearningRate), (t, v) => t with { LearningRate = Real(v) }),
            Training("--learning-rate-schedule", "NAME", Words<LearningRateSchedule>(), t => t.LearningRateSchedule.Word(), (t, v) => t with { LearningRateSchedule = Choice<LearningRateSchedule>(v) }),
            Training("--learning-rate-step", "X", "epochs between two reductions of a step schedule", t => Text(t.LearningRateStep), (t, v) => t with { LearningRateStep = Real(v) }),
            Training("--learning-rate-factor", "X", "what each of them multiplies by", t => Text(t.LearningRateFactor), (t, v) => t with { LearningRateFactor = Real(v) }),
            Training("--adam-beta1", "X", "memory of Adam's first moment", t => Text(t.AdamBeta1), (t, v) => t with { AdamBeta1 = Real(v) }),
            Training("--adam-beta2", "X", "memory of Adam's second moment", t => Text(t.AdamBeta2), (t, v) => t with { AdamBeta2 = Real(v) }),
            Training("--adam-epsilon", "X", "what Adam adds to its root", t => Text(t.AdamEpsilon), (t, v) => t with { AdamEpsilon = Real(v) }),
            Training("--clip-norm", "X", "largest norm of all gradients together; 0 for no limit", t => Text(t.ClipNorm), (t, v) => t with { ClipNorm = Real(v) }),
            Training("--average-decay", "X", "decay of a weight average, which is evaluated and kept; 0 for none", t => Text(t.AverageDecay), (t, v) => t with { AverageDecay = Real(v) }),
            Training("--early-stopping", "N", "epochs without progress after which to stop, keeping the best; 0: never", t => Text(t.EarlyStopping), (t, v) => t with { EarlyStopping = Whole<int>(v) }),
            Training("--seed", "N", "where all randomness comes from; the same seed gives the same model", t => Text(t.Seed), (t, v) => t with { Seed = Natural(v) }),
            Training("--threads", "N", "threads that compute together; they do not change the result", t => Text(t.Threads) + " here", (t, v) => t with { Threads = Whole<int>(v) }),
        ]),
        ("Data and results",
        [
            new("--dataset", "NAME", "mnist, which comes with VaeLab, or fashion-mnist") { Default = _ => "mnist", Apply = (o, v) => o with { Dataset = v } },
            new("--data", "DIR", "a folder with a dataset's four IDX files, plain or gzipped, or PNG images") { Apply = (o, v) => o with { DataFolder = v } },
            Training("--validation-fraction", "X", "share of the training images that validates", t => Text(t.ValidationFraction), (t, v) => t with { ValidationFraction = Real(v) }),
            Training("--binarization", "NAME", $"black and white pixels: {Words<Binarization>()}", t => t.Binarization.Word(), (t, v) => t with { Binarization = Choice<Binarization>(v) }),
            Training("--checkpoint-steps", "N", "steps between checkpoints, besides one an epoch; 0: no others", t => Text(t.CheckpointSteps), (t, v) => t with { CheckpointSteps = Whole<int>(v) }),
            new("--out", "DIR", "where to write the run; a new folder below runs/ if not given") { Apply = (o, v) => o with { OutputFolder = v } },
        ]),
    ];

    /// <summary>Reads the options. What cannot be read keeps its default, and a sentence is added to the faults.</summary>
    public static ExperimentOptions Read(ParseResult line, IEnumerable<OptionSpec> specs, ExperimentOptions defaults, List<string> faults)
    {
        ExperimentOptions options = defaults;
        foreach (OptionSpec spec in specs)
        {
            if (CommandLineParser.Value(line, spec.Option) is not { } text)
                continue;
            try
            {
                options = spec.Apply(options, text);
            }
            catch (FormatException need)
            {
                string standard = spec.Default(defaults);
                string example = standard.Length > 0 && char.IsAsciiDigit(standard[0]) ? $", for example {standard.Split(' ')[0]}" : string.Empty;
                faults.Add($"{spec.Name} is '{text}'; it needs {need.Message}{example}.");
            }
        }

        if (Given("--hidden") && Given("--encoder"))
            faults.Add("--hidden is the short form of --encoder, and both are given; leave one of them out.");
        return Given("--kl-schedule") || Given("--kl-warm-up") ? options : options with { Training = ShorterWarmUp(options.Training, defaults.Training) };

        bool Given(string name) => specs.Any(spec => spec.Name == name && CommandLineParser.Value(line, spec.Option) is not null);
    }

    /// <summary>A warm-up that nobody has asked for is as large a part of a shorter training as of the usual one.</summary>
    private static TrainingOptions ShorterWarmUp(TrainingOptions training, TrainingOptions usual) =>
        training.KlSchedule == KlSchedule.Constant || training.Epochs < 1 || training.KlWarmUp <= training.Epochs
            ? training
            : training with { KlWarmUp = usual.KlWarmUp * training.Epochs / usual.Epochs };

    private static OptionSpec Model(
        string name, string value, string meaning, Func<ModelOptions, string> standard, Func<ModelOptions, string, ModelOptions> apply) => new(name, value, meaning)
        {
            Default = options => standard(options.Model),
            Apply = (options, text) => options with { Model = apply(options.Model, text) },
        };

    private static OptionSpec Adversarial(
        string name, string value, string meaning, Func<AdversarialOptions, string> standard, Func<AdversarialOptions, string, AdversarialOptions> apply) =>
        Model(
            name,
            value,
            meaning,
            model => model.Family is ModelFamily.Adversarial or ModelFamily.VaeGan ? standard(model.Adversarial ?? new()) : string.Empty,
            (model, text) => model with { Adversarial = apply(model.Adversarial ?? new(), text) });

    private static OptionSpec Vq(string name, string value, string meaning, Func<VqOptions, string> standard, Func<VqOptions, string, VqOptions> apply) => Model(
        name,
        value,
        meaning,
        model => model.Family == ModelFamily.Vq ? standard(model.Vq ?? new()) : string.Empty,
        (model, text) => model with { Vq = apply(model.Vq ?? new(), text) });

    private static OptionSpec Hierarchical(
        string name, string value, string meaning, Func<HierarchicalOptions, string> standard, Func<HierarchicalOptions, string, HierarchicalOptions> apply) =>
        Model(
            name,
            value,
            meaning,
            model => model.Family == ModelFamily.Hierarchical ? standard(model.Hierarchical ?? new()) : string.Empty,
            (model, text) => model with { Hierarchical = apply(model.Hierarchical ?? new(), text) });

    private static OptionSpec Training(
        string name, string value, string meaning, Func<TrainingOptions, string> standard, Func<TrainingOptions, string, TrainingOptions> apply) => new(name, value, meaning)
        {
            Default = options => standard(options.Training),
            Apply = (options, text) => options with { Training = apply(options.Training, text) },
        };
}
