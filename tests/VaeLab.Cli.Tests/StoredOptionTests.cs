using System.Text.Json.Nodes;
using VaeLab.Data;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Runs;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Cli.Tests;

/// <summary>Every option changes its own entry of the stored configuration, and no other.</summary>
public sealed class StoredOptionTests : IDisposable
{
    /// <summary>Options of <c>vae train</c> that choose what to start from, or a run to go on with.</summary>
    private static readonly string[] s_starts = ["--experiment", "--model", "--resume", "--verify", "--figures"];

    private readonly TempFolder _data = TinyData.OfStripes(4, 4, training: 200), _pictures = TinyData.OfPictures(20);

    /// <summary>An option, a value that is not its default, and each entry that it changes with its new value.</summary>
    public static TheoryData<string, string, string[]> All => new()
    {
        {
            "--recipe", "best",
            ["experiment=\"own-best\"", "training.learning_rate=0.004", "training.adam_beta1=0.8", "training.learning_rate_schedule=\"cosine\"", "training.kl_schedule=\"linear\""]
        },
        { "--latent-dim", "7", ["model.latent_dimensions=7"] },
        { "--hidden", "9,8,7", ["model.hidden=[9,8,7]"] },
        { "--encoder", "dense:9/tanh,dense:8", ["model.encoder=\"dense:9/tanh,dense:8\""] },
        { "--decoder", "dense:9,dense:8/silu", ["model.decoder=\"dense:9,dense:8/silu\""] },
        { "--activation", "leaky-relu:0.2", ["model.activation=\"leaky-relu:0.2\""] },
        { "--posterior", "full", ["model.posterior=\"full\""] },
        { "--prior", "mixture", ["model.prior=\"mixture\""] },
        { "--prior-mean", "3,-4", ["model.prior_mean=[3,-4]"] },
        { "--prior-covariance", "2,0.5;0.5,3", ["model.prior_covariance=[[2,0.5],[0.5,3]]"] },
        { "--likelihood", "continuous-bernoulli", ["model.likelihood=\"continuous-bernoulli\""] },
        { "--sigma", "0.3", ["model.sigma=0.3"] },
        { "--means", "sigmoid", ["model.means=\"sigmoid\""] },
        { "--classes", "12", ["model.classes=12"] },
        { "--prior-shape", "swiss-roll", ["model.adversarial.shape=\"swiss-roll\""] },
        { "--adversarial-weight", "3.5", ["model.adversarial.weight=3.5"] },
        { "--discriminator", "33", ["model.adversarial.units=33"] },
        { "--codes", "31", ["model.vq.codes=31"] },
        { "--positions", "5", ["model.vq.positions=5"] },
        { "--code-length", "6", ["model.vq.code_length=6"] },
        { "--codebook", "loss", ["model.vq.codebook=\"loss\""] },
        { "--codebook-decay", "0.97", ["model.vq.decay=0.97"] },
        { "--commitment", "0.7", ["model.vq.commitment=0.7"] },
        { "--restart-below", "0.2", ["model.vq.restart_below=0.2"] },
        { "--code-prior", "21", ["model.vq.prior_units=21"] },
        { "--lower-layers", "6,5", ["model.hierarchical.lower=[6,5]"] },
        { "--between", "44", ["model.hierarchical.between=44"] },
        { "--inference", "ladder", ["model.hierarchical.inference=\"ladder\""] },
        { "--beta", "2.5", ["training.beta=2.5"] },
        { "--kl-schedule", "cyclical", ["training.kl_schedule=\"cyclical\""] },
        { "--kl-warm-up", "3.5", ["training.kl_warm_up=3.5"] },
        { "--kl-cycles", "6", ["training.kl_cycles=6"] },
        { "--free-bits", "0.2", ["training.free_bits=0.2"] },
        { "--capacity", "8.5", ["training.capacity=8.5"] },
        { "--capacity-weight", "5.5", ["training.capacity_weight=5.5"] },
        { "--objective", "miwae:4x2", ["training.objective=\"miwae:4x2\""] },
        { "--gradient", "dreg", ["training.gradient=\"dreg\""] },
        { "--epochs", "12", ["training.epochs=12"] },
        { "--batch-size", "64", ["training.batch_size=64"] },
        { "--learning-rate", "0.02", ["training.learning_rate=0.02"] },
        { "--optimizer", "sgd", ["training.optimizer=\"sgd\""] },
        { "--weight-decay", "0.1", ["training.weight_decay=0.1"] },
        { "--momentum", "0.5", ["training.momentum=0.5"] },
        { "--learning-rate-schedule", "step", ["training.learning_rate_schedule=\"step\""] },
        { "--learning-rate-step", "4.5", ["training.learning_rate_step=4.5"] },
        { "--learning-rate-factor", "0.4", ["training.learning_rate_factor=0.4"] },
        { "--adam-beta1", "0.7", ["training.adam_beta1=0.7"] },
        { "--adam-beta2", "0.95", ["training.adam_beta2=0.95"] },
        { "--adam-epsilon", "1E-05", ["training.adam_epsilon=1E-05"] },
        { "--clip-norm", "11", ["training.clip_norm=11"] },
        { "--average-decay", "0.98", ["training.average_decay=0.98"] },
        { "--early-stopping", "6", ["training.early_stopping=6"] },
        { "--seed", "77", ["training.seed=77"] },
        { "--threads", "3", ["threads=3"] },
        { "--dataset", "fashion-mnist", ["dataset.class_names=[\"T-shirt/top\",\"Trouser\",\"Pullover\",\"Dress\",\"Coat\",\"Sandal\",\"Shirt\",\"Sneaker\",\"Bag\",\"Ankle boot\"]", "dataset.name=\"fashion-mnist\""] },
        { "--data", "other", ["dataset.name=\"other\"", "data=\"other\""] },
        { "--colours", "rgb", ["dataset.images.colours=\"rgb\"", "dataset.channels=3"] },
        { "--size", "4x3", ["dataset.images.size.width=4", "dataset.images.size.height=3", "dataset.width=4", "dataset.height=3"] },
        { "--fit", "pad", ["dataset.images.fit=\"pad\""] },
        { "--background", "#0a64f0", ["dataset.images.background=\"#0a64f0\""] },
        { "--invert", "", ["dataset.images.invert=true"] },
        { "--skip-broken", "", ["dataset.images.skip_broken=true"] },
        { "--validation-fraction", "0.2", ["training.validation_fraction=0.2", "dataset.train=160", "dataset.validation=40"] },
        { "--binarization", "static", ["training.binarization=\"static\""] },
        { "--checkpoint-steps", "40", ["checkpoint_steps=40"] },
        { "--out", "elsewhere", ["out=\"elsewhere\""] },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void An_option_changes_its_own_entry_and_no_other(string option, string value, string[] changes)
    {
        // The options of a kind of model show in a configuration of that kind; some others need company.
        KindOptions kind = ModelKinds.All.FirstOrDefault(kind => changes[0].StartsWith($"model.{kind.Name}.", StringComparison.Ordinal))?.Preset.Model.Kind ?? new VaeOptions();
        var defaults = new ExperimentOptions { Name = "own", Model = new ModelOptions().As(kind is HierarchicalOptions ? new HierarchicalOptions() : kind) };
        string[] company = option switch
        {
            "--sigma" or "--means" => ["--likelihood", "gaussian"],
            "--gradient" => ["--objective", "iwae:5"],
            "--kl-warm-up" => ["--kl-schedule", "linear"],
            "--kl-cycles" => ["--kl-schedule", "cyclical"],
            "--weight-decay" => ["--optimizer", "adamw"],
            "--momentum" => ["--optimizer", "sgd"],
            "--fit" => ["--size", "3x3"],
            "--capacity-weight" => ["--capacity", "5"],
            "--learning-rate-step" or "--learning-rate-factor" => ["--learning-rate-schedule", "step"],
            _ => [],
        };
        Copy(_data.Path, _data.At("other"));

        bool ofImages = ImageOptions.Settings.Any(setting => setting.Name == option);
        if (ofImages)
            company = [.. company, "--data", _pictures.Path, "--batch-size", "5"];
        string[] given = value.Length == 0 ? [option] : [option, option == "--data" ? _data.At(value) : value];
        Dictionary<string, string> before = Stored(defaults, company), after = Stored(defaults, [.. company, .. given]);
        if (ofImages)
        {
            // Other pixels are other data.
            Assert.Equal(option is "--background" or "--skip-broken", before["dataset.sha256"] == after["dataset.sha256"]);
            after["dataset.sha256"] = before["dataset.sha256"];
        }

        Assert.Equal(
            changes.Order(StringComparer.Ordinal),
            after.Except(before).Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal));

        // These are stored where they are given only; nothing else may come, and nothing may go.
        string[] optional = ["model.encoder", "model.decoder", "model.classes", "model.prior", "model.means", "training.objective", "training.gradient", "dataset.channels", "dataset.class_names"];
        Assert.Equal(after.Keys.Where(key => !key.StartsWith("dataset.images.", StringComparison.Ordinal) || before.ContainsKey(key)).Except(optional, StringComparer.Ordinal).Order(StringComparer.Ordinal), before.Keys.Except(optional, StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_option_is_left_out()
    {
        using ChildProcess help = Vae.Run(_data.Path, "train", "--help");
        string[] options = [.. help.Output.Split('\n').Where(line => line.StartsWith("  --", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0])];
        Assert.Equal(options.Except(s_starts, StringComparer.Ordinal).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), All.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
    }

    public void Dispose()
    {
        _data.Dispose();
        _pictures.Dispose();
    }

    /// <summary>All entries of the configuration that a lesson stores, and what it knows besides and does not store.</summary>
    private Dictionary<string, string> Stored(ExperimentOptions defaults, string[] args)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] data = args.Contains("--data", StringComparer.Ordinal) ? [] : ["--data", _data.Path];
        int code = Lesson.Run("own.cs", "A lesson.", [.. data, .. args], defaults, lesson =>
        {
            ExperimentOptions options = lesson.Options;
            using var folder = new TempFolder();
            using (RunFolder run = RunFolder.Create(options with { OutputFolder = folder.At("run") }, lesson.Data))
                Flatten(JsonNode.Parse(File.ReadAllText(Path.Combine(run.Path, "config.json"))), string.Empty, entries);
            entries["data"] = options.DataFolder == _data.Path ? "null" : $"\"{Path.GetFileName(options.DataFolder)}\"";
            entries["out"] = options.OutputFolder is { } output ? $"\"{output}\"" : "null";
            entries["threads"] = SettingText.Text(options.Training.Threads);
            entries["checkpoint_steps"] = SettingText.Text(options.Training.CheckpointSteps);
            return ExitCode.Success;
        });
        Assert.Equal(ExitCode.Success, code);

        // A folder's name is the data's.
        if (entries["dataset.name"] == $"\"{Path.GetFileName(_data.Path)}\"")
            entries["dataset.name"] = "null";
        return entries;
    }

    private static void Flatten(JsonNode? node, string path, Dictionary<string, string> entries)
    {
        if (node is JsonObject members)
        {
            foreach ((string name, JsonNode? value) in members)
                Flatten(value, path.Length == 0 ? name : $"{path}.{name}", entries);
        }
        else
        {
            entries[path] = node?.ToJsonString() ?? "null";
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
