using System.Security.Cryptography;
using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class DatasetTests
{
    [Theory]
    [InlineData(10, 9, 1)]
    [InlineData(19, 18, 1)]
    [InlineData(20, 18, 2)]
    [InlineData(109, 99, 10)]
    public void The_last_tenth_rounded_down_is_validation(int training, int train, int validation)
    {
        ImageSet all = Images(training, 2, 3);
        Dataset dataset = Dataset.Create("tiny", all, Images(4, 2, 3));

        Assert.Equal((train, validation, 4), (dataset.Train.Count, dataset.Validation.Count, dataset.Test!.Count));
        byte[] pixels = [.. ((ImageSet)dataset.Train).Pixels.Span, .. ((ImageSet)dataset.Validation).Pixels.Span];
        int[] labels = [.. dataset.Train.Labels.Span, .. dataset.Validation.Labels.Span];
        Assert.Equal(all.Pixels.ToArray(), pixels);
        Assert.Equal(all.Labels.ToArray(), labels);
        Assert.Equal("tiny", dataset.Name);
    }

    [Fact]
    public void The_digest_is_that_of_the_four_files_unpacked()
    {
        byte[] files = [.. IdxBytes.Images(12, 5, 7), .. IdxBytes.Labels(12), .. IdxBytes.Images(3, 5, 7), .. IdxBytes.Labels(3)];
        Dataset dataset = Dataset.Create("tiny", Images(12, 5, 7), Images(3, 5, 7));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(files)), dataset.Sha256);
    }

    [Fact]
    public void All_faults_come_together()
    {
        InputException fault = Assert.Throws<InputException>(() => Dataset.Create("tiny", Images(9, 5, 7), Images(4, 7, 5)));

        Assert.Equal(2, fault.Faults.Count);
        Assert.Contains("'tiny' holds 9 training samples, but at least 10 are needed", fault.Faults[0], StringComparison.Ordinal);
        Assert.Contains("training samples of 5 × 7 and test samples of 7 × 5 (", fault.Faults[1], StringComparison.Ordinal);
    }

    /// <summary>A longer side could be trained on, and the run could not be read.</summary>
    [Fact]
    public void A_side_has_the_limit_that_runs_have()
    {
        Dataset longest = Dataset.Create("strips", Images(10, SampleShape.MaxSide, 1), Images(1, SampleShape.MaxSide, 1));
        Assert.Equal(SampleShape.MaxSide, Math.Max(longest.Train.Shape.Width, longest.Train.Shape.Height));
        InputException fault = Assert.Throws<InputException>(() => Dataset.Create("strips", Images(10, 20_000, 1), Images(1, 20_000, 1)));
        Assert.Contains("and a side may have 16384 pixels: make them smaller.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_set_may_not_be_empty()
    {
        InputException fault = Assert.Throws<InputException>(() => Dataset.Create("tiny", Images(10, 2, 2), Images(4, 2, 2).Slice(0, 0)));
        Assert.Contains("holds no test samples", fault.Message, StringComparison.Ordinal);
    }

    private static ImageSet Images(int count, int height, int width) =>
        new(IdxBytes.Pattern(count * height * width), IdxBytes.Pattern(count), width, height);
}
