using VaeLab.Data;

namespace VaeLab.Evaluation;

/// <summary>The first images of each class, which stand for all in a picture: a column for each class. Without labels, just the first images.</summary>
/// <param name="Indices">Which images, row by row.</param>
/// <param name="Columns">How many classes, or images beside each other.</param>
internal sealed record ShownImages(int[] Indices, int Columns)
{
    /// <summary>How many of each class.</summary>
    public int Rows => Indices.Length / Columns;

    /// <summary>Chooses them among the classes that have so many; the very first image if there is no such class.</summary>
    public static ShownImages Of(SampleSet images, int perClass, int classes)
    {
        if (!images.HasLabels)
            return OfFirst(images.Count, perClass, classes);
        int[] labels = images.Labels.ToArray();
        int[][] byClass = [.. labels.Index().GroupBy(item => item.Item, item => item.Index)
            .Where(group => group.Count() >= perClass)
            .OrderBy(group => group.Key)
            .Take(classes)
            .Select(group => group.Take(perClass).ToArray())];
        return byClass.Length == 0 ? new([0], 1)
            : new([.. Enumerable.Range(0, perClass).SelectMany(row => byClass.Select(indices => indices[row]))], byClass.Length);
    }

    private static ShownImages OfFirst(int count, int rows, int columns)
    {
        (rows, columns) = count < rows ? (1, count) : (rows, Math.Min(columns, count / rows));
        return new([.. Enumerable.Range(0, rows * columns)], columns);
    }

    /// <summary>The images themselves.</summary>
    public ImageGrid Grid(SampleSet images)
    {
        var pixels = new float[Indices.Length * images.Shape.Length];
        images.Fill(Indices, pixels);
        return new(pixels, Rows, Columns, images.Shape.Width, images.Shape.Height);
    }
}
