using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures.Tests;

public sealed class LatentSpaceTests
{
    [Fact]
    public void Fewer_than_three_dimensions_are_refused_with_the_figure_to_take()
    {
        var codes = Inputs.Codes(10, 2, 2);
        Assert.Contains("needs 3: draw them with LatentPlane", Refused(() => LatentSpace3D.Draw(codes)), StringComparison.Ordinal);
        Assert.Contains("needs 3: draw them with LatentPlane", Refused(() => PairwisePlanes.Draw(codes, [0, 0], Inputs.Identity(2))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_that_cannot_be_is_refused()
    {
        var codes = Inputs.Codes(10, 3, 2);
        Assert.Contains("at least one", Refused(() => LatentSpace3D.Draw(codes, [])), StringComparison.Ordinal);
        Assert.Contains("elevation 91", Refused(() => LatentSpace3D.Draw(codes, [(0, 91)])), StringComparison.Ordinal);
        Assert.Contains("azimuth NaN", Refused(() => LatentSpace3D.Draw(codes, [(double.NaN, 0)])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_prior_of_other_dimensions_is_refused()
    {
        var codes = Inputs.Codes(10, 3, 2);
        Assert.Contains("3 × 3", Refused(() => PairwisePlanes.Draw(codes, [0, 0], Inputs.Identity(2))), StringComparison.Ordinal);
        Assert.Contains("positive definite", Refused(() => PairwisePlanes.Draw(codes, [0, 0, 0], new double[3, 3])), StringComparison.Ordinal);
    }

    [Fact]
    public void The_camera_keeps_lengths_and_right_angles()
    {
        for (var i = 0; i < 50; i++)
        {
            var camera = new Camera(i * 37, (i * 7.3 % 180) - 90);
            var axes = new[] { camera.See(1, 0, 0), camera.See(0, 1, 0), camera.See(0, 0, 1) };
            for (var a = 0; a < 3; a++)
            {
                for (var b = 0; b < 3; b++)
                    Assert.Equal(a == b ? 1 : 0, (axes[a].Right * axes[b].Right) + (axes[a].Up * axes[b].Up) + (axes[a].Near * axes[b].Near), 12);
            }

            Assert.True(axes[2].Up >= -1e-12, "The third axis points down.");
        }
    }

    [Fact]
    public void The_camera_stands_where_its_angles_say()
    {
        Assert.Equal(1, new Camera(0, 0).See(1, 0, 0).Near, 12); // on the first axis, the second points right
        Assert.Equal(1, new Camera(0, 0).See(0, 1, 0).Right, 12);
        Assert.Equal(1, new Camera(90, 0).See(0, 1, 0).Near, 12);
        Assert.Equal(1, new Camera(-90, 0).See(1, 0, 0).Right, 12);
        Assert.Equal(1, new Camera(25, 90).See(0, 0, 1).Near, 12);
    }

    [Fact]
    public void Near_points_hide_far_ones()
    {
        // A wall of the first class before a wall of the second, seen from both sides.
        var means = new List<float>();
        var labels = new List<int>();
        for (var i = 0; i < 6_000; i++)
        {
            means.AddRange([i % 2 == 0 ? 1 : -1, ((i * .6180339f) % 1 * 2) - 1, (i / 3_000f) - 1]);
            labels.Add(i % 2 == 0 ? 0 : 2); // blue at z₀ = 1, red at z₀ = −1
        }

        var codes = new LatentCodes([.. means], 3, [.. labels]);
        var blueFirst = new Pixels(LatentSpace3D.Draw(codes, [(0, 0)]));
        var redFirst = new Pixels(LatentSpace3D.Draw(codes, [(180, 0)]));
        var (blue, red) = (blueFirst.Redness(.35, .3, .65, .6), redFirst.Redness(.35, .3, .65, .6));
        Assert.True(blue < -10 && red > 10, FormattableString.Invariant($"Redness {blue} with blue in front, {red} with red in front."));
    }

    [Fact]
    public void A_code_that_is_not_finite_anywhere_is_left_out_everywhere()
    {
        var codes = Inputs.Codes(100, 3, 2);
        codes.Means[5] = float.NaN; // z₂ of the second
        var coordinates = LatentCoordinates.From(codes, 3);
        Assert.Equal((99, 1), (coordinates.Plane(0, 1).Count, coordinates.Skipped));
        Assert.Equal(100, LatentCoordinates.From(codes, 2).Labels.Length);
    }

    private static string Refused(Func<Figure> draw) => Assert.Throws<ArgumentException>(draw).Message;
}
