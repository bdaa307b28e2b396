using VaeLab.Data;
using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>The first images of each class, which stand for all in a picture: a column for each class.</summary>
/// <param name="Indices">Which images, row by row.</param>
/// <param name="Columns">How many classes.</param>
internal sealed record ShownImages(int[] Indices, int Columns)
{
    /// <summary>How many of each class.</summary>
    public int Rows => Indices.Length / Columns;

    /// <summary>Chooses them among the classes that have so many; the very first image if there is no such class.</summary>
    public static ShownImages Of(ImageSet images, int perClass, int classes)
    {
        byte[] labels = images.Labels.ToArray();
        int[][] byClass = [.. labels.Index().GroupBy(item => item.Item, item => item.Index)
            .Where(group => group.Count() >= perClass)
            .OrderBy(group => group.Key)
            .Take(classes)
            .Select(group => group.Take(perClass).ToArray())];
        return byClass.Length == 0 ? new([0], 1)
            : new([.. Enumerable.Range(0, perClass).SelectMany(row => byClass.Select(indices => indices[row]))], byClass.Length);
    }

    /// <summary>The images themselves.</summary>
    public ImageGrid Grid(ImageSet images)
    {
        var pixels = new float[Indices.Length * images.PixelCount];
        ImageBatch.Fill(images, Indices, pixels);
        return new(pixels, Rows, Columns, images.Width, images.Height);
    }
}
