using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>A codebook, its codes in the order of their use: how large a share of all codes each is, and the vector that it stands for.</summary>
public static class CodebookFigure
{
    private const int MostCodes = 128, MostNumbers = 64;
    private const float Left = 34;
    private const float Right = 10;
    private const float Top = 24;
    private const float BarsHeight = 74;
    private const float Gap = 9;
    private const float TallestVector = 110;
    private const float Bottom = 22;
    private const float Apart = 4;

    /// <summary>Draws it.</summary>
    /// <param name="codebook">The codes' vectors, K × D.</param>
    /// <param name="usage">How often each of the K codes is used.</param>
    /// <exception cref="ArgumentException">They do not belong together, or a number is not finite.</exception>
    public static Figure Draw(float[] codebook, CodeUsage usage)
    {
        ArgumentNullException.ThrowIfNull(codebook);
        ArgumentNullException.ThrowIfNull(usage);
        var size = usage.Counts.Count;
        if (size == 0 || codebook.Length == 0 || codebook.Length % size != 0 || !Array.TrueForAll(codebook, float.IsFinite))
            throw new ArgumentException(Words.Invariant($"The codebook has {codebook.Length} numbers for {size} codes: it needs as many finite ones for each."), nameof(codebook));

        var length = codebook.Length / size;
        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(code => usage.Counts[code]).Take(MostCodes)];
        var numbers = Math.Min(length, MostNumbers);
        var cell = Page.Snap(((Style.PageWidth - Left - Right) / order.Length) - (.5f / Style.PixelsPerPoint));
        var width = cell * order.Length;
        var row = Page.Snap(Math.Min(TallestVector / numbers, 14));
        var vectors = Page.Snap(Top + BarsHeight + Gap);
        using var page = new Page(Left + width + Right, vectors + (numbers * row) + Bottom);

        page.Text(Words.Invariant($"{usage.Live} of {Words.Count(size, "code", "codes")} in use, perplexity {Words.Rounded(usage.Perplexity, 1)}"), Left, Top - 14, Ink.Label with { SemiBold = true });
        var total = Math.Max(1, usage.Counts.Sum(count => (double)count));
        var most = Math.Max(order.Max(code => usage.Counts[code]) / total, 1.0 / size);
        Bars(page, [.. order.Select(code => usage.Counts[code] / total)], cell, most, 1.0 / size);
        Vectors(page, codebook, order, length, numbers, new SKPoint(Left, vectors), cell, row);
        var note = order.Length < size ? Words.Invariant($"the {order.Length} most used codes, and ") : "codes in the order of their use, and ";
        page.Text(note + (numbers < length ? Words.Invariant($"the first {numbers} of {length} numbers of each vector") : "the vector of each, a row a number"), Left, vectors + (numbers * row) + 10, Ink.Note);
        return page.ToFigure();
    }

    private static void Bars(Page page, double[] shares, float cell, double most, double even)
    {
        const float bottom = Top + BarsHeight;
        float Y(double share) => bottom - (float)(share / most * (BarsHeight - 6));
        foreach (var tick in Ticks.Within(new Interval(0, 100 * most), 3))
        {
            page.Line(Left, Y(tick / 100), Left + (cell * shares.Length), Y(tick / 100), Palette.Rule, Style.AxisWidth);
            page.Text(Words.Number(tick) + " %", Left - Apart, Y(tick / 100), Ink.Note, Align.Right);
        }

        using var fill = new SKPaint { Color = Palette.Kl, IsAntialias = true };
        for (var i = 0; i < shares.Length; i++)
            page.Canvas.DrawRect(SKRect.Create(Left + ((i + .1f) * cell), Y(shares[i]), .8f * cell, bottom - Y(shares[i])), fill);
        page.Line(Left, bottom, Left + (cell * shares.Length), bottom, Palette.Ink, Style.AxisWidth);
        var right = Left + (cell * shares.Length);
        page.Line(Left, Y(even), right, Y(even), Palette.Ink, Style.ThinCurveWidth, [2.6f, 1.8f]);
        page.Text("even use", right, Y(even) - 7, Ink.Note with { Halo = 1.4f }, Align.Right);
    }

    private static void Vectors(Page page, float[] codebook, int[] order, int length, int numbers, SKPoint corner, float cell, float row)
    {
        var scale = Math.Max(1e-12, order.Max(code => codebook.AsSpan(code * length, numbers).ToArray().Max(Math.Abs)));
        for (var i = 0; i < order.Length; i++)
        {
            for (var j = 0; j < numbers; j++)
            {
                using var fill = new SKPaint { Color = Palette.TwoSided(codebook[(order[i] * length) + j] / scale) };
                page.Canvas.DrawRect(SKRect.Create(corner.X + (i * cell), corner.Y + (j * row), cell, row), fill);
            }
        }

        using var rim = new SKPaint { Color = Palette.Muted, Style = SKPaintStyle.Stroke, StrokeWidth = Style.AxisWidth, IsAntialias = true };
        page.Canvas.DrawRect(SKRect.Create(corner.X, corner.Y, cell * order.Length, row * numbers), rim);
        page.Text("vector", corner.X - Apart, corner.Y + (row * numbers / 2), Ink.Note, Align.Right);
    }
}
