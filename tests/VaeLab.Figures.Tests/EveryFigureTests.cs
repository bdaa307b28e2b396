namespace VaeLab.Figures.Tests;

public sealed class EveryFigureTests
{
    public static TheoryData<string> Names => [.. Figures.Keys];

    private static readonly Dictionary<string, Func<Figure>> Figures = new(StringComparer.Ordinal)
    {
        ["loss, 1 epoch"] = () => LossCurves.Draw(Inputs.History(1), Inputs.Baselines),
        ["loss, 2 epochs"] = () => LossCurves.Draw(Inputs.History(2), Inputs.Baselines),
        ["loss, 30 epochs"] = () => LossCurves.Draw(Inputs.History(30), Inputs.Baselines),
        ["loss, 300 epochs"] = () => LossCurves.Draw(Inputs.History(300), Inputs.Baselines),
        ["codes, 1-D"] = () => LatentPlane.Draw(Inputs.Codes(1_000, 1, 10), [0], Inputs.Identity(1)),
        ["codes, 2-D"] = () => LatentPlane.Draw(Inputs.Codes(10_000, 2, 10), [0, 0], Inputs.Identity(2)),
        ["codes, 3-D"] = () => LatentPlane.Draw(Inputs.Codes(1_000, 3, 10), [0, 0, 0], Inputs.Identity(3)),
        ["codes, correlated"] = () => LatentPlane.Draw(Inputs.Codes(1_000, 2, 10), [0, 0], new[,] { { 1, .4 }, { .4, .5 } }),
        ["codes, 256 classes"] = () => LatentPlane.Draw(Inputs.Codes(2_000, 2, 256), [0, 0], Inputs.Identity(2)),
        ["codes, 1-D, 256 classes"] = () => LatentPlane.Draw(Inputs.Codes(2_000, 1, 256), [0], Inputs.Identity(1)),
        ["codes, one"] = () => LatentPlane.Draw(Inputs.Codes(1, 2, 1), [0, 0], Inputs.Identity(2)),
        ["manifold, 20 × 20"] = () => ManifoldFigure.Draw(Inputs.Manifold(20, 20, 28, 28)),
        ["manifold, 3 × 5 of 5 × 7"] = () => ManifoldFigure.Draw(Inputs.Manifold(3, 5, 5, 7)),
        ["manifold, 6 × 6 of 64 × 64"] = () => ManifoldFigure.Draw(Inputs.Manifold(6, 6, 64, 64), correlatedPrior: true),
        ["manifold, 1 × 1"] = () => ManifoldFigure.Draw(Inputs.Manifold(1, 1, 28, 28)),
        ["manifold, 20 × 1"] = () => ManifoldFigure.Draw(Inputs.Manifold(20, 1, 28, 28)),
        ["reconstructions, 1 × 10"] = () => Reconstructions.Draw(Inputs.Grid(1, 10, 28, 28), Inputs.Grid(1, 10, 28, 28)),
        ["reconstructions, 3 × 5 of 5 × 7"] = () => Reconstructions.Draw(Inputs.Grid(3, 5, 5, 7), Inputs.Grid(3, 5, 5, 7)),
        ["reconstructions, 4 × 64"] = () => Reconstructions.Draw(Inputs.Grid(4, 64, 28, 28), Inputs.Grid(4, 64, 28, 28)),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_a_png_of_300_dots_per_inch_with_something_on_it(string name)
    {
        var figure = Figures[name]();
        var pixels = new Pixels(figure);

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], figure.Png[..8]);
        Assert.Equal((figure.Width, figure.Height), (pixels.Width, pixels.Height));
        Assert.Equal(11811, pixels.DotsPerMetre);
        Assert.InRange(figure.Width, 100, 2100);
        Assert.True(pixels.Inked(.2, .1, .8, .8) > .005, "The middle is blank.");
        Assert.True(pixels.HasWhiteEdge(), "Something runs off the page.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_the_same_bytes_each_time(string name) => Assert.Equal(Figures[name]().Png, Figures[name]().Png);

    [Fact]
    public async Task Is_the_same_bytes_when_drawn_from_several_threads()
    {
        var expected = Figures["codes, 2-D"]().Png;
        var drawn = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Figures["codes, 2-D"]().Png)));
        Assert.All(drawn, png => Assert.Equal(expected, png));
    }
}
