namespace VaeLab.Figures;

/// <summary>The measures every figure keeps to, in printed points (1/72 inch) unless they say otherwise.</summary>
public static class Style
{
    /// <summary>Dots per inch of every figure.</summary>
    public const int DotsPerInch = 300;

    /// <summary>Pixels per point.</summary>
    public const float PixelsPerPoint = DotsPerInch / 72f;

    /// <summary>The width of a page's text: 7 inches, 2100 pixels.</summary>
    public const float PageWidth = 504;

    /// <summary>A figure that needs no more than a column and a half: 5 inches, 1500 pixels.</summary>
    public const float MediumWidth = 360;

    /// <summary>Axis labels and names of lines.</summary>
    public const float TextSize = 8;

    /// <summary>Ticks and notes.</summary>
    public const float SmallTextSize = 7;

    /// <summary>Axes and ticks: two pixels.</summary>
    public const float AxisWidth = 2 / PixelsPerPoint;

    /// <summary>A curve: five pixels.</summary>
    public const float CurveWidth = 5 / PixelsPerPoint;

    /// <summary>A curve that stands back, or a reference line: three pixels.</summary>
    public const float ThinCurveWidth = 3 / PixelsPerPoint;

    /// <summary>The length of a tick.</summary>
    public const float TickLength = 2.5f;

    /// <summary>Between a figure's edge and what is drawn.</summary>
    public const float Margin = 5;
}
