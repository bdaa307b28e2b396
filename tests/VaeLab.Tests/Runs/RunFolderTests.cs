using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Data;
using VaeLab.Tests.Formats;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private static readonly Dataset s_data =
        Dataset.Create("ziffern & 数字", new ImageSet(IdxBytes.Pattern(20 * 6), IdxBytes.Pattern(20), 2, 3), new ImageSet(IdxBytes.Pattern(4 * 6), IdxBytes.Pattern(4), 2, 3));

    private readonly TempFolder _folder = new();
    private readonly ExperimentOptions _options;

    public RunFolderTests() => _options = new()
    {
        Name = "an_experiment",
        OutputFolder = _folder.At("run"),
        Model = new()
        {
            LatentDimensions = 2,
            Hidden = [5, 4],
            Activation = Activation.LeakyRelu,
            Posterior = Posterior.Full,
            Likelihood = Likelihoods.ContinuousBernoulli,
            PriorCovariance = [[1, 0.4], [0.4, 0.5]],
        },
        Training = new() { Epochs = 3, BatchSize = 8, LearningRate = 0.01, Beta = 0.5, LearningRateSchedule = LearningRateSchedule.Cosine, Seed = ulong.MaxValue, Threads = 2 },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_configuration_is_there_from_the_start()
    {
        RunFolder run = RunFolder.Create(_options, s_data);
        Assert.Equal(_options.OutputFolder, run.Path);
        Assert.Equal([".lock", "config.json", "machine.json"], Directory.GetFileSystemEntries(run.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray());
        Assert.Equal(
            $$"""
            {
              "format": 1,
              "experiment": "an_experiment",
              "dataset": {
                "name": "ziffern & 数字",
                "sha256": "{{s_data.Sha256}}",
                "train": 18,
                "validation": 2,
                "test": 4,
                "width": 2,
                "height": 3
              },
              "model": {
                "latent_dimensions": 2,
                "hidden": [
                  5,
                  4
                ],
                "activation": "leaky-relu",
                "posterior": "full",
                "likelihood": "continuous-bernoulli",
                "sigma": null,
                "prior_mean": null,
                "prior_covariance": [
                  [
                    1,
                    0.4
                  ],
                  [
                    0.4,
                    0.5
                  ]
                ]
              },
              "training": {
                "epochs": 3,
                "batch_size": 8,
                "learning_rate": 0.01,
                "optimizer": "adam",
                "weight_decay": 0.01,
                "momentum": 0.9,
                "beta": 0.5,
                "kl_schedule": "constant",
                "kl_warm_up": 10,
                "kl_cycles": 4,
                "free_bits": 0,
                "capacity": null,
                "capacity_weight": 10,
                "learning_rate_schedule": "cosine",
                "learning_rate_step": 10,
                "learning_rate_factor": 0.5,
                "adam_beta1": 0.9,
                "adam_beta2": 0.999,
                "adam_epsilon": 1E-07,
                "clip_norm": 0,
                "average_decay": 0,
                "early_stopping": 0,
                "validation_fraction": 0.1,
                "binarization": "none",
                "seed": 18446744073709551615
              }
            }

            """,
            File.ReadAllText(Path.Combine(run.Path, "config.json")));
    }

    [Fact]
    public void Metrics_are_a_line_an_epoch()
    {
        RunFolder run = RunFolder.Create(_options, s_data);
        run.Append(new(1, 0.25, new(140.5, 6.25), new(139, 7)));
        string path = Path.Combine(run.Path, "metrics.jsonl");
        Assert.Single(File.ReadAllLines(path));
        run.Append(new(2, 1e-7, new(1.0 / 3, 0), new(139, 7)));

        Assert.Equal(
            """
            {"epoch":1,"seconds":0.25,"train":{"total":146.75,"reconstruction":140.5,"kl":6.25},"validation":{"total":146,"reconstruction":139,"kl":7}}
            {"epoch":2,"seconds":1E-07,"train":{"total":0.3333333333333333,"reconstruction":0.3333333333333333,"kl":0},"validation":{"total":146,"reconstruction":139,"kl":7}}

            """,
            File.ReadAllText(path));
    }

    [Fact]
    public void The_summary_has_all_that_a_report_needs()
    {
        RunFolder run = RunFolder.Create(_options, s_data);
        EpochMetrics epoch = new(1, 0.25, new(140.5, 6.25), new(139, 7));
        using var process = Process.GetCurrentProcess();
        long peakBefore = process.PeakWorkingSet64;
        run.Save(RunSummary.Of(_options, s_data, new([epoch, epoch], 6, 0.5, 1234.5, TrainingEnd.Interrupted), LittleData.Evaluation(new(141, 6.5), new(45.5, 205.75))));

        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run.Path, "summary.json")));
        JsonElement summary = file.RootElement;
        Assert.Equal(
            ["experiment", "seed", "test", "baselines", "epochs", "steps", "end", "seconds", "images_per_second", "peak_memory_mb", "threads", "versions", "negative_log_likelihood", "active_units", "kl_per_dimension"],
            Keys(summary));
        Assert.Equal("an_experiment", summary.GetProperty("experiment").GetString());
        Assert.Equal(ulong.MaxValue, summary.GetProperty("seed").GetUInt64());
        Assert.Equal("""{"total":147.5,"reconstruction":141,"kl":6.5}""", Compact(summary.GetProperty("test")));
        Assert.Equal("""{"floor":45.5,"mean_image":205.75}""", Compact(summary.GetProperty("baselines")));
        Assert.Equal((2, 6), (summary.GetProperty("epochs").GetInt32(), summary.GetProperty("steps").GetInt32()));
        Assert.Equal("interrupted", summary.GetProperty("end").GetString());
        Assert.Equal((0.5, 1234.5), (summary.GetProperty("seconds").GetDouble(), summary.GetProperty("images_per_second").GetDouble()));
        process.Refresh();
        Assert.InRange(summary.GetProperty("peak_memory_mb").GetDouble(), peakBefore / 1e6, process.PeakWorkingSet64 / 1e6);
        Assert.Equal(2, summary.GetProperty("threads").GetInt32());

        JsonElement versions = summary.GetProperty("versions");
        Assert.Equal(["vaelab", "dotnet", "operating_system", "architecture", "vectors", "processors", "instructions"], Keys(versions));
        Assert.Equal(Machine.Instructions, versions.GetProperty("instructions").GetString());
        Assert.StartsWith("0.", versions.GetProperty("vaelab").GetString(), StringComparison.Ordinal);
        Assert.Equal(Machine.Vectors, versions.GetProperty("vectors").GetString());
        Assert.Equal(Environment.ProcessorCount, versions.GetProperty("processors").GetInt32());
    }

    [Fact]
    public void A_training_stopped_before_its_first_step_can_be_kept()
    {
        using var workers = new WorkerPool(1);
        Vae model = Model();
        TrainingResult result = new Trainer(model, s_data, _options.Training, workers).Fit(new CancellationToken(canceled: true));
        RunFolder run = RunFolder.Create(_options, s_data);
        run.Save(model);
        run.Save(RunSummary.Of(_options, s_data, result, LittleData.Evaluation(new(1, 1), new(1, 1))));
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run.Path, "summary.json")));
        Assert.Equal(0, summary.RootElement.GetProperty("images_per_second").GetDouble());
    }

    [Fact]
    public void The_model_knows_its_configuration()
    {
        RunFolder run = RunFolder.Create(_options, s_data);
        run.Save(Model());
        SafeTensorsFile file = SafeTensorsFile.Parse(File.ReadAllBytes(Path.Combine(run.Path, "model.safetensors")));

        Assert.Equal(["format", "vaelab_config"], file.Metadata.Keys.Order(StringComparer.Ordinal).ToArray());
        Assert.Equal("pt", file.Metadata["format"]);
        using JsonDocument inside = JsonDocument.Parse(file.Metadata["vaelab_config"]);
        using JsonDocument beside = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run.Path, "config.json")));
        Assert.True(JsonElement.DeepEquals(beside.RootElement, inside.RootElement));
        Assert.DoesNotContain('\n', file.Metadata["vaelab_config"]);
    }

    /// <summary>Threads do not change a model, so they may not change its file.</summary>
    [Fact]
    public void The_configuration_does_not_depend_on_threads_or_folder()
    {
        RunFolder one = RunFolder.Create(_options, s_data);
        RunFolder two = RunFolder.Create(_options with { OutputFolder = _folder.At("other"), Training = _options.Training with { Threads = 7 } }, s_data);
        Assert.Equal(File.ReadAllText(Path.Combine(one.Path, "config.json")), File.ReadAllText(Path.Combine(two.Path, "config.json")));
    }

    [Fact]
    public void Figures_have_a_folder_of_their_own()
    {
        RunFolder run = RunFolder.Create(_options, s_data);
        Assert.Equal(Path.Combine(run.Path, "figures", "a.png"), run.Figure("a.png"));
    }

    [Fact]
    public void Options_that_a_configuration_lacks_are_at_their_defaults()
    {
        using RunFolder run = RunFolder.Create(_options, s_data);
        string path = Path.Combine(run.Path, "config.json");
        JsonNode json = JsonNode.Parse(File.ReadAllBytes(path))!;
        (json["model"], json["training"]) = (new JsonObject(), new JsonObject());
        File.WriteAllText(path, json.ToJsonString());
        ExperimentOptions read = RunConfig.Read(path).ToOptions();
        Assert.Equal([512, 256], read.Model.Hidden);
        Assert.Equal(new ModelOptions() with { Hidden = read.Model.Hidden }, read.Model);
        Assert.Equal(new TrainingOptions(), read.Training);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("metrics.jsonl")]
    [InlineData("summary.json")]
    [InlineData("model.safetensors")]
    public void A_folder_that_holds_a_run_is_refused(string file)
    {
        Directory.CreateDirectory(_options.OutputFolder!);
        File.WriteAllText(Path.Combine(_options.OutputFolder!, file), "precious");
        InputException fault = Assert.Throws<InputException>(() => RunFolder.Create(_options, s_data));
        Assert.Equal($"ExperimentOptions.OutputFolder is '{_options.OutputFolder}', which holds a run already; choose another folder, or remove that one first.", fault.Message);
        Assert.Equal("precious", File.ReadAllText(Path.Combine(_options.OutputFolder!, file)));
    }

    [Fact]
    public void A_folder_with_other_things_is_taken()
    {
        Directory.CreateDirectory(_options.OutputFolder!);
        File.WriteAllText(Path.Combine(_options.OutputFolder!, "notes.txt"), "mine");
        RunFolder.Create(_options, s_data);
        Assert.True(File.Exists(Path.Combine(_options.OutputFolder!, "config.json")));
    }

    [Fact]
    public void What_cannot_be_a_folder_is_refused()
    {
        string file = _folder.Write("file", [1]);
        Assert.Equal($"ExperimentOptions.OutputFolder is '{file}', which is a file; it needs a folder that is new or holds no run.", Fault(file));
        Assert.Equal("ExperimentOptions.OutputFolder is empty; it needs a folder, for example runs/mine.", Fault(string.Empty));
        string below = Path.Combine(file, "run");
        Assert.StartsWith($"'{below}' cannot be written: ", Fault(below), StringComparison.Ordinal);
        Assert.Contains(" cannot be written: ", Fault(_folder.At(new string('n', 300))), StringComparison.Ordinal);

        string Fault(string folder) =>
            Assert.Single(Assert.Throws<InputException>(() => RunFolder.Create(_options with { OutputFolder = folder }, s_data)).Faults);
    }

    [Fact]
    public void A_run_whose_folder_vanishes_says_so()
    {
        RunFolder run = RunFolder.Create(_options, s_data);
        Directory.Delete(run.Path, recursive: true);
        InputException fault = Assert.Throws<InputException>(() => run.Append(new(1, 1, new(1, 1), new(1, 1))));
        Assert.Equal($"The run's folder '{run.Path}' is no longer there: something has removed it while the run was writing to it.", fault.Message);
    }

    private Vae Model() => new(s_data.Train.Shape, _options.Model, _options.Model.CreatePrior(), Likelihood.ContinuousBernoulli, seed: 1);

    private static string[] Keys(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
