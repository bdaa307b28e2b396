using SkiaSharp;

namespace VaeLab.Figures.Tests;

public sealed class PaletteTests
{
    // Lines are also named in words of their own colour, so they keep the stricter limit for text.
    private const double TextContrast = 4.5;

    private static readonly Dictionary<string, SKColor> Quantities = new(StringComparer.Ordinal)
    {
        ["total"] = Palette.Total,
        ["reconstruction"] = Palette.Reconstruction,
        ["KL"] = Palette.Kl,
        ["floor"] = Palette.Floor,
        ["mean image"] = Palette.MeanImage,
        ["prior"] = Palette.Prior,
        ["aggregate posterior"] = Palette.Aggregate,
    };

    [Fact]
    public void Words_and_lines_stand_out_from_the_paper()
    {
        foreach (var color in Quantities.Values.Append(Palette.Ink).Append(Palette.Muted))
            Assert.True(Vision.Contrast(color, Palette.Paper) >= TextContrast, Say(Vision.Contrast(color, Palette.Paper)));
    }

    [Theory]
    [InlineData("normal", 20)]
    [InlineData("protanopia", 10)]
    [InlineData("deuteranopia", 10)]
    [InlineData("tritanopia", 10)]
    public void The_three_losses_differ(string sight, double least) =>
        Assert.True(Least([Palette.Total, Palette.Reconstruction, Palette.Kl], Sight(sight)) >= least, Say(Least([Palette.Total, Palette.Reconstruction, Palette.Kl], Sight(sight))));

    // Petroff chose them for the smallest difference under any colour-blindness. Points are told apart by their label too.
    [Theory]
    [InlineData("normal", 17)]
    [InlineData("protanopia", 11.5)]
    [InlineData("deuteranopia", 12)]
    [InlineData("tritanopia", 13)]
    public void The_digits_differ(string sight, double least) =>
        Assert.True(Least([.. Palette.Digits], Sight(sight)) >= least, Say(Least([.. Palette.Digits], Sight(sight))));

    [Fact]
    public void Thirty_classes_can_be_told_apart_and_more_start_again()
    {
        Assert.Equal(Palette.Digits, Enumerable.Range(0, 10).Select(Palette.Class));
        double least = Least([.. Enumerable.Range(0, 30).Select(Palette.Class)], Sight("normal"));
        Assert.True(least >= 7, Say(least));
        Assert.Equal(Palette.Class(3), Palette.Class(243));
    }

    [Theory] // Sharma, Wu & Dalal (2005), table 1
    [InlineData(50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425)]
    [InlineData(50, 2.5, 0, 61, -5, 29, 22.8977)]
    [InlineData(50, 2.5, 0, 58, 24, 15, 19.4535)]
    [InlineData(22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373)]
    public void The_ruler_itself_is_right(double l1, double a1, double b1, double l2, double a2, double b2, double expected) =>
        Assert.Equal(expected, Vision.DeltaE((l1, a1, b1), (l2, a2, b2)), 4);

    [Fact]
    public void Black_on_white_has_the_largest_contrast() => Assert.Equal(21, Vision.Contrast(SKColors.Black, SKColors.White), 6);

    private static string Say(double least) => FormattableString.Invariant($"Least: {least:F2}");

    private static double[] Sight(string name) => name switch
    {
        "protanopia" => Vision.Protanopia,
        "deuteranopia" => Vision.Deuteranopia,
        "tritanopia" => Vision.Tritanopia,
        _ => Vision.Normal,
    };

    private static double Least(SKColor[] colors, double[] sight) =>
        colors.SelectMany((one, i) => colors.Skip(i + 1).Select(other => Vision.Difference(one, other, sight))).Min();
}
