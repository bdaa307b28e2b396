namespace VaeLab.Figures.Drawing;

/// <summary>Where round numbers of standard deviations lie on an axis whose steps are equal in probability.</summary>
internal static class QuantileTicks
{
    private static readonly double[] Steps = [1, .5];

    public static bool Ascends(double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || (i > 0 && values[i] <= values[i - 1])) return false;
        }

        return true;
    }

    /// <summary>
    /// The values to print and their distance from the axis's start: the outermost two, then 0, ±1, … and ±0.5, … where
    /// there is room. Between two nodes the place is interpolated.
    /// </summary>
    /// <param name="nodes">The quantiles at the middles of the tiles, ascending or descending.</param>
    /// <param name="tile">The length of a tile.</param>
    /// <param name="room">What a printed value takes.</param>
    /// <param name="ends">Whether the outermost two are wanted; they may reach beyond the axis.</param>
    public static IReadOnlyList<(double Value, float Place)> Choose(double[] nodes, float tile, float room, bool ends = true)
    {
        var chosen = new List<(double Value, float Place)>();
        void Offer(double value, float place)
        {
            if (chosen.TrueForAll(other => MathF.Abs(other.Place - place) >= room))
                chosen.Add((value, place));
        }

        if (ends || nodes.Length == 1)
        {
            Offer(Math.Round(nodes[0], 2), tile / 2);
            Offer(Math.Round(nodes[^1], 2), tile * (nodes.Length - .5f));
        }

        foreach (var step in Steps)
        {
            for (var value = 0d; value < Math.Max(Math.Abs(nodes[0]), Math.Abs(nodes[^1])); value += step)
            {
                foreach (var signed in value == 0 ? [0] : new[] { -value, value })
                {
                    if (Place(nodes, signed) is { } place)
                        Offer(signed, (float)(place + .5) * tile);
                }
            }
        }

        return chosen;
    }

    private static double? Place(double[] nodes, double value)
    {
        for (var i = 1; i < nodes.Length; i++)
        {
            var share = (value - nodes[i - 1]) / (nodes[i] - nodes[i - 1]);
            if (share is >= 0 and <= 1) return i - 1 + share;
        }

        return null;
    }
}
