using System.Numerics.Tensors;
using VaeLab.Numerics.Operations;

namespace VaeLab.Numerics;

/// <content>The plain path: the same tape in double precision, by each operation's obvious form, for checking the fast one.</content>
public sealed unsafe partial class Tape
{
    /// <summary>Copies inputs and parameters to the plain path, where a test may then change them.</summary>
    internal void LoadReference()
    {
        foreach (Tensor tensor in _tensors)
        {
            tensor.ReferenceValue = new double[tensor.Rows * tensor.Columns];
            tensor.ReferenceGradient = new double[tensor.Rows * tensor.Columns];
            if (tensor.Source is null)
                TensorPrimitives.ConvertChecked(tensor.Values, tensor.ReferenceValue.AsSpan());
        }

        foreach (Operation operation in _operations)
        {
            foreach (Parameter parameter in operation.Parameters)
            {
                var values = new float[parameter.Length];
                parameter.CopyTo(values);
                parameter.ReferenceValue = Array.ConvertAll(values, value => (double)value);
                parameter.ReferenceGradient = new double[parameter.Length];
            }
        }
    }

    /// <summary>Computes all tensors in double precision.</summary>
    internal void ForwardReference()
    {
        foreach (Operation operation in _operations)
            operation.ForwardReference();
    }

    /// <summary>Computes all derivatives in double precision.</summary>
    internal void BackwardReference(Tensor loss)
    {
        foreach (Tensor tensor in _tensors)
            Array.Clear(tensor.ReferenceGradient);
        foreach (Operation operation in _operations)
        {
            foreach (Parameter parameter in operation.Parameters)
                Array.Clear(parameter.ReferenceGradient);
        }

        loss.ReferenceGradient[0] = 1;
        for (int i = _operations.Count - 1; i >= 0; i--)
            _operations[i].BackwardReference();
    }
}
