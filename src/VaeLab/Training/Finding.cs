using VaeLab.Models;
using static System.FormattableString;

namespace VaeLab.Training;

/// <summary>Something that a training has run into: what was seen, what it most likely comes from, and what to do.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Message">In sentences, with the numbers that show it.</param>
public sealed record Finding(FindingKind Kind, string Message)
{
    /// <summary>Where to read on: a page and a heading below the repository's root.</summary>
    public string Help => "docs/troubleshooting.md#" + Kind switch
    {
        FindingKind.NotFinite => "the-loss-is-not-a-number",
        FindingKind.KlExplosion => "the-kl-explodes",
        FindingKind.NothingLearnt => "worse-than-the-mean-image",
        FindingKind.Overfitting => "validation-rises-while-training-falls",
        FindingKind.CodebookCollapse => "codebook-collapse",
        FindingKind.DiscriminatorWon or FindingKind.DiscriminatorLost => "the-discriminator-has-won-or-lost",
        FindingKind.SilentLayers => "a-latent-layer-is-silent",
        _ => "posterior-collapse",
    };

    /// <summary>Whether it spoils the model.</summary>
    public bool IsWarning => Kind != FindingKind.UnusedDimensions;
}

/// <summary>What can go wrong in a training without stopping the program. Each has its entry in <c>docs/troubleshooting.md</c>.</summary>
public enum FindingKind
{
    /// <summary>The loss is no longer a finite number.</summary>
    NotFinite,

    /// <summary>No latent dimension depends on the image.</summary>
    PosteriorCollapse,

    /// <summary>Some latent dimensions do not depend on the image, which in a large latent space is no trouble.</summary>
    UnusedDimensions,

    /// <summary>The codes are far longer than any image needs, and cost more than they save.</summary>
    KlExplosion,

    /// <summary>The training ends with a loss above that of the mean image.</summary>
    NothingLearnt,

    /// <summary>The validation loss rises while the training loss falls.</summary>
    Overfitting,

    /// <summary>Few codes of a codebook are used, or the same ones for all images.</summary>
    CodebookCollapse,

    /// <summary>A discriminator tells codes and prior apart at once, and nothing can be learnt from it.</summary>
    DiscriminatorWon,

    /// <summary>A discriminator sees no difference between codes and prior, and there is one.</summary>
    DiscriminatorLost,

    /// <summary>Some latent layers of a hierarchy say nothing of the image.</summary>
    SilentLayers,
}

/// <summary>Says what a loss that is no longer a finite number most likely comes from.</summary>
internal static class Divergence
{
    private const double HighLearningRate = 0.01, TinySigma = 0.01;

    /// <summary>The finding.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="batch">The batch, from 1.</param>
    /// <param name="loss">The loss, of which a part is not finite.</param>
    /// <param name="model">The model.</param>
    /// <param name="learningRate">The learning rate that it was trained with, before any schedule.</param>
    /// <param name="goodEpoch">The epoch after which the model was last good; 0 for before the first.</param>
    public static Finding Explain(int epoch, int batch, Loss loss, GenerativeModel model, double learningRate, int goodEpoch)
    {
        string kept = goodEpoch == 0 ? "Its weights are those that it began with." : Invariant($"The model is as it was after epoch {goodEpoch}.");
        return new(FindingKind.NotFinite, Invariant(
            $"The loss is no longer a finite number in epoch {epoch}, batch {batch}: reconstruction {loss.Reconstruction:G4}{(loss.Kl is { } kl ? Invariant($", KL {kl:G4}") : string.Empty)}. The training has stopped. {kept} {Cause(loss, model, learningRate)}"));
    }

    private static string Cause(Loss loss, GenerativeModel model, double learningRate)
    {
        if (learningRate > HighLearningRate)
            return Invariant($"The learning rate is too high: instead of TrainingOptions.LearningRate = {learningRate}, try {Math.Min(0.001, learningRate / 10)}.");
        if (model.Options.Sigma < TinySigma)
            return Invariant($"A pixel's error is divided by σ² = {model.Options.Sigma * model.Options.Sigma:G2}: try a larger ModelOptions.Sigma than {model.Options.Sigma}, for example 0.1.");
        string where = double.IsFinite(loss.Kl ?? 0) ? "The decoder's output has overflowed" : "The encoder's exp(ln σ²) or μ² has overflowed";
        return Invariant($"{where}: try a lower TrainingOptions.LearningRate than {learningRate}, for example {learningRate / 10}.");
    }
}
