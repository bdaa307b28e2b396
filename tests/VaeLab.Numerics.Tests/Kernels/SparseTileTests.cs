using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests.Kernels;

[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed unsafe class SparseTileTests
{
    private static readonly int[] s_sizes = [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 100];

    public static TheoryData<string> KernelNames => Numbers.KernelNames;

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void A_tile_and_a_pair_are_the_reference(string kernels)
    {
        foreach (int steps in s_sizes)
        {
            using GuardedBuffer x = new(Sparse(SparseTile.Rows * steps, 1)), b = new(Numbers.Whole(2 * steps * Tile.Columns, 2));
            using var memory = new GuardedBuffer(NonZeros.Length(groups: 1, steps));
            var packed = new NonZeros(memory.Start, groups: 1, steps);
            packed.PackSamples(0, x.Start, steps);
            int second = steps * Tile.Columns;

            using GuardedBuffer first = new(SparseTile.Length), other = new(SparseTile.Length);
            SparseTile.Reference(packed[0], b.Start, first.Start);
            SparseTile.Reference(packed[0], b.Start + second, other.Start);

            using GuardedBuffer tile = new(SparseTile.Length), pair = new(2 * SparseTile.Length);
            Numbers.Kernels(kernels).Multiply(packed[0], b.Start, tile.Start);
            Numbers.Kernels(kernels).MultiplyPair(packed[0], b.Start, second, pair.Start);
            Assert.Equal(first.Span.ToArray(), tile.Span.ToArray());
            Assert.Equal([.. first.Span, .. other.Span], pair.Span.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Zeros_that_are_skipped_change_no_bit(string kernels)
    {
        const int steps = 257;
        float[] x = [.. Numbers.Normal(SparseTile.Rows * steps, 3).Select((value, i) => i % 3 == 0 && i % 7 < 5 ? value : i % 2 == 0 ? 0 : -0f)];
        using GuardedBuffer samples = new(x), b = new(Numbers.Normal(steps * Tile.Columns, 4)), all = new(x.Length);
        using GuardedBuffer offsets = new(steps), expected = new(SparseTile.Length), actual = new(SparseTile.Length), memory = new(NonZeros.Length(1, steps));
        for (int i = 0; i < steps; i++)
        {
            ((int*)offsets.Start)[i] = i * Tile.Columns;
            for (int r = 0; r < SparseTile.Rows; r++)
                all.Span[(i * SparseTile.Rows) + r] = x[(r * steps) + i];
        }

        var packed = new NonZeros(memory.Start, groups: 1, steps);
        packed.PackSamples(0, samples.Start, steps);
        Assert.InRange(packed[0].Count, 1, steps - 1);
        Numbers.Kernels(kernels).Multiply(new SparseRows(all.Start, (int*)offsets.Start, steps), b.Start, expected.Start);
        Numbers.Kernels(kernels).Multiply(packed[0], b.Start, actual.Start);
        Assert.Equal(
            expected.Span.ToArray().Select(BitConverter.SingleToUInt32Bits), actual.Span.ToArray().Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void What_is_packed_is_the_reference()
    {
        foreach (int steps in s_sizes)
        {
            float[] x = Sparse(Numbers.RoundUp(SparseTile.Rows * steps, 4), 5);
            x[^1] = float.NaN;
            CheckPacking(x, steps, ofSamples: true);
            CheckPacking(x, steps, ofSamples: false);
        }
    }

    private static void CheckPacking(float[] x, int steps, bool ofSamples)
    {
        using GuardedBuffer source = new(x), values = new(SparseTile.Rows * steps), offsets = new(steps);
        using GuardedBuffer expectedValues = new(SparseTile.Rows * steps), expectedOffsets = new(steps);
        int expected = ofSamples
            ? NonZeros.OfSamplesReference(source.Start, steps, expectedValues.Start, (int*)expectedOffsets.Start)
            : NonZeros.OfInputsReference(source.Start, steps, SparseTile.Rows, expectedValues.Start, (int*)expectedOffsets.Start);
        int actual = ofSamples
            ? NonZeros.OfSamples(source.Start, steps, values.Start, (int*)offsets.Start)
            : NonZeros.OfInputs(source.Start, steps, SparseTile.Rows, values.Start, (int*)offsets.Start);

        Assert.Equal(expected, actual);
        Assert.Equal(expectedValues.Span[..(expected * SparseTile.Rows)].ToArray(), values.Span[..(expected * SparseTile.Rows)].ToArray());
        Assert.Equal(new Span<int>(expectedOffsets.Start, expected).ToArray(), new Span<int>(offsets.Start, expected).ToArray());
    }

    /// <summary>Whole numbers, of which most are 0: often all four of a step.</summary>
    private static float[] Sparse(int count, uint stream) => [.. Numbers.Whole(count, stream).Select(value => Math.Abs(value) > 5 ? value : 0)];
}
