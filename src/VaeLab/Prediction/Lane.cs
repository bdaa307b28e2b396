using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Prediction;

/// <summary>All that one call of a <see cref="Predictor"/> computes with. What it needs is recorded when it is needed first.</summary>
/// <param name="model">The model.</param>
/// <param name="giveBack">Gives it back when the call is over, for the next one.</param>
internal sealed class Lane(GenerativeModel model, Action<Lane> giveBack) : IDisposable
{
    /// <summary>Samples at a time.</summary>
    public const int Rows = 32;

    // A likelihood or a prior of one's own may not expect to be recorded by two threads at a time.
    private static readonly Lock s_recording = new();

    /// <summary>From samples to codes.</summary>
    public Pass Encode => field ??= Record(model.Pixels, model.Code);

    /// <summary>From samples to <see cref="Q"/>.</summary>
    public Pass Posterior => field ??= Record(model.Pixels, (x, labels) => (Q = ((LatentModel)model).Encode(x, labels)).Mean);

    /// <summary>The posterior of the samples that <see cref="Posterior"/> took last.</summary>
    public GaussianPosterior? Q { get; private set; }

    /// <summary>From codes to what the decoder outputs.</summary>
    public Pass Decode => field ??= Record(model.CodeLength, model.FromCode);

    /// <summary>From samples to what the decoder outputs for their codes.</summary>
    public Pass Reconstruct => field ??= Record(model.Pixels, model.Reconstruct);

    /// <summary>From shaped noise to what the decoder outputs.</summary>
    public Pass Sample => field ??= Record(model.SampleLength, model.Generate);

    /// <summary>From samples and <see cref="Noise"/> to <see cref="Loss"/>.</summary>
    public Pass Score => field ??= Record(model.Pixels, (x, labels) =>
    {
        Noise = x.Tape.Input(model.NoiseLength);
        Loss = model.Loss(new Batch(x, Noise, labels), KlPenalty.Weighted(1));
        return Loss.Reconstruction;
    });

    /// <summary>The noise that <see cref="Score"/> takes.</summary>
    public Tensor? Noise { get; private set; }

    /// <summary>The loss of the samples that <see cref="Score"/> took last.</summary>
    public ModelLoss? Loss { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => giveBack(this);

    private Pass Record(int columns, Func<Tensor, Tensor?, Tensor> record)
    {
        lock (s_recording)
            return new(columns, model.Classes, record);
    }
}

/// <summary>A tape that takes rows of numbers, with their classes if the model has some, to an output.</summary>
internal sealed class Pass
{
    private readonly Tape _tape;
    private readonly Tensor? _labels;
    private readonly Tensor _output;

    /// <param name="columns">Numbers of a row.</param>
    /// <param name="classes">The model's classes, or 0.</param>
    /// <param name="record">From rows and labels to the output.</param>
    public Pass(int columns, int classes, Func<Tensor, Tensor?, Tensor> record)
    {
        // A pool of one has no threads: all is computed by whoever calls.
        _tape = new Tape(Lane.Rows, new WorkerPool(width: 1), gradients: false) { ChecksWeights = false, SeparatesRows = true };
        Input = _tape.Input(columns);
        _labels = classes > 0 ? _tape.Input(classes) : null;
        _output = record(Input, _labels);
    }

    /// <summary>To be filled before each <see cref="Run"/>.</summary>
    public Tensor Input { get; }

    /// <summary>Sets the rows and their labels.</summary>
    public Pass Begin(ReadOnlySpan<int> labels, int start, int count)
    {
        _tape.Rows = count;
        if (_labels is not null)
            OneHot.Fill(labels.Slice(start, count), _labels.Columns, _labels.Values);
        return this;
    }

    /// <summary>Sets the rows, their labels and their numbers.</summary>
    public Pass Begin(ReadOnlySpan<int> labels, int start, int count, ReadOnlySpan<float> numbers)
    {
        Begin(labels, start, count);
        numbers.Slice(start * Input.Columns, count * Input.Columns).CopyTo(Input.Values);
        return this;
    }

    /// <summary>Computes the output.</summary>
    public Tensor Run()
    {
        _tape.Forward();
        return _output;
    }
}
