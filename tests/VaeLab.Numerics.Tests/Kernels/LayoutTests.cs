using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests.Kernels;

/// <summary>How numbers are moved: transposing and panels.</summary>
[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed unsafe class LayoutTests
{
    [Fact]
    public void Samples_become_columns_at_every_length()
    {
        for (int columns = 1; columns <= 70; columns++)
        {
            using var source = new GuardedBuffer(Numbers.Normal(Transpose.Samples * columns, 1));
            using GuardedBuffer expected = new(columns * Transpose.Samples), actual = new(columns * Transpose.Samples);
            Transpose.ToColumnsReference(source.Start, columns, expected.Start);
            Transpose.ToColumns(source.Start, columns, actual.Start);

            Assert.Equal(expected.Span.ToArray(), actual.Span.ToArray());
            for (int n = 0; n < Transpose.Samples; n++)
                Assert.Equal(source.Span[(n * columns) + columns - 1], actual.Span[((columns - 1) * Transpose.Samples) + n]);
        }
    }

    [Fact]
    public void Columns_become_samples_again_and_may_be_added()
    {
        for (int columns = 1; columns <= 70; columns++)
        {
            int length = Transpose.Samples * columns;
            float[] samples = Numbers.Whole(length, 1), before = Numbers.Whole(length, 2);
            using GuardedBuffer source = new(samples), transposed = new(length), written = new(length), added = new(before);
            Transpose.ToColumnsReference(source.Start, columns, transposed.Start);

            Transpose.ToRows(transposed.Start, columns, written.Start, add: false);
            Transpose.ToRows(transposed.Start, columns, added.Start, add: true);
            Assert.Equal(samples, written.Span.ToArray());
            Assert.Equal(before.Zip(samples, (x, y) => x + y), added.Span.ToArray());
        }
    }

    [Fact]
    public void Panels_hold_every_number_where_they_say_and_zero_elsewhere()
    {
        foreach (int rows in new[] { 1, 2, 31, 32, 33, 63, 64, 65, 100 })
        {
            foreach (int columns in new[] { 1, 2, 7, 33 })
            {
                float[] matrix = [.. Enumerable.Range(1, rows * columns).Select(i => (float)i)];
                using var panels = new GuardedBuffer(Panels.Length(rows, columns));
                Panels.Pack(matrix, rows, columns, panels.Span);

                for (int row = 0; row < Numbers.RoundUp(rows, 32); row++)
                {
                    for (int column = 0; column < columns; column++)
                    {
                        float expected = row < rows ? matrix[(row * columns) + column] : 0;
                        Assert.Equal(expected, panels.Span[(((row / 32 * columns) + column) * 32) + (row % 32)]);
                    }
                }

                using var back = new GuardedBuffer(rows * columns);
                Panels.Unpack(panels.Span, rows, columns, back.Span);
                Assert.Equal(matrix, back.Span.ToArray());
            }
        }
    }
}
