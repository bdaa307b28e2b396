using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests.Kernels;

[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed unsafe class TileTests
{
    public static TheoryData<string> KernelNames => Numbers.KernelNames;

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void The_forward_walk_is_the_reference(string kernels)
    {
        foreach (int depth in new[] { 1, 2, 3, 7, 8, 31, 32, 33, 100 })
            Check(kernels, new Tile.Walk(Row: depth, Step: 1, Run: depth, Jump: 0), depth, Tile.Rows * depth, Tile.Columns);
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void The_input_gradients_walk_jumps_from_panel_to_panel(string kernels)
    {
        foreach (int inputs in new[] { 8, 9, 17 })
        {
            foreach (int outputs in new[] { 1, 31, 32, 33, 63, 64, 65, 97 })
            {
                var walk = new Tile.Walk(Row: Panels.Width, Step: 1, Run: Panels.Width, Jump: inputs * Panels.Width);
                Check(kernels, walk, outputs, Panels.Length(outputs, inputs), Tile.Columns);
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void The_weight_gradients_walk_strides_over_samples(string kernels)
    {
        foreach (int inputs in new[] { 8, 11, 40 })
        {
            foreach (int rows in new[] { 1, 2, 5, 31, 32, 33, 100 })
                Check(kernels, new Tile.Walk(Row: 1, Step: inputs, Run: rows, Jump: 0), rows, rows * inputs, Tile.Columns);
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void A_tile_may_lie_in_a_wider_matrix(string kernels) =>
        Check(kernels, new Tile.Walk(Row: 5, Step: 1, Run: 5, Jump: 0), depth: 5, Tile.Rows * 5, tileRow: 45);

    [Fact]
    public void Every_width_of_vectors_gives_the_same_bits()
    {
        const int depth = 257;
        var walk = new Tile.Walk(Row: depth, Step: 1, Run: depth, Jump: 0);
        using GuardedBuffer a = new(Numbers.Normal(Tile.Rows * depth, 1)), b = new(Numbers.Normal(depth * Tile.Columns, 2));
        var tiles = new List<float[]>();
        foreach (KernelSet kernels in KernelSet.All)
        {
            using var tile = new GuardedBuffer(Tile.Rows * Tile.Columns);
            kernels.Multiply(a.Start, walk, b.Start, depth, tile.Start, Tile.Columns);
            tiles.Add(tile.Span.ToArray());
        }

        Assert.All(tiles, tile => Assert.Equal(tiles[0], tile));
    }

    private static void Check(string kernels, Tile.Walk walk, int depth, int aLength, int tileRow)
    {
        using GuardedBuffer a = new(Numbers.Whole(aLength, 1)), b = new(Numbers.Whole(depth * Tile.Columns, 2));
        int length = ((Tile.Rows - 1) * tileRow) + Tile.Columns;
        using GuardedBuffer expected = new(length), actual = new(length);
        Tile.Reference(a.Start, walk, b.Start, depth, expected.Start, tileRow);
        Numbers.Kernels(kernels).Multiply(a.Start, walk, b.Start, depth, actual.Start, tileRow);

        // What lies between the rows of the tile is the guard's NaN in both.
        Assert.Equal(expected.Span.ToArray(), actual.Span.ToArray());
    }
}
