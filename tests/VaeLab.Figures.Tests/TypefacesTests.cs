using VaeLab.Figures.Drawing;

namespace VaeLab.Figures.Tests;

public sealed class TypefacesTests
{
    [Fact]
    public void The_font_is_the_embedded_one()
    {
        Assert.StartsWith("Inter", Typefaces.Regular.FamilyName, StringComparison.Ordinal);
        Assert.StartsWith("Inter", Typefaces.SemiBold.FamilyName, StringComparison.Ordinal);
        Assert.Equal(400, Typefaces.Regular.FontWeight);
        Assert.Equal(600, Typefaces.SemiBold.FontWeight);
    }

    [Theory]
    [InlineData("0123456789.,−;: σβΣ°=×%’")]
    [InlineData("abcdefghijklmnopqrstuvwxyzKLT")]
    public void It_has_every_character_that_figures_use(string text) => Assert.True(Typefaces.Regular.ContainsGlyphs(text));

    [Fact]
    public void Drawing_leaves_the_process_wide_font_of_ScottPlot_alone()
    {
        var before = ScottPlot.Fonts.Default;
        LossCurves.Draw(Inputs.History(3), Inputs.Baselines);
        Assert.Equal(before, ScottPlot.Fonts.Default);
        Assert.Null(ScottPlot.Fonts.DefaultFontStyle);
    }
}
