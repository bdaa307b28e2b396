using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>Whether a model that is asked for a class makes images of that class, in the eyes of a classifier that has seen real images only.</summary>
public static class ClassAgreement
{
    private const int SamplesPerClass = 200;

    /// <summary>Trains the classifier, draws 200 images of each class that occurs, and counts.</summary>
    /// <param name="model">A model that sees labels.</param>
    /// <param name="data">The images that the classifier learns from, and those that it is judged by.</param>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <exception cref="InputException">The data have no labels.</exception>
    public static Measure Measure(GenerativeModel model, Dataset data, ulong seed, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(workers);
        int[] classes = [.. data.Train.RequiredLabels.ToArray().Distinct().Order()];
        int[] asked = [.. Enumerable.Range(0, classes.Length * SamplesPerClass).Select(n => classes[n % classes.Length])];
        var classifier = Classifier.Train(data.Train, model.Classes, seed, workers);
        float[] samples = new Sampler(model, workers).Sample(asked.Length, new(seed, RandomPurpose.Samples), asked);
        int[] seen = classifier.Classify(samples);
        return new("class_agreement", asked.Zip(seen).Count(pair => pair.First == pair.Second) / (double)asked.Length, FormattableString.Invariant(
            $"share of {asked.Length} samples that a classifier takes for the class asked for; it is right on {classifier.Accuracy(data.HeldOut):P1} of the {data.HeldOutName} images"));
    }
}
