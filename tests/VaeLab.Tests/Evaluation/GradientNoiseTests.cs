using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Evaluation;

public sealed class GradientNoiseTests : IDisposable
{
    private static readonly RandomStream s_noise = new(9, RandomPurpose.Test);

    private readonly WorkerPool _pool = new(2);
    private readonly SampleSet _images = LittleData.Images(6);

    [Fact]
    public void It_is_the_mean_over_the_spread_of_gradients()
    {
        // Both again, the plain way, from gradients that are kept.
        const int repeats = 30;
        Vae model = LittleData.Model(seed: 4);
        var objective = Objective.Iwae(3);
        GradientNoise measured = GradientNoise.Measure(model, _images, objective, BoundGradient.Dreg, repeats, s_noise, _pool);
        var step = new TrainingStep(model, optimizer: null, 6, batch => ImportanceWeighted.Loss(model, batch, objective, BoundGradient.Dreg), _pool, 3);
        _images.Fill(0, 6, step.Images);
        List<float[]> encoder = [], decoder = [];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            s_noise.FillNormal(step.Noise, (ulong)(repeat * step.Noise.Length));
            step.Run();
            encoder.Add([.. model.Encoder.Parameters.SelectMany(Gradient)]);
            decoder.Add([.. model.Decoder.Parameters.SelectMany(Gradient)]);
        }

        Assert.Equal(Ratio(encoder), measured.Encoder, 1e-6);
        Assert.Equal(Ratio(decoder), measured.Decoder, 1e-6);
        Assert.NotEqual(measured.Encoder, measured.Decoder);

        static double Ratio(List<float[]> gradients) => Enumerable.Range(0, gradients[0].Length)
            .Select(i => gradients.Select(gradient => (double)gradient[i]).ToArray())
            .Select(numbers => (Mean: numbers.Average(), Spread: Math.Sqrt(numbers.Sum(number => Math.Pow(number - numbers.Average(), 2)) / (numbers.Length - 1))))
            .Where(one => one.Spread > 0).Average(one => Math.Abs(one.Mean) / one.Spread);
    }

    [Fact]
    public void With_many_draws_the_plain_gradient_of_the_encoder_has_less_signal_than_the_other()
    {
        Vae model = LittleData.Model(seed: 4);
        var trainer = new Trainer(model, LittleData.Dataset(), new() { Epochs = 40, BatchSize = 10, LearningRate = 0.01 }, _pool);
        trainer.Fit(TestContext.Current.CancellationToken);
        double Signal(int draws, BoundGradient gradient) => GradientNoise.Measure(model, _images, Objective.Iwae(draws), gradient, 100, s_noise, _pool).Encoder;
        double many = Signal(256, BoundGradient.Plain);
        Assert.True(many < 0.75 * Signal(1, BoundGradient.Plain));
        Assert.True(many < 0.5 * Signal(256, BoundGradient.Dreg));
    }

    [Fact]
    public void A_model_that_is_told_classes_is_refused() => Assert.Contains("see no labels", Assert.Throws<InputException>(() =>
        GradientNoise.Measure((Vae)new ModelOptions { Hidden = [8], Classes = 10 }.Create(LittleData.Shape, 0), _images, Objective.Iwae(2), BoundGradient.Plain, 2, s_noise, _pool)).Message, StringComparison.Ordinal);

    public void Dispose() => _pool.Dispose();

    private static float[] Gradient(Parameter parameter)
    {
        var gradient = new float[parameter.Length];
        parameter.CopyGradientTo(gradient);
        return gradient;
    }
}
