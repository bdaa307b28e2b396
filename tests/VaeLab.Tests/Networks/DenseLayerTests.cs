using VaeLab.Networks;
using VaeLab.Numerics;

namespace VaeLab.Tests.Networks;

/// <summary>What a wide layer is spared.</summary>
public sealed class DenseLayerTests
{
    [Theory]
    [InlineData(784, 0.784)]
    [InlineData(1024, 1.024)]
    [InlineData(2048, 1.024)]
    [InlineData(65_536, 1.024)]
    public void A_step_of_Adam_moves_an_output_by_no_more_for_many_bright_pixels_than_for_a_thousand(int inputs, double change)
    {
        var layer = new DenseLayer("wide", inputs, 4, Activation.Identity, new RandomStream(1, RandomPurpose.Test));
        using var workers = new WorkerPool(1);
        var tape = new Tape(1, workers);
        Tensor x = tape.Input(inputs);
        Tensor y = layer.Apply(x);
        Tensor loss = Functions.Mean(Functions.Sum(y));
        x.Values.Fill(1);
        var adam = new Adam([layer.Weight], learningRate: 0.001);

        tape.Forward();
        float[] before = y.Values.ToArray();
        tape.Backward(loss, adam);
        tape.Forward();
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(-change, y.Values[i] - before[i], 2e-3));
    }
}
