namespace VaeLab.Numerics.Tests;

/// <summary>An operation that is written outside the library.</summary>
public sealed class RowFunctionTests : IDisposable
{
    private readonly WorkerPool _pool = new(3);

    public void Dispose() => _pool.Dispose();

    /// <summary>The same function in tensors, and by a class.</summary>
    [Fact]
    public void It_computes_and_learns_like_one_of_the_library()
    {
        (float[] Values, float[] Gradient) own = Run(x => Functions.Apply(x, new ProductOfNeighbours()));
        (float[] Values, float[] Gradient) known = Run(x => Functions.Concat(
            Functions.Columns(x, 0, 1) * Functions.Columns(x, 1, 1), Functions.Columns(x, 1, 1) * Functions.Columns(x, 2, 1)));
        Assert.Equal(known.Values, own.Values);
        Assert.All(known.Gradient.Zip(own.Gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Contains(own.Gradient, slope => slope != 0);
    }

    [Fact]
    public void A_row_for_the_whole_batch_is_refused()
    {
        var tape = new Tape(2, _pool);
        Assert.Contains("needs a batch", Assert.Throws<ArgumentException>(() => Functions.Apply(Functions.Mean(tape.Input(3)), new ProductOfNeighbours())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("function", () => Functions.Apply(tape.Input(3), null!));
    }

    private (float[] Values, float[] Gradient) Run(Func<Tensor, Tensor> function)
    {
        var tape = new Tape(70, _pool);
        Tensor x = tape.Input(2);
        Parameter weight = new("weight", 3, 2), bias = new("bias", 3);
        weight.CopyFrom(Numbers.Normal(6, 1));
        Tensor y = function(Functions.Dense(x, weight, bias)), loss = Functions.Mean(Functions.Sum(Functions.Square(y)));
        Numbers.Normal(140, 2).CopyTo(x.Values);
        tape.Forward();
        tape.Backward(loss);
        tape.LoadReference();
        tape.ForwardReference();
        tape.BackwardReference(loss);
        var gradient = new float[6];
        weight.CopyGradientTo(gradient);
        Numbers.AssertClose(weight.ReferenceGradient, gradient, 1e-4, "gradient");
        return (y.Values.ToArray(), gradient);
    }

    /// <summary>y = (x₁x₂, x₂x₃, …): fewer numbers out than in.</summary>
    private sealed class ProductOfNeighbours : RowFunction
    {
        public override int Outputs(int inputs) => inputs - 1;

        public override void Forward(ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] = x[i] * x[i + 1];
        }

        public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
        {
            for (int i = 0; i < y.Length; i++)
            {
                inputGradient[i] += outputGradient[i] * x[i + 1];
                inputGradient[i + 1] += outputGradient[i] * x[i];
            }
        }
    }
}
