using VaeLab.Evaluation;
using VaeLab.Training;

namespace VaeLab.Figures.Tests;

public sealed class EveryFigureTests
{
    private const int LargestFile = 1_400_000;

    private static readonly double[,] Correlated = { { 1, .4 }, { .4, .5 } };

    public static TheoryData<string> Names => [.. Figures.Keys];

    private static readonly Dictionary<string, Func<Figure>> Figures = new(StringComparer.Ordinal)
    {
        ["loss, 1 epoch"] = () => LossCurves.Draw(Inputs.History(1), Inputs.Baselines),
        ["loss, 2 epochs"] = () => LossCurves.Draw(Inputs.History(2), Inputs.Baselines),
        ["loss, 30 epochs"] = () => LossCurves.Draw(Inputs.History(30), Inputs.Baselines),
        ["loss, without baselines"] = () => LossCurves.Draw(Inputs.History(30), new()),
        ["loss, without floor"] = () => LossCurves.Draw(Inputs.History(30), new(MeanImage: -205.8)),
        ["loss, 300 epochs"] = () => LossCurves.Draw(Inputs.History(300), Inputs.Baselines),
        ["codes, 1-D"] = () => LatentPlane.Draw(Inputs.Codes(1_000, 1, 10), [0], Inputs.Identity(1)),
        ["codes, 2-D"] = () => LatentPlane.Draw(Inputs.Codes(10_000, 2, 10), [0, 0], Inputs.Identity(2)),
        ["codes, 3-D"] = () => LatentPlane.Draw(Inputs.Codes(1_000, 3, 10), [0, 0, 0], Inputs.Identity(3)),
        ["codes, correlated"] = () => LatentPlane.Draw(Inputs.Codes(1_000, 2, 10), [0, 0], new[,] { { 1, .4 }, { .4, .5 } }),
        ["codes, 256 classes"] = () => LatentPlane.Draw(Inputs.Codes(2_000, 2, 256), [0, 0], Inputs.Identity(2)),
        ["codes, 1-D, 256 classes"] = () => LatentPlane.Draw(Inputs.Codes(2_000, 1, 256), [0], Inputs.Identity(1)),
        ["codes, 1,000 classes"] = () => LatentPlane.Draw(Inputs.Codes(2_000, 2, 1_000), [0, 0], Inputs.Identity(2)),
        ["codes, named"] = () => LatentPlane.Draw(Inputs.Named(Inputs.Codes(1_000, 2, 30)), [0, 0], Inputs.Identity(2)),
        ["codes, 1-D, named"] = () => LatentPlane.Draw(Inputs.Named(Inputs.Codes(1_000, 1, 30)), [0], Inputs.Identity(1)),
        ["codes, no classes"] = () => LatentPlane.Draw(Inputs.Codes(1_000, 2, 10) with { Labels = [] }, [0, 0], Inputs.Identity(2)),
        ["codes, 1-D, no classes"] = () => LatentPlane.Draw(Inputs.Codes(1_000, 1, 10) with { Labels = [] }, [0], Inputs.Identity(1)),
        ["codes, one"] = () => LatentPlane.Draw(Inputs.Codes(1, 2, 1), [0, 0], Inputs.Identity(2)),
        ["codes, two of 32 dimensions"] = () => LatentPlane.Draw(Inputs.Codes(1_000, 32, 10).Along([30, 7]), [0, 0], Inputs.Identity(2)),
        ["manifold, other axes"] = () => ManifoldFigure.Draw(Inputs.Manifold(5, 5, 28, 28) with { Axes = [30, 7] }, correlatedPrior: true),
        ["manifold of curves"] = () => ManifoldFigure.Draw(Inputs.Manifold(5, 5, 80, 1)),
        ["space, three of 32 dimensions"] = () => LatentSpace3D.Draw(Inputs.Codes(1_000, 32, 10).Along([30, 7, 2])),
        ["reconstructions of curves"] = () => Reconstructions.Draw(Inputs.Grid(2, 10, 80, 1), Inputs.Grid(2, 10, 80, 1)),
        ["reconstructions of photographs, with a caption"] = () => Reconstructions.Draw(Inputs.Photographs(2, 5), Inputs.Photographs(2, 5)).WithCaption("photos, test set; epoch 30; seed 0."),
        ["tilted photographs"] = () => TiltedManifold.Draw(Inputs.Manifold(2, 3, 28, 28) with { Images = Inputs.Photographs(2, 3) }, [0, 0], Correlated),
        ["manifold, 20 × 20"] = () => ManifoldFigure.Draw(Inputs.Manifold(20, 20, 28, 28)),
        ["manifold, 3 × 5 of 5 × 7"] = () => ManifoldFigure.Draw(Inputs.Manifold(3, 5, 5, 7)),
        ["manifold, 6 × 6 of 64 × 64"] = () => ManifoldFigure.Draw(Inputs.Manifold(6, 6, 64, 64), correlatedPrior: true),
        ["manifold, 1 × 1"] = () => ManifoldFigure.Draw(Inputs.Manifold(1, 1, 28, 28)),
        ["manifold, 20 × 1"] = () => ManifoldFigure.Draw(Inputs.Manifold(20, 1, 28, 28)),
        ["space, three views"] = () => LatentSpace3D.Draw(Inputs.Codes(10_000, 3, 10)),
        ["space, one view"] = () => LatentSpace3D.Draw(Inputs.Codes(1_000, 3, 1), [(-60, 20)]),
        ["space, along the axes"] = () => LatentSpace3D.Draw(Inputs.Codes(500, 5, 26), [(0, 0), (0, 90), (90, 0), (180, -90), (135, -30)]),
        ["space, a dimension collapsed"] = () => LatentSpace3D.Draw(Inputs.Collapsed(Inputs.Codes(1_000, 3, 10), 2), [(-60, 20)]),
        ["space, one code"] = () => LatentSpace3D.Draw(Inputs.Codes(1, 3, 1)),
        ["space, no classes"] = () => LatentSpace3D.Draw(Inputs.Codes(1_000, 3, 10) with { Labels = [] }),
        ["pairs, no classes"] = () => PairwisePlanes.Draw(Inputs.Codes(1_000, 3, 10) with { Labels = [] }, [0, 0, 0], Inputs.Identity(3)),
        ["pairs"] = () => PairwisePlanes.Draw(Inputs.Codes(10_000, 3, 10), [0, 0, 0], Inputs.Identity(3)),
        ["pairs, 26 classes of 4-D"] = () => PairwisePlanes.Draw(Inputs.Codes(1_000, 4, 26), [0, 0, 0, 0], Inputs.Identity(4)),
        ["slices, 5"] = () => ManifoldSlices.Draw(Inputs.Slices(5, 10, 10, 28, 28)),
        ["slices, 1"] = () => ManifoldSlices.Draw(Inputs.Slices(1, 10, 10, 28, 28)),
        ["slices, 8 of 3 × 4 of 5 × 7"] = () => ManifoldSlices.Draw(Inputs.Slices(8, 3, 4, 5, 7)),
        ["feature maps"] = () => FeatureMapFigure.Draw(Inputs.Grid(1, 1, 28, 28), [("layer 1", "16 × 14 × 14", Inputs.Grid(1, 16, 14, 14)), ("layer 2", "32 × 7 × 7", Inputs.Grid(2, 16, 7, 7))]),
        ["feature maps of a photograph"] = () => FeatureMapFigure.Draw(Inputs.Photographs(1, 1), [("layer 1", "one channel", Inputs.Grid(1, 1, 3, 2))]),
        ["dimensions, 1"] = () => DimensionFigure.Draw(Inputs.Dimensions(1)),
        ["dimensions, 10"] = () => DimensionFigure.Draw(Inputs.Dimensions(10)),
        ["dimensions, 64"] = () => DimensionFigure.Draw(Inputs.Dimensions(64)),
        ["dimensions, 512"] = () => DimensionFigure.Draw(Inputs.Dimensions(512)),
        ["ellipses"] = () => LatentEllipses.Draw(Inputs.Codes(10_000, 2, 10), [0, 0], Correlated, new GaussianMoments([.1, 0], Inputs.Identity(2))),
        ["ellipses, 1 class"] = () => LatentEllipses.Draw(Inputs.Codes(100, 2, 1), [0, 0], Correlated, new GaussianMoments([.1, 0], Inputs.Identity(2))),
        ["ellipses, 256 classes"] = () => LatentEllipses.Draw(Inputs.Codes(2_000, 2, 256), [0, 0], Correlated, new GaussianMoments([.1, 0], Inputs.Identity(2))),
        ["ellipses, 1-D"] = () => LatentEllipses.Draw(Inputs.Codes(1_000, 1, 10), [0], Inputs.Identity(1), new GaussianMoments([.1], new[,] { { .8 } })),
        ["ellipses, no classes"] = () => LatentEllipses.Draw(Inputs.Codes(1_000, 2, 10) with { Labels = [] }, [0, 0], Correlated, new GaussianMoments([.1, 0], Inputs.Identity(2))),
        ["ellipses, collapsed"] = () => LatentEllipses.Draw(Inputs.Codes(1, 2, 1), [0, 0], Correlated, new GaussianMoments([0, 0], new double[2, 2])),
        ["covariance, 1 × 1"] = () => CovarianceHeatmaps.Draw(Inputs.Identity(1), new[,] { { .9 } }),
        ["covariance, 2 × 2"] = () => CovarianceHeatmaps.Draw(Correlated, Inputs.Identity(2)),
        ["covariance, 10 × 10"] = () => CovarianceHeatmaps.Draw(Inputs.Identity(10), Inputs.Identity(10)),
        ["covariance, 512 × 512"] = () => CovarianceHeatmaps.Draw(Inputs.Identity(512), new double[512, 512]),
        ["rate and distortion, 9"] = () => RateDistortion.Draw(Inputs.Rates(9), Inputs.Baselines),
        ["rate and distortion, without baselines"] = () => RateDistortion.Draw(Inputs.Rates(1), new()),
        ["rate and distortion, 1"] = () => RateDistortion.Draw(Inputs.Rates(1), Inputs.Baselines),
        ["rate and distortion, collapsed"] = () => RateDistortion.Draw([new(0, new Loss(205.8, 0), 0), new(1e9, new Loss(205.8, 0), 0)], Inputs.Baselines),
        ["tilted, 12 × 12"] = () => TiltedManifold.Draw(Inputs.Manifold(12, 12, 28, 28), [0, 0], Correlated),
        ["tilted, 1 × 1"] = () => TiltedManifold.Draw(Inputs.Manifold(1, 1, 28, 28), [0, 0], Correlated),
        ["tilted, 2 × 5 of 5 × 7"] = () => TiltedManifold.Draw(Inputs.Manifold(2, 5, 5, 7), [3, -1], new[,] { { 1, -.9 }, { -.9, 1 } }),
        ["KL schedules"] = () => KlSchedules.Draw(Inputs.Schedules(4)),
        ["KL schedules, 1"] = () => KlSchedules.Draw(Inputs.Schedules(1)),
        ["KL histograms"] = () => KlHistograms.Draw([("used", Inputs.Divergences(6.6), Inputs.Divergences(6.5)), ("collapsed", Inputs.Divergences(.195), Inputs.Divergences(.001))], .19283),
        ["ladder, 6 models"] = () => ReconstructionLadder.Draw(Inputs.Grid(1, 10, 28, 28), Inputs.Ladder(6)),
        ["ladder, 1 model"] = () => ReconstructionLadder.Draw(Inputs.Grid(1, 10, 28, 28), Inputs.Ladder(1)),
        ["table, 10 × 10"] = () => ImageTable.Draw(Inputs.Grid(10, 10, 28, 28), Inputs.Names(10), Inputs.Names(10)),
        ["table, 3 × 12 of 5 × 7, given"] = () => ImageTable.Draw(Inputs.Grid(3, 12, 5, 7), ["a", "a long name", "c"], Inputs.Names(12), Inputs.Grid(3, 1, 5, 7)),
        ["table, long names"] = () => ImageTable.Draw(Inputs.Grid(2, 12, 28, 28), [new('a', 100), new('b', 50)], [.. Enumerable.Repeat(new string('c', 30), 12)]),
        ["table, 1 × 1"] = () => ImageTable.Draw(Inputs.Grid(1, 1, 28, 28), ["one"], ["one"]),
        ["table without headings"] = () => ImageTable.Draw(Inputs.Grid(2, 10, 28, 28), ["a", "b"], [.. Enumerable.Repeat(string.Empty, 10)]),
        ["discriminator, 96 × 96"] = () => DiscriminatorFigure.Draw(Inputs.View(10_000, 2, 96)),
        ["discriminator, 1 × 1 of 5-D"] = () => DiscriminatorFigure.Draw(Inputs.View(2, 5, 1)),
        ["gradient noise"] = () => GradientNoiseCurves.Draw([1, 4, 16, 64], [("encoder", [0.5, 0.3, 0.2, 0.13]), ("encoder, DReG", [0.5, 0.7, double.NaN, 1]), ("decoder", [2, 4, 8, 16])]),
        ["gradient noise, two points"] = () => GradientNoiseCurves.Draw([1, 5], [("encoder", [0.5, 0.4])]),
        ["layers, 3"] = () => LayerCurves.Draw([Inputs.Kls(15, 14), Inputs.Kls(15, 4), Inputs.Kls(15, 0)]),
        ["layers, 8 and one epoch"] = () => LayerCurves.Draw([.. Enumerable.Range(0, 8).Select(layer => Inputs.Kls(1, layer))]),
        ["layers, 1 with a gap"] = () => LayerCurves.Draw([[3, double.NaN, 2, 1.5]]),
        ["codebook, 64 of 8"] = () => CodebookFigure.Draw(Inputs.Codebook(64, 8), Inputs.Usage(64)),
        ["codebook, 2 of 1"] = () => CodebookFigure.Draw(Inputs.Codebook(2, 1), Inputs.Usage(2)),
        ["codebook, 1,000 of 100"] = () => CodebookFigure.Draw(Inputs.Codebook(1_000, 100), Inputs.Usage(1_000)),
        ["codebook, one code used"] = () => CodebookFigure.Draw(Inputs.Codebook(8, 3), new CodeUsage([5, 0, 0, 0, 0, 0, 0, 0], 1)),
        ["code maps, 20 × 16"] = () => Inputs.DrawCodes(20, 16, 28, 28),
        ["code maps, 1 × 3 of 5 × 7"] = () => Inputs.DrawCodes(1, 3, 5, 7),
        ["code maps, 3 × 100"] = () => Inputs.DrawCodes(3, 100, 28, 28),
        ["code maps, no classes"] = () => Inputs.DrawCodes(6, 16, 28, 28, hasClasses: false),
        ["reconstructions, 1 × 10"] = () => Reconstructions.Draw(Inputs.Grid(1, 10, 28, 28), Inputs.Grid(1, 10, 28, 28)),
        ["reconstructions, 3 × 5 of 5 × 7"] = () => Reconstructions.Draw(Inputs.Grid(3, 5, 5, 7), Inputs.Grid(3, 5, 5, 7)),
        ["reconstructions, 4 × 64"] = () => Reconstructions.Draw(Inputs.Grid(4, 64, 28, 28), Inputs.Grid(4, 64, 28, 28)),
    };

    // Drawn once for all tests that only look at it.
    private static readonly Dictionary<string, Lazy<Figure>> Drawn =
        Figures.ToDictionary(figure => figure.Key, figure => new Lazy<Figure>(figure.Value), StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_a_png_of_300_dots_per_inch_with_something_on_it(string name)
    {
        var figure = Drawn[name].Value;
        var pixels = new Pixels(figure);

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], figure.Png[..8]);
        Assert.Equal((figure.Width, figure.Height), (pixels.Width, pixels.Height));
        Assert.Equal(11811, pixels.DotsPerMetre);
        Assert.InRange(figure.Width, 100, 2100);
        Assert.True(pixels.Inked(.2, .1, .8, .8) > .005, "The middle is blank.");
        Assert.True(pixels.HasWhiteEdge(), "Something runs off the page.");
    }

    [Theory] // those with most on them; pictures of images depend on the images, and these are noise
    [InlineData("codes, 2-D")]
    [InlineData("space, three views")]
    [InlineData("pairs")]
    [InlineData("ellipses")]
    [InlineData("dimensions, 512")]
    [InlineData("covariance, 10 × 10")]
    [InlineData("discriminator, 96 × 96")]
    [InlineData("codebook, 1,000 of 100")]
    [InlineData("rate and distortion, 9")]
    public void Is_no_large_file(string name) => Assert.InRange(Drawn[name].Value.Png.Length, 1_000, LargestFile);

    /// <summary>Long strips, of which a side would be less than a pixel on paper.</summary>
    [Theory]
    [InlineData(300, 1)]
    [InlineData(1, 300)]
    [InlineData(16384, 1)]
    [InlineData(1, 16384)]
    [InlineData(2000, 7)]
    public void Images_of_any_proportions_are_drawn(int width, int height)
    {
        foreach (var draw in new Func<Figure>[]
        {
            () => ManifoldFigure.Draw(Inputs.Manifold(20, 20, width, height)),
            () => ManifoldSlices.Draw(Inputs.Slices(5, 10, 10, width, height)),
            () => TiltedManifold.Draw(Inputs.Manifold(12, 12, width, height), [0, 0], Correlated),
            () => Reconstructions.Draw(Inputs.Grid(2, 10, width, height), Inputs.Grid(2, 10, width, height)),
            () => ImageTable.Draw(Inputs.Grid(3, 12, width, height), Inputs.Names(3), Inputs.Names(12), Inputs.Grid(3, 1, width, height)),
            () => ReconstructionLadder.Draw(Inputs.Grid(1, 10, width, height), [("a", "b", Inputs.Grid(1, 10, width, height))]),
            () => Inputs.DrawCodes(3, 16, width, height),
        })
        {
            var figure = draw();
            Assert.InRange(figure.Width, 20, 2100);
            Assert.InRange(figure.Height, 20, 6000);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_the_same_bytes_each_time(string name) => Assert.Equal(Drawn[name].Value.Png, Figures[name]().Png);

    [Fact]
    public async Task Is_the_same_bytes_when_drawn_from_several_threads()
    {
        var expected = Drawn["codes, 2-D"].Value.Png;
        var drawn = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Figures["codes, 2-D"]().Png)));
        Assert.All(drawn, png => Assert.Equal(expected, png));
    }
}
