using System.Numerics.Tensors;

namespace VaeLab.Numerics;

/// <summary>
/// An exponential moving average of parameters (Polyak &amp; Juditsky 1992; Tarvainen &amp; Valpola 2017): after each step
/// average ← average + (1 − decay)·(weights − average), starting at the weights as they are. The averaged model often
/// evaluates better than the one that training has just left.
/// For one thread at a time.
/// </summary>
public sealed unsafe class WeightAverage
{
    private readonly Dictionary<Parameter, Parameter> _averages = [];
    private readonly UpdateJob _update;
    private readonly SwapJob _swap;

    /// <summary>Starts at the parameters as they are.</summary>
    /// <param name="parameters">What to average.</param>
    /// <param name="decay">How much of the average stays at each step: at least 0 and below 1. 0.999 remembers about 1000 steps.</param>
    public WeightAverage(IEnumerable<Parameter> parameters, double decay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(decay, 1);
        Decay = decay;
        foreach (Parameter parameter in parameters)
        {
            Parameter average = parameter.Companion("average");
            average.CopyFrom(parameter);
            _averages.Add(parameter, average);
        }

        _update = new(_averages, (float)(1 - decay));
        _swap = new(_averages);
    }

    /// <summary>How much of the average stays at each step.</summary>
    public double Decay { get; }

    /// <summary>Whether the parameters hold the average at present, and the average the weights.</summary>
    public bool IsSwapped { get; private set; }

    /// <summary>The average of each parameter, named <c>average.…</c>; while <see cref="IsSwapped"/> the weights.</summary>
    public IEnumerable<Parameter> Averages => _averages.Values;

    /// <summary>Takes the parameters into the average; to be called after each step.</summary>
    /// <param name="workers">The threads to compute on; null for this one alone. The result is the same bits.</param>
    /// <exception cref="InvalidOperationException">The parameters hold the average itself.</exception>
    public void Update(WorkerPool? workers = null)
    {
        if (IsSwapped)
            throw new InvalidOperationException("The parameters hold the average: call Swap to have the weights back, and then Update.");
        _update.Run(workers);
    }

    /// <summary>Exchanges parameters and average: once to evaluate the average, and once more to train on.</summary>
    /// <param name="workers">The threads to compute on; null for this one alone.</param>
    public void Swap(WorkerPool? workers = null)
    {
        _swap.Run(workers);
        IsSwapped = !IsSwapped;
    }

    private sealed class UpdateJob(Dictionary<Parameter, Parameter> averages, float rate) : ParameterPieces(averages.Keys)
    {
        private const int Chunk = 512;

        protected override void Run(int index, Parameter parameter, int start, int count)
        {
            float* first = averages[parameter].Value;
            Span<float> change = stackalloc float[Chunk];
            for (int end = start + count; start < end; start += Chunk)
            {
                int length = Math.Min(Chunk, end - start);
                Span<float> average = new(first + start, length);
                TensorPrimitives.Subtract(new ReadOnlySpan<float>(parameter.Value + start, length), average, change);
                TensorPrimitives.MultiplyAdd(change[..length], rate, average, average);
            }
        }
    }

    private sealed class SwapJob(Dictionary<Parameter, Parameter> averages) : ParameterPieces(averages.Keys)
    {
        private const int Chunk = 512;

        protected override void Run(int index, Parameter parameter, int start, int count)
        {
            float* first = averages[parameter].Value;
            Span<float> kept = stackalloc float[Chunk];
            for (int end = start + count; start < end; start += Chunk)
            {
                int length = Math.Min(Chunk, end - start);
                Span<float> average = new(first + start, length), weights = new(parameter.Value + start, length);
                weights.CopyTo(kept);
                average.CopyTo(weights);
                kept[..length].CopyTo(average);
            }
        }
    }
}
