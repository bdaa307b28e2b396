using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>The name of a line, to stand beside its end.</summary>
/// <param name="Y">The height of the line's end, in points.</param>
/// <param name="Text">The name.</param>
/// <param name="Color">The line's own.</param>
/// <param name="Below">A remark in smaller letters under the name, or null.</param>
internal sealed record LineLabel(float Y, string Text, SKColor Color, string? Below = null)
{
    private const float LineHeight = 9.5f;

    private float Height => Below is null ? LineHeight : 2 * LineHeight;

    /// <summary>Draws names at <paramref name="x"/>, each at its line's height unless that would cover another name.</summary>
    public static void Draw(Page page, IEnumerable<LineLabel> labels, float x, Interval room)
    {
        var sorted = labels.OrderBy(label => label.Y).ToArray();
        var tops = Spread([.. sorted.Select(label => label.Y - (LineHeight / 2))], [.. sorted.Select(label => label.Height)], room);
        for (var i = 0; i < sorted.Length; i++)
        {
            var middle = tops[i] + (LineHeight / 2);
            page.Text(sorted[i].Text, x, middle, new Ink(sorted[i].Color, Style.SmallTextSize));
            if (sorted[i].Below is { } remark)
                page.Text(remark, x, middle + LineHeight - 1, Ink.Note);
        }
    }

    // Merges neighbours that overlap into blocks, each centred on what its members asked for.
    private static float[] Spread(float[] wanted, float[] heights, Interval room)
    {
        var blocks = new List<(int First, int Count, float Top, float Height)>();
        for (var i = 0; i < wanted.Length; i++)
        {
            blocks.Add((i, 1, wanted[i], heights[i]));
            while (true)
            {
                var last = blocks[^1];
                var top = (float)Math.Clamp(last.Top, room.Low, Math.Max(room.Low, room.High - last.Height));
                blocks[^1] = last with { Top = top };
                if (blocks.Count == 1 || blocks[^2].Top + blocks[^2].Height <= top) break;
                var before = blocks[^2];
                var offsets = 0f;
                var sum = 0f;
                for (var j = before.First; j <= i; j++)
                {
                    sum += wanted[j] - offsets;
                    offsets += heights[j];
                }

                blocks.RemoveAt(blocks.Count - 1);
                blocks[^1] = (before.First, i - before.First + 1, sum / (i - before.First + 1), offsets);
            }
        }

        var tops = new float[wanted.Length];
        foreach (var (first, count, start, _) in blocks)
        {
            var top = start;
            for (var j = first; j < first + count; j++)
            {
                tops[j] = top;
                top += heights[j];
            }
        }

        return tops;
    }
}
