using VaeLab.Numerics.Kernels;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Numerics.Tests;

public sealed class AdamTests : IDisposable
{
    private const int Batch = 37;

    private readonly WorkerPool _pool = new(2);

    [Fact]
    public void A_tapes_steps_are_the_reference_on_the_tapes_gradients()
    {
        LittleModel trained = new(_pool, Batch), measured = new(_pool, Batch);
        var adam = new Adam(trained.Parameters, learningRate: 0.01);
        double[][] w = [.. measured.Values().Select(Numbers.ToDouble)];
        double[][] m = [.. w.Select(x => new double[x.Length])], v = [.. w.Select(x => new double[x.Length])];

        for (uint step = 1; step <= 6; step++)
        {
            adam.LearningRate = step <= 3 ? 0.01 : 0.002;
            foreach ((Parameter source, Parameter target) in trained.Parameters.Zip(measured.Parameters))
                Copy(source, target);
            measured.Run(optimizer: null, Batch, step);
            trained.Run(adam, Batch, step);
            Assert.Equal(step, adam.Steps);

            float[][] gradients = measured.Gradients(), actual = trained.Values();
            for (int p = 0; p < w.Length; p++)
            {
                for (int i = 0; i < w[p].Length; i++)
                    AdamKernel.Reference(ref w[p][i], ref m[p][i], ref v[p][i], gradients[p][i], step, adam.LearningRate, 0.9, 0.999, 1e-7);
                for (int i = 0; i < w[p].Length; i++)
                    Assert.InRange(actual[p][i] - w[p][i], -2e-6, 2e-6);
            }
        }
    }

    [Fact]
    public unsafe void Adjusting_parts_as_they_are_ready_gives_the_bits_of_adjusting_all_at_the_end()
    {
        LittleModel fused = new(_pool, Batch), apart = new(_pool, Batch);
        Adam fusedAdam = new(fused.Parameters), apartAdam = new(apart.Parameters);
        for (uint step = 1; step <= 5; step++)
        {
            float loss = fused.Run(fusedAdam, Batch, step);
            Assert.Equal(loss, apart.Run(optimizer: null, Batch, step));
            apartAdam.Begin();
            foreach (Parameter parameter in apart.Parameters)
                apartAdam.Sink(parameter)!.Take(0, parameter.PaddedLength, parameter.Derivative);
            Assert.Equal(fused.Values(), apart.Values());
        }
    }

    [Fact]
    public void Without_an_optimizer_nothing_moves()
    {
        var model = new LittleModel(_pool, Batch);
        float[][] before = model.Values();
        model.Run(optimizer: null, Batch, seed: 1);
        Assert.Equal(before, model.Values());
    }

    [Fact]
    public void What_an_optimizer_does_not_own_keeps_still_be_it_a_weight_a_bias_or_both()
    {
        LittleModel all = new(_pool, Batch);
        all.Run(new Adam(all.Parameters), Batch, seed: 1);
        float[][] moved = all.Values();
        foreach (Func<int, bool> owned in new Func<int, bool>[] { i => i % 2 == 0, i => i % 2 == 1, i => i < 4, i => i == 5, _ => false })
        {
            LittleModel model = new(_pool, Batch);
            float[][] before = model.Values();
            Assert.All(before.Zip(moved), pair => Assert.NotEqual(pair.First, pair.Second));
            var adam = new Adam(model.Parameters.Where((_, i) => owned(i)));
            model.Run(adam, Batch, seed: 1);

            float[][] after = model.Values();
            for (int i = 0; i < after.Length; i++)
            {
                Assert.Equal(owned(i), adam.Owns(model.Parameters[i]));
                Assert.Equal(owned(i) ? moved[i] : before[i], after[i]);
            }
        }
    }

    [Fact]
    public void A_parameter_that_the_loss_does_not_follow_from_keeps_still()
    {
        var tape = new Tape(4, _pool);
        Tensor x = tape.Input(3);
        Parameter weight = new("used.weight", 2, 3), bias = new("used.bias", 2, 1), other = new("other.weight", 2, 3), otherBias = new("other.bias", 2, 1);
        Tensor loss = Mean(Sum(Dense(x, weight, bias) + 1f));
        Mean(Sum(Dense(x, other, otherBias) + 1f));
        x.Values.Fill(1);
        tape.Forward();
        tape.Backward(loss, new Adam([weight, bias, other, otherBias]));

        var values = new float[6];
        weight.CopyTo(values);
        Assert.All(values, value => Assert.NotEqual(0, value));
        other.CopyTo(values);
        Assert.All(values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_learning_rate_must_be_above_zero()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam([], learningRate: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam([], learningRate: -1));
    }

    public void Dispose() => _pool.Dispose();

    private static void Copy(Parameter source, Parameter target)
    {
        var values = new float[source.Length];
        source.CopyTo(values);
        target.CopyFrom(values);
    }
}
