namespace VaeLab.Numerics;

/// <summary>
/// An operation of your own: a function of the numbers of one sample, with its derivative. <see cref="Functions.Apply"/> records it; the tape
/// then calls it for each sample. Many threads call it at once, each for another sample.
/// </summary>
public abstract class RowFunction
{
    /// <summary>How many numbers it makes of a row; as many as there are, unless overridden.</summary>
    /// <param name="inputs">Numbers of a row.</param>
    public virtual int Outputs(int inputs) => inputs;

    /// <summary>Computes y = f(x). Should not allocate.</summary>
    /// <param name="x">A row.</param>
    /// <param name="y">Receives <see cref="Outputs"/> numbers.</param>
    public abstract void Forward(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>Adds ∂x += Jᵀ·∂y, with J the derivatives of y by x. Should not allocate.</summary>
    /// <param name="x">The row.</param>
    /// <param name="y">f(x).</param>
    /// <param name="outputGradient">∂y, the derivatives of the loss by y.</param>
    /// <param name="inputGradient">∂x, to be added to.</param>
    public abstract void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> outputGradient, Span<float> inputGradient);
}
