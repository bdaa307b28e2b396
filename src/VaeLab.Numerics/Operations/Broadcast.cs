namespace VaeLab.Numerics.Operations;

/// <summary>
/// y = f(left, right), number by number, where one operand has a single column: its number of a row meets each number of the
/// other's row. Its gradient is the sum over the row, in double precision and in the order of the columns.
/// </summary>
internal sealed unsafe class Broadcast<TFunction>(Tensor left, Tensor right) : Operation([left, right], Math.Max(left.Columns, right.Columns), left.IsBatch)
    where TFunction : struct, IBinaryFunction
{
    public override bool IsRowwise => left.IsBatch;

    /// <summary>Whether one of the shapes is that of a column, and the other one has the same rows.</summary>
    public static bool Fits(Tensor left, Tensor right) =>
        left.RowCount == right.RowCount && Math.Min(left.Columns, right.Columns) == 1 && left.Columns != right.Columns;

    public override void Forward(in RowRange rows)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            for (int j = 0; j < Output.Columns; j++)
                Output.Value[Place(Output, n, j)] = TFunction.Value(left.Value[Place(left, n, j)], right.Value[Place(right, n, j)]);
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            double sum = 0;
            for (int j = 0; j < Output.Columns; j++)
            {
                float derivative = Output.Derivative[Place(Output, n, j)];
                (float byLeft, float byRight) = TFunction.Derivatives(left.Value[Place(left, n, j)], right.Value[Place(right, n, j)]);
                Add(left, n, j, derivative * byLeft, ref sum);
                Add(right, n, j, derivative * byRight, ref sum);
            }

            Tensor column = left.Columns == 1 ? left : right;
            if (column.NeedsGradient)
                column.Derivative[n] += (float)sum;
        }
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = TFunction.Value(left.ReferenceValue[Place(left, i)], right.ReferenceValue[Place(right, i)]);
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            (double byLeft, double byRight) = TFunction.Derivatives(left.ReferenceValue[Place(left, i)], right.ReferenceValue[Place(right, i)]);
            left.ReferenceGradient[Place(left, i)] += Output.ReferenceGradient[i] * byLeft;
            right.ReferenceGradient[Place(right, i)] += Output.ReferenceGradient[i] * byRight;
        }
    }

    private static int Place(Tensor tensor, int n, int j) => tensor.Columns == 1 ? n : (n * tensor.Columns) + j;

    private static void Add(Tensor operand, int n, int j, float derivative, ref double sum)
    {
        if (operand.Columns == 1)
            sum += derivative;
        else if (operand.NeedsGradient)
            operand.Derivative[Place(operand, n, j)] += derivative;
    }

    private int Place(Tensor operand, int i) => Place(operand, i / Output.Columns, i % Output.Columns);
}
