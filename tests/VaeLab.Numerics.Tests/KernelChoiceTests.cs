using VaeLab.Numerics.Kernels;
using VaeLab.Numerics.Simd;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Numerics.Tests;

/// <summary>Whatever a tape computes, it computes with the kernels that it was given: so a test chooses the width of the vectors.</summary>
public sealed class KernelChoiceTests
{
    [Fact]
    public void Functions_and_the_optimizer_use_the_kernels_of_their_tape()
    {
        using var pool = new WorkerPool(1);
        var kernels = new WatchedKernels();
        var tape = new Tape(3, pool) { Kernels = kernels };
        Parameter weight = new("weight", 2, 4), bias = new("bias", 2, 1);
        Tensor x = tape.Input(4), loss = Mean(Sum(Silu(Dense(x, weight, bias))));
        x.Values.Fill(1);
        tape.Forward();
        Assert.Equal((1, 0, 0), (kernels.Maps, kernels.Gradients, kernels.Updates));
        tape.Backward(loss, new Adam([weight, bias]));
        Assert.Equal((1, 1, 2), (kernels.Maps, kernels.Gradients, kernels.Updates));
    }

    [Fact]
    public void A_step_from_kept_gradients_uses_the_optimizers_kernels()
    {
        using var pool = new WorkerPool(1);
        var kernels = new WatchedKernels();
        var model = new LittleModel(pool, batchSize: 5);
        model.Run(optimizer: null, rows: 5, seed: 1);
        new Adam(model.Parameters) { Kernels = kernels }.Step();
        Assert.Equal(model.Parameters.Count, kernels.Updates);
    }

    private sealed unsafe class WatchedKernels() : KernelSetOfWidth<float, Simd1>("watched")
    {
        public int Maps { get; private set; }

        public int Gradients { get; private set; }

        public int Updates { get; private set; }

        public override void Map<TFunction>(float* x, float* y, int count)
        {
            Maps++;
            base.Map<TFunction>(x, y, count);
        }

        public override void AddGradient<TFunction>(float* x, float* y, float* dy, float* dx, int count)
        {
            Gradients++;
            base.AddGradient<TFunction>(x, y, dy, dx, count);
        }

        public override void Adam(float* w, float* m, float* v, float* g, int count, in AdamKernel.Step step)
        {
            Updates++;
            base.Adam(w, m, v, g, count, step);
        }
    }
}
