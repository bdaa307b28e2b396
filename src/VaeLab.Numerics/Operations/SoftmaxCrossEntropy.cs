using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// −ln softmax(l)ₜ = ln Σₖ e^(lₖ − lₜ) of each row, in nats, with the greatest logit taken out of the exponents: batch × classes and
/// the class t of each row to batch × 1.
/// </summary>
internal sealed unsafe class SoftmaxCrossEntropy : Operation
{
    private readonly Tensor _logits;
    private readonly Tensor _classes;
    private readonly float* _probabilities;

    /// <param name="logits">l, batch × classes.</param>
    /// <param name="classes">t, batch × 1: whole numbers from 0, as data.</param>
    public SoftmaxCrossEntropy(Tensor logits, Tensor classes)
        : base(Checked(logits, classes), columns: 1)
    {
        (_logits, _classes) = (logits, classes);
        _probabilities = Tape.Arena.Take(logits.Capacity * logits.Columns);
    }

    public override void Forward(in RowRange rows)
    {
        int columns = _logits.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            var logits = new ReadOnlySpan<float>(_logits.Value + (n * columns), columns);
            var probabilities = new Span<float>(_probabilities + (n * columns), columns);
            float greatest = TensorPrimitives.Max(logits);
            TensorPrimitives.Subtract(logits, greatest, probabilities);
            TensorPrimitives.Exp(probabilities, probabilities);
            float sum = TensorPrimitives.Sum(probabilities);
            TensorPrimitives.Divide(probabilities, sum, probabilities);
            Output.Value[n] = greatest + MathF.Log(sum) - logits[Class(_classes.Value[n])];
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int columns = _logits.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            var gradient = new Span<float>(_logits.Derivative + (n * columns), columns);
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(_probabilities + (n * columns), columns), Output.Derivative[n], gradient, gradient);
            gradient[Class(_classes.Value[n])] -= Output.Derivative[n];
        }
    }

    public override void ForwardReference()
    {
        for (int n = 0; n < Output.ReferenceValue.Length; n++)
            Output.ReferenceValue[n] = Math.Log(Row(n).Sum(logit => Math.Exp(logit - Target(n))));
    }

    public override void BackwardReference()
    {
        int columns = _logits.Columns;
        for (int i = 0; i < _logits.ReferenceValue.Length; i++)
        {
            int n = i / columns;
            double probability = 1 / Row(n).Sum(logit => Math.Exp(logit - _logits.ReferenceValue[i]));
            double indicator = i % columns == Class((float)_classes.ReferenceValue[n]) ? 1 : 0;
            _logits.ReferenceGradient[i] += Output.ReferenceGradient[n] * (probability - indicator);
        }
    }

    private static Tensor[] Checked(Tensor logits, Tensor classes)
    {
        if (!logits.IsBatch || !classes.IsBatch || classes.Columns != 1 || classes.NeedsGradient)
            throw new ArgumentException("A cross-entropy of classes needs a batch of logits, and of each row the class as data, batch × 1.");
        return [logits, classes];
    }

    private int Class(float value) => (int)value is var index && index == value && index >= 0 && index < _logits.Columns ? index
        : throw new ArgumentException(FormattableString.Invariant($"A class is {value}, and the logits are of {_logits.Columns} classes: it needs a whole number from 0 to {_logits.Columns - 1}."));

    private IEnumerable<double> Row(int n) => _logits.ReferenceValue.Skip(n * _logits.Columns).Take(_logits.Columns);

    private double Target(int n) => _logits.ReferenceValue[(n * _logits.Columns) + Class((float)_classes.ReferenceValue[n])];
}
