using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests;

/// <summary>Steps from kept gradients, their norm, and averages of weights. Runs alone: it measures allocations of the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class OptimizerTests : IDisposable
{
    private const int Batch = 37;

    private readonly WorkerPool _pool = new(2);

    [Fact]
    public void A_step_from_kept_gradients_gives_the_bits_of_a_fused_one()
    {
        LittleModel fused = new(_pool, Batch), kept = new(_pool, Batch);
        Adam fusedAdam = new(fused.Parameters, 0.01, 0.8, 0.95, 1e-6), keptAdam = new(kept.Parameters, 0.01, 0.8, 0.95, 1e-6);
        for (uint step = 1; step <= 5; step++)
        {
            fused.Run(fusedAdam, Batch, step);
            kept.Run(optimizer: null, Batch, step);
            keptAdam.Step(step % 2 == 0 ? _pool : null);
            Assert.Equal(fused.Values(), kept.Values());
        }

        Assert.Equal(5, keptAdam.Steps);
    }

    [Fact]
    public void Gradients_are_scaled_and_stay_as_they_were()
    {
        LittleModel model = new(_pool, Batch);
        var adam = new Adam(model.Parameters, 0.01, 0.8, 0.95, 1e-3);
        model.Run(optimizer: null, Batch, seed: 1);
        float[][] before = model.Values(), gradients = model.Gradients();
        adam.Step(_pool, gradientScale: 0.125);

        Assert.Equal(gradients, model.Gradients());
        float[][] after = model.Values();
        for (int p = 0; p < before.Length; p++)
        {
            for (int i = 0; i < before[p].Length; i++)
            {
                double w = before[p][i], m = 0, v = 0;
                AdamKernel.Reference(ref w, ref m, ref v, 0.125 * gradients[p][i], 1, 0.01, 0.8, 0.95, 1e-3);
                Assert.InRange(after[p][i] - w, -1e-6, 1e-6);
            }
        }
    }

    [Fact]
    public void The_norm_is_that_of_all_gradients_together_on_any_number_of_threads()
    {
        LittleModel model = new(_pool, Batch);
        var adam = new Adam(model.Parameters);
        Assert.Equal(0, adam.GradientNorm());
        model.Run(optimizer: null, Batch, seed: 1);
        double expected = Math.Sqrt(model.Gradients().Sum(gradient => SumOfSquares.Reference(gradient)));
        double norm = adam.GradientNorm();
        Assert.Equal(expected, norm, 1e-12 * expected);
        for (int threads = 1; threads <= 5; threads++)
        {
            using var pool = new WorkerPool(threads);
            Assert.Equal(norm, adam.GradientNorm(pool));
        }
    }

    [Fact]
    public void Clipping_gives_the_same_bits_on_any_number_of_threads()
    {
        float[][][] results = [.. new[] { 1, 2, 5 }.Select(threads =>
        {
            using var pool = new WorkerPool(threads);
            LittleModel model = new(pool, Batch);
            var adam = new Adam(model.Parameters);
            var average = new WeightAverage(model.Parameters, 0.9);
            for (uint step = 1; step <= 5; step++)
            {
                model.Run(optimizer: null, Batch, step);
                adam.Step(pool, Math.Min(1, 0.5 / adam.GradientNorm(pool)));
                average.Update(pool);
            }

            average.Swap(pool);
            return model.Values();
        })];
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Fact]
    public void An_average_follows_its_formula_and_is_exchanged()
    {
        LittleModel model = new(_pool, Batch);
        var adam = new Adam(model.Parameters, 0.01);
        var average = new WeightAverage(model.Parameters, 0.75);
        double[][] expected = [.. model.Values().Select(Numbers.ToDouble)];
        for (uint step = 1; step <= 6; step++)
        {
            model.Run(adam, Batch, step);
            average.Update(step % 2 == 0 ? _pool : null);
            float[][] values = model.Values();
            for (int p = 0; p < expected.Length; p++)
            {
                for (int i = 0; i < expected[p].Length; i++)
                    expected[p][i] = (0.75 * expected[p][i]) + (0.25 * values[p][i]);
            }
        }

        float[][] weights = model.Values();
        average.Swap();
        Assert.True(average.IsSwapped);
        foreach ((double[] wanted, float[] got) in expected.Zip(model.Values()))
            Numbers.AssertClose(wanted, got, 1e-6, "average");
        Assert.Contains("call Swap", Assert.Throws<InvalidOperationException>(() => average.Update()).Message, StringComparison.Ordinal);
        average.Swap(_pool);
        Assert.Equal(weights, model.Values());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_parameter_of_several_pieces_is_measured_adjusted_averaged_and_exchanged_as_a_whole(int threads)
    {
        // Longer than a piece, and not a whole number of pieces, panels or chunks.
        const double rate = 0.01, scale = 0.125;
        using WorkerPool? pool = threads == 0 ? null : new(threads);
        var tape = new Tape(Batch, _pool);
        Tensor x = tape.Input(301);
        Parameter weight = new("weight", 131, 301), bias = new("bias", 131, 1);
        weight.CopyFrom(Numbers.Normal(weight.Length, 1));
        Tensor loss = Functions.Mean(Functions.Sum(Functions.Square(Functions.Dense(x, weight, bias))));
        Numbers.Normal(x.Values.Length, 2).CopyTo(x.Values);
        tape.Forward();
        tape.Backward(loss);
        float[] before = Values(weight), gradient = new float[weight.Length];
        weight.CopyGradientTo(gradient);

        var adam = new Adam([weight], rate, 0.8, 0.95, 1e-3);
        var average = new WeightAverage([weight], 0.75);
        double norm = Math.Sqrt(SumOfSquares.Reference(gradient));
        Assert.Equal(norm, adam.GradientNorm(pool), 1e-12 * norm);

        adam.Step(pool, scale);
        average.Update(pool);
        float[] after = Values(weight);
        for (int i = 0; i < after.Length; i++)
        {
            double w = before[i], m = 0, v = 0;
            AdamKernel.Reference(ref w, ref m, ref v, scale * gradient[i], 1, rate, 0.8, 0.95, 1e-3);
            Assert.InRange(after[i] - w, -1e-6, 1e-6);
        }

        average.Swap(pool);
        Assert.Equal(after, Values(average.Averages.Single()));
        float[] averaged = Values(weight);
        for (int i = 0; i < after.Length; i++)
            Assert.InRange(averaged[i] - ((0.75 * before[i]) + (0.25 * after[i])), -1e-6, 1e-6);
    }

    [Fact]
    public void An_average_of_weights_that_stay_stays()
    {
        LittleModel model = new(_pool, Batch);
        float[][] weights = model.Values();
        var average = new WeightAverage(model.Parameters, 0.999);
        for (int i = 0; i < 100; i++)
            average.Update();
        average.Swap();
        Assert.Equal(weights, model.Values());
    }

    /// <summary>Word for word from the papers, in double precision, over some steps.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Weight_decay_and_momentum_are_those_of_the_papers(double strength)
    {
        const double rate = 0.02;
        LittleModel decayed = new(_pool, Batch), moved = new(_pool, Batch), plain = new(_pool, Batch);
        AdamW adamW = new(decayed.Parameters, rate, 0.8, 0.95, 1e-3, weightDecay: strength);
        Sgd sgd = new(moved.Parameters, rate, momentum: strength);
        Adam adam = new(plain.Parameters, rate, 0.8, 0.95, 1e-3);
        double[][] first = Doubles(decayed.Values(), zero: true), second = Doubles(decayed.Values(), zero: true), velocity = Doubles(decayed.Values(), zero: true);
        for (uint step = 1; step <= 4; step++)
        {
            decayed.Run(optimizer: null, Batch, step);
            moved.Run(optimizer: null, Batch, step);
            double[][] w = Doubles(decayed.Values()), v = Doubles(moved.Values());
            float[][] g = decayed.Gradients(), h = moved.Gradients();
            adamW.Step(_pool);
            sgd.Step(_pool);
            plain.Run(adam, Batch, step);
            for (int p = 0; p < w.Length; p++)
            {
                for (int i = 0; i < w[p].Length; i++)
                {
                    w[p][i] -= rate * strength * w[p][i];
                    AdamKernel.Reference(ref w[p][i], ref first[p][i], ref second[p][i], g[p][i], step, rate, 0.8, 0.95, 1e-3);
                    velocity[p][i] = (strength * velocity[p][i]) + h[p][i];
                    v[p][i] -= rate * velocity[p][i];
                }

                Numbers.AssertClose(w[p], decayed.Values()[p], 1e-5, "AdamW");
                Numbers.AssertClose(v[p], moved.Values()[p], 1e-5, "SGD");
            }

            if (strength == 0)
                Assert.Equal(plain.Values(), decayed.Values());
        }

        Assert.All(sgd.Memory, velocity => Assert.StartsWith("sgd.velocity.", velocity.Name, StringComparison.Ordinal));

        static double[][] Doubles(float[][] values, bool zero = false) => [.. values.Select(row => Array.ConvertAll(row, value => zero ? 0 : (double)value))];
    }

    [Fact]
    public void Settings_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW([], weightDecay: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd([], 0.1, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd([], 0.1, momentum: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam([], beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam([], beta1: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam([], beta2: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam([], epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightAverage([], decay: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightAverage([], decay: -0.1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Nothing_is_allocated(int threads)
    {
        using var pool = new WorkerPool(threads);
        LittleModel model = new(pool, Batch);
        model.Run(optimizer: null, Batch, seed: 1);
        var adam = new Adam(model.Parameters);
        var average = new WeightAverage(model.Parameters, 0.99);
        Assert.Equal(0, Allocations.Fewest(() =>
        {
            adam.Step(pool, Math.Min(1, 0.1 / adam.GradientNorm(pool)));
            average.Update(pool);
            average.Swap(pool);
            average.Swap(pool);
        }));
    }

    [Fact]
    public void A_coefficient_may_change_between_replays()
    {
        var tape = new Tape(2, _pool);
        var scale = new Coefficient(2);
        var origin = new Coefficient(1);
        Tensor x = tape.Input(3), y = scale * (x - origin);
        new float[] { 1, 2, 3, 4, 5, 6 }.CopyTo(x.Values);
        tape.Forward();
        Assert.Equal([0, 2, 4, 6, 8, 10], y.Values.ToArray());
        (scale.Value, origin.Value) = (-1, 4);
        tape.Forward();
        Assert.Equal([3, 2, 1, 0, -1, -2], y.Values.ToArray());
    }

    [Fact]
    public void The_sum_of_squares_is_the_plain_one()
    {
        for (int count = 0; count <= 320; count += 16)
        {
            using var x = new GuardedBuffer(Numbers.Normal(count, 5));
            unsafe
            {
                double expected = SumOfSquares.Reference(x.Span);
                Assert.Equal(expected, SumOfSquares.Of(x.Start, count), 1e-14 * expected);
            }
        }
    }

    public void Dispose() => _pool.Dispose();

    private static float[] Values(Parameter parameter)
    {
        var values = new float[parameter.Length];
        parameter.CopyTo(values);
        return values;
    }
}
