using VaeLab.Distributions;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures.Tests;

public sealed class ManifoldPlacesTests
{
    [Fact]
    public void Slices_that_do_not_share_their_axes_are_refused()
    {
        Assert.Contains("at least one", Refused(() => ManifoldSlices.Draw([])), StringComparison.Ordinal);
        Assert.Contains("z₂ = 1 has other", Refused(() => ManifoldSlices.Draw([(0, Inputs.Manifold(3, 3, 5, 5)), (1, Inputs.Manifold(3, 4, 5, 5))])), StringComparison.Ordinal);
        Assert.Contains("z₂ = NaN", Refused(() => ManifoldSlices.Draw([(double.NaN, Inputs.Manifold(3, 3, 5, 5))])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tilted_manifold_needs_a_plane()
    {
        Assert.Contains("needs 2", Refused(() => TiltedManifold.Draw(Inputs.Manifold(3, 3, 5, 5), [0], Inputs.Identity(1))), StringComparison.Ordinal);
        Assert.Contains("positive definite", Refused(() => TiltedManifold.Draw(Inputs.Manifold(3, 3, 5, 5), [0, 0], new double[2, 2])), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_lie_where_the_prior_puts_their_latent_points()
    {
        var prior = new MultivariateNormal([1, -1], new[,] { { 1, .4 }, { .4, .5 } });
        var plane = GaussianPlane.Prior(prior.Mean, prior.Covariance, 2);
        var expected = new float[2];
        foreach (var (u, v) in new[] { (0d, 0d), (1.7, -.3), (-2, 2) })
        {
            prior.Transform([u, v], expected);
            var (x, y) = plane.Place(u, v);
            Assert.Equal(expected[0], x, 5);
            Assert.Equal(expected[1], y, 5);
        }
    }

    [Fact]
    public void Ink_covers_the_ellipse_but_clear_paper_does_not()
    {
        var grid = Inputs.Manifold(9, 9, 28, 28);
        var clear = new Pixels(TiltedManifold.Draw(grid with { Images = grid.Images with { Pixels = new float[grid.Images.Pixels.Length] } }, [0, 0], Inputs.Identity(2)));
        Array.Fill(grid.Images.Pixels, 1);
        var full = new Pixels(TiltedManifold.Draw(grid, [0, 0], Inputs.Identity(2)));
        Assert.True(clear.Inked(.1, .05, .95, .9) is > .005 and < .05);
        Assert.True(full.Inked(.3, .25, .7, .65) > .6);
    }

    private static string Refused(Func<Figure> draw) => Assert.Throws<ArgumentException>(draw).Message;
}
