using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>The same numbers, from rows to blocks of pictures: see <see cref="Blocks"/>.</summary>
internal sealed unsafe class ToBlocks(Tensor x, Planes planes) : Operation([x], x.Columns, planes: planes)
{
    private readonly Tensor _x = x;

    public override bool SeparatesRows => true;

    public override bool FindsByOffset => true;

    public override bool HeedsFirst => true;

    public override void Forward(in RowRange rows)
    {
        Layout.ClearUnused(_x.Value + _x.Offset(rows), rows.Count, _x.Columns);
        Blocks.FromRows(_x.Value + _x.Offset(rows), planes, Output.Value + Output.Offset(rows), add: false);
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        if (_x.NeedsGradient)
            Blocks.ToRows(Output.Derivative + Output.Offset(rows), planes, _x.Derivative + Output.Offset(rows), add: !first[0]);
    }

    public override void ForwardReference() => _x.ReferenceValue.CopyTo(Output.ReferenceValue, 0);

    public override void BackwardReference() => Layout.AddReference(Output, _x);
}

/// <summary>The same numbers, from blocks of pictures to rows: see <see cref="Blocks"/>.</summary>
internal sealed unsafe class ToRows(Tensor x) : Operation([x], x.Columns)
{
    private readonly Tensor _x = x;
    private readonly Planes _planes = x.Planes!.Value;

    public override bool SeparatesRows => true;

    public override bool FindsByOffset => true;

    public override bool HeedsFirst => true;

    public override void Forward(in RowRange rows) =>
        Blocks.ToRows(_x.Value + _x.Offset(rows), _planes, Output.Value + Output.Offset(rows), add: false);

    public override void Backward(in RowRange rows, bool[] first)
    {
        Layout.ClearUnused(Output.Derivative + Output.Offset(rows), rows.Count, Output.Columns);
        Blocks.FromRows(Output.Derivative + _x.Offset(rows), _planes, _x.Derivative + _x.Offset(rows), add: !first[0]);
    }

    public override void ForwardReference() => _x.ReferenceValue.CopyTo(Output.ReferenceValue, 0);

    public override void BackwardReference() => Layout.AddReference(Output, _x);
}

/// <summary>What both directions share.</summary>
internal static unsafe class Layout
{
    /// <summary>Makes the rows of a block that belong to no sample zero, so that they are finite in values and add nothing to gradients.</summary>
    /// <param name="block">The numbers of a block, in rows.</param>
    /// <param name="used">Rows that belong to samples.</param>
    /// <param name="columns">Numbers in a row.</param>
    public static void ClearUnused(float* block, int used, int columns) =>
        new Span<float>(block + (used * columns), (Tape.BlockRows - used) * columns).Clear();

    public static void AddReference(Tensor from, Tensor to)
    {
        for (int i = 0; i < to.ReferenceGradient.Length; i++)
            to.ReferenceGradient[i] += from.ReferenceGradient[i];
    }
}
