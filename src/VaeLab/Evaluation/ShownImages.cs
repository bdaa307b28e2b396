using VaeLab.Data;

namespace VaeLab.Evaluation;

/// <summary>
/// The first images of each class, which stand for all in a picture: a column for each class, or several where there is room. Without
/// labels, just the first images.
/// </summary>
/// <param name="Indices">Which images, row by row.</param>
/// <param name="Columns">How many classes, or images beside each other.</param>
internal sealed record ShownImages(int[] Indices, int Columns)
{
    /// <summary>Rows of images.</summary>
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
            .Select(group => group.Take(perClass * classes).ToArray())];
        if (byClass.Length == 0)
            return new([0], 1);
        int wide = Math.Max(1, Math.Min(classes / byClass.Length, byClass.Min(indices => indices.Length) / perClass));
        return new(
            [.. Enumerable.Range(0, perClass).SelectMany(row => byClass.SelectMany(indices => indices.Skip(row * wide).Take(wide)))], byClass.Length * wide);
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
        return ImageGrid.Of(pixels, Rows, Columns, images);
    }
}
