using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>A pair of axes at a place on a page, in the house style. ScottPlot draws it; words beside data are the page's.</summary>
internal sealed class Chart : IDisposable
{
    private readonly Plot _plot = new();
    private readonly SKRect _area;

    /// <param name="area">Where the data go, in points.</param>
    /// <param name="x">The horizontal range shown.</param>
    /// <param name="y">The vertical range shown.</param>
    public Chart(SKRect area, Interval x, Interval y)
    {
        _area = area;
        _plot.FigureBackground.Color = Colors.Transparent;
        _plot.RenderManager.ClearCanvasBeforeEachRender = false;
        _plot.HideLegend();
        _plot.Layout.Fixed(new PixelRect(area.Left, area.Right, area.Bottom, area.Top));
        _plot.Axes.SetLimits(x.Low, x.High, y.Low, y.High);
        _plot.Axes.Title.Label.Font = Typefaces.Regular;
        foreach (var axis in _plot.Axes.GetAxes())
        {
            axis.FrameLineStyle.Width = Style.AxisWidth;
            axis.FrameLineStyle.Color = Skia(Palette.Ink);
            axis.Label.Font = Typefaces.Regular;
            axis.TickLabelStyle.Font = Typefaces.Regular;
            axis.TickLabelStyle.FontSize = Style.SmallTextSize;
            axis.TickLabelStyle.ForeColor = Skia(Palette.Muted);
            axis.MajorTickStyle = new TickMarkStyle { Length = Style.TickLength, Width = Style.AxisWidth, Color = Skia(Palette.Ink) };
        }

        _plot.Axes.Left.TickLabelStyle.OffsetX = 3;
        _plot.Axes.Right.IsVisible = false;
        _plot.Axes.Top.IsVisible = false;
        _plot.Grid.XAxisStyle.IsVisible = false;
        _plot.Grid.YAxisStyle.MajorLineStyle = new LineStyle { Width = Style.AxisWidth, Color = Skia(Palette.Rule), AntiAlias = false };
    }

    public SKRect Area => _area;

    public float X(double value) => _plot.Axes.Bottom.GetPixel(value, DataRect);

    public float Y(double value) => _plot.Axes.Left.GetPixel(value, DataRect);

    public void XTicks(IEnumerable<double> positions, bool labels = true) =>
        _plot.Axes.Bottom.TickGenerator = Generator(positions, labels);

    public void YTicks(IEnumerable<double> positions, bool labels = true) =>
        _plot.Axes.Left.TickGenerator = Generator(positions, labels);

    public void XTicks(IEnumerable<(double Position, string Label)> ticks) => _plot.Axes.Bottom.TickGenerator = Generator(ticks);

    public void YTicks(IEnumerable<(double Position, string Label)> ticks) => _plot.Axes.Left.TickGenerator = Generator(ticks);

    public void NoGrid() => _plot.Grid.IsVisible = false;

    public void NoLeftAxis() => _plot.Axes.Left.IsVisible = false;

    /// <summary>A line through points; it is interrupted where one is not finite, and a point without neighbours is a dot.</summary>
    public void Curve(IReadOnlyList<double> xs, IReadOnlyList<double> ys, Stroke stroke, bool dots)
    {
        for (var start = 0; start < xs.Count; start++)
        {
            if (!double.IsFinite(ys[start])) continue;
            var end = start;
            while (end + 1 < xs.Count && double.IsFinite(ys[end + 1])) end++;
            var length = end - start + 1;
            Segment([.. xs.Skip(start).Take(length)], [.. ys.Skip(start).Take(length)], stroke, dots || length == 1);
            start = end;
        }
    }

    /// <summary>Anything that draws itself on the axes.</summary>
    public void Add(IPlottable layer) => _plot.PlottableList.Add(layer);

    public void Draw(Page page)
    {
        // ScottPlot renders again when the limits differ from those of the render before, as they do the first time. That
        // would lay translucent marks twice, so the first time is spent on a canvas that keeps nothing.
        if (_plot.PlottableList.Count == 0)
            _plot.Add.Scatter(_plot.Axes.GetLimits().Center.X, _plot.Axes.GetLimits().Center.Y, Colors.Transparent); // it draws no ticks without data
        var (width, height) = ((int)MathF.Ceiling(page.Width), (int)MathF.Ceiling(page.Height));
        using var nowhere = new SKNoDrawCanvas(width, height);
        _plot.Render(nowhere, width, height);
        _plot.Render(page.Canvas, width, height);
    }

    public void Dispose() => _plot.Dispose();

    public static Color Skia(SKColor color) => new(color.Red, color.Green, color.Blue, color.Alpha);

    private PixelRect DataRect => new(_area.Left, _area.Right, _area.Bottom, _area.Top);

    private static NumericManual Generator(IEnumerable<double> positions, bool labels) =>
        Generator(positions.Select(position => (position, labels ? Words.Number(position) : string.Empty)));

    private static NumericManual Generator(IEnumerable<(double Position, string Label)> ticks)
    {
        var generator = new NumericManual();
        foreach (var (position, label) in ticks)
            generator.AddMajor(position, label);
        return generator;
    }

    private void Segment(double[] xs, double[] ys, Stroke stroke, bool dots)
    {
        var scatter = _plot.Add.Scatter(xs, ys);
        scatter.Color = Skia(stroke.Color);
        scatter.LineWidth = stroke.Width;
        if (stroke.Dashes is not null)
            scatter.LinePattern = new LinePattern(stroke.Dashes, 0, "train");
        scatter.MarkerStyle = new MarkerStyle
        {
            IsVisible = dots,
            Shape = MarkerShape.FilledCircle,
            Size = stroke.DotSize,
            FillColor = Skia(stroke.DotFill),
            OutlineColor = Skia(stroke.Color),
            OutlineWidth = Style.ThinCurveWidth,
        };
    }
}
