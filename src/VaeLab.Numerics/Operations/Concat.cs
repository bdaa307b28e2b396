using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y[n] = (a[n], b[n], …): the rows of several batches, one behind the other.</summary>
internal sealed unsafe class Concat(Tensor[] parts) : Operation(Checked(parts), parts.Sum(part => part.Columns))
{
    public override void Forward(in RowRange rows)
    {
        int column = 0;
        foreach (Tensor part in Inputs)
        {
            for (int n = rows.Start; n < rows.Start + rows.Count; n++)
                Row(part.Value, n, part.Columns).CopyTo(Target(Output.Value, n, column, part.Columns));
            column += part.Columns;
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int column = 0;
        foreach (Tensor part in Inputs)
        {
            for (int n = rows.Start; part.NeedsGradient && n < rows.Start + rows.Count; n++)
            {
                Span<float> gradient = Row(part.Derivative, n, part.Columns);
                TensorPrimitives.Add(gradient, Target(Output.Derivative, n, column, part.Columns), gradient);
            }

            column += part.Columns;
        }
    }

    public override void ForwardReference()
    {
        int column = 0;
        foreach (Tensor part in Inputs)
        {
            for (int i = 0; i < part.ReferenceValue.Length; i++)
                Output.ReferenceValue[(i / part.Columns * Output.Columns) + column + (i % part.Columns)] = part.ReferenceValue[i];
            column += part.Columns;
        }
    }

    public override void BackwardReference()
    {
        int column = 0;
        foreach (Tensor part in Inputs)
        {
            for (int i = 0; i < part.ReferenceValue.Length; i++)
                part.ReferenceGradient[i] += Output.ReferenceGradient[(i / part.Columns * Output.Columns) + column + (i % part.Columns)];
            column += part.Columns;
        }
    }

    private static Tensor[] Checked(Tensor[] parts)
    {
        if (parts.Length == 0 || !Array.TrueForAll(parts, part => part.IsBatch))
            throw new ArgumentException("To be put one behind the other, tensors must be batches, and at least one.");
        return parts;
    }

    private static Span<float> Row(float* values, int n, int columns) => new(values + (n * columns), columns);

    private Span<float> Target(float* values, int n, int column, int columns) => new(values + (n * Output.Columns) + column, columns);
}
