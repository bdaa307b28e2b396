using VaeLab.Data;
using VaeLab.Training;
using static System.FormattableString;

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

    [Theory]
    [InlineData("Train", "TEST")]
    [InlineData("training", "Testing")]
    public void The_usual_names_of_the_sets_are_known(string train, string test)
    {
        for (byte i = 0; i < 20; i++)
            Png($"{train}/a/{i}.png", i);
        for (byte i = 100; i < 105; i++)
            Png($"{test}/a/{i}.png", i);
        Dataset data = Dataset.FromFolder(_folder.Path);
        Assert.Equal(Enumerable.Range(100, 5), Ids(data.Test!).Order());
        Assert.Equal(Enumerable.Range(0, 20), Ids(data.Train).Concat(Ids(data.Validation)).Order());
    }

    [Theory]
    [InlineData("val", true)]
    [InlineData("Valid", true)]
    [InlineData("validation", false)]
    public void A_validation_set_is_used_as_such(string validation, bool tested)
    {
        for (byte i = 0; i < 20; i++)
            Png($"train/{(i < 10 ? "a" : "b")}/{i}.png", i);
        for (byte i = 50; i < 54; i++)
            Png($"{validation}/{(i < 52 ? "a" : "b")}/{i}.png", i);
        for (byte i = 100; i < 105 && tested; i++)
            Png($"test/b/{i}.png", i);
        Dataset data = Dataset.FromFolder(_folder.Path).WithValidationShare(0.5);
        Assert.True(data.HasOwnValidation);
        Assert.Equal(Enumerable.Range(0, 20), Ids(data.Train).Order());
        Assert.Equal(Enumerable.Range(50, 4), Ids(data.Validation).Order());
        Assert.Equal(Ids(data.Validation).Select(id => id < 52 ? 0 : 1), data.Validation.Labels.ToArray());
        Assert.Equal(tested ? 5 : null, data.Test?.Count);
        var options = new ExperimentOptions { Name = "mine", DataFolder = _folder.Path, Training = new() { BatchSize = 4 } };
        Assert.Equal(20, options.LoadData().Train.Count);
        string fault = Assert.Throws<InputException>(() => (options with { Training = options.Training with { ValidationFraction = 0.5 } }).LoadData()).Message;
        Assert.Equal("TrainingOptions.ValidationFraction is 0.5, and the data have a validation set of their own, of 4 samples; leave it out.", fault);
        Assert.Equal($"{(tested ? "29" : "24")} images of 2 × 3 (20 training, 4 validation{(tested ? ", 5 test" : "")}), 2 classes (a, b)", data.Reading.ToString());
    }

    [Fact]
    public void Two_folders_of_one_set_are_refused()
    {
        Png("train/1.png", 1);
        Png("Training/2.png", 2);
        Assert.StartsWith($"'{_folder.Path}' has the folders 'Training' and 'train', and both are names of the train set", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ape/train/1.png", "ape/test/2.png")]
    [InlineData("archive/Train/a/1.png", "archive/Validation/a/2.png")]
    public void Sets_inside_other_folders_are_not_taken_for_one_class(string one, string other)
    {
        Png(one, 1);
        Png(other, 2);
        string fault = Assert.Single(Faults());
        Assert.StartsWith($"'{_folder.Path}' has folders of sets inside others (", fault, StringComparison.Ordinal);
        Assert.Contains($"'{other[..other.LastIndexOf('/')].Replace("/a", "", StringComparison.Ordinal)}'", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_in_one_set_only_are_refused()
    {
        Png("train/a/1.png", 1);
        Png("test/2.png", 2);
        Assert.Equal($"'{_folder.Path}' has classes, which are sub-folders, in 'train' and none in 'test': give them to all sets, or to none.", Assert.Single(Faults()));
    }

    [Fact]
    public void Numbers_are_classes_in_their_own_order_and_names_are_kept()
    {
        for (byte i = 0; i < 24; i++)
            Png(Invariant($"{i % 12}/{i}.png"), i);
        Png("odd/100.png", 100);
        Png("007/101.png", 101);
        Dataset data = Dataset.FromFolder(_folder.Path);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "007", "7", "8", "9", "10", "11", "odd"], data.ClassNames!);
        foreach ((int id, int label) in Ids(data.Train).Zip(data.Train.Labels.ToArray()))
            Assert.Equal(id == 100 ? "odd" : id == 101 ? "007" : Invariant($"{id % 12}"), data.ClassNames![label]);
        Assert.Equal(data.ClassNames, data.WithValidationShare(0.2).Binarize(1, alsoTraining: true).ClassNames);
        Assert.Contains(", 14 classes", data.Reading.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_are_found_however_deep_they_lie()
    {
        for (byte i = 0; i < 20; i++)
            Png($"a/{string.Join('/', Enumerable.Repeat("x", i))}/{i}.png", i);
        Dataset data = Dataset.FromFolder(_folder.Path);
        Assert.Equal(20, data.Train.Count + data.Validation.Count + data.Test!.Count);
    }

    [Fact]
    public void Links_repeat_nothing()
    {
        using var outside = new TempFolder();
        for (byte i = 0; i < 20; i++)
            Png($"a/{i}.png", i);
        File.Copy(_folder.At("a", "7.png"), outside.At("more.png"));
        Directory.CreateSymbolicLink(_folder.At("a", "up"), _folder.Path);
        Directory.CreateSymbolicLink(_folder.At("a", "far-up"), Path.GetDirectoryName(_folder.Path)!);
        Directory.CreateSymbolicLink(_folder.At("A"), "a");
        File.CreateSymbolicLink(_folder.At("a", "again.png"), "3.png");
        File.CreateSymbolicLink(_folder.At("a", "nowhere.png"), "none.png");
        File.CreateSymbolicLink(_folder.At("a", "circle.png"), "circle.png");
        Directory.CreateSymbolicLink(_folder.At("b"), outside.Path); // what lies elsewhere is taken
        Dataset data = Dataset.FromFolder(_folder.Path);
        Assert.Equal([.. Enumerable.Range(0, 8), .. Enumerable.Range(7, 13)], Ids(data.Train).Concat(Ids(data.Validation)).Concat(Ids(data.Test!)).Order());
        Assert.Equal(["a", "b"], data.ClassNames!);
        Assert.Equal([("links that lead nowhere", 2), ("links to what is read already", 4)], data.Reading.Notes.LeftOut);
    }

    /// <summary>A set that is made of links into a folder beside it has its images.</summary>
    [Fact]
    public void Sets_may_be_links()
    {
        for (byte i = 0; i < 30; i++)
            Png($"all/{i}.png", i);
        Directory.CreateDirectory(_folder.At("train"));
        for (int i = 0; i < 20; i++)
            File.CreateSymbolicLink(_folder.At("train", Invariant($"{i}.png")), Invariant($"../all/{i}.png"));
        Directory.CreateDirectory(_folder.At("elsewhere"));
        Png("elsewhere/77.png", 77);
        Directory.CreateSymbolicLink(_folder.At("test"), "elsewhere");
        Dataset data = Dataset.FromFolder(_folder.Path);
        Assert.Equal([77], Ids(data.Test!));
        Assert.Equal(Enumerable.Range(0, 20), Ids(data.Train).Concat(Ids(data.Validation)).Order());
        Assert.Equal([(".png in 'all'", 10)], data.Reading.Notes.LeftOut);
    }

    [Fact]
    public void What_is_left_out_is_said()
    {
        for (byte i = 0; i < 20; i++)
            Png($"train/{i:d2}.png", i);
        Png("test/20.png", 20);
        Png("extra/21.png", 21);
        Png("22.png", 22);
        _folder.Write("train/23.heic", [1]);
        _folder.Write("train/24.HEIC", [1]);
        _folder.Write("train/25.svg", [1]);
        _folder.Write("train/labels.csv", [1]);
        _folder.Write("LICENSE", [1]);
        _folder.Write("train/07.png", [1, 2, 3]);
        Assert.Equal(
            [$"'{_folder.At("train", "07.png")}' is no PNG, JPEG, WebP, GIF, BMP or TIFF image: convert it to one of these.", "To leave out images that cannot be read, give ImageOptions.SkipBroken."],
            Faults());
        DataReading reading = Dataset.FromFolder(_folder.Path, images: new() { SkipBroken = true }).Reading;
        Assert.Equal(
            "20 images of 2 × 3 (18 training, 1 validation, 1 test); left out: 1 'LICENSE', 1 .csv, 2 .heic, 1 .png beside the folders of the sets, 1 .png in 'extra', 1 .svg, 1 unreadable",
            reading.ToString());
        Assert.Collection(
            reading.Warnings,
            formats => Assert.StartsWith($"Only PNG, JPEG, WebP, GIF, BMP and TIFF images are read, and '{_folder.Path}' has others (2 .heic, 1 .svg): convert them to PNG", formats, StringComparison.Ordinal),
            unreadable => Assert.Equal($"Images that cannot be read are left out (1): '{_folder.At("train", "07.png")}' is no PNG, JPEG, WebP, GIF, BMP or TIFF image: convert it to one of these.", unreadable));
    }

    [Fact]
    public void Images_of_other_formats_alone_are_one_fault()
    {
        for (byte i = 0; i < 20; i++)
            _folder.Write($"{i}.avif", [0xff, 0xd8]);
        string fault = Assert.Single(Faults());
        Assert.StartsWith($"Only PNG, JPEG, WebP, GIF, BMP and TIFF images are read, and '{_folder.Path}' has others (20 .avif): convert them to PNG", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_said_of_each_image()
    {
        for (byte i = 0; i < 20; i++)
            Png($"{i:d2}.png", i);
        Png("07.png", 7, width: 4);
        Png("11.png", 11, width: 5);
        string[] faults = Faults();
        Assert.Equal(2, faults.Length);
        Assert.Contains(faults, fault => fault.StartsWith($"'{_folder.At("07.png")}' has 2 × 4 pixels (height × width), and '", StringComparison.Ordinal));

        for (byte i = 0; i < 20; i++)
            _folder.Write($"{i:d2}.png", i % 2 == 0 ? File.ReadAllBytes(_folder.At("16.png")) : [1]);
        faults = Faults();
        Assert.Equal(11, faults.Length);
        Assert.All(faults[..10], fault => Assert.EndsWith("is no PNG, JPEG, WebP, GIF, BMP or TIFF image: convert it to one of these.", fault, StringComparison.Ordinal));
        _folder.Write("01.png", File.ReadAllBytes(_folder.At("16.png")));
        Dataset rest = Dataset.FromFolder(_folder.Path, images: new() { SkipBroken = true });
        Assert.Equal(11, rest.Train.Count + rest.Validation.Count + rest.Test!.Count);
        Assert.StartsWith($"Images that cannot be read are left out (9): '{_folder.Path}", rest.Reading.Warnings[0], StringComparison.Ordinal);
        for (byte i = 0; i < 20; i++)
            _folder.Write($"{i:d2}.png", [1]);
        Assert.Equal(11, Assert.Throws<InputException>(() => Dataset.FromFolder(_folder.Path, images: new() { SkipBroken = true })).Faults.Count); // nothing is left
    }

    [Fact]
    public void Images_of_all_formats_and_sizes_become_one_set()
    {
        foreach ((int i, string format) in ImageBytes.Formats.Index())
            _folder.Write(Invariant($"{i}.{format.Split('-')[0]}"), ImageBytes.Of(format));
        for (byte i = 0; i < 5; i++)
            Png($"{i}.png", i);
        Assert.Contains("all must have one size. Scale them alike, or give one with ImageOptions.Size.", Faults()[0], StringComparison.Ordinal);

        Dataset gray = Dataset.FromFolder(_folder.Path, images: new() { Size = new(3, 2) });
        Assert.Equal("15 images of 2 × 3 (13 training, 1 validation, 1 test), colours made gray in 9, scaled to 2 × 3 in 10", gray.Reading.ToString());
        var options = new ImageOptions { Size = new(8, 8), Colours = ImageColours.Rgb, Invert = true, Fit = ImageFit.Pad };
        Dataset colour = Dataset.FromFolder(_folder.Path, images: options);
        Assert.Equal(new(3, 8, 8), colour.Shape);
        Assert.Equal("15 colour images of 8 × 8 (13 training, 1 validation, 1 test), scaled to 8 × 8, inverted", colour.Reading.ToString());
        Assert.Empty(colour.Reading.Warnings);
        Assert.Equal(colour.Sha256, Dataset.FromFolder(_folder.Path, images: options).Sha256);
    }

    [Fact]
    public void What_changes_nothing_is_said()
    {
        for (byte i = 0; i < 12; i++)
            Png($"{i}.png", i);
        Assert.Equal(
            [
                "All images could be read, so ImageOptions.SkipBroken has changed nothing.",
                "No image has transparent pixels and none is padded, so ImageOptions.Background has changed nothing.",
                "No image has colours, so its three channels are the same: ImageOptions.Colours = Gray would do.",
            ],
            Dataset.FromFolder(_folder.Path, images: new() { SkipBroken = true, Background = "white", Colours = ImageColours.Rgb }).Reading.Warnings);
        Assert.Equal("ImageOptions.Background is 'x'; it needs black, white, a gray value from 0 to 255, or a colour as #rrggbb.", Assert.Throws<InputException>(() => Dataset.FromFolder(_folder.Path, images: new() { Background = "x" })).Message);
    }

    [Fact]
    public void What_is_drawn_on_nothing_stays_visible()
    {
        const byte Clear = 200;
        for (byte i = 0; i < 20; i++)
            _folder.Write($"{i:d2}.png", PngBytes.Transparent(new([i, Clear, 0, Clear, Clear, Clear], 3, 2), Clear));
        Dataset data = Dataset.FromFolder(_folder.Path);
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal([255, 0, 255, 255, 255], ((ImageSet)data.Train)[i][1..].ToArray()));
        Assert.Contains(", transparent pixels made white", data.Reading.ToString(), StringComparison.Ordinal);
        Assert.Empty(data.Reading.Warnings);

        for (byte i = 0; i < 20; i++)
            _folder.Write($"{i:d2}.png", PngBytes.Transparent(new([(byte)(255 - i), Clear, 255, Clear, Clear, Clear], 3, 2), Clear));
        data = Dataset.FromFolder(_folder.Path);
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal([0, 255, 0, 0, 0], ((ImageSet)data.Train)[i][1..].ToArray()));
        Assert.Contains(", transparent pixels made black", data.Reading.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Colours_and_bits_that_are_lost_are_said()
    {
        for (byte i = 0; i < 19; i++)
            _folder.Write($"{i:d2}.png", PngBytes.Of(3, 2, depth: 16, colour: i < 5 ? 0 : 2));
        Assert.Contains(", colours made gray in 14, 16 bits rounded to 8", Dataset.FromFolder(_folder.Path).Reading.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void Nearly_black_images_are_warned_of(byte brightest)
    {
        for (byte i = 0; i < 20; i++)
            Png($"{i}.png", (byte)(i % 2 * brightest), second: 0);
        string warning = Assert.Single(Dataset.FromFolder(_folder.Path).Reading.Warnings);
        Assert.StartsWith($"The brightest value of all images is {brightest} of 255", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_are_all_alike_are_warned_of()
    {
        for (byte i = 0; i < 20; i++)
            Png($"{i}.png", 255);
        Assert.StartsWith("All 20 samples are the same", Assert.Single(Dataset.FromFolder(_folder.Path).Reading.Warnings), StringComparison.Ordinal);
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
        Assert.StartsWith($"'{_folder.At("test")}' holds no images", Assert.Single(Faults()), StringComparison.Ordinal);
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
        Dataset data = Dataset.FromFolder(folder.Path);
        Assert.Equal(digest, data.Sha256);
        Assert.EndsWith("; left out: 1 .png", data.Reading.ToString(), StringComparison.Ordinal);
        Assert.Null(data.ClassNames);
    }

    private string[] Faults() => [.. Assert.Throws<InputException>(() => Dataset.FromFolder(_folder.Path)).Faults];

    private void Png(string name, byte id, int width = 3, byte second = 255)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(name))!);
        using FileStream stream = File.Create(_folder.At(name));
        byte[] pixels = new byte[width * 2];
        (pixels[0], pixels[1]) = (id, second);
        PngFile.Write(stream, new(pixels, width, 2));
    }

    private static IEnumerable<int> Ids(SampleSet set) => Enumerable.Range(0, set.Count).Select(i => (int)((ImageSet)set)[i][0]);
}
