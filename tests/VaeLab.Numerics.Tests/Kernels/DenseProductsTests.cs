using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests.Kernels;

/// <summary>
/// The three products on whole numbers, where every order of summing gives the same exact result. Memory that must not
/// matter — rows past the batch, panels past the last output — holds NaN.
/// </summary>
[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed unsafe class DenseProductsTests
{
    private static readonly int[] s_sizes = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100];

    public static TheoryData<string> KernelNames => Numbers.KernelNames;

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Forward_is_the_reference(string kernels) => ForEachShape((rows, inputs, outputs) =>
    {
        float[] x = Numbers.Whole(rows * inputs, 1), w = Numbers.Whole(outputs * inputs, 2), b = Numbers.Whole(outputs, 3);
        foreach (bool relu in new[] { false, true })
        {
            var expected = new double[rows * outputs];
            DenseProducts.Reference.Forward(
                Numbers.ToDouble(x), Numbers.ToDouble(w), Numbers.ToDouble(b), expected, rows, inputs, outputs, relu);

            using GuardedBuffer samples = new(x), weights = Packed(w, outputs, inputs), bias = Packed(b, outputs, 1);
            using var y = new GuardedBuffer(Numbers.RoundUp(rows, SparseTile.Rows) * outputs);
            Forward(kernels, samples, weights, bias, y, rows, inputs, outputs, relu);
            AssertSame(expected, y.Span[..expected.Length], rows, inputs, outputs);
        }
    });

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void The_input_gradient_is_the_reference(string kernels) => ForEachShape((_, inputs, outputs) =>
    {
        const int rows = Transpose.Samples;
        float[] dy = Numbers.Whole(rows * outputs, 4), w = Numbers.Whole(outputs * inputs, 5);
        var expected = new double[rows * inputs];
        DenseProducts.Reference.InputGradient(Numbers.ToDouble(dy), Numbers.ToDouble(w), expected, rows, inputs, outputs);

        using GuardedBuffer gradient = new(dy), dyTransposed = new(outputs * rows), weights = Packed(w, outputs, inputs);
        using GuardedBuffer dx = new(rows * inputs), dxTransposed = new(Numbers.RoundUp(inputs, Tile.Rows) * rows);
        Transpose.ToColumnsReference(gradient.Start, outputs, dyTransposed.Start);
        Numbers.Kernels(kernels).InputGradient(
            new(weights.Start, b: null, inputs, outputs), dyTransposed.Start, dxTransposed.Start);
        Transpose.ToRows(dxTransposed.Start, inputs, dx.Start, add: false);
        AssertSame(expected, dx.Span, rows, inputs, outputs);
    });

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void The_weight_gradient_is_the_reference(string kernels) => ForEachShape((rows, inputs, outputs) =>
    {
        float[] dy = Numbers.Whole(rows * outputs, 6), x = Numbers.Whole(rows * inputs, 7);
        double[] expected = new double[outputs * inputs], bias = new double[outputs];
        DenseProducts.Reference.WeightGradient(Numbers.ToDouble(dy), Numbers.ToDouble(x), expected, bias, rows, inputs, outputs);

        using GuardedBuffer dyPanels = PanelsOf(dy, rows, outputs), samples = new(x);
        var panels = new float[Panels.Length(outputs, inputs)];

        // The inputs in two parts, as tasks share them out.
        int cut = Math.Min(inputs, Numbers.RoundUp(inputs / 3, SparseTile.Rows));
        foreach ((int first, int count) in new[] { (0, cut), (cut, inputs - cut) })
        {
            int groups = Numbers.RoundUp(count, SparseTile.Rows) / SparseTile.Rows;
            using var memory = new GuardedBuffer(NonZeros.Length(groups, rows));
            var packed = new NonZeros(memory.Start, groups, rows);
            for (int group = 0; group < groups; group++)
                packed.PackInputs(group, samples.Start + first + (group * SparseTile.Rows), rows, inputs);

            for (int panel = 0; panel < Panels.Count(outputs); panel += 2)
            {
                bool pair = panel + 1 < Panels.Count(outputs);
                for (int group = 0; group < groups; group++)
                {
                    int input = group * SparseTile.Rows, length = Math.Min(SparseTile.Rows, count - input) * Panels.Width;
                    using var gradient = new GuardedBuffer((pair ? 2 : 1) * SparseTile.Length);
                    Numbers.Kernels(kernels).WeightGradient(
                        packed[group], dyPanels.Start + (panel * rows * Panels.Width), pair ? rows * Panels.Width : 0, gradient.Start);
                    for (int i = 0; i < (pair ? 2 : 1); i++)
                        gradient.Span.Slice(i * SparseTile.Length, length).CopyTo(panels.AsSpan((((panel + i) * inputs) + first + input) * Panels.Width));
                }
            }
        }

        var actual = new float[expected.Length];
        Panels.Unpack(panels, outputs, inputs, actual);
        AssertSame(expected, actual, rows, inputs, outputs);
    });

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Relu_of_NaN_is_NaN_and_stays_in_its_row(string kernels)
    {
        const int rows = 9, inputs = 5, outputs = 40, poisoned = 3;
        float[] x = Numbers.Whole(rows * inputs, 1), w = Numbers.Whole(outputs * inputs, 2);
        x[poisoned * inputs] = float.NaN;
        using GuardedBuffer samples = new(x), weights = Packed(w, outputs, inputs), bias = Packed(new float[outputs], outputs, 1);
        using var y = new GuardedBuffer(Numbers.RoundUp(rows, SparseTile.Rows) * outputs);
        Forward(kernels, samples, weights, bias, y, rows, inputs, outputs, relu: true);

        for (int i = 0; i < rows * outputs; i++)
            Assert.Equal(i / outputs == poisoned, float.IsNaN(y.Span[i]));
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Inactive_units_pass_no_gradient(string kernels)
    {
        float[] specials = [1, -1, 0, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        for (int length = 0; length <= 100; length++)
        {
            float[] y = [.. Enumerable.Range(0, length).Select(i => specials[(i + length) % specials.Length])];
            float[] dy = Numbers.Normal(length, 8);
            if (length > 0)
                dy[length / 2] = float.NaN;
            float[] expected = [.. y.Zip(dy, (output, gradient) => output > 0 ? gradient : 0)];

            using GuardedBuffer outputs = new(y), actual = new(dy);
            Numbers.Kernels(kernels).MaskInactive(outputs.Start, actual.Start, length);
            Assert.Equal(expected, actual.Span.ToArray());
        }
    }

    /// <summary>Every pair of sizes comes up, in each two of the three places.</summary>
    private static void ForEachShape(Action<int, int, int> check)
    {
        for (int i = 0; i < s_sizes.Length; i++)
        {
            for (int j = 0; j < s_sizes.Length; j++)
                check(s_sizes[i], s_sizes[j], s_sizes[(i + (5 * j)) % s_sizes.Length]);
        }
    }

    /// <summary>Panels whose rows past the last one hold NaN, though a parameter's are zero.</summary>
    private static GuardedBuffer Packed(float[] rowMajor, int rows, int columns)
    {
        var panels = new GuardedBuffer(Panels.Length(rows, columns));
        Panels.Pack(rowMajor, rows, columns, panels.Span);
        int last = Panels.Count(rows) - 1, used = rows - (last * Panels.Width);
        for (int column = 0; column < columns; column++)
            panels.Span[(((last * columns) + column) * Panels.Width)..][used..Panels.Width].Fill(float.NaN);
        return panels;
    }

    private static void Forward(
        string kernels, GuardedBuffer x, GuardedBuffer w, GuardedBuffer b, GuardedBuffer y, int rows, int inputs, int outputs, bool relu)
    {
        using var scratch = new GuardedBuffer(DenseProducts.ForwardScratch(inputs));
        var weights = new DenseWeights(w.Start, b.Start, inputs, outputs);
        for (int row = 0; row < rows; row += Transpose.Samples)
        {
            Numbers.Kernels(kernels).Forward(
                weights, x.Start + (row * inputs), y.Start + (row * outputs), Math.Min(Transpose.Samples, rows - row), relu, scratch.Start);
        }
    }

    /// <summary>∂y in panels, rows × 32 each.</summary>
    private static GuardedBuffer PanelsOf(float[] dy, int rows, int outputs)
    {
        var target = new GuardedBuffer(Panels.Count(outputs) * rows * Panels.Width);
        for (int i = 0; i < dy.Length; i++)
        {
            (int row, int output) = (i / outputs, i % outputs);
            target.Span[(((output / Panels.Width * rows) + row) * Panels.Width) + (output % Panels.Width)] = dy[i];
        }

        return target;
    }

    private static void AssertSame(double[] expected, ReadOnlySpan<float> actual, int rows, int inputs, int outputs)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(expected[i] == actual[i]))
                Assert.Fail(FormattableString.Invariant($"{rows} rows, {inputs} inputs, {outputs} outputs: number {i} is {actual[i]} and should be {expected[i]}."));
        }
    }
}
