using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>
/// Watches a training for what goes wrong without a sound: posterior or codebook collapse, a KL that explodes,
/// a discriminator that has won or lost, silent layers, overfitting. It looks after each epoch, at its losses and at what the encoder makes of some
/// validation images.
/// </summary>
public sealed class TrainingMonitor
{
    private readonly Diagnosis[][] _diagnoses;
    private readonly List<EpochMetrics> _history = [];
    private readonly HashSet<FindingKind> _found = [];

    /// <summary>Watches from now on.</summary>
    /// <param name="trainer">The training, before its first epoch.</param>
    public TrainingMonitor(Trainer trainer)
    {
        // Of each group, the first that finds something explains the others.
        _diagnoses = trainer.Model switch
        {
            AdversarialAutoencoder model => [[new CollapseDiagnosis(trainer, model), new CodesDiscriminatorDiagnosis(trainer, model)], [new OverfittingDiagnosis()]],
            VaeGan model =>
            [
                // Its reconstruction is of pixels, which it does not learn: that it rises is no sign of overfitting.
                [new ImagesDiscriminatorDiagnosis(trainer, model), new CollapseDiagnosis(trainer, model)],
                [new ExplosionDiagnosis(trainer.Options, model.LatentDimensions)],
            ],
            HierarchicalVae model =>
            [
                [new LayerDiagnosis(trainer, model)],
                [new ExplosionDiagnosis(trainer.Options, model.NoiseLength), new OverfittingDiagnosis()],
            ],
            LatentModel model =>
            [
                [new CollapseDiagnosis(trainer, model)],
                [new ExplosionDiagnosis(trainer.Options, model.LatentDimensions), new OverfittingDiagnosis()],
            ],
            VqVae model => [[new CodebookDiagnosis(trainer, model)], [new OverfittingDiagnosis()]],
            _ => [[new OverfittingDiagnosis()]],
        };
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
            .OfType<Finding>()];
        foreach (Finding finding in Present.Where(finding => finding.IsWarning && _found.Add(finding.Kind)))
            Found?.Invoke(finding);
    }
}
