using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Cli;

/// <summary>The figures of a run: those that its latent space and its prior call for. One that cannot be made costs no other, and not the run.</summary>
internal sealed class RunFigures
{
    private const int GridSteps = 20, SliceSteps = 10, Styles = 10;
    private static readonly double[] s_slices = [-2, -1, 0, 1, 2];

    private readonly RunFolder _run;
    private readonly Dataset _data;
    private readonly WorkerPool _workers;
    private readonly Dictionary<string, string> _missing = new(StringComparer.Ordinal);

    private RunFigures(RunFolder run, Dataset data, WorkerPool workers) => (_run, _data, _workers) = (run, data, workers);

    /// <summary>Draws all of them.</summary>
    /// <returns>Those that could not be made, by name, and why.</returns>
    public static IReadOnlyDictionary<string, string> Draw(RunFolder run, GenerativeModel model, Dataset data, IReadOnlyList<EpochMetrics> history, LossBaselines baselines, LatentStatistics? statistics, WorkerPool workers)
    {
        var figures = new RunFigures(run, data, workers);
        if (history.Count > 0)
            figures.Draw("loss_curves.png", () => LossCurves.Draw(history, baselines));
        if (model is LatentModel { Classes: > 0 } conditional)
            figures.DrawClasses(conditional);
        if (model is VqVae vq)
            figures.DrawCodes(vq);
        if (model is AdversarialAutoencoder { LatentDimensions: >= 2 } adversarial)
            figures.Draw("discriminator.png", () => DiscriminatorFigure.Draw(DiscriminatorView.Of(adversarial, data.HeldOut, seed: 0, workers)));
        if (model is HierarchicalVae hierarchical)
            figures.DrawLayers(hierarchical, history);
        if (model is LatentModel latent)
            figures.DrawLatentSpace(latent, statistics!);
        return figures._missing;
    }

    /// <summary>Draws one figure, or notes why it could not be made.</summary>
    private void Draw(string name, Func<Figure> draw)
    {
        try
        {
            draw().Save(_run.Figure(name));
        }
#pragma warning disable CA1031 // Whatever is wrong with a picture, the training that it shows is done.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _missing[name] = exception.Message;
        }
    }

    /// <summary>Every class in the same styles, and some images redrawn as every class.</summary>
    private void DrawClasses(LatentModel model)
    {
        var sheets = new Lazy<ClassSheets>(() => ClassSheets.Make(model, _data.HeldOut, Styles, _workers));
        Draw("classes.png", () => ImageTable.Draw(sheets.Value.Styles, sheets.Value.Names, [.. Enumerable.Range(1, Styles).Select(style => $"{(char)(0x60 + style)}")]));
        Draw("style_transfer.png", () => ImageTable.Draw(sheets.Value.Transfer, sheets.Value.Names, sheets.Value.Names, sheets.Value.Originals));
    }

    /// <summary>The codebook, the codes of some images, what they decode to, and what the prior makes.</summary>
    private void DrawCodes(VqVae model)
    {
        var made = new Lazy<CodeSheets>(() => CodeSheets.Make(model, _data.HeldOut, _workers));
        Draw("codebook.png", () => CodebookFigure.Draw(made.Value.Codebook, made.Value.Usage));
        Draw("code_maps.png", () => CodeMaps.Draw(made.Value.Images, made.Value.Labels, made.Value.Codes, made.Value.Places, made.Value.Influence, _data.ClassNames));
        Draw("samples.png", () => ImageTable.Draw(made.Value.Samples, CodeSheets.SampleRows, [.. Enumerable.Repeat(string.Empty, made.Value.Samples.Columns)]));
        DrawReconstructions(() => new CodeInspector(model, _workers).Reconstruct(_data.HeldOut));
    }

    /// <summary>The KL of each layer over the epochs, and images with one layer drawn anew.</summary>
    private void DrawLayers(HierarchicalVae model, IReadOnlyList<EpochMetrics> history)
    {
        if (history.Count > 0)
            Draw("layers.png", () => LayerCurves.Draw(LayerActivity.Over(history, model.LayerDimensions.Count)));
        Draw("resampled.png", () =>
        {
            var sheets = LayerSheets.Make(model, _data.Shape.Width, _data.Shape.Height, _workers);
            return ImageTable.Draw(sheets.Anew, sheets.Rows, [.. Enumerable.Repeat(string.Empty, sheets.Anew.Columns)], sheets.Originals, "before");
        });
    }

    private void DrawReconstructions(Func<(ImageGrid Originals, ImageGrid Reconstructions)> make) => Draw("reconstructions.png", () =>
    {
        (ImageGrid originals, ImageGrid reconstructions) = make();
        return Reconstructions.Draw(originals, reconstructions);
    });

    private void DrawLatentSpace(LatentModel model, LatentStatistics statistics)
    {
        var inspector = new ModelInspector(model, _workers);
        var encoded = new Lazy<LatentCodes>(() => inspector.Encode(_data.HeldOut));
        MultivariateNormal moments = model.Prior.Moments;
        (double[] mean, double[,] covariance) = (moments.Mean, moments.Covariance);
        (int width, int height) = (_data.Shape.Width, _data.Shape.Height);

        Draw("latent_space.png", () => LatentPlane.Draw(encoded.Value, mean, covariance));
        Draw("manifold.png", () => ManifoldFigure.Draw(inspector.Manifold(GridSteps, width, height), correlatedPrior: !moments.IsDiagonal));
        DrawReconstructions(() => inspector.Reconstruct(_data.HeldOut));
        if (model.LatentDimensions == 1)
            return;

        Draw("latent_dimensions.png", () => DimensionFigure.Draw(statistics.Dimensions));
        Draw("covariance.png", () => CovarianceHeatmaps.Draw(covariance, statistics.Aggregate.Covariance));
        if (model.LatentDimensions == 2)
        {
            Draw("latent_ellipses.png", () => LatentEllipses.Draw(encoded.Value, mean, covariance, statistics.Aggregate));
            Draw("manifold_tilted.png", () => TiltedManifold.Draw(inspector.Manifold(SliceSteps + 2, width, height), mean, covariance));
        }
        else
        {
            Draw("latent_3d.png", () => LatentSpace3D.Draw(encoded.Value));
            Draw("latent_pairs.png", () => PairwisePlanes.Draw(encoded.Value, mean, covariance));
            foreach (double value in s_slices.Where(value => Math.Abs(value) <= 1))
                Draw(FormattableString.Invariant($"manifold_slice_{value}.png"), () => ManifoldSlices.Draw([(value, inspector.Manifold(SliceSteps, width, height, value))]));
            Draw("manifold_slices.png", () => ManifoldSlices.Draw([.. s_slices.Select(value => (value, inspector.Manifold(SliceSteps, width, height, value)))]));
        }
    }
}
