using System.Text.Json;
using System.Text.Json.Nodes;
using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary>
/// A run's first epoch beside what its configuration and its seed make of it here and now. On the kind of machine that the run began on
/// it is the same bits; on others, rounding differs.
/// </summary>
/// <param name="Recorded">The first line of its <c>metrics.jsonl</c>.</param>
/// <param name="Repeated">What came of it now.</param>
/// <param name="Then">What the run began on; null where it does not say.</param>
/// <param name="Now">What this process runs on.</param>
internal sealed record RunVerification(EpochMetrics Recorded, EpochMetrics Repeated, RunSummary.VersionsEntry? Then, RunSummary.VersionsEntry Now)
{
    /// <summary>
    /// How far an epoch's losses may lie apart, as a share of the loss, between machines that both round a product and a sum once (fused
    /// multiply-add), and where one of them does not.
    /// </summary>
    public const double FusedTolerance = 1e-4, UnfusedTolerance = 2e-2;

    /// <summary>Trains the first epoch of a run again.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="change">What does not change its result: threads, and where its data are.</param>
    /// <exception cref="InputException">There is no run with a whole epoch, it cannot be read, or its data are other ones.</exception>
    public static RunVerification Measure(string run, Func<ExperimentOptions, ExperimentOptions> change)
    {
        if (!File.Exists(Path.Combine(run, RunFolder.ConfigFile)))
            throw new InputException($"'{run}' holds no run: it has no {RunFolder.ConfigFile}. Give the folder of a run, for example runs/vae_2d.");
        var config = RunConfig.Read(Path.Combine(run, RunFolder.ConfigFile));
        EpochMetrics recorded = FirstEpoch(run);
        RunSummary.VersionsEntry? then = Beginning(run);

        ExperimentOptions options = change(config.ToOptions());
        Dataset data = config.LoadData(options, run);
        using var workers = new WorkerPool(options.Training.Threads);
        using var enough = new CancellationTokenSource();
        GenerativeModel model = options.CreateModel(data.Train.Shape);
        var trainer = new Trainer(model, data, options.Training, workers);
        trainer.EpochCompleted += _ => enough.Cancel();
        TrainingResult result = trainer.Fit(enough.Token);
        EpochMetrics repeated = result.History.Count > 0 ? result.History[0] : new(1, result.Seconds, new(double.NaN, double.NaN), new(double.NaN, double.NaN));
        return new(recorded, repeated, then, RunSummary.VersionsEntry.Present());
    }

    /// <summary>The first epochs of two runs.</summary>
    /// <param name="run">A run's folder.</param>
    /// <param name="other">The folder of another, with the same configuration.</param>
    /// <exception cref="InputException">One of them has no whole epoch, or cannot be read.</exception>
    public static RunVerification Between(string run, string other) =>
        new(FirstEpoch(run), FirstEpoch(other), Beginning(run), Beginning(other) ?? throw new InputException($"'{other}' does not say what it began on."));

    /// <summary>Whether all losses of the epoch, and all other terms that were recorded, are the same to the last bit.</summary>
    public bool IsSame => Difference == 0;

    /// <summary>The largest difference between two losses, parts of them, or other terms, as a share of the loss.</summary>
    public double Difference => Terms().Append(Apart(Recorded.Train, Repeated.Train)).Append(Apart(Recorded.Validation, Repeated.Validation)).Max();

    /// <summary>What differs between the machine that the run began on and this one, of what may change its bits; empty if nothing.</summary>
    public IReadOnlyList<(string What, string Then, string Now)> OtherCircumstances
    {
        get
        {
            if (Then is null)
                return [];
            (string What, string Then, string Now)[] all =
            [
                ("vectors", Then.Vectors, Now.Vectors), ("processor", Then.Architecture, Now.Architecture), ("system", Then.OperatingSystem, Now.OperatingSystem),
                (".NET", Then.Dotnet, Now.Dotnet), ("VaeLab", Then.Vaelab, Now.Vaelab),
            ];
            return [.. all.Where(entry => !string.Equals(entry.Then, entry.Now, StringComparison.Ordinal))];
        }
    }

    /// <summary>The most that <see cref="Difference"/> may be: 0 on the kind of machine that the run began on.</summary>
    public double Tolerance => Then is null ? UnfusedTolerance
        : OtherCircumstances.Count == 0 ? 0
        : IsFused(Then) && IsFused(Now) ? FusedTolerance : UnfusedTolerance;

    /// <summary>Whether the run is what its configuration makes.</summary>
    public bool Holds => IsSame || Difference <= Tolerance;

    private static EpochMetrics FirstEpoch(string run)
    {
        string Fault(string reason) => $"'{run}' has no epoch to compare with: {reason}";
        byte[] lines = JsonFile.ReadBytes(Path.Combine(run, RunFolder.MetricsFile), Fault);
        int end = lines.AsSpan().LastIndexOf((byte)'\n');
        IReadOnlyList<EpochMetrics> history = end > 0
            ? JsonFile.ParseLines(lines.AsSpan(0, end), RunJson.Line.EpochMetrics, Fault)
            : throw new InputException(Fault($"its {RunFolder.MetricsFile} has no whole line. Train it for an epoch first."));
        ReadOnlySpan<byte> first = lines.AsSpan(0, lines.AsSpan().IndexOf((byte)'\n'));
        return history.Select(epoch => epoch.Epoch).SequenceEqual(Enumerable.Range(1, history.Count))
            && JsonNode.DeepEquals(JsonNode.Parse(first), JsonSerializer.SerializeToNode(history[0], RunJson.Line.EpochMetrics))
            ? history[0]
            : throw new InputException(Fault($"its {RunFolder.MetricsFile} is not what a training writes: epochs are numbered from 1, and a total is the sum of its parts. Something has changed it."));
    }

    /// <summary>How far the terms apart from the losses differ, as a share of the training loss.</summary>
    private IEnumerable<double> Terms()
    {
        Loss loss = Recorded.Train;
        foreach ((string name, double recorded) in Recorded.Terms ?? new Dictionary<string, double>(StringComparer.Ordinal))
        {
            double repeated = Repeated.Terms?.TryGetValue(name, out double value) == true ? value : double.PositiveInfinity;
            yield return recorded.Equals(repeated) ? 0 : Share(Math.Abs(recorded - repeated), loss);
        }
    }

    private static RunSummary.VersionsEntry? Beginning(string run)
    {
        string machine = Path.Combine(run, RunFolder.MachineFile), summary = Path.Combine(run, RunFolder.SummaryFile);
        static string Fault(string reason) => $"What the run began on cannot be read: {reason}";
        if (File.Exists(machine))
            return JsonFile.Read(machine, RunJson.Default.VersionsEntry, Fault);
        return File.Exists(summary) ? JsonFile.Read(summary, RunJson.Default.RunSummary, Fault).Versions : null;
    }

    /// <summary>Arm64 always multiplies and adds in one rounding, and x64 where it has AVX2.</summary>
    private static bool IsFused(RunSummary.VersionsEntry machine) =>
        machine.Vectors is "Vector512" or "Vector256" || machine is { Architecture: "Arm64", Vectors: "Vector128" };

    private static double Apart(Loss one, Loss other)
    {
        double most = Math.Max(Math.Abs(one.Reconstruction - other.Reconstruction), Math.Abs((one.Kl ?? 0) - (other.Kl ?? 0)));
        return one == other ? 0 : Share(most, one);
    }

    /// <summary>A difference as a share of a loss; above 0, as there is one.</summary>
    private static double Share(double difference, Loss loss) =>
        difference / (Math.Abs(loss.Reconstruction) + Math.Abs(loss.Kl ?? 0)) is double share and > 0 && double.IsFinite(share) ? share : double.PositiveInfinity;
}
