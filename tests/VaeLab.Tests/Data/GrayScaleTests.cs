using VaeLab.Data;
using VaeLab.Evaluation;

namespace VaeLab.Tests.Data;

public sealed class GrayScaleTests
{
    [Fact]
    public void A_dark_border_means_ink_on_paper_and_any_other_a_photograph()
    {
        Assert.Equal(GrayScale.Ink, GrayScale.Of(Dataset.Mnist().HeldOut));
        Assert.Equal(GrayScale.Ink, GrayScale.Of(Framed(border: 0.1f, inside: 1)));
        Assert.Equal(new GrayScale(0, 1, IsInk: false), GrayScale.Of(Framed(border: 0.11f, inside: 0)));
    }

    [Fact]
    public void Values_outside_0_and_1_span_a_scale_of_their_own()
    {
        Assert.Equal(new GrayScale(-3, 5, IsInk: true), GrayScale.Of(Framed(border: -3, inside: 5)));
        Assert.Equal(new GrayScale(-3, 5, IsInk: false), GrayScale.Of(Framed(border: 5, inside: -3)));
        Assert.Equal([0, 0.25f, 1, 1], new float[] { -9, -1, 5, 6 }.Select(new GrayScale(-3, 5, IsInk: true).Place));
    }

    [Fact]
    public void Features_become_a_row_and_what_cannot_be_drawn_is_refused()
    {
        var table = new FloatSet(new float[20], SampleShape.Features(10));
        Assert.Equal((10, 1), (ImageGrid.Of(new float[40], 2, 2, table).Width, ImageGrid.Of(new float[40], 2, 2, table).Height));
        var colours = ImageGrid.Of(new float[48], 1, 1, new FloatSet(new float[48], new SampleShape(3, 4, 4)));
        Assert.Equal((4, 4, 3, false, 48), (colours.Width, colours.Height, colours.Channels, colours.Scale.IsInk, colours[0, 0].Length));
        var four = new FloatSet(new float[64], new SampleShape(4, 4, 4));
        Assert.Equal("Samples of 4 × 4 × 4 cannot be drawn: figures show images of one channel or three, and rows of numbers as curves.", Assert.Throws<InputException>(() => ImageGrid.Of(new float[64], 1, 1, four)).Message);
    }

    private static FloatSet Framed(float border, float inside)
    {
        float[] image = [.. Enumerable.Range(0, 25).Select(i => i % 5 is 0 or 4 || i / 5 is 0 or 4 ? border : inside)];
        float[] two = [.. image, .. image];
        return new(two, SampleShape.Gray(5, 5));
    }
}
