using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>
/// Inter, read from the assembly: figures need no font of the machine, and set none of ScottPlot's process-wide defaults.
/// </summary>
internal static class Typefaces
{
    public static readonly SKTypeface Regular = Read("Inter-Regular.ttf");

    public static readonly SKTypeface SemiBold = Read("Inter-SemiBold.ttf");

    private static SKTypeface Read(string name)
    {
        using var stream = typeof(Typefaces).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The font {name} is not embedded in VaeLab.Figures: build the project again.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data)
            ?? throw new InvalidOperationException($"The font {name} embedded in VaeLab.Figures cannot be read: build the project again.");
    }
}
