using BenchmarkDotNet.Attributes;
using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Benchmarks;

/// <summary>
/// The kernels of a training step, each recorded on a tape of its own and replayed as training does: 128 images of 784 pixels,
/// the first experiment's largest layer and its latent plane.
/// </summary>
public class KernelBenchmarks : IDisposable
{
    private const int Batch = 128, Pixels = 784, Hidden = 512, LatentDimensions = 2;

    private readonly RandomStream _random = new(0, RandomPurpose.Test);
    private WorkerPool _workers = null!;
    private Tape _dense = null!, _crossEntropy = null!, _reparameterization = null!, _adam = null!;
    private Tensor _denseLoss = null!;
    private Adam _optimizer = null!;

    /// <summary>Threads that compute together.</summary>
    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; }

    /// <summary>One thread, and all of them.</summary>
    public static IEnumerable<int> ThreadCounts => new[] { 1, Environment.ProcessorCount }.Distinct();

    /// <summary>Records the tapes.</summary>
    [GlobalSetup]
    public void Record()
    {
        _workers = new WorkerPool(Threads);

        var layer = new DenseLayer("layer", Pixels, Hidden, Activation.Relu, _random);
        _dense = new Tape(Batch, _workers);
        _denseLoss = Mean(Sum(layer.Apply(Filled(_dense, Pixels))));
        _dense.Forward();

        _crossEntropy = new Tape(Batch, _workers, gradients: false);
        Tensor pixels = Filled(_crossEntropy, Pixels);
        _random.FillUniform(pixels.Values);
        BinaryCrossEntropy(Filled(_crossEntropy, Pixels), pixels);

        _reparameterization = new Tape(Batch, _workers, gradients: false);
        var posterior = new DiagonalGaussian(Filled(_reparameterization, LatentDimensions), Filled(_reparameterization, LatentDimensions));
        posterior.Reparameterize(Filled(_reparameterization, LatentDimensions));

        var adjusted = new DenseLayer("adjusted", Pixels, Hidden, Activation.Relu, _random);
        _adam = new Tape(Batch, _workers);
        Tensor loss = Mean(Sum(adjusted.Apply(Filled(_adam, Pixels))));
        _adam.Forward();
        _adam.Backward(loss);
        _optimizer = new Adam([adjusted.Weight, adjusted.Bias]);
    }

    /// <summary>y = max(0, x·Wᵀ + b), 784 → 512.</summary>
    [Benchmark]
    public void DenseForward() => _dense.Forward();

    /// <summary>∂W and ∂b of the same layer.</summary>
    [Benchmark]
    public void DenseWeightGradient() => _dense.Backward(_denseLoss);

    /// <summary>Cross-entropy of 128 × 784 logits.</summary>
    [Benchmark]
    public void CrossEntropy() => _crossEntropy.Forward();

    /// <summary>z = μ + σ ⊙ ε, 128 × 2.</summary>
    [Benchmark]
    public void Reparameterization() => _reparameterization.Forward();

    /// <summary>A step of Adam for 784 · 512 + 512 parameters, from gradients that were kept.</summary>
    [Benchmark]
    public void Adam() => _optimizer.Step(_workers);

    /// <summary>Ends the threads.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _workers.Dispose();
        GC.SuppressFinalize(this);
    }

    private Tensor Filled(Tape tape, int columns)
    {
        Tensor input = tape.Input(columns);
        _random.FillNormal(input.Values);
        return input;
    }
}
