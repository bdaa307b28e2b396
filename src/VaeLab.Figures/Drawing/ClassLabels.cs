using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>
/// The names of classes at the middles of their points; moved where they would cover each other, another word, or a class
/// so small that its name would hide it, and then joined to their class by a thin line.
/// </summary>
internal static class ClassLabels
{
    private const int Rounds = 400;
    private const int LargeUpTo = 12;
    private const float GoldenAngle = 2.3999632f;
    private const float Hidden = 5;
    private const float PointRadius = 3;

    // So many names can still be told apart on a page, and are placed in a moment.
    private const int MostNamed = 256;

    /// <summary>Draws the names of classes; of more than 256, none.</summary>
    /// <param name="page">Where to draw.</param>
    /// <param name="classes">The classes; none for codes without classes.</param>
    /// <param name="words">Other words on the page, with their middles.</param>
    /// <param name="room">What the labels must stay in.</param>
    /// <param name="large">The size of the letters where classes are few.</param>
    public static void Draw(Page page, ClassMiddle[] classes, (string Name, SKPoint Place)[] words, SKRect room, float large = 11)
    {
        if (classes.Length is 0 or > MostNamed) return;
        var few = classes.Length <= LargeUpTo;
        var ink = new Ink(Palette.Ink, few ? large : Math.Min(7, large), SemiBold: true, Halo: few ? .145f * large : 1.1f);
        var widest = classes.Max(group => RichText.Measure(group.Name, ink));
        var radius = Math.Max(ink.Size * .46f, .55f * widest);
        var obstacles = classes.Where(group => group.Spread < Hidden).Select(group => (group.Place, Radius: PointRadius + (2 * group.Spread)))
            .Concat(words.SelectMany(word => Along(word.Name, word.Place)))
            .ToArray();
        var places = classes.Select(group => group.Place).ToArray();
        for (var round = 0; round < Rounds && Separate(places, radius, obstacles); round++)
        {
            for (var i = 0; i < places.Length; i++)
                places[i] = new SKPoint(Math.Clamp(places[i].X, room.Left + (2 * radius), room.Right - radius), Math.Clamp(places[i].Y, room.Top + radius, room.Bottom - (2 * radius)));
        }

        for (var i = 0; i < places.Length; i++)
        {
            if (SKPoint.Distance(places[i], classes[i].Place) > 2 * radius && room.Contains(classes[i].Place))
                page.Line(places[i].X, places[i].Y, classes[i].Place.X, classes[i].Place.Y, Palette.Muted, Style.AxisWidth);
        }

        for (var i = 0; i < places.Length; i++)
            page.Text(classes[i].Name, places[i].X, places[i].Y, ink, Align.Center);
    }

    // A word keeps others off along its whole length: a row of circles as high as its letters.
    private static IEnumerable<(SKPoint Place, float Radius)> Along(string word, SKPoint middle)
    {
        const float radius = Style.TextSize * .6f;
        var half = Math.Max(0, (RichText.Measure(word, Ink.Label) / 2) - radius);
        var steps = (int)MathF.Ceiling(2 * half / radius);
        for (var i = 0; i <= steps; i++)
            yield return (new SKPoint(middle.X + (steps == 0 ? 0 : half * ((2f * i / steps) - 1)), middle.Y), radius);
    }

    private static bool Separate(SKPoint[] places, float radius, (SKPoint Place, float Radius)[] obstacles)
    {
        var moved = false;
        for (var i = 0; i < places.Length; i++)
        {
            for (var j = i + 1; j < places.Length; j++)
            {
                var push = Push(places[i], places[j], 2 * radius, j);
                places[i] -= new SKPoint(push.X / 2, push.Y / 2);
                places[j] += new SKPoint(push.X / 2, push.Y / 2);
                moved |= push != SKPoint.Empty;
            }

            foreach (var obstacle in obstacles)
            {
                var push = Push(obstacle.Place, places[i], obstacle.Radius + radius, i);
                places[i] += push;
                moved |= push != SKPoint.Empty;
            }
        }

        return moved;
    }

    // What b lacks of its distance from a, along the line between them; for one and the same place a direction of its own.
    private static SKPoint Push(SKPoint a, SKPoint b, float apart, int index)
    {
        var between = b - a;
        var missing = apart - between.Length;
        if (missing <= .05f) return SKPoint.Empty;
        var (sin, cos) = MathF.SinCos(index * GoldenAngle);
        return between.Length > .01f
            ? new SKPoint(between.X / between.Length * missing, between.Y / between.Length * missing)
            : new SKPoint(cos * missing, sin * missing);
    }
}
