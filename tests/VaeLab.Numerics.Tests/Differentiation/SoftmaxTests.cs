using static VaeLab.Numerics.Functions;

namespace VaeLab.Numerics.Tests.Differentiation;

/// <summary>Softmax and its relatives where exponentials overflow or vanish, and where rows are long.</summary>
[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed class SoftmaxTests : IDisposable
{
    private const float MinusInfinity = float.NegativeInfinity;

    private readonly WorkerPool _pool = new(1);

    [Theory]
    [InlineData(1e4f, 1e4f, 9998, 10000.758624, 0.4683105, 0.4683105, 0.0633789)]
    [InlineData(-1e4f, -1e4f, -10002, -9999.241376, 0.4683105, 0.4683105, 0.0633789)]
    [InlineData(1e4f, -1e4f, 0, 1e4, 1, 0, 0)]
    [InlineData(MinusInfinity, 1, 1, 1.693147, 0, 0.5, 0.5)]
    [InlineData(MinusInfinity, MinusInfinity, 88, 88, 0, 0, 1)]
    [InlineData(0, 0, 0, 1.098612, 0.3333333, 0.3333333, 0.3333333)]
    public void Rows_of_any_size_of_logits_are_right(float a, float b, float c, double logSumExp, double first, double second, double third)
    {
        var tape = new Tape(1, _pool);
        Parameter row = new("row", 3, 1);
        row.CopyFrom([a, b, c]);
        Tensor x = Repeat(tape, row), sum = LogSumExp(x), softmax = Softmax(x), logSoftmax = LogSoftmax(x), loss = Mean(sum);
        tape.Forward();
        double[] probabilities = [first, second, third];
        Assert.Equal(logSumExp, sum.Values[0], 1e-7 * Math.Max(10, Math.Abs(logSumExp)));
        Numbers.AssertClose(probabilities, softmax.Values, 2e-6, "softmax");
        for (int j = 0; j < 3; j++)
        {
            Assert.Equal(probabilities[j], Math.Exp(logSoftmax.Values[j]), 2e-6);
            Assert.False(float.IsNaN(logSoftmax.Values[j]));
        }

        tape.Backward(loss);
        Numbers.AssertClose(probabilities, Circuit.GradientOf(row), 2e-6, "gradient of log-sum-exp");
    }

    [Fact]
    public void Log_sum_exp_of_nothing_but_minus_infinity_is_minus_infinity_and_passes_no_gradient()
    {
        var tape = new Tape(1, _pool);
        Parameter row = new("row", 3, 1);
        row.CopyFrom([MinusInfinity, MinusInfinity, MinusInfinity]);
        Tensor sum = LogSumExp(Repeat(tape, row)), loss = Mean(sum);
        tape.Forward();
        Assert.Equal(MinusInfinity, sum.Values[0]);
        tape.Backward(loss);
        Assert.Equal([0, 0, 0], Circuit.GradientOf(row));
    }

    [Fact]
    public void What_is_not_a_number_shows()
    {
        var tape = new Tape(1, _pool);
        Tensor x = tape.Input(35), sum = LogSumExp(x), softmax = Softmax(x), logSoftmax = LogSoftmax(x);
        x.Values[20] = float.NaN;
        tape.Forward();
        Assert.True(float.IsNaN(sum.Values[0]));
        Assert.True(float.IsNaN(softmax.Values[0]));
        Assert.True(float.IsNaN(logSoftmax.Values[0]));
    }

    [Fact]
    public void A_long_tail_of_small_numbers_counts()
    {
        // Added to 1 in single precision, e⁻¹⁷ is lost, and a million of them must not be. e⁻¹⁷ itself is right to some 1e-6 of it.
        const int columns = 1_000_001;
        double expected = Math.Log(1 + ((columns - 1) * Math.Exp(-17)));
        var tape = new Tape(1, _pool, gradients: false);
        Tensor x = tape.Input(columns), sum = LogSumExp(x), logSoftmax = LogSoftmax(x), total = Sum(Softmax(x));
        x.Values.Fill(-17);
        x.Values[0] = 0;
        tape.Forward();
        Assert.Equal(expected, sum.Values[0], 5e-7);
        Assert.Equal(-expected, logSoftmax.Values[0], 5e-7);
        Assert.Equal(1, total.Values[0], 1e-4);
    }

    public void Dispose() => _pool.Dispose();
}
