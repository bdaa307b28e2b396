using System.Globalization;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>What a conditional model shows: that the latent code is the style, and the label the class.</summary>
/// <param name="Styles">A row for each class, a column for each style: the same latent point in each row.</param>
/// <param name="Originals">An image of each class, in a single column.</param>
/// <param name="Transfer">A row for each of these, a column for each class: its code, decoded as that class.</param>
/// <param name="Classes">The classes, in order.</param>
public sealed record ClassSheets(ImageGrid Styles, ImageGrid Originals, ImageGrid Transfer, int[] Classes)
{
    private const int MostClasses = 26;

    /// <summary>What the classes are called: their numbers where they have no names.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Makes both sheets.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Where the originals come from: the first of each class; at most 26 classes are shown.</param>
    /// <param name="styles">How many styles: points drawn from the prior, in the order of their first coordinate.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <exception cref="InputException">The images have no labels.</exception>
    public static ClassSheets Make(LatentModel model, SampleSet images, int styles, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(workers);
        int[] labels = images.RequiredLabels.ToArray();
        int[] classes = [.. labels.Distinct().Order().Take(MostClasses)];
        var inspector = new ModelInspector(model, workers);
        ImageGrid Grid(float[] pixels, int rows, int columns) => ImageGrid.Of(pixels, rows, columns, images);

        float[] points = [.. model.Prior.Sample(styles, new(0, RandomPurpose.Samples)).Chunk(model.LatentDimensions).OrderBy(point => point[0]).SelectMany(point => point)];
        float[] byStyle = inspector.Decode(
            [.. classes.SelectMany(_ => points)], [.. classes.SelectMany(label => Enumerable.Repeat(label, styles))]);

        int[] first = [.. classes.Select(label => Array.IndexOf(labels, label))];
        var originals = new float[classes.Length * images.Shape.Length];
        images.Fill(first, originals);
        float[] transfer = inspector.Decode(
            [.. first.SelectMany(index => inspector.Encode(images.Slice(index, 1)).Means is var code ? classes.SelectMany(_ => code) : [])],
            [.. classes.SelectMany(_ => classes)]);
        return new(Grid(byStyle, classes.Length, styles), Grid(originals, classes.Length, 1), Grid(transfer, classes.Length, classes.Length), classes)
        {
            Names = [.. classes.Select(label => images.ClassNames?[label] ?? label.ToString(CultureInfo.InvariantCulture))],
        };
    }
}
