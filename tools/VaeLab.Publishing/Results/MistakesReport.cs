using VaeLab.Evaluation;
using VaeLab.Training;

namespace VaeLab.Publishing.Results;

/// <summary><c>tempting_mistakes.json</c>: what the right loss and wrong ones make of one model; losses in nats per image of the test set.</summary>
/// <param name="Epochs">Epochs of each training.</param>
/// <param name="Seed">Where the randomness came from, the same for all.</param>
/// <param name="Baselines">Floor and mean-image line of the test images.</param>
/// <param name="LeastKl">The least KL of a diagonal posterior to the prior.</param>
/// <param name="LeastKlVariances">σ² of that posterior, one for each latent dimension.</param>
/// <param name="Models">The models, the right one first.</param>
internal sealed record MistakesReport(
    int Epochs, ulong Seed, LossBaselines Baselines, double LeastKl, double[] LeastKlVariances, IReadOnlyList<MistakesReport.Entry> Models)
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">It is missing, or is not what VaeLab writes.</exception>
    public static MistakesReport Read(string path) => ResultsJson.Read(path, ResultsJson.Default.MistakesReport, "mistakes");

    /// <summary>Writes the file.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public void Write(string path) => ResultsJson.Write(path, this, ResultsJson.Indented.MistakesReport);

    /// <summary>One model.</summary>
    /// <param name="Name">What its loss is called.</param>
    /// <param name="Reported">What its own loss says.</param>
    /// <param name="Loss">The negative ELBO of the same weights, on the same images with the same noise.</param>
    /// <param name="NegativeElbo">The negative ELBO of those of the images whose −log p(x) was measured.</param>
    /// <param name="NegativeLogLikelihood">−log p(x) of these images, the first ones, by importance sampling.</param>
    /// <param name="ReconstructionAtMean">−log p(x|z) at z = μ, without noise.</param>
    /// <param name="ActiveUnits">Latent dimensions in use.</param>
    /// <param name="Variances">Mean of σ² over the images, one for each latent dimension.</param>
    /// <param name="VarianceDeviations">Standard deviation of σ² over the images.</param>
    /// <param name="StepsToFloor">Steps of the first epoch after which its mean loss was below the floor, where no loss can be; null if never.</param>
    internal sealed record Entry(
        string Name,
        Loss Reported,
        Loss Loss,
        double NegativeElbo,
        double NegativeLogLikelihood,
        double ReconstructionAtMean,
        int ActiveUnits,
        double[] Variances,
        double[] VarianceDeviations,
        int? StepsToFloor);
}
