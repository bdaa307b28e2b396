using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>A white sheet measured in points, that becomes a <see cref="Figure"/> of 300 dots per inch.</summary>
internal sealed class Page : IDisposable
{
    private readonly SKSurface _surface;
    private readonly SKImageInfo _info;

    /// <param name="width">In points.</param>
    /// <param name="height">In points.</param>
    /// <param name="gray">Whether it is stored as one channel; its colours then become their lightness.</param>
    public Page(float width, float height, bool gray = false)
    {
        Width = width;
        Height = height;
        _info = new SKImageInfo(Pixels(width), Pixels(height), gray ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        _surface = SKSurface.Create(_info)
            ?? throw new InvalidOperationException(Words.Invariant($"No memory for a picture of {_info.Width} × {_info.Height} pixels."));
        Canvas.Clear(Palette.Paper);
        Canvas.Scale(Style.PixelsPerPoint);
    }

    public SKCanvas Canvas => _surface.Canvas;

    public float Width { get; }

    public float Height { get; }

    /// <summary>The nearest length that is a whole number of pixels.</summary>
    public static float Snap(float points) => Pixels(points) / Style.PixelsPerPoint;

    /// <summary>Draws words with the middle of their capitals at <paramref name="y"/>.</summary>
    public void Text(string text, float x, float y, Ink ink, Align align = Align.Left)
    {
        var left = x - (align switch { Align.Left => 0, Align.Center => .5f, _ => 1 } * RichText.Measure(text, ink));
        if (ink.Halo > 0)
        {
            using var rim = new SKPaint
            {
                Color = Palette.Paper,
                IsAntialias = true,
                Style = SKPaintStyle.Stroke,
                StrokeWidth = 2 * ink.Halo,
                StrokeJoin = SKStrokeJoin.Round,
            };
            RichText.Draw(Canvas, text, left, y, ink, rim);
        }

        using var paint = new SKPaint { Color = ink.Color, IsAntialias = true };
        RichText.Draw(Canvas, text, left, y, ink, paint);
    }

    /// <summary>Draws words that read upwards, with the middle of their capitals at <paramref name="x"/>.</summary>
    public void TextUpwards(string text, float x, float y, Ink ink)
    {
        Canvas.Save();
        Canvas.RotateDegrees(-90, x, y);
        Text(text, x, y, ink, Align.Center);
        Canvas.Restore();
    }

    public void Line(float x1, float y1, float x2, float y2, SKColor color, float width, float[]? dashes = null)
    {
        using var dash = dashes is null ? null : SKPathEffect.CreateDash(dashes, 0);
        using var paint = new SKPaint { Color = color, StrokeWidth = width, IsAntialias = true, PathEffect = dash };
        Canvas.DrawLine(x1, y1, x2, y2, paint);
    }

    /// <summary>Draws a point of a curve: hollow if the curve is dashed.</summary>
    public void Dot(float x, float y, Stroke stroke)
    {
        using var fill = new SKPaint { Color = stroke.DotFill, IsAntialias = true };
        using var rim = new SKPaint { Color = stroke.Color, Style = SKPaintStyle.Stroke, StrokeWidth = Style.ThinCurveWidth, IsAntialias = true };
        Canvas.DrawCircle(x, y, stroke.DotSize / 2, fill);
        Canvas.DrawCircle(x, y, stroke.DotSize / 2, rim);
    }

    /// <summary>Draws an image, with the upper left corner at a point.</summary>
    /// <param name="planes">Levels of gray, or of red, green and blue: a byte a pixel, row by row.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="x">In points.</param>
    /// <param name="y">In points.</param>
    /// <param name="transparent">Whether white is clear, so that only ink covers what is there.</param>
    public void Image(byte[][] planes, int width, int height, float x, float y, bool transparent = false)
    {
        var pixels = planes.Length == 1 ? planes[0] : new byte[4 * planes[0].Length];
        for (var i = 0; planes.Length > 1 && i < pixels.Length; i++)
            pixels[i] = i % 4 == 3 ? byte.MaxValue : planes[i % 4][i / 4];
        using var image = SKImage.FromPixelCopy(new SKImageInfo(width, height, planes.Length == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque), pixels);
        Canvas.Save();
        Canvas.ResetMatrix();
        using var paint = new SKPaint { BlendMode = transparent ? SKBlendMode.Multiply : SKBlendMode.SrcOver };
        Canvas.DrawImage(image, Pixels(x), Pixels(y), paint);
        Canvas.Restore();
    }

    public Figure ToFigure()
    {
        using var pixels = _surface.PeekPixels();
        using var data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Paeth, 6))
            ?? throw new InvalidOperationException("The picture could not be written as PNG.");
        return new Figure(PngDensity.Stated(data.ToArray(), Style.DotsPerInch), _info.Width, _info.Height);
    }

    public void Dispose() => _surface.Dispose();

    private static int Pixels(float points) => (int)MathF.Round(points * Style.PixelsPerPoint);
}
