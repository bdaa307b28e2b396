using VaeLab.Evaluation;
using VaeLab.Training;

namespace VaeLab.Kinds;

/// <summary>
/// Watches a training for what goes wrong without a sound: posterior or codebook collapse, a KL that explodes,
/// a discriminator that has won or lost, silent layers, overfitting. It looks after each epoch, at its losses and at what the encoder makes of some
/// validation images.
/// For one thread at a time.
/// </summary>
public sealed class TrainingMonitor
{
    private readonly IReadOnlyList<Diagnosis[]> _diagnoses;
    private readonly List<EpochMetrics> _history = [];
    private readonly HashSet<FindingKind> _found = [];

    /// <summary>Watches from now on.</summary>
    /// <param name="trainer">The training, before its first epoch.</param>
    public TrainingMonitor(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        _diagnoses = ModelKinds.Of(trainer.Model.Options.Kind).Diagnoses(trainer);
        trainer.EpochCompleted += Observe;
    }

    /// <summary>The first time that something is found, after the epoch that showed it.</summary>
    public event Action<Finding>? Found;

    /// <summary>What was found after the last epoch.</summary>
    public IReadOnlyList<Finding> Present { get; private set; } = [];

    private void Observe(EpochMetrics epoch)
    {
        _history.Add(epoch);
        Present = [.. _diagnoses
            .Select(group => group.Select(diagnosis => diagnosis.Examine(_history)).FirstOrDefault(finding => finding is not null))
            .OfType<Finding>()
            .Distinct()];
        foreach (Finding finding in Present.Where(finding => finding.IsWarning && _found.Add(finding.Kind)))
            Found?.Invoke(finding);
    }
}
