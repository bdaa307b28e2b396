using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y[n·K + k] = x[n]: each row several times, one after the other. Its gradient is the sum over them, in their order.</summary>
internal sealed unsafe class RepeatRows(Tensor x, int times)
    : Operation(x.Tape, Checked(x, times), x.Columns, RowCount.PerSample(checked(x.RowCount.ForSample * times)), hasParameters: false)
{
    private readonly Tensor _x = x;

    /// <summary>Those of the input, so that each of its rows is summed by one thread.</summary>
    public override RowCount? BackwardRows => _x.RowCount;

    public override bool SeparatesRows => true;

    public override void Forward(in RowRange rows)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            Row(_x.Value, n / times).CopyTo(Row(Output.Value, n));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        for (int n = rows.Start; _x.NeedsGradient && n < rows.Start + rows.Count; n++)
        {
            Span<float> gradient = Row(_x.Derivative, n);
            for (int k = 0; k < times; k++)
                TensorPrimitives.Add(gradient, Row(Output.Derivative, (n * times) + k), gradient);
        }
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = _x.ReferenceValue[Place(i)];
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            _x.ReferenceGradient[Place(i)] += Output.ReferenceGradient[i];
    }

    private static Tensor[] Checked(Tensor x, int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        return x.RowCount.ForSample > 0 ? [x] : throw new ArgumentException("Rows to be repeated are those of samples.");
    }

    private int Place(int i) => (i / Output.Columns / times * Output.Columns) + (i % Output.Columns);

    private Span<float> Row(float* numbers, int row) => new(numbers + (row * Output.Columns), Output.Columns);
}

/// <summary>The same numbers, in the same order, in more or in fewer rows.</summary>
internal sealed unsafe class Reshape(Tensor x, int columns, RowCount rows) : Operation(x.Tape, [x], columns, rows, hasParameters: false)
{
    private readonly Tensor _x = x;

    public override bool SeparatesRows => true;

    public override bool HeedsFirst => true;

    public override void Forward(in RowRange rows) => Part(_x.Value, rows).CopyTo(Part(Output.Value, rows));

    public override void Backward(in RowRange rows, bool[] first)
    {
        if (!_x.NeedsGradient)
            return;
        Span<float> gradient = Part(_x.Derivative, rows), passed = Part(Output.Derivative, rows);
        if (first[0])
            passed.CopyTo(gradient);
        else
            TensorPrimitives.Add(gradient, passed, gradient);
    }

    public override void ForwardReference() => _x.ReferenceValue.CopyTo(Output.ReferenceValue, 0);

    public override void BackwardReference() => TensorPrimitives.Add(_x.ReferenceGradient, Output.ReferenceGradient, _x.ReferenceGradient);

    /// <summary>More rows: each of so many parts of a row becomes a row.</summary>
    public static Tensor Split(Tensor x, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        return x.RowCount.ForSample > 0 && x.Columns % parts == 0
            ? new Reshape(x, x.Columns / parts, RowCount.PerSample(checked(x.RowCount.ForSample * parts))).Output
            : throw new ArgumentException(FormattableString.Invariant($"Rows to be split are those of samples, and their {x.Columns} columns must be {parts} equal parts."));
    }

    /// <summary>Fewer rows: so many become one.</summary>
    public static Tensor Join(Tensor x, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        return x.RowCount.ForSample > 0 && x.RowCount.ForSample % rows == 0
            ? new Reshape(x, checked(x.Columns * rows), RowCount.PerSample(x.RowCount.ForSample / rows)).Output
            : throw new ArgumentException(FormattableString.Invariant($"{rows} rows are to become one, and of each sample there are {x.RowCount.ForSample}: these must be a multiple of it."));
    }

    private Span<float> Part(float* numbers, in RowRange rows) => new(numbers + (rows.Start * Output.Columns), rows.Count * Output.Columns);
}

/// <summary>y = x, and the gradient that passes is multiplied, row by row, by a factor that may be recorded later.</summary>
internal sealed unsafe class ScaleGradient(Tensor x, Func<Tensor> factor) : Operation([x], x.Columns, x.IsBatch)
{
    private readonly Tensor _x = x;
    private Tensor? _factor;

    public override bool IsRowwise => _x.IsBatch;

    public override bool SeparatesRows => true;

    private Tensor Factor => _factor ??= Checked(Functions.Given(factor()));

    public override void Forward(in RowRange rows)
    {
        int start = rows.Start * _x.Columns, length = rows.Count * _x.Columns;
        new ReadOnlySpan<float>(_x.Value + start, length).CopyTo(new Span<float>(Output.Value + start, length));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int columns = _x.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            var gradient = new Span<float>(_x.Derivative + (n * columns), columns);
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(Output.Derivative + (n * columns), columns), Factor.Value[n], gradient, gradient);
        }
    }

    public override void ForwardReference() => _x.ReferenceValue.CopyTo(Output.ReferenceValue, 0);

    public override void BackwardReference()
    {
        for (int i = 0; i < _x.ReferenceGradient.Length; i++)
            _x.ReferenceGradient[i] += Output.ReferenceGradient[i] * Factor.ReferenceValue[i / _x.Columns];
    }

    private Tensor Checked(Tensor given) => given.Tape == Tape && given.RowCount == _x.RowCount && given.Columns == 1 ? given
        : throw new ArgumentException("The factor of a gradient must be a single column of the same rows, on the same tape.");
}
