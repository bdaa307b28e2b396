namespace VaeLab.Data;

/// <summary>How large a dataset is, from the headers of its files alone.</summary>
/// <param name="Images">Of training and test together.</param>
/// <param name="Shape">The shape of one sample.</param>
internal readonly record struct DatasetSize(long Images, SampleShape Shape)
{
    /// <summary>Numbers of one sample.</summary>
    public int PixelCount => Shape.Length;

    /// <summary>Bytes in memory, labels included.</summary>
    public long Bytes { get; init; } = Images * (Shape.Length + 1L);

    /// <summary>The size of what the options <c>--dataset NAME --data DIR</c> mean; null if it cannot be told, and reading it will say why.</summary>
    public static DatasetSize? Of(string? name, string? folder, ImageOptions images)
    {
        try
        {
            return DatasetCatalog.Folder(name, folder) is { } path ? OfFolder(path, images)
                : name == DatasetCatalog.Emoji ? new ArrayReader(EmbeddedEmoji.Source).Size()
                : Of(EmbeddedMnist.Source);
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static DatasetSize OfFolder(string path, ImageOptions options)
    {
        if (File.Exists(path))
            return OfFile(path);
        var idx = new IdxFolder(path);
        if (idx.HasAny || new ImageFolder(path) is not { Count: > 0 } images)
            return Of(idx.Locate);
        ColourImage first = ImageFile.Read(Path.Combine(path, images.Names.First()));
        return new(images.Count, new ImageRendering(options).Shape(first));
    }

    private static DatasetSize OfFile(string path)
    {
        if (ArrayFile.IsOne(path))
            return new ArrayReader(IdxSource.File(path)).Size();
        IdxHeader header = IdxFile.ReadHeader(IdxSource.File(path));
        return new(header.Count, SampleShape.Gray(header.Height, header.Width));
    }

    private static DatasetSize Of(Func<int, IdxSource> locate)
    {
        IdxHeader training = IdxFile.ReadHeader(locate(0)), test = IdxFile.ReadHeader(locate(2));
        return new((long)training.Count + test.Count, SampleShape.Gray(training.Height, training.Width));
    }
}
