using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures.Tests;

public sealed class ImageGridTests
{
    [Fact]
    public void A_manifold_whose_numbers_disagree_is_refused()
    {
        var grid = Inputs.Manifold(3, 5, 5, 7);
        Assert.Contains("525", Refused(() => ManifoldFigure.Draw(grid with { Images = grid.Images with { Pixels = new float[9] } })), StringComparison.Ordinal);
        Assert.Contains("5 columns", Refused(() => ManifoldFigure.Draw(grid with { Horizontal = [0, 1] })), StringComparison.Ordinal);
        Assert.Contains("descending", Refused(() => ManifoldFigure.Draw(grid with { Vertical = [-1, 0, 1] })), StringComparison.Ordinal);
        Assert.Contains("at least 1", Refused(() => ManifoldFigure.Draw(grid with { Images = new ImageGrid([], 0, 5, 5, 7) })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pixel_that_is_no_number_is_refused_with_its_place()
    {
        var grid = Inputs.Grid(3, 5, 5, 7);
        grid.Pixels[(35 * 7) + 3] = float.NaN;
        Assert.Contains("row 2, column 3", Refused(() => Reconstructions.Draw(grid, grid)), StringComparison.Ordinal);
    }

    [Fact]
    public void Reconstructions_of_another_shape_are_refused() =>
        Assert.Contains("1 × 8 images", Refused(() => Reconstructions.Draw(Inputs.Grid(1, 9, 5, 7), Inputs.Grid(1, 8, 5, 7))), StringComparison.Ordinal);

    [Fact]
    public void Ink_is_dark_and_values_outside_0_and_1_are_cut()
    {
        var grid = new ImageGrid([2, -1], 1, 2, 1, 1);
        var pixels = new Pixels(ManifoldFigure.Draw(new ManifoldGrid(grid, [-1, 1], [0])));
        Assert.True(pixels.Inked(.15, .1, .5, .6) > .99);
        Assert.True(pixels.Inked(.6, .1, .95, .6) < .01);
    }

    [Fact]
    public void A_photograph_is_positive()
    {
        var grid = new ImageGrid([0, 1], 1, 2, 1, 1) { Scale = new(0, 1, IsInk: false) };
        var pixels = new Pixels(ManifoldFigure.Draw(new ManifoldGrid(grid, [-1, 1], [0])));
        Assert.True(pixels.Inked(.15, .1, .5, .6) > .99);
        Assert.True(pixels.Inked(.6, .1, .95, .6) < .01);
    }

    [Fact]
    public void A_scale_of_other_ends_shows_the_same_picture()
    {
        var grid = Inputs.Grid(2, 3, 5, 7);
        var shifted = grid with { Pixels = [.. grid.Pixels.Select(pixel => (4 * pixel) - 2)], Scale = new(-2, 2, IsInk: true) };
        Assert.Equal(Levels(grid), Levels(shifted), (one, other) => Math.Abs(one - other) <= 1);

        static byte[] Levels(ImageGrid images)
        {
            using var bitmap = SkiaSharp.SKBitmap.Decode(Reconstructions.Draw(images, images).Png);
            return bitmap.Bytes;
        }
    }

    /// <summary>A row that rises from the least to the greatest value: its curve goes from the lower left to the upper right.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    [InlineData(5_000)]
    public void A_row_of_numbers_is_a_curve(int length)
    {
        var row = new ImageGrid([.. Enumerable.Range(0, length).Select(i => -1 + (2f * i / (length - 1)))], 1, 1, length, 1) { Scale = new(-1, 1, IsInk: true) };
        var pixels = new Pixels(ManifoldFigure.Draw(new ManifoldGrid(row, [0], [0])));
        Assert.True(pixels.Inked(.2, .5, .5, .75) > .004, "Nothing at the lower left.");
        Assert.True(pixels.Inked(.6, .1, .95, .4) > .004, "Nothing at the upper right.");
        Assert.Equal(0, pixels.Inked(.2, .1, .45, .3));
        Assert.Equal(0, pixels.Inked(.75, .55, .95, .75));
    }

    [Fact]
    public void A_caption_stands_below_the_same_picture()
    {
        foreach (var figure in new[] { ManifoldFigure.Draw(Inputs.Manifold(3, 3, 28, 28)), LossCurves.Draw(Inputs.History(3), Inputs.Baselines) })
        {
            using var before = SkiaSharp.SKBitmap.Decode(figure.Png);
            var captioned = figure.WithCaption(string.Join(' ', Enumerable.Repeat("many words", 40)));
            using var after = SkiaSharp.SKBitmap.Decode(captioned.Png);
            Assert.Equal((before.Width, before.ColorType), (after.Width, after.ColorType));
            Assert.Equal(before.Pixels, after.Pixels.Take(before.Pixels.Length));
            Assert.Contains(after.Pixels.Skip(before.Pixels.Length), pixel => pixel != SkiaSharp.SKColors.White);
            Assert.True(new Pixels(captioned).HasWhiteEdge(), "The words run off the page.");
        }
    }

    [Fact]
    public void Resampling_keeps_constants_and_means()
    {
        float[] ramp = [.1f, .2f, .3f, .4f, .5f, .6f];
        foreach (var length in new[] { 1, 2, 3, 6, 13, 60 })
        {
            var flat = Resampling.Resize([.5f, .5f, .5f, .5f, .5f, .5f], new Resampling(6, length, smooth: true), new Resampling(1, 4, smooth: true));
            Assert.All(flat, value => Assert.Equal(.5, value, 5));
            Assert.Equal(.35, Resampling.Resize(ramp, new Resampling(6, length, smooth: true), new Resampling(1, 1, smooth: true)).Average(), 2);
        }

        Assert.Equal(ramp, Resampling.Resize(ramp, new Resampling(6, 6, smooth: true), new Resampling(1, 1, smooth: true)));
        Assert.Equal([.1f, .1f, .2f, .2f], Resampling.Resize(ramp.AsSpan(0, 2), new Resampling(2, 4, smooth: false), new Resampling(1, 1, smooth: false)));
    }

    [Fact]
    public void Ticks_follow_the_quantiles_and_do_not_touch()
    {
        double[] nodes = [-1.96, -1, -.5, .5, 1, 1.96];
        var ticks = QuantileTicks.Choose(nodes, 10, 4);
        Assert.Contains((-1.96, 5f), ticks);
        Assert.Contains((0, 30f), ticks);
        Assert.Contains((1, 45f), ticks);
        foreach (var one in ticks)
            Assert.DoesNotContain(ticks, other => other != one && Math.Abs(other.Place - one.Place) < 4);
    }

    private static string Refused(Func<Figure> draw) => Assert.Throws<ArgumentException>(draw).Message;
}
