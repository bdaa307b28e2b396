using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>A page with a plane of two latent coordinates on it, both axes on one scale.</summary>
internal sealed class PlaneFrame : IDisposable
{
    private const float Left = 34;
    private const float Bottom = 34;
    private const float Right = 8;
    private const float Note = 12;
    private const float Tallest = 430;
    private const double LowestShape = .55;
    private const double HighestShape = 1.25;

    /// <param name="x">What must be seen across; more is shown where the frame has room.</param>
    /// <param name="y">What must be seen upwards.</param>
    /// <param name="pageWidth">In points; less where the frame would be too tall.</param>
    public PlaneFrame(Interval x, Interval y, float pageWidth)
    {
        var shape = (float)Math.Clamp(y.Length / x.Length, LowestShape, HighestShape);
        var width = Math.Min(pageWidth - Left - Right, Tallest / shape);
        var height = width * shape;
        var scale = Math.Max(x.Length / width, y.Length / height);
        (X, Y) = (x.Resized(scale * width), y.Resized(scale * height));
        Page = new Page(Left + width + Right, Style.Margin + height + Bottom + Note);
        Chart = new Chart(SKRect.Create(Left, Style.Margin, width, height), X, Y);
        var ticks = Ticks.Within(X, 6);
        Chart.XTicks(ticks);
        Chart.YTicks(Ticks.Like(ticks, Y));
        Chart.NoGrid();
    }

    public Page Page { get; }

    public Chart Chart { get; }

    public Interval X { get; }

    public Interval Y { get; }

    /// <summary>Names the axes and says what is shown.</summary>
    /// <param name="axes">Which latent dimensions these are; null for the first two.</param>
    /// <param name="dimensions">How many there are.</param>
    /// <param name="note">What is shown.</param>
    public Figure Finish(IReadOnlyList<int>? axes, int dimensions, string note)
    {
        Page.Text(Name(0, "first"), Chart.Area.MidX, Chart.Area.Bottom + 21, Ink.Label, Align.Center);
        Page.TextUpwards(Name(1, "second"), 9, Chart.Area.MidY, Ink.Label);
        Page.Text(note, Chart.Area.Right, Page.Height - Style.Margin - 3, Ink.Note, Align.Right);
        return Page.ToFigure();

        string Name(int axis, string place) =>
            axes is null && dimensions > 2 ? Words.Invariant($"{Words.Axis(axis)}, the {place} of {dimensions} dimensions") : Words.Axis(axes?[axis] ?? axis);
    }

    /// <summary>How many points lie outside the frame.</summary>
    public int Outside(LatentPoints points) =>
        Enumerable.Range(0, points.Count).Count(i => !X.Contains(points.X[i]) || !Y.Contains(points.Y[i]));

    public void Dispose()
    {
        Chart.Dispose();
        Page.Dispose();
    }
}
