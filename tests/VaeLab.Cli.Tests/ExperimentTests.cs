using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Figures.Runs;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Cli.Tests;

/// <summary>What follows a training does not cost what was trained.</summary>
public sealed class ExperimentTests
{
    [Fact]
    public void What_cannot_be_measured_costs_the_run_nothing_else()
    {
        ModelKinds.Register(new UnmeasurableKind());
        using TempFolder folder = TinyData.OfStripes(4, 4);
        ExperimentOptions options = new()
        {
            Name = "unmeasurable",
            DataFolder = folder.Path,
            OutputFolder = folder.At("run"),
            Model = new() { Hidden = [8], Kind = new UnmeasurableOptions() },
            Training = new() { Epochs = 1, BatchSize = 50, Threads = 1 },
        };
        Assert.Equal(ExitCode.Success, Experiment.Run(options, options.LoadData(), FigureChoice.All));

        RunRecord record = RunRecord.Read(folder.At("run"));
        Assert.True(double.IsFinite(record.Summary.HeldOut.Total));
        Assert.Null(record.Summary.NegativeLogLikelihood);
        Assert.Contains("latent_dimensions.png", record.Summary.MissingFigures!.Keys, StringComparer.Ordinal);
        Assert.True(File.Exists(folder.At("run", "figures", "loss_curves.png")));
        Assert.True(File.Exists(folder.At("run", "report.html")));
        Assert.False(File.Exists(folder.At("run", "checkpoint.safetensors")));
    }
}

/// <summary>A VAE that something is wrong with.</summary>
public sealed record UnmeasurableOptions : KindOptions
{
    /// <inheritdoc/>
    public override string Name => "unmeasurable";

    /// <inheritdoc/>
    public override GenerativeModel Create(SampleShape shape, ModelOptions options, ulong seed) =>
        new VaeLab.Models.Vae(shape, options, options.CreatePrior(), options.CreateLikelihood(), seed);
}

internal sealed class UnmeasurableKind : ModelKind<UnmeasurableOptions>
{
    public override string Title => "A VAE that cannot be measured";

    public override ExperimentOptions Preset { get; } = new() { Name = "unmeasurable", Model = new() { Kind = new UnmeasurableOptions() } };

    public override JsonTypeInfo<UnmeasurableOptions> Json { get; } = new UnmeasurableJson(JsonOptions()).UnmeasurableOptions;

    public override IReadOnlyList<Diagnosis[]> Diagnoses(Trainer trainer) => [];

    protected override IReadOnlyList<Measure> MeasureOwn(GenerativeModel model, SampleSet images, ulong seed, WorkerPool workers) =>
        throw new ArgumentException("a pixel is NaN");
}

[JsonSerializable(typeof(UnmeasurableOptions))]
internal sealed partial class UnmeasurableJson : JsonSerializerContext;
