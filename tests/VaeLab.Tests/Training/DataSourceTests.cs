using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Models;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Tests.Training;

/// <summary>Trainings, evaluations and runs on data of all sorts: floats, files, many classes, no labels, no test set.</summary>
public sealed class DataSourceTests : IDisposable
{
    private static readonly TrainingOptions s_options = new() { Epochs = 2, BatchSize = 10, Threads = 2, Seed = 3 };

    private readonly TempFolder _folder = new();
    private readonly WorkerPool _pool = new(2);

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Binarization.None)]
    [InlineData(Binarization.Static)]
    [InlineData(Binarization.Dynamic)]
    public void Where_the_values_lie_does_not_change_a_bit(Binarization binarization)
    {
        ImageSet train = LittleData.Images(70), test = LittleData.Images(20, stream: 1);
        (float[][] Weights, Loss Loss) expected = Train(Dataset.Create("bytes", train, test));
        Assert.Equal(expected, Train(Dataset.Create("floats", InMemory(train), InMemory(test))), Same);
        using FileSet bytes = FileSet.OfBytes(_folder.Write("bytes", train.Pixels.ToArray()), train.Shape, 70, 0, train.Labels);
        using FileSet floats = FileSet.OfFloats(_folder.Write("floats", MemoryMarshal.AsBytes<float>(Values(test)).ToArray()), test.Shape, 20, 0, test.Labels);
        Assert.Equal(expected, Train(Dataset.Create("files", bytes, floats)), Same);

        (float[][] Weights, Loss Loss) Train(Dataset data)
        {
            data = binarization == Binarization.None ? data : data.Binarize(s_options.Seed, alsoTraining: binarization == Binarization.Static);
            Vae model = LittleData.Model();
            new Trainer(model, data, s_options with { Binarization = binarization }, _pool).Fit(TestContext.Current.CancellationToken);
            return (LittleData.Values(model), new LossEvaluator(model, _pool).Evaluate(data.HeldOut, new(1, RandomPurpose.EvaluationNoise)));
        }

        static bool Same((float[][] Weights, Loss Loss) one, (float[][] Weights, Loss Loss) other) =>
            one.Loss == other.Loss && one.Weights.Zip(other.Weights).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
    }

    [Fact]
    public void There_may_be_three_hundred_classes()
    {
        ImageSet bars = LittleData.Images(330);
        int[] labels = [.. Enumerable.Range(0, 330).Select(i => i % 300)];
        var images = new ImageSet(bars.Pixels, bars.Shape, labels);
        Dataset data = Dataset.Create("many classes", images, images.Slice(270, 60));
        Assert.Equal(299, data.GreatestLabel);

        ModelOptions options = Small with { Classes = 300 };
        GenerativeModel model = options.Create(data.Shape, seed: 1);
        new Trainer(model, data, s_options, _pool).Fit(TestContext.Current.CancellationToken);
        var report = EvaluationReport.Measure(model, data, data.HeldOut, samples: 2, seed: 0, _pool);
        Assert.InRange(report.Measures!["class_agreement"], 0, 1);
        Assert.NotNull(report.NeighbourAccuracy);

        var inspector = new ModelInspector((LatentModel)model, _pool);
        Assert.Equal(labels[270..], inspector.Encode(data.HeldOut).Labels);
        Assert.NotEqual(inspector.Decode(new float[2], [3]), inspector.Decode(new float[2], [259])); // 259 is no 3

        Trainer Make(int classes) => new((Small with { Classes = classes }).Create(data.Shape, 1), data, s_options, _pool);
        Assert.Contains("make it for at least 300", Assert.Throws<InputException>(() => Make(299)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Neighbours_of_classes_above_255_are_told_apart()
    {
        LatentCodes codes = new([0, 0.1f, 5, 5.1f], 1, [3, 3, 259, 259]);
        Assert.Equal(1, NearestNeighbours.Accuracy(codes, codes, neighbours: 2));
        Assert.Equal(0, NearestNeighbours.Accuracy(codes, codes with { Labels = [259, 259, 3, 3] }, neighbours: 2));
        Assert.Throws<ArgumentException>(() => NearestNeighbours.Accuracy(codes, codes with { Labels = [] }));
    }

    [Fact]
    public void Data_without_labels_train_and_are_evaluated_but_for_what_needs_labels()
    {
        Dataset data = Unlabelled();
        GenerativeModel model = Small.Create(data.Shape, seed: 1);
        new Trainer(model, data, s_options, _pool).Fit(TestContext.Current.CancellationToken);
        var report = EvaluationReport.Measure(model, data, data.HeldOut, samples: 2, seed: 0, _pool);
        Assert.Null(report.NeighbourAccuracy);
        Assert.NotNull(report.NegativeLogLikelihood);

        var inspector = new ModelInspector((LatentModel)model, _pool);
        LatentCodes codes = inspector.Encode(data.HeldOut);
        Assert.Equal((20, 0), (codes.Count, codes.Labels.Length));
        (ImageGrid originals, ImageGrid reconstructions) = inspector.Reconstruct(data.HeldOut, perClass: 2, classes: 4);
        Assert.Equal((2, 4, 2, 4), (originals.Rows, originals.Columns, reconstructions.Rows, reconstructions.Columns));
        Assert.Equal(Values(LittleData.Images(20, stream: 1).Slice(0, 8)), originals.Pixels);
        Assert.Equal(1, inspector.Reconstruct(data.HeldOut.Slice(0, 1)).Originals.Columns);
    }

    [Fact]
    public void A_model_that_is_told_labels_refuses_data_without()
    {
        Dataset data = Unlabelled();
        GenerativeModel model = (Small with { Classes = 10 }).Create(data.Shape, seed: 1);
        AssertFault("the data have no labels", () => new Trainer(model, data, s_options, _pool));
        AssertFault("these data have no labels", () => EvaluationReport.Measure(model, data, data.HeldOut, 2, 0, _pool));
        AssertFault("these data have no labels", () => new LossEvaluator(model, _pool).Evaluate(data.HeldOut, new(1, RandomPurpose.EvaluationNoise)));
        AssertFault("the model knows the classes 0 to 9", () => new LossEvaluator(model, _pool).Evaluate(
            new FloatSet(new float[LittleData.Pixels], LittleData.Shape, new[] { 10 }), new(1, RandomPurpose.EvaluationNoise)));
    }

    [Fact]
    public void Without_a_test_set_a_run_says_that_it_measured_the_validation_set()
    {
        Dataset data = Dataset.Create("bars", LittleData.Images(70));
        Assert.Null(data.Test);
        Assert.Equal(("validation", 7), (data.HeldOutName, data.HeldOut.Count));
        ExperimentOptions options = new() { Name = "mine", Model = Small, Training = s_options, OutputFolder = _folder.At("run") };
        GenerativeModel model = options.CreateModel(data.Shape);
        var trainer = new Trainer(model, data, s_options, _pool);
        using RunFolder run = RunFolder.Create(options, data);
        run.Follow(trainer);
        TrainingResult result = trainer.Fit(TestContext.Current.CancellationToken);
        run.Save(model);
        Loss loss = new LossEvaluator(model, _pool).Evaluate(data.HeldOut, new(0, RandomPurpose.EvaluationNoise, EvaluationStream.Test));
        run.Save(RunSummary.Of(options, data, result, LittleData.Evaluation(loss, new(1, 2))));

        RunSummary read = RunRecord.Read(run.Path).Summary;
        Assert.Equal((null, loss, loss, "validation"), (read.Test, read.Validation, read.HeldOut, read.HeldOutName));
        Assert.Contains("\"test\": 0", File.ReadAllText(_folder.At("run", "config.json")), StringComparison.Ordinal);
        Assert.Contains("\"test\": null", File.ReadAllText(_folder.At("run", "summary.json")), StringComparison.Ordinal);
        Assert.Equal(data.Sha256, StoredModel.Read(run.Path).DataSha256);

        RunSummary withTest = RunSummary.Of(options, LittleData.Dataset(), result, LittleData.Evaluation(loss, new(1, 2)));
        Assert.Equal((loss, null, "test"), (withTest.Test, withTest.Validation, withTest.HeldOutName));
    }

    [Fact]
    public void A_run_keeps_the_number_of_channels()
    {
        Dataset data = Dataset.Create("colours", new ImageSet(new byte[20 * 18], new SampleShape(3, 2, 3)));
        ExperimentOptions options = new() { Name = "mine", Model = Small, Training = s_options, OutputFolder = _folder.At("run") };
        using RunFolder run = RunFolder.Create(options, data);
        run.Save(options.CreateModel(data.Shape));
        Assert.Equal(data.Shape, StoredModel.Read(run.Path).Model.Shape);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Values_that_are_not_finite_are_refused(float value)
    {
        float[] values = new float[20 * 3];
        values[(12 * 3) + 2] = value;
        AssertFault(FormattableString.Invariant($"There is {value} in training sample 12, at position 2"), () => Dataset.Create("mine", new FloatSet(values, SampleShape.Features(3))));
        AssertFault(FormattableString.Invariant($"There is {value} in test sample 12, at position 2"), () =>
            Dataset.Create("mine", new FloatSet(new float[60], SampleShape.Features(3)), new FloatSet(values, SampleShape.Features(3))));
    }

    /// <summary>Bytes divided by 255 are for it, and 0.3 = 76.5/255 is none.</summary>
    [Fact]
    public void A_likelihood_of_bytes_takes_nothing_between_them()
    {
        float[] values = [.. Values(LittleData.Images(70)).Select(value => MathF.Round(255 * value) / 255)];
        Dataset bytes = Dataset.Create("mine", new FloatSet(values, LittleData.Shape));
        Assert.Equal(TrainingEnd.Completed, new Trainer(Model(Likelihood.DiscretizedLogistic), bytes, s_options, _pool).Fit(TestContext.Current.CancellationToken).End);

        values[(65 * LittleData.Pixels) + 2] = 0.3f; // in a validation sample
        Dataset data = Dataset.Create("mine", new FloatSet(values, LittleData.Shape));
        AssertFault(
            "There is 0.3 in training sample 65, and the likelihood 'discretized-logistic' takes bytes divided by 255: give images or arrays of bytes, or take another likelihood.",
            () => new Trainer(Model(Likelihood.DiscretizedLogistic), data, s_options, _pool));
        AssertFault("makes black and white of gray", () => new Trainer(Model(Likelihood.DiscretizedLogistic), bytes, s_options with { Binarization = Binarization.Dynamic }, _pool));
    }

    [Theory]
    [InlineData(1.5f)]
    [InlineData(-0.01f)]
    public void Values_outside_the_unit_interval_are_for_Gaussian_likelihoods(float value)
    {
        float[] values = Values(LittleData.Images(70));
        values[65 * LittleData.Pixels] = value; // a validation sample
        Dataset data = Dataset.Create("mine", new FloatSet(values, LittleData.Shape));
        string place = FormattableString.Invariant($"There is {value} in training sample 65, at position 0");
        foreach (Likelihood likelihood in (Likelihood[])[Likelihood.Bernoulli, Likelihood.ContinuousBernoulli])
            AssertFault(place, () => new Trainer(Model(likelihood), data, s_options, _pool));
        AssertFault(place, () => data.Binarize(1, alsoTraining: true));
        AssertFault(place, () => data.WithValidationShare(0.5).Binarize(1, alsoTraining: true));
        AssertFault(place, () => new Trainer(Model(Likelihood.Gaussian(0.3)), data, s_options with { Binarization = Binarization.Dynamic }, _pool));

        TrainingResult result = new Trainer(Model(Likelihood.Gaussian(0.3)), data, s_options, _pool).Fit(TestContext.Current.CancellationToken);
        Assert.Equal(TrainingEnd.Completed, result.End);
    }

    [Fact]
    public void The_digest_is_over_shape_values_and_labels()
    {
        float[] train = [.. Enumerable.Range(0, 20).Select(i => i / 20f)], test = [0.25f, -3];
        int[] labels = [.. Enumerable.Range(300, 10)];
        byte[] expected =
        [
            .. "2 1 1 10 1\n"u8, .. MemoryMarshal.AsBytes<float>(train), .. MemoryMarshal.AsBytes<int>(labels),
            .. "2 1 1 1 1\n"u8, .. MemoryMarshal.AsBytes<float>(test), 7, 0, 0, 0,
        ];
        SampleShape pair = SampleShape.Features(2);
        Dataset data = Dataset.Create("mine", new FloatSet(train, pair, labels), new FloatSet(test, pair, new[] { 7 }));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(expected)), data.Sha256);

        // Bytes that have no labels are known by their values, wherever these lie.
        ImageSet images = LittleData.Images(30);
        Assert.Equal(Dataset.Create("a", new ImageSet(images.Pixels, images.Shape)).Sha256, Dataset.Create("b", new FloatSet(Values(images), images.Shape)).Sha256);
        string[] others =
        [
            Dataset.Create("a", images).Sha256,
            Dataset.Create("a", InMemory(images)).Sha256,
            Dataset.Create("a", new ImageSet(images.Pixels, images.Shape)).Sha256,
            Dataset.Create("a", new ImageSet(images.Pixels, SampleShape.Gray(LittleData.Width, LittleData.Height))).Sha256,
            Dataset.Create("a", new ImageSet(images.Pixels, images.Shape, Array.ConvertAll(images.Labels.ToArray(), label => label + 256))).Sha256,
        ];
        Assert.Equal(others.Length, others.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Labels_are_on_both_sets_or_on_neither()
    {
        ImageSet images = LittleData.Images(20);
        var unlabelled = new ImageSet(images.Pixels, images.Shape);
        AssertFault("has labels for its training samples only", () => Dataset.Create("mine", images, unlabelled));
        AssertFault("has labels for its test samples only", () => Dataset.Create("mine", unlabelled, images));
    }

    private static ModelOptions Small => new() { Hidden = [16, 8] };

    private static Dataset Unlabelled() => Dataset.Create("bars", InMemory(LittleData.Images(70), hasLabels: false), InMemory(LittleData.Images(20, stream: 1), hasLabels: false));

    private static Vae Model(Likelihood likelihood) => new(LittleData.Shape, Small, MultivariateNormal.Standard(2), likelihood, 0);

    private static float[] Values(SampleSet samples)
    {
        var values = new float[samples.Count * samples.Shape.Length];
        samples.Fill(0, samples.Count, values);
        return values;
    }

    private static FloatSet InMemory(SampleSet samples, bool hasLabels = true) => new(Values(samples), samples.Shape, hasLabels ? samples.Labels : default);

    private static void AssertFault(string expected, Func<object> action) =>
        Assert.Contains(expected, Assert.Throws<InputException>(action).Message, StringComparison.Ordinal);
}
