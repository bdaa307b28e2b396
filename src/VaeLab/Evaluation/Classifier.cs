using VaeLab.Data;
using VaeLab.Networks;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Evaluation;

/// <summary>
/// A dense network that tells classes of images apart, to judge what a generative model has made: pixels → 256 → 128 → classes with
/// ReLU, trained by the cross-entropy of its softmax.
/// For one thread at a time.
/// </summary>
public sealed class Classifier
{
    private const int BatchSize = 128, Epochs = 4;

    private readonly Network _layers;
    private readonly Tape _tape;
    private readonly Tensor _x;
    private readonly Tensor _logits;

    private Classifier(int pixels, int classes, ulong seed, WorkerPool workers)
    {
        uint stream = 0;
        _layers = Network.Dense(
            "classifier", [pixels, 256, 128, classes], Activation.Relu, last: Activation.Identity, () => new(seed, RandomPurpose.Classifier, stream++));
        _tape = new Tape(BatchSize, workers, gradients: false);
        _x = _tape.Input(pixels);
        _logits = _layers.Apply(_x);
    }

    /// <summary>Trains one: four epochs of Adam, 128 images a step.</summary>
    /// <param name="images">Images with their labels.</param>
    /// <param name="classes">How many classes there are; labels are below.</param>
    /// <param name="seed">Where weights and order come from; the same seed gives the same classifier on any number of threads.</param>
    /// <param name="workers">The threads to compute on.</param>
    public static Classifier Train(SampleSet images, int classes, ulong seed, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(workers);
        var classifier = new Classifier(images.Shape.Length, classes, seed, workers);
        int batch = Math.Min(BatchSize, images.Count);
        var tape = new Tape(batch, workers);
        Tensor x = tape.Input(images.Shape.Length), labels = tape.Input(1);
        Tensor loss = Mean(SoftmaxCrossEntropy(classifier._layers.Apply(x), labels));
        var adam = new Adam(classifier._layers.Parameters);
        var order = new int[images.Count];
        for (uint epoch = 1; epoch <= Epochs; epoch++)
        {
            new RandomStream(seed, RandomPurpose.Classifier, 1000 + epoch).Permute(order);
            for (int start = 0; start < order.Length; start += batch)
            {
                tape.Rows = Math.Min(batch, order.Length - start);
                images.Fill(order.AsSpan(start, tape.Rows), x.Values);
                for (int n = 0; n < tape.Rows; n++)
                    labels.Values[n] = images.RequiredLabels.Span[order[start + n]];
                tape.Forward();
                tape.Backward(loss, adam);
            }
        }

        return classifier;
    }

    /// <summary>The most likely class of each image.</summary>
    /// <param name="images">Count × pixels in [0, 1].</param>
    public int[] Classify(ReadOnlySpan<float> images)
    {
        int count = images.Length / _x.Columns;
        var classes = new int[count];
        for (int start = 0; start < count; start += BatchSize)
        {
            _tape.Rows = Math.Min(BatchSize, count - start);
            images.Slice(start * _x.Columns, _tape.Rows * _x.Columns).CopyTo(_x.Values);
            _tape.Forward();
            for (int n = 0; n < _tape.Rows; n++)
                classes[start + n] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(_logits.Values.Slice(n * _logits.Columns, _logits.Columns));
        }

        return classes;
    }

    /// <summary>The share of images whose most likely class is their label.</summary>
    public double Accuracy(SampleSet images)
    {
        var pixels = new float[images.Count * images.Shape.Length];
        images.Fill(0, images.Count, pixels);
        return Classify(pixels).Zip(images.Labels.ToArray()).Count(pair => pair.First == pair.Second) / (double)images.Count;
    }
}
