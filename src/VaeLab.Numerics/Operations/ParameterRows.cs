using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>y[k] = p[k]: the rows of a parameter as rows of a tensor, whatever the batch is.</summary>
internal sealed unsafe class ParameterRows(Tape tape, Parameter parameter)
    : Operation(Checked(tape, parameter), [], parameter.Columns, RowCount.Fixed(parameter.Rows), hasParameters: true)
{
    private readonly Parameter[] _parameters = [parameter];

    public override ReadOnlySpan<Parameter> Parameters => _parameters;

    public override int ParameterTasks => Panels.Count(parameter.Rows);

    public override int ScratchLength => PanelLength;

    public override bool SeparatesRows => true;

    private int PanelLength => parameter.Columns * Panels.Width;

    public override void Forward(in RowRange rows)
    {
        int columns = parameter.Columns;
        for (int k = rows.Start; k < rows.Start + rows.Count; k++)
        {
            for (int j = 0; j < columns; j++)
                Output.Value[(k * columns) + j] = parameter.Value[Panels.Index(k, j, columns)];
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        // The parameter's gradient, once that of all rows is known, is the parameter tasks'.
    }

    public override void ParameterTask(ReadOnlySpan<Operation> uses, int task, int worker, Optimizer? optimizer)
    {
        if (Sink(parameter, optimizer) is not { } sink)
            return;
        int columns = parameter.Columns, from = task * Panels.Width, to = Math.Min(from + Panels.Width, parameter.Rows);
        float* gradient = Tape.Scratch(worker);
        new Span<float>(gradient, PanelLength).Clear();
        foreach (Operation use in uses)
        {
            for (int k = from; k < to; k++)
            {
                for (int j = 0; j < columns; j++)
                    gradient[(j * Panels.Width) + k - from] += use.Output.Derivative[(k * columns) + j];
            }
        }

        sink.Take(task * PanelLength, PanelLength, gradient);
    }

    public override void ForwardReference() => parameter.ReferenceValue.CopyTo(Output.ReferenceValue, 0);

    public override void BackwardReference()
    {
        for (int i = 0; i < parameter.ReferenceGradient.Length; i++)
            parameter.ReferenceGradient[i] += Output.ReferenceGradient[i];
    }

    private static Tape Checked(Tape tape, Parameter parameter)
    {
        tape.PairParameters(parameter, bias: null, typeof(ParameterRows));
        return tape;
    }
}
