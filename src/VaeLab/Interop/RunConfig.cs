using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Training;

namespace VaeLab.Interop;

/// <summary><c>config.json</c>: everything that decided what a run did.</summary>
/// <param name="Format">The version of these keys.</param>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Dataset">The data.</param>
/// <param name="Model">The model's shape.</param>
/// <param name="Training">How it was trained.</param>
internal sealed record RunConfig(
    int Format, string Experiment, RunConfig.DatasetEntry Dataset, RunConfig.ModelEntry Model, TrainingOptions Training)
{
    private const int PresentFormat = 1;

    public static RunConfig Of(ExperimentOptions options, Dataset data)
    {
        MultivariateNormal prior = options.Prior();
        return new(
            PresentFormat,
            options.Name,
            new(data.Name, data.Sha256, data.Train.Count, data.Validation.Count, data.Test.Count, data.Train.Width, data.Train.Height),
            new(data.Train.PixelCount, options.Model.Hidden, options.Model.LatentDimensions, prior.Mean, Rows(prior.Covariance)),
            options.Training);
    }

    private static double[][] Rows(double[,] matrix) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i => Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[i, j]).ToArray())];

    /// <summary>The data.</summary>
    internal sealed record DatasetEntry(string Name, string Sha256, int Train, int Validation, int Test, int Width, int Height);

    /// <summary>The model.</summary>
    internal sealed record ModelEntry(int Pixels, IReadOnlyList<int> Hidden, int LatentDim, double[] PriorMean, double[][] PriorCovariance);
}
