using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_without_classes_are_one_class()
    {
        for (byte i = 0; i < 30; i++)
            Png($"{i}.{(i % 2 == 0 ? "png" : "PNG")}", i);
        Dataset data = Dataset.FromFolder(_folder.Path, "mine");

        Assert.Equal((25, 2, 3), (data.Train.Count, data.Validation.Count, data.Test!.Count));
        Assert.Equal(SampleShape.Gray(2, 3), data.Shape);
        Assert.Equal(Enumerable.Range(0, 30), Ids(data.Train).Concat(Ids(data.Validation)).Concat(Ids(data.Test!)).Order());
        Assert.All(data.Test!.Labels.ToArray(), label => Assert.Equal(0, label));
        Assert.NotEqual(Enumerable.Range(0, 25), Ids(data.Train)); // not in the order of their names
        Assert.Equal(data.Sha256, Dataset.FromFolder(_folder.Path).Sha256);
    }

    [Fact]
    public void Sub_folders_are_classes_in_the_order_of_their_names()
    {
        for (byte i = 0; i < 40; i++)
            Png($"{(i < 20 ? "zebra" : "ape/young")}/{i}.png", i);
        Dataset data = Dataset.FromFolder(_folder.Path);
        foreach (SampleSet set in (SampleSet[])[data.Train, data.Validation, data.Test!])
        {
            Assert.Equal(Ids(set).Select(id => id < 20 ? 1 : 0), set.Labels.ToArray());
            Assert.Equal(2, set.Labels.ToArray().Distinct().Count());
        }
    }

    [Fact]
    public void Train_and_test_are_kept_apart_and_share_their_classes()
    {
        for (byte i = 0; i < 20; i++)
            Png($"train/{(i < 10 ? "a" : "c")}/{i}.png", i);
        for (byte i = 100; i < 105; i++)
            Png($"test/{(i < 102 ? "b" : "c")}/{i}.png", i);
        Dataset data = Dataset.FromFolder(_folder.Path);
        Assert.Equal((18, 2, 5), (data.Train.Count, data.Validation.Count, data.Test!.Count));
        Assert.All(Ids(data.Train), id => Assert.InRange(id, 0, 19));
        Assert.Equal(Ids(data.Test!).Select(id => id < 102 ? 1 : 2), data.Test!.Labels.ToArray());
        Assert.Equal(Ids(data.Train).Select(id => id < 10 ? 0 : 2), data.Train.Labels.ToArray());
    }

    [Fact]
    public void What_is_wrong_is_said_of_each_image()
    {
        for (byte i = 0; i < 20; i++)
            Png($"{i:d2}.png", i);
        Png("07.png", 7, width: 4);
        _folder.Write("11.png", [1, 2, 3]);
        string[] faults = Faults();
        Assert.Equal(2, faults.Length);
        Assert.Contains($"'{_folder.At("11.png")}' does not start as a PNG image does: convert it to PNG.", faults, StringComparer.Ordinal);
        Assert.Contains(faults, fault => fault.StartsWith($"'{_folder.At("07.png")}' has 2 × 4 pixels (height × width), and '", StringComparison.Ordinal));

        for (byte i = 0; i < 20; i++)
            _folder.Write($"{i:d2}.png", i == 16 ? File.ReadAllBytes(_folder.At("16.png")) : [1]);
        Assert.Single(Faults()); // the first image decides the size, and cannot be read itself
    }

    [Fact]
    public void A_folder_that_cannot_be_understood_is_refused()
    {
        Png("a/1.png", 1);
        Png("2.png", 2);
        Assert.StartsWith($"'{_folder.Path}' has images in sub-folders, which are classes, and '{_folder.At("2.png")}' beside them", Assert.Single(Faults()), StringComparison.Ordinal);
        Png("train/3.png", 3);
        Assert.StartsWith($"'{_folder.Path}' has only one of the folders 'train' and 'test'", Assert.Single(Faults()), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.At("test"));
        Assert.StartsWith($"'{_folder.At("test")}' holds no PNG images", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_images_are_no_dataset()
    {
        for (byte i = 0; i < 8; i++)
            Png($"{i}.png", i);
        Assert.Contains("holds 7 training samples, but at least 10 are needed", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    /// <summary>Where there is one of the IDX files, the others are missed, and pictures beside them do not count.</summary>
    [Fact]
    public void Idx_files_come_first()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        string digest = Dataset.FromFolder(folder.Path).Sha256;
        folder.Write("picture.png", [1]);
        Assert.Equal(digest, Dataset.FromFolder(folder.Path).Sha256);
    }

    private string[] Faults() => [.. Assert.Throws<InputException>(() => Dataset.FromFolder(_folder.Path)).Faults];

    private void Png(string name, byte id, int width = 3)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(name))!);
        using FileStream stream = File.Create(_folder.At(name));
        byte[] pixels = new byte[width * 2];
        pixels[0] = id;
        PngFile.Write(stream, new(pixels, width, 2));
    }

    private static IEnumerable<int> Ids(SampleSet set) => Enumerable.Range(0, set.Count).Select(i => (int)((ImageSet)set)[i][0]);
}
