using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// y[n] = (p[0, 0], p[0, 1], …, p[1, 0], …): the numbers of a parameter, row by row, once for each sample. Its gradient is the sum over
/// the batch, in double precision and in the order of the samples.
/// </summary>
internal sealed unsafe class Repeat(Tape tape, Parameter parameter)
    : Operation(Checked(tape, parameter), [], parameter.Length, RowCount.PerSample(1), hasParameters: true)
{
    private readonly Parameter[] _parameters = [parameter];

    public override ReadOnlySpan<Parameter> Parameters => _parameters;

    public override int ParameterTasks => 1;

    public override int ScratchLength => parameter.PaddedLength;

    public override void Forward(in RowRange rows)
    {
        int columns = Output.Columns;
        var sample = new Span<float>(Output.Value + (rows.Start * columns), columns);
        parameter.CopyTo(sample);
        for (int n = rows.Start + 1; n < rows.Start + rows.Count; n++)
            sample.CopyTo(new Span<float>(Output.Value + (n * columns), columns));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        // The parameter's gradient, once that of all rows is known, is the parameter task's.
    }

    public override void ParameterTask(ReadOnlySpan<Operation> uses, int task, int worker, Optimizer? optimizer)
    {
        float* gradient = Tape.Scratch(worker);
        new Span<float>(gradient, parameter.PaddedLength).Clear();
        for (int j = 0; j < Output.Columns; j++)
        {
            double sum = 0;
            foreach (Operation use in uses)
            {
                for (int n = 0; n < use.Output.Rows; n++)
                    sum += use.Output.Derivative[(n * Output.Columns) + j];
            }

            gradient[Panels.Index(j / parameter.Columns, j % parameter.Columns, parameter.Columns)] = (float)sum;
        }

        Sink(parameter, optimizer)?.Take(0, parameter.PaddedLength, gradient);
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = parameter.ReferenceValue[i % Output.Columns];
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceGradient.Length; i++)
            parameter.ReferenceGradient[i % Output.Columns] += Output.ReferenceGradient[i];
    }

    private static Tape Checked(Tape tape, Parameter parameter)
    {
        tape.PairParameters(parameter, bias: null, typeof(Repeat));
        return tape;
    }
}
