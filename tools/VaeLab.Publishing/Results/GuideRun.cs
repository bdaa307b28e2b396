using VaeLab.Evaluation;
using VaeLab.Training;

namespace VaeLab.Publishing.Results;

/// <summary>A short training that shows what an option does: one line of a table in docs/guide.md. Losses are in nats per image.</summary>
/// <param name="Group">The table.</param>
/// <param name="Base">What all trainings of the table have in common, as typed after <c>vae train</c>.</param>
/// <param name="Options">What this one adds, as typed; empty for the base itself.</param>
/// <param name="Epochs">Whole epochs trained.</param>
/// <param name="Seconds">Of training, validation included.</param>
/// <param name="Train">Over the last epoch, on training images.</param>
/// <param name="Validation">On the validation images, of the model that was kept.</param>
/// <param name="Test">On the test images.</param>
/// <param name="Baselines">Floor and mean-image line of the test images; null where the likelihood is not Bernoulli, and they do not apply.</param>
/// <param name="LatentDimensions">d.</param>
/// <param name="ActiveUnits">How many of them are in use.</param>
/// <param name="ModelSha256">The SHA-256 of the weights, as safetensors without a configuration: equal for models that are equal bit for bit.</param>
internal sealed record GuideRun(
    string Group,
    string Base,
    string Options,
    int Epochs,
    double Seconds,
    Loss Train,
    Loss Validation,
    Loss Test,
    LossBaselines? Baselines,
    int LatentDimensions,
    int ActiveUnits,
    string ModelSha256);
