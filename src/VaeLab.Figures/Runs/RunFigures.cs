using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Figures.Runs;

/// <summary>Which figures of a run to draw.</summary>
public enum FigureChoice
{
    /// <summary>All that apply to its model and data.</summary>
    All,

    /// <summary>Loss curves, reconstructions, samples and the latent space.</summary>
    Some,

    /// <summary>No figure.</summary>
    None,
}

/// <summary>A figure that runs may have.</summary>
/// <param name="File">The name of its file.</param>
/// <param name="Applies">Whether a run has it.</param>
/// <param name="Draw">Draws it.</param>
/// <param name="Note">What its caption says beside the data and the training; null for nothing.</param>
public sealed record RunFigure(string File, Func<RunView, bool> Applies, Func<RunView, Figure> Draw, Func<RunView, string>? Note = null)
{
    /// <summary>Whether <see cref="FigureChoice.Some"/> includes it.</summary>
    public bool IsBasic { get; init; }

    /// <summary>Whether it shows no held-out sample, so that its caption names no set.</summary>
    public bool ShowsModelOnly { get; init; }
}

/// <summary>The figures of a run: which there are, and to which runs each applies. A figure of a run is a row here.</summary>
public static class RunFigures
{
    private const int GridSteps = 20, SliceSteps = 10, Styles = 10, SampleRows = 4, SampleColumns = 10;
    private const string PosteriorMeans = "each image decoded from its posterior mean";
    private static readonly double[] Slices = [-2, -1, 0, 1, 2];

    /// <summary>All figures, in the order in which they are drawn.</summary>
    public static IReadOnlyList<RunFigure> All { get; } = [.. OfAnyModel, .. OfLabels, .. OfCodes, .. OfDiscriminator, .. OfLayers, .. OfLatentSpace];

    private static IEnumerable<RunFigure> OfAnyModel =>
    [
        new("loss_curves.png", run => run.History.Count > 0, run => LossCurves.Draw(run.History, run.Baselines)) { IsBasic = true, ShowsModelOnly = true },
        new("samples.png", run => run.Model is not VqVae, Samples, run => run.Model.Classes > 0 ? "samples from the model: points drawn from the prior, decoded; a column for each class" : "samples from the model: points drawn from the prior, decoded") { IsBasic = true, ShowsModelOnly = true },
        new("reconstructions.png", run => run.Latent is not null, run => Pairs(run.Inspector.Reconstruct(run.HeldOut)), _ => PosteriorMeans) { IsBasic = true },
    ];

    /// <summary>Of a model that sees labels: every class in the same styles, and some images drawn again as every class.</summary>
    private static IEnumerable<RunFigure> OfLabels =>
    [
        new(
            "classes.png", HasClasses, run => ImageTable.Draw(ClassesOf(run).Styles, Names(run), [.. Enumerable.Range(0, Styles).Select(style => $"{(char)('a' + style)}")]),
            _ => "a row for each class, a column for each latent point") { ShowsModelOnly = true },
        new(
            "style_transfer.png", HasClasses, run => ImageTable.Draw(ClassesOf(run).Transfer, Names(run), Names(run), ClassesOf(run).Originals),
            _ => "the posterior mean of the given image, decoded as each class"),
    ];

    /// <summary>Of a model with a codebook: the codebook, the codes of some images, and what the prior makes of codes.</summary>
    private static IEnumerable<RunFigure> OfCodes =>
    [
        new("codebook.png", HasCodes, run => CodebookFigure.Draw(CodesOf(run).Codebook, CodesOf(run).Usage)),
        new("code_maps.png", HasCodes, run => CodeMaps.Draw(CodesOf(run).Images, CodesOf(run).Labels, CodesOf(run).Codes, CodesOf(run).Places, CodesOf(run).Influence, run.HeldOut.ClassNames)),
        new("samples.png", HasCodes, run => ImageTable.Draw(CodesOf(run).Samples, CodeSheets.SampleRows, NoNames(CodesOf(run).Samples)), _ => "samples from the model: codes drawn in three ways") { IsBasic = true, ShowsModelOnly = true },
        new("reconstructions.png", HasCodes, run => Pairs(new CodeInspector((VqVae)run.Model, run.Workers).Reconstruct(run.HeldOut)), _ => "each image decoded from its codes") { IsBasic = true },
    ];

    /// <summary>Of an adversarial autoencoder.</summary>
    private static IEnumerable<RunFigure> OfDiscriminator =>
    [
        new(
            "discriminator.png", run => run.Model is AdversarialAutoencoder { LatentDimensions: >= 2 },
            run => DiscriminatorFigure.Draw(DiscriminatorView.Of((AdversarialAutoencoder)run.Model, run.HeldOut, seed: 0, run.Workers, run.Axes)), run => run.AxesNote(2)),
    ];

    /// <summary>Of a hierarchical VAE: the KL of each layer over the epochs, and images with one layer drawn anew.</summary>
    private static IEnumerable<RunFigure> OfLayers =>
    [
        new("layers.png", run => run is { Model: HierarchicalVae, History.Count: > 0 }, run => LayerCurves.Draw(LayerActivity.Over(run.History, ((HierarchicalVae)run.Model).LayerDimensions.Count))) { ShowsModelOnly = true },
        new("resampled.png", run => run.Model is HierarchicalVae, Resampled, _ => "new images, and the same with one layer drawn anew") { ShowsModelOnly = true },
    ];

    /// <summary>Of a model with a latent space: where images are in it, and what the decoder makes of its points.</summary>
    private static IEnumerable<RunFigure> OfLatentSpace =>
    [
        new("latent_space.png", run => run.Latent is not null, run => LatentPlane.Draw(run.Codes, run.Prior.Mean, run.Prior.Covariance), run => run.AxesNote(2)) { IsBasic = true },
        new("manifold.png", run => run.Latent is not null, run => ManifoldFigure.Draw(run.Manifold(GridSteps), correlatedPrior: !run.Prior.IsDiagonal), run => DecodedNote(run, 2)) { ShowsModelOnly = true },
        new("pseudo_inputs.png", run => run.Latent?.Prior is VampPrior, PseudoInputs, _ => "pseudo-inputs of the prior, of which the first are shown") { ShowsModelOnly = true },
        new("latent_dimensions.png", run => run.Latent is { LatentDimensions: > 1 }, run => DimensionFigure.Draw(run.Statistics.Dimensions)),
        new("covariance.png", run => run.Latent is { LatentDimensions: > 1 }, run => CovarianceHeatmaps.Draw(run.Latent!.Prior.Moments.Covariance, run.Statistics.Aggregate.Covariance)),
        new("latent_ellipses.png", run => run.Latent is { LatentDimensions: 2 }, run => LatentEllipses.Draw(run.Codes, run.Prior.Mean, run.Prior.Covariance, run.Statistics.Aggregate)),
        new("manifold_tilted.png", run => run.Latent is { LatentDimensions: 2 }, run => TiltedManifold.Draw(run.Manifold(SliceSteps + 2), run.Prior.Mean, run.Prior.Covariance), run => DecodedNote(run, 2)) { ShowsModelOnly = true },
        new("latent_3d.png", HasSpace, run => LatentSpace3D.Draw(run.Codes), run => run.AxesNote(3)),
        new("latent_pairs.png", HasSpace, run => PairwisePlanes.Draw(run.Codes, run.Prior.Mean, run.Prior.Covariance), run => run.AxesNote(3)),
        .. Slices.Where(value => Math.Abs(value) <= 1).Select(value => new RunFigure(
            Words.Invariant($"manifold_slice_{value}.png"), HasSpace, run => ManifoldSlices.Draw([(value, run.Manifold(SliceSteps, value))]), run => DecodedNote(run, 3)) { ShowsModelOnly = true }),
        new("manifold_slices.png", HasSpace, run => ManifoldSlices.Draw([.. Slices.Select(value => (value, run.Manifold(SliceSteps, value)))]), run => DecodedNote(run, 3)) { ShowsModelOnly = true },
    ];

    /// <summary>What stands below a figure of a run: the data, which of its sets, the epoch, β and the seed.</summary>
    /// <param name="options">What was trained.</param>
    /// <param name="data">The data that it was trained on.</param>
    /// <param name="history">A line for each epoch.</param>
    /// <param name="showsModelOnly">Whether the figure shows no held-out sample, so that no set is named.</param>
    /// <param name="note">What else to say; empty for nothing.</param>
    public static string Caption(ExperimentOptions options, Dataset data, IReadOnlyList<EpochMetrics> history, bool showsModelOnly, string note)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(note);
        var epochs = options.Training.EarlyStopping > 0 && history.Count > 0
            ? Words.Invariant($"epoch {history.MinBy(epoch => epoch.Validation.Total)!.Epoch}, the best of {history.Count}")
            : Words.Invariant($"epoch {history.Count}");
        string[] parts =
        [
            showsModelOnly ? data.Name : $"{data.Name}, {data.HeldOutName} set",
            epochs,
            options.Model.Kind.WhyNoKlWeight is null && options.Training.Capacity is null ? Words.Invariant($"β = {options.Training.Beta}") : string.Empty,
            Words.Invariant($"seed {options.Training.Seed}"),
            note,
        ];
        return string.Join("; ", parts.Where(part => part.Length > 0)) + ".";
    }

    /// <summary>The figures of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="choice">Which of them.</param>
    public static IReadOnlyList<RunFigure> Of(RunView run, FigureChoice choice) =>
        [.. All.Where(figure => (choice == FigureChoice.All || (choice == FigureChoice.Some && figure.IsBasic)) && figure.Applies(run))];

    /// <summary>Draws figures. One that cannot be made costs no other.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="run">The run.</param>
    /// <param name="path">Where each goes, by the name of its file.</param>
    /// <returns>Those that could not be made, by name, and why.</returns>
    public static IReadOnlyDictionary<string, string> Draw(IEnumerable<RunFigure> figures, RunView run, Func<string, string> path)
    {
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(path);
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var figure in figures)
        {
            try
            {
                figure.Draw(run).WithCaption(run.Caption(figure)).Save(path(figure.File));
            }
#pragma warning disable CA1031 // Whatever is wrong with a picture, the training that it shows is done.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                missing[figure.File] = exception.Message;
            }
        }

        return missing;
    }

    private static bool HasClasses(RunView run) => run.Latent is { Classes: > 0 };

    private static bool HasCodes(RunView run) => run.Model is VqVae;

    private static bool HasSpace(RunView run) => run.Latent is { LatentDimensions: > 2 };

    private static ClassSheets ClassesOf(RunView run) => run.Once(() => ClassSheets.Make(run.Latent!, run.HeldOut, Styles, run.Workers));

    private static CodeSheets CodesOf(RunView run) => run.Once(() => CodeSheets.Make((VqVae)run.Model, run.HeldOut, run.Workers));

    private static IReadOnlyList<string> Names(RunView run) => ClassesOf(run).Names;

    private static string[] NoNames(ImageGrid images) => [.. Enumerable.Repeat(string.Empty, images.Columns)];

    private static Figure Pairs((ImageGrid Originals, ImageGrid Reconstructions) images) => Reconstructions.Draw(images.Originals, images.Reconstructions);

    /// <summary>What is said of points that are decoded: what stays the same for all of them.</summary>
    private static string DecodedNote(RunView run, int count)
    {
        var others = run.Latent!.LatentDimensions > 3 ? run.AxesNote(count) + "; the others are at the prior's mean" : string.Empty;
        var label = run.Model.Classes > 0 ? "decoded as class 0" : string.Empty;
        return others + (others.Length > 0 && label.Length > 0 ? "; " : string.Empty) + label;
    }

    private static Figure Resampled(RunView run)
    {
        var sheets = LayerSheets.Make((HierarchicalVae)run.Model, run.HeldOut, run.Workers);
        return ImageTable.Draw(sheets.Anew, sheets.Rows, NoNames(sheets.Anew), sheets.Originals, "before");
    }

    /// <summary>The pseudo-inputs of a VampPrior, as many as samples are shown at most.</summary>
    private static Figure PseudoInputs(RunView run)
    {
        var inputs = ((VampPrior)run.Latent!.Prior).Inputs();
        var columns = Math.Min(SampleColumns, inputs.Length / run.Model.Pixels);
        var rows = Math.Min(SampleRows, inputs.Length / run.Model.Pixels / columns);
        var images = ImageGrid.Of(inputs[..(rows * columns * run.Model.Pixels)], rows, columns, run.HeldOut);
        return ImageTable.Draw(images, [.. Enumerable.Repeat(string.Empty, rows)], NoNames(images));
    }

    /// <summary>New images: the expected images of points drawn from the prior; of a model that sees labels, a column for each class.</summary>
    private static Figure Samples(RunView run)
    {
        var columns = run.Model.Classes > 0 ? Math.Min(run.Model.Classes, SampleColumns) : SampleColumns;
        int[] labels = [.. Enumerable.Range(0, SampleRows * columns).Select(i => i % columns)];
        var pixels = new Sampler(run.Model, run.Workers).Sample(labels.Length, new(0, RandomPurpose.Samples), run.Model.Classes > 0 ? labels : []);
        var images = ImageGrid.Of(pixels, SampleRows, columns, run.HeldOut);
        return ImageTable.Draw(images, [.. Enumerable.Repeat(string.Empty, SampleRows)], run.Model.Classes > 0 ? [.. labels.Take(columns).Select(label => Words.Class(run.HeldOut.ClassNames, label))] : NoNames(images));
    }
}
