using System.Diagnostics;
using VaeLab.Networks;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Cli.Benchmarking;

/// <summary>The rates of a dense layer's three products, in operations a second, as a tape runs them.</summary>
/// <param name="Inputs">Numbers into the layer.</param>
/// <param name="Outputs">Numbers out of it.</param>
/// <param name="Batch">Samples at a time.</param>
/// <param name="Forward">y = x·Wᵀ + b.</param>
/// <param name="WeightGradient">∂W = ∂yᵀ·x, and its small companions: ∂b, and the loss behind the layer.</param>
/// <param name="InputGradient">∂x = ∂y·W, and the same.</param>
internal sealed record LayerProducts(int Inputs, int Outputs, int Batch, double Forward, double WeightGradient, double InputGradient)
{
    private const int Repetitions = 20;

    /// <summary>Measures a layer.</summary>
    public static LayerProducts Measure(int inputs, int outputs, int batch, WorkerPool workers, double seconds)
    {
        var random = new RandomStream(0, RandomPurpose.Test);
        var layer = new DenseLayer("layer", inputs, outputs, Activation.Identity, random);

        var last = new Tape(batch, workers);
        Tensor x = last.Input(inputs);
        random.FillNormal(x.Values);
        Tensor loss = Mean(Sum(layer.Apply(x)));

        // Behind a layer with one input, the samples follow from parameters, so that they have a gradient. The optimizer owns
        // those few parameters and not the layer's own, whose gradient is then left out.
        var before = new DenseLayer("before", 1, inputs, Activation.Identity, random);
        var inner = new Tape(batch, workers);
        Tensor u = inner.Input(1);
        random.FillNormal(u.Values);
        Tensor innerLoss = Mean(Sum(layer.Apply(before.Apply(u))));
        var owner = new Adam([before.Weight, before.Bias]);

        last.Forward();
        inner.Forward();
        var forward = new Tape(batch, workers, gradients: false);
        Tensor y = forward.Input(inputs);
        random.FillNormal(y.Values);
        layer.Apply(y);

        double operations = 2.0 * batch * inputs * outputs;
        return new(
            inputs,
            outputs,
            batch,
            operations / Seconds(forward.Forward, seconds),
            operations / Seconds(() => last.Backward(loss), seconds),
            operations / Seconds(() => inner.Backward(innerLoss, owner), seconds));
    }

    /// <summary>Seconds for a call: the best of several stretches, after some calls in which the compiler does its work.</summary>
    private static double Seconds(Action action, double seconds)
    {
        double best = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        for (int stretch = 0; stretch < 5 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; stretch++)
        {
            long before = Stopwatch.GetTimestamp();
            for (int i = 0; i < Repetitions; i++)
                action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(before).TotalSeconds / Repetitions);
        }

        return best;
    }
}
