using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y[n, j] = x[n, start + j]: some neighbouring columns.</summary>
internal sealed unsafe class Columns(Tensor x, int start, int count) : Operation(Checked(x, start, count), count, x.IsBatch)
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override void Forward(in RowRange rows)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            new ReadOnlySpan<float>(_x.Value + (n * _x.Columns) + start, Output.Columns).CopyTo(new Span<float>(Output.Value + (n * Output.Columns), Output.Columns));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            var gradient = new Span<float>(_x.Derivative + (n * _x.Columns) + start, Output.Columns);
            TensorPrimitives.Add(gradient, new ReadOnlySpan<float>(Output.Derivative + (n * Output.Columns), Output.Columns), gradient);
        }
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = _x.ReferenceValue[(i / Output.Columns * _x.Columns) + start + (i % Output.Columns)];
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            _x.ReferenceGradient[(i / Output.Columns * _x.Columns) + start + (i % Output.Columns)] += Output.ReferenceGradient[i];
    }

    private static Tensor[] Checked(Tensor x, int start, int count) => start >= 0 && count >= 1 && count <= x.Columns - start
        ? [x]
        : throw new ArgumentException(FormattableString.Invariant($"There are {x.Columns} columns, and {count} from {start} on are asked for: it needs at least 1, and within these."));
}
