using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Prediction;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Prediction;

public sealed class PredictorTests
{
    private const int Most = 70;

    private static readonly float[] s_samples = Samples();

    /// <summary>A service: more clients than lanes, and requests of any size at once.</summary>
    [Fact]
    public void Many_threads_get_the_bits_that_one_gets()
    {
        const int Threads = 32, Requests = 100_000;
        Assert.Equal((0, Requests), new PredictorLoad().Run(Threads, Requests));
    }

    [Fact]
    public void Answers_are_those_of_the_evaluations()
    {
        using var workers = new WorkerPool(2);
        Vae model = LittleData.Model();
        var predictor = new Predictor(model);
        (float[] means, float[] deviations) = new ModelInspector(model, workers).EncodePosteriors(s_samples);
        float[] codes = new float[means.Length], spread = new float[means.Length], decoded = new float[s_samples.Length];
        predictor.Encode(s_samples, codes, spread);
        Assert.Equal(means, codes);
        Assert.Equal(deviations, spread);
        predictor.Encode(s_samples, spread);
        Assert.Equal(means, spread);
        predictor.Decode(codes, decoded);
        Assert.All(new ModelInspector(model, workers).Decode(codes).Zip(decoded), pair => Assert.Equal(pair.First, pair.Second, 1e-6));

        // One image has the noise that an evaluation of it alone would have.
        var score = new Loss[1];
        predictor.Score(s_samples.AsSpan(0, LittleData.Pixels), score, seed: 3);
        Assert.Equal(new LossEvaluator(model, workers).Evaluate(LittleData.Images(1), new(3, RandomPurpose.EvaluationNoise, EvaluationStream.Score)), score[0]);
    }

    [Fact]
    public void Samples_may_be_overwritten_by_their_reconstructions()
    {
        var predictor = new Predictor(LittleData.Model());
        float[] apart = new float[s_samples.Length], same = [.. s_samples];
        predictor.Reconstruct(s_samples, apart);
        predictor.Reconstruct(same, same);
        Assert.Equal(apart, same);
        predictor.Reconstruct([], []);
    }

    [Fact]
    public void What_a_caller_got_wrong_is_said()
    {
        var predictor = new Predictor(LittleData.Model());
        Refuses("samples", "There are 31 numbers, and a row has 30", () => predictor.Encode(new float[31], new float[2]));
        Refuses("codes", "The span has a length of 3, and 2 are needed", () => predictor.Encode(new float[30], new float[3]));
        Refuses("codes", "The span has a length of 0", () => predictor.Encode(new float[30], []));
        Refuses("deviations", "The span has a length of 1", () => predictor.Encode(new float[30], new float[2], new float[1]));
        Refuses("samples", "The span has a length of 29", () => predictor.Decode(new float[2], new float[29]));
        Refuses("scores", "The span has a length of 2", () => predictor.Score(new float[30], new Loss[2]));
        Refuses("samples", "not finite", () => predictor.Encode([.. new float[29], float.NaN], new float[2]));
        Refuses("samples", "Row 0 of the samples has 255, and the model takes numbers in [0, 1]", () => predictor.Encode([.. new float[29], 255], new float[2]));
        Refuses("labels", "sees no labels", () => predictor.Encode(new float[30], new float[2], [1]));

        var conditional = new Predictor(new ModelOptions { Hidden = [4], Classes = 3 }.Create(LittleData.Shape, seed: 0));
        Refuses("labels", "There are 0 labels for 1 rows", () => conditional.Encode(new float[30], new float[2]));
        Refuses("labels", "A label is 3, and the model knows the classes 0 to 2", () => conditional.Encode(new float[30], new float[2], [3]));
        Refuses("labels", "A label is -1", () => conditional.Sample(new(1, RandomPurpose.Samples), new float[30], [-1]));

        var codes = new Predictor(new ModelOptions { Hidden = [4] }.As(new VqOptions { Codes = 5, Positions = 2, CodeLength = 2, PriorUnits = 3 }).Create(LittleData.Shape, seed: 0));
        Assert.Contains("'codebook.weight' has 5 rows", Assert.Throws<ArgumentException>(() => codes.Decode([4, 5], new float[30])).Message, StringComparison.Ordinal);
        Assert.Contains("no posterior", Assert.Throws<NotSupportedException>(() => codes.Encode(new float[30], new float[2], new float[2])).Message, StringComparison.Ordinal);
        codes.Decode([4, 4], new float[30]);

        Assert.Throws<ArgumentNullException>(() => new Predictor(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Predictor(LittleData.Model(), width: -1));

        static void Refuses(string parameter, string words, Action call)
        {
            ArgumentException fault = Assert.Throws<ArgumentException>(parameter, call);
            Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>0 · NaN is NaN, but a product without its zeros would lose it.</summary>
    [Fact]
    public void A_model_that_has_diverged_gets_no_predictor()
    {
        Vae model = LittleData.Model();
        Parameter weight = model.Parameters[2];
        float[] values = LittleData.Values(weight);
        values[5] = float.NaN;
        weight.CopyFrom(values);
        Assert.Contains($"'{weight.Name}'", Assert.Throws<InputException>(() => new Predictor(model)).Message, StringComparison.Ordinal);
    }

    private static float[] Samples()
    {
        var samples = new float[Most * LittleData.Pixels];
        LittleData.Images(Most).Fill(0, Most, samples);
        return samples;
    }
}
