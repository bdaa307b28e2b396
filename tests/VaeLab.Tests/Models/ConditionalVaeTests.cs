using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Tests.Models;

public sealed class ConditionalVaeTests : IDisposable
{
    private const int Rows = 20, Classes = 10;

    private readonly WorkerPool _pool = new(2);

    /// <summary>
    /// Where all images are of one class, its label only adds a column of weights to the first layers' sums: a plain VAE with that
    /// column in its biases has the same loss. What a plain VAE's loss is, PyTorch's trace says.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Of_one_class_it_is_a_plain_VAE_with_other_biases(int label)
    {
        Vae conditional = Conditional();
        Vae plain = WithLabelInBiases(conditional, label);
        ImageSet images = LittleData.Images(Rows);
        int[] labels = new int[Rows];
        Array.Fill(labels, label);
        var same = new ImageSet(images.Pixels, images.Shape, labels);
        RandomStream noise = new(3, RandomPurpose.Test);
        Loss expected = new LossEvaluator(plain, _pool).Evaluate(same, noise), actual = new LossEvaluator(conditional, _pool).Evaluate(same, noise);
        Assert.Equal(expected.Reconstruction, actual.Reconstruction, 1e-5 * expected.Reconstruction);
        Assert.Equal(expected.Kl!.Value, actual.Kl!.Value, 1e-5 * expected.Kl!.Value);

        double likelihood = new ImportanceSampling(plain, _pool).NegativeLogLikelihood(same.Slice(0, 3), 300, noise);
        Assert.Equal(likelihood, new ImportanceSampling(conditional, _pool).NegativeLogLikelihood(same.Slice(0, 3), 300, noise), 1e-5 * likelihood);
        float[] codes = new ModelInspector(plain, _pool).Encode(same).Means;
        AssertClose(codes, new ModelInspector(conditional, _pool).Encode(same).Means);
        var inspector = new ModelInspector(conditional, _pool) { Class = label };
        AssertClose(new ModelInspector(plain, _pool).Decode(codes), inspector.Decode(codes));
        AssertClose(new Sampler(plain, _pool).Sample(Rows, noise), new Sampler(conditional, _pool).Sample(Rows, noise, labels));
    }

    [Fact]
    public void The_same_point_is_another_image_in_another_class()
    {
        var inspector = new ModelInspector(Conditional(), _pool);
        float[] images = inspector.Decode([0.3f, -1, 0.3f, -1], [2, 5]);
        Assert.NotEqual(images[..LittleData.Pixels], images[LittleData.Pixels..]);
        inspector.Class = 5;
        Assert.Equal(images[LittleData.Pixels..], inspector.Decode([0.3f, -1]));
    }

    [Fact]
    public void Without_labels_it_says_what_it_needs()
    {
        var tape = new Tape(Rows, _pool);
        Tensor x = tape.Input(LittleData.Pixels);
        Assert.Contains("batch × classes", Assert.Throws<ArgumentNullException>(() => Conditional().Encode(x)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Conditional().Loss(new Batch(x, tape.Input(2)), KlPenalty.Weighted(1)));
    }

    [Fact]
    public void Labels_beyond_its_classes_are_refused_before_anything_is_trained()
    {
        Assert.Contains("ModelOptions.Classes is -1", Assert.Single(new ModelOptions { Classes = -1 }.Faults()), StringComparison.Ordinal);
        ExperimentOptions few = ModelKinds.Conditional with { Model = new() { Classes = 9 } };
        Assert.Equal("ModelOptions.Classes is 9, and the data have a label 9; it needs at least 10.", Assert.Throws<InputException>(() => few.LoadData()).Message);
    }

    /// <summary>A judge that cannot be wrong: classes that differ in every pixel.</summary>
    [Fact]
    public void A_classifier_learns_what_is_plain()
    {
        ImageSet train = LittleData.Images(1500), test = LittleData.Images(200, stream: 1);
        var classifier = Classifier.Train(train, Classes, seed: 1, _pool);
        Assert.InRange(classifier.Accuracy(test), 0.99, 1);
        using var one = new WorkerPool(1);
        float[] pixels = new float[200 * LittleData.Pixels];
        test.Fill(0, 200, pixels);
        Assert.Equal(classifier.Classify(pixels), Classifier.Train(train, Classes, seed: 1, one).Classify(pixels));
        Assert.Equal(test.Labels.ToArray(), Classifier.Train(train, Classes, seed: 2, _pool).Classify(pixels));
    }

    public void Dispose() => _pool.Dispose();

    private static Vae Conditional() => (Vae)new ModelOptions { Classes = Classes, Hidden = [16, 8] }.Create(LittleData.Shape, seed: 5);

    private static Vae WithLabelInBiases(Vae conditional, int label)
    {
        Vae plain = LittleData.Model();
        foreach ((Parameter to, Parameter from) in plain.Parameters.Zip(conditional.Parameters))
        {
            float[] values = LittleData.Values(from);
            if (to.Columns < from.Columns)
                values = [.. values.Chunk(from.Columns).SelectMany(row => row[..to.Columns])];
            to.CopyFrom(values);
        }

        foreach (string layer in (string[])["encoder.0", "decoder.0"])
        {
            Parameter weight = conditional.Parameters.Single(parameter => parameter.Name == $"{layer}.weight");
            float[] column = [.. LittleData.Values(weight).Chunk(weight.Columns).Select(row => row[^(Classes - label)])];
            plain.Parameters.Single(parameter => parameter.Name == $"{layer}.bias").CopyFrom(column);
        }

        return plain;
    }

    private static void AssertClose(float[] expected, float[] actual) => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
}
