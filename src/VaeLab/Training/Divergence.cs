using VaeLab.Models;
using static System.FormattableString;

namespace VaeLab.Training;

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
            $"The loss is no longer a finite number in epoch {epoch}, batch {batch}: reconstruction {loss.Reconstruction:G4}, KL {loss.Kl:G4}. The training has stopped. {kept} {Cause(loss, model, learningRate)}"));
    }

    private static string Cause(Loss loss, GenerativeModel model, double learningRate)
    {
        if (learningRate > HighLearningRate)
            return Invariant($"The learning rate is too high: instead of --learning-rate {learningRate}, try {Math.Min(0.001, learningRate / 10)}.");
        if (model.Options.Sigma < TinySigma)
            return Invariant($"A pixel's error is divided by σ² = {model.Options.Sigma * model.Options.Sigma:G2}: try a larger --sigma than {model.Options.Sigma}, for example 0.1.");
        string where = double.IsFinite(loss.Kl) ? "The decoder's output has overflowed" : "The encoder's exp(ln σ²) or μ² has overflowed";
        return Invariant($"{where}: try a lower --learning-rate than {learningRate}, for example {learningRate / 10}, or --clip-norm 100.");
    }
}
