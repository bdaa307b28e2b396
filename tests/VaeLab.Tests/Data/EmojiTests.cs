using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class EmojiTests
{
    private static readonly string[] s_classes =
        ["Activities", "Animals & Nature", "Flags", "Food & Drink", "Objects", "People & Body", "Smileys & Emotion", "Symbols", "Travel & Places"];

    private static readonly Lazy<Dataset> s_emoji = new(Dataset.Emoji);

    [Fact]
    public void They_have_their_known_counts_and_classes()
    {
        Dataset emoji = s_emoji.Value;
        Assert.Equal("emoji", emoji.Name);
        Assert.Equal((1545, 171, 190), (emoji.Train.Count, emoji.Validation.Count, emoji.Test!.Count));
        Assert.Equal(
            "1,906 colour images of 32 × 32 (1,545 training, 171 validation, 190 test), 9 classes (Activities, Animals & Nature, Flags, Food & Drink, Objects, People & Body, Smileys & Emotion, Symbols, Travel & Places)",
            emoji.Reading.ToString());
        Assert.All([emoji.Train, emoji.Validation, emoji.Test], set =>
        {
            Assert.IsType<ImageSet>(set);
            Assert.Equal(new(3, 32, 32), set.Shape);
            Assert.Equal(s_classes, set.ClassNames!);
        });
        int[] counts = [.. new[] { emoji.Train, emoji.Validation, emoji.Test }.SelectMany(set => set.Labels.ToArray()).CountBy(label => label).OrderBy(count => count.Key).Select(count => count.Value)];
        Assert.Equal([85, 159, 270, 131, 264, 386, 169, 224, 218], counts); // as emoji.json of the package has them
    }

    /// <summary>What the tool printed for the folder of images that it made them of.</summary>
    [Fact]
    public void They_have_their_known_digest() =>
        Assert.Equal("82bf08e9a6b63695dca4ee306f2d949a5a2fa24253121b2eec41d857b51391d8", s_emoji.Value.Sha256);

    /// <summary>Flags are wide and yellow faces are round: a colour plane or a row in the wrong place would show.</summary>
    [Fact]
    public void Faces_are_yellow_on_white()
    {
        var train = (ImageSet)s_emoji.Value.Train;
        int[] faces = [.. Enumerable.Range(0, train.Count).Where(i => train.Labels.Span[i] == 6)];
        double Mean(int channel, int row, int column) => faces.Average(i => train[i][(channel * 1024) + (row * 32) + column]);
        Assert.All([0, 1, 2], channel => Assert.Equal(255, Mean(channel, 0, 0), 5.0));
        Assert.InRange(Mean(0, 8, 16), 200, 255);
        Assert.InRange(Mean(2, 8, 16), 0, 140);
    }

    [Fact]
    public void The_file_alone_is_the_same_data()
    {
        using TempFolder folder = new();
        using (Stream stored = EmbeddedEmoji.Open("emoji.npz"))
        using (FileStream file = File.Create(folder.At("emoji.npz")))
            stored.CopyTo(file);
        var data = Dataset.Load("emoji", folder.At("emoji.npz"));
        Assert.Equal((s_emoji.Value.Sha256, s_emoji.Value.Test!.Count), (data.Sha256, data.Test!.Count));
    }

    [Fact]
    public void Their_size_is_known_before_they_are_read()
    {
        DatasetSize size = DatasetSize.Of("emoji", folder: null, new())!.Value;
        Assert.Equal((1906, 3072, 1906 * (3072 + sizeof(int))), (size.Images, size.PixelCount, size.Bytes));
    }

    [Theory]
    [InlineData("classes.txt")]
    [InlineData("emoji.npz")]
    public void Damaged_files_in_the_assembly_are_refused(string damaged)
    {
        InputException fault = Assert.Throws<InputException>(() => EmbeddedEmoji.Read(name => name == damaged ? new MemoryStream([1, 2, 3]) : EmbeddedEmoji.Open(name)));
        Assert.StartsWith("The Emoji files inside VaeLab.Data.Emoji.dll are damaged: build or install it again.", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"'emoji/{damaged}' has the wrong hash", fault.Message, StringComparison.Ordinal);
    }
}
