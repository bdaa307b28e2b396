using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Cli;

/// <summary>The figures of a run: those that its latent space and its prior call for.</summary>
internal static class RunFigures
{
    private const int GridSteps = 20, SliceSteps = 10, Styles = 10;
    private static readonly double[] s_slices = [-2, -1, 0, 1, 2];

    public static void Draw(RunFolder run, GenerativeModel model, Dataset data, IReadOnlyList<EpochMetrics> history, LossBaselines baselines, LatentStatistics? statistics, WorkerPool workers)
    {
        if (history.Count > 0)
            LossCurves.Draw(history, baselines).Save(run.Figure("loss_curves.png"));
        if (model is ConditionalVae conditional)
            DrawClasses(run, conditional, data, workers);
        if (model is VqVae vq)
            DrawCodes(run, vq, data, workers);
        if (model is AdversarialAutoencoder { LatentDimensions: >= 2 } adversarial)
            DiscriminatorFigure.Draw(DiscriminatorView.Of(adversarial, data.HeldOut, seed: 0, workers)).Save(run.Figure("discriminator.png"));
        if (model is HierarchicalVae hierarchical)
            DrawLayers(run, hierarchical, data, history, workers);
        if (model is LatentModel latent)
            DrawLatentSpace(run, latent, data, statistics!, workers);
    }

    /// <summary>Every class in the same styles, and some images redrawn as every class.</summary>
    private static void DrawClasses(RunFolder run, ConditionalVae model, Dataset data, WorkerPool workers)
    {
        var sheets = ClassSheets.Make(model, data.HeldOut, Styles, workers);
        ImageTable.Draw(sheets.Styles, sheets.Names, [.. Enumerable.Range(1, Styles).Select(style => $"{(char)(0x60 + style)}")]).Save(run.Figure("classes.png"));
        ImageTable.Draw(sheets.Transfer, sheets.Names, sheets.Names, sheets.Originals).Save(run.Figure("style_transfer.png"));
    }

    /// <summary>The codebook, the codes of some images, what they decode to, and what the prior makes.</summary>
    private static void DrawCodes(RunFolder run, VqVae model, Dataset data, WorkerPool workers)
    {
        var sheets = CodeSheets.Make(model, data.HeldOut, workers);
        CodebookFigure.Draw(sheets.Codebook, sheets.Usage).Save(run.Figure("codebook.png"));
        CodeMaps.Draw(sheets.Images, sheets.Labels, sheets.Codes, sheets.Places, sheets.Influence, data.ClassNames).Save(run.Figure("code_maps.png"));
        ImageTable.Draw(sheets.Samples, CodeSheets.SampleRows, [.. Enumerable.Repeat(string.Empty, sheets.Samples.Columns)]).Save(run.Figure("samples.png"));
        (ImageGrid originals, ImageGrid reconstructions) = new CodeInspector(model, workers).Reconstruct(data.HeldOut);
        Reconstructions.Draw(originals, reconstructions).Save(run.Figure("reconstructions.png"));
    }

    /// <summary>The KL of each layer over the epochs, and images with one layer drawn anew.</summary>
    private static void DrawLayers(RunFolder run, HierarchicalVae model, Dataset data, IReadOnlyList<EpochMetrics> history, WorkerPool workers)
    {
        if (history.Count > 0)
            LayerCurves.Draw(LayerActivity.Over(history, model.LayerDimensions.Count)).Save(run.Figure("layers.png"));
        var sheets = LayerSheets.Make(model, data.Shape.Width, data.Shape.Height, workers);
        ImageTable.Draw(sheets.Anew, sheets.Rows, [.. Enumerable.Repeat(string.Empty, sheets.Anew.Columns)], sheets.Originals, "before").Save(run.Figure("resampled.png"));
    }

    private static void DrawLatentSpace(RunFolder run, LatentModel model, Dataset data, LatentStatistics statistics, WorkerPool workers)
    {
        var inspector = new ModelInspector(model, workers);
        LatentCodes codes = inspector.Encode(data.HeldOut);
        (double[] mean, double[,] covariance) = (model.Prior.Mean, model.Prior.Covariance);
        (int width, int height) = (data.Shape.Width, data.Shape.Height);

        LatentPlane.Draw(codes, mean, covariance).Save(run.Figure("latent_space.png"));
        ManifoldGrid grid = inspector.Manifold(GridSteps, width, height);
        ManifoldFigure.Draw(grid, correlatedPrior: !model.Prior.IsDiagonal).Save(run.Figure("manifold.png"));
        (ImageGrid originals, ImageGrid reconstructions) = inspector.Reconstruct(data.HeldOut);
        Reconstructions.Draw(originals, reconstructions).Save(run.Figure("reconstructions.png"));
        if (codes.Dimensions == 1)
            return;

        DimensionFigure.Draw(statistics.Dimensions).Save(run.Figure("latent_dimensions.png"));
        CovarianceHeatmaps.Draw(covariance, statistics.Aggregate.Covariance).Save(run.Figure("covariance.png"));
        if (codes.Dimensions == 2)
        {
            LatentEllipses.Draw(codes, mean, covariance, statistics.Aggregate).Save(run.Figure("latent_ellipses.png"));
            TiltedManifold.Draw(inspector.Manifold(SliceSteps + 2, width, height), mean, covariance).Save(run.Figure("manifold_tilted.png"));
        }
        else
        {
            LatentSpace3D.Draw(codes).Save(run.Figure("latent_3d.png"));
            PairwisePlanes.Draw(codes, mean, covariance).Save(run.Figure("latent_pairs.png"));
            foreach (double value in s_slices.Where(value => Math.Abs(value) <= 1))
                ManifoldSlices.Draw([(value, inspector.Manifold(SliceSteps, width, height, value))]).Save(run.Figure(FormattableString.Invariant($"manifold_slice_{value}.png")));
            ManifoldSlices.Draw([.. s_slices.Select(value => (value, inspector.Manifold(SliceSteps, width, height, value)))]).Save(run.Figure("manifold_slices.png"));
        }
    }
}
