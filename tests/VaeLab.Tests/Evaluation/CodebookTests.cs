using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Data;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Evaluation;

/// <summary>What is measured and said of a codebook.</summary>
public sealed class CodebookTests : IDisposable
{
    private static readonly TrainingOptions s_training = new() { Epochs = 80, BatchSize = 10, LearningRate = 0.01, Seed = 5 };

    private readonly WorkerPool _pool = new(2);
    private readonly TempFolder _folder = new();

    [Fact]
    public void Usage_is_counted()
    {
        var usage = CodeUsage.Of([0, 1, 0, 1, 1, 0], positions: 2, size: 4);
        Assert.Equal([3, 3, 0, 0], usage.Counts);
        Assert.Equal((2, 2), (usage.Live, usage.Sequences));
        Assert.Equal(2, usage.Perplexity, 1e-12);
        Assert.Equal(8, CodeUsage.Of([.. Enumerable.Range(0, 80).Select(i => (float)(i % 8))], 4, 8).Perplexity, 1e-12);
        Assert.Equal(1, CodeUsage.Of([7, 7, 7], 3, 8).Perplexity, 1e-12);

        // Shares ½, ¼, ¼: 1.5 ln 2 nats.
        Assert.Equal(Math.Pow(2, 1.5), CodeUsage.Of([0, 0, 1, 2], 1, 3).Perplexity, 1e-12);
    }

    /// <summary>Points ±2u and ±√3v with u = (3, 4)/5 and v = (4, −3)/5, moved by (1, 7): they spread almost as much along both.</summary>
    [Fact]
    public void Axes_are_those_along_which_weighted_points_spread_most()
    {
        float b = MathF.Sqrt(3);
        float[] points = [1 + 1.2f, 7 + 1.6f, 1 - 1.2f, 7 - 1.6f, 1 + (0.8f * b), 7 - (0.6f * b), 1 - (0.8f * b), 7 + (0.6f * b)];
        double[] alongU = [1, 0, 0.5, 0.5], alongV = [0.5, 0.5, 1, 0];
        AssertPlaces(alongU, alongV, PrincipalAxes.Places(points, [1, 1, 1, 1], axes: 3));
        AssertPlaces(alongV, alongU, PrincipalAxes.Places(points, [2, 2, 3, 3], axes: 3));

        static void AssertPlaces(double[] first, double[] second, double[] places)
        {
            for (int n = 0; n < 4; n++)
            {
                Assert.Equal(first[n], places[3 * n], 1e-6);
                Assert.Equal(second[n], places[(3 * n) + 1], 1e-6);
                Assert.Equal(0.5, places[(3 * n) + 2], 1e-6); // there is no third axis
            }
        }
    }

    [Fact]
    public void Codes_of_an_image_are_the_nearest_to_its_vectors_and_decode_to_its_reconstruction()
    {
        VqVae model = Create(new() { Codes = 20, Positions = 3, CodeLength = 4 });
        var inspector = new CodeInspector(model, _pool);
        ImageSet images = LittleData.Images(300);
        float[] vectors = inspector.Vectors(images), codes = inspector.Encode(images), codebook = LittleData.Values(model.Codebook);
        Assert.Equal(codes, inspector.Encode([.. images.Pixels.ToArray().Select(pixel => pixel / 255f)]));
        for (int i = 0; i < codes.Length; i++)
        {
            double[] distances = [.. Enumerable.Range(0, 20).Select(k => Enumerable.Range(0, 4).Sum(j => Math.Pow(vectors[(4 * i) + j] - codebook[(4 * k) + j], 2)))];
            Assert.InRange(distances[(int)codes[i]], 0, distances.Min() + 1e-5);
        }

        var tape = new Tape(300, _pool, gradients: false);
        var batch = Batch.On(tape, model);
        VqLoss loss = model.Loss(batch.Images, KlPenalty.Weighted(1));
        images.Fill(0, 300, batch.Images.Values);
        tape.Forward();
        Assert.Equal(codes, loss.Codes.Values.ToArray());
        float[] expected = loss.Output.Values.ToArray();
        model.Likelihood.Mean(expected, expected);
        Assert.All(expected.Zip(inspector.Decode(codes)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void A_model_is_measured_by_the_use_of_its_codes()
    {
        VqVae model = Create(new() { Codes = 9, Positions = 3, CodeLength = 4 });
        Dataset data = LittleData.Dataset();
        var usage = CodeUsage.Of(new CodeInspector(model, _pool).Encode(data.Test!), 3, 9);
        Assert.Equal(
            [("perplexity", usage.Perplexity), ("live_codes", usage.Live / 9.0)],
            ModelKinds.Of(model.Options.Kind).Measure(model, data, data.Test!, seed: 0, _pool).Select(measure => (measure.Name, measure.Value)));
    }

    [Theory]
    [InlineData(CodebookUpdate.MovingAverage, 0, "Let them begin anew where images are: VqOptions.RestartBelow = 0.01.")]
    [InlineData(CodebookUpdate.Loss, 0, "Let them begin anew where images are: VqOptions.RestartBelow = 0.01.")]
    [InlineData(CodebookUpdate.Loss, 1e-30, "Try VqOptions.Codebook = MovingAverage.")]
    [InlineData(CodebookUpdate.MovingAverage, 1e-30, "Try a lower TrainingOptions.LearningRate than 0.01, or fewer VqOptions.Codes.")]
    public void Codes_that_nobody_uses_are_found_once(CodebookUpdate codebook, double restart, string remedy)
    {
        VqOptions vq = new() { Codes = 40, Positions = 4, CodeLength = 3, RestartBelow = restart, Codebook = codebook };
        Finding finding = Assert.Single(Watch(vq, near: 3));
        Assert.Equal((FindingKind.CodebookCollapse, true), (finding.Kind, finding.IsWarning));
        Assert.Matches(@"^Codebook collapse: [23] of 40 codes are used \(perplexity [123]\.\d\); ", finding.Message);
        Assert.EndsWith(remedy, finding.Message, StringComparison.Ordinal);
        Assert.Equal("docs/troubleshooting.md#codebook-collapse", finding.Help);
    }

    [Fact]
    public void The_same_codes_for_all_images_are_found()
    {
        Finding finding = Assert.Single(Watch(new() { Codes = 2, Positions = 2, CodeLength = 3, RestartBelow = 0 }, near: 1));
        Assert.StartsWith("Codebook collapse: all of 7 images have the same 2 codes, and get the same reconstruction.", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CodebookUpdate.MovingAverage)]
    [InlineData(CodebookUpdate.Loss)]
    public void Restarts_bring_codes_to_where_images_are(CodebookUpdate codebook) =>
        Assert.Empty(Watch(new() { Codes = 40, Positions = 4, CodeLength = 3, RestartBelow = 0.05, Decay = 0.9, Codebook = codebook }, near: 3));

    [Theory]
    [InlineData("codes.csv")]
    [InlineData("codes.json")]
    public void Codes_are_kept_in_files(string name)
    {
        string path = _folder.At(name);
        CodeRows.Write(path, ["a,b.png", "c.png"], [0, 63, 5, 1, 2, 3]);
        (float[] codes, IReadOnlyList<string> names, _) = CodeRows.Read(path, positions: 3, codes: 64);
        Assert.Equal([0, 63, 5, 1, 2, 3], codes);
        Assert.Equal(["a,b.png", "c.png"], names);
        Assert.Equal(
            [$"'{path}' has 63 as code 2 of image 'a,b.png'; it needs a whole number from 0 to 62."],
            Assert.Throws<InputException>(() => CodeRows.Read(path, 3, 63)).Faults);
        CodeRows.Write(path, ["x"], [0.5f, -1]);
        Assert.Contains("has 0.5 as code 1 of image 'x'", Assert.Throws<InputException>(() => CodeRows.Read(path, 2, 64)).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    private static VqVae Create(VqOptions vq) => (VqVae)new ModelOptions { Hidden = [16, 8] }.As(vq).Create(LittleData.Shape, seed: 5);

    /// <summary>Trains a model of which only some codes begin near the images' vectors.</summary>
    /// <returns>What was said of its codebook.</returns>
    private Finding[] Watch(VqOptions vq, int near)
    {
        VqVae model = Create(vq);
        float[] codebook = LittleData.Values(model.Codebook);
        Array.Fill(codebook, 1000, near * vq.CodeLength, codebook.Length - (near * vq.CodeLength));
        model.Codebook.CopyFrom(codebook);
        foreach (Parameter sums in model.Memory.Skip(1))
            sums.CopyFrom(model.Codebook);

        var trainer = new Trainer(model, LittleData.Dataset(), s_training, _pool);
        var monitor = new TrainingMonitor(trainer);
        var found = new List<Finding>();
        monitor.Found += found.Add;
        trainer.Fit(TestContext.Current.CancellationToken);
        return [.. found.Where(finding => finding.Kind == FindingKind.CodebookCollapse)];
    }
}
