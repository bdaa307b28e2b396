using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Data;
using VaeLab.Tests.Models;
using VaeLab.Training;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Tests.Training;

/// <summary>A penalty, an optimizer and a schedule that are written outside the library.</summary>
public sealed class TrainingPartsTests : IDisposable
{
    private const int Steps = 3 * 7;

    private static readonly TrainingOptions s_options = new() { Epochs = 3, BatchSize = 10, LearningRate = 0.01, Seed = 5 };

    private readonly TempFolder _folder = new();
    private readonly WorkerPool _pool = new(2);

    [Fact]
    public void A_penalty_of_your_own_has_its_gradient()
    {
        // d(w·KL²) = 2·w·KL · d(KL): a step on the squared KL has the gradients of a step with β = 2·w·KL.
        const double weight = 0.03;
        (float[][] _, Loss before) = Gradients(KlPenalty.Weighted(1));
        (float[][] squared, Loss loss) = Gradients(new SquaredPenalty(weight));
        (float[][] expected, _) = Gradients(KlPenalty.Weighted((float)(2 * weight * before.Kl!.Value)));
        Assert.Equal(before, loss);
        Assert.All(expected.Zip(squared), pair => Assert.All(pair.First.Zip(pair.Second), numbers => Assert.Equal(numbers.First, numbers.Second, 1e-5)));

        (float[][] Gradients, Loss Loss) Gradients(KlPenalty penalty)
        {
            Vae model = LittleData.Model(seed: 5);
            var step = new TrainingStep(model, optimizer: null, batchSize: 32, penalty, _pool);
            LittleData.Images(32).Fill(0, 32, step.Images);
            new RandomStream(1, RandomPurpose.Test).FillNormal(step.Noise);
            Loss mean = step.Run();
            return ([.. model.Parameters.Select(Gradient)], mean);
        }
    }

    [Fact]
    public void A_penalty_of_your_own_trains()
    {
        TrainingOptions options = s_options with { Epochs = 30 };
        (_, TrainingResult free) = Train(options, new() { Penalty = new SquaredPenalty(0) });
        (_, TrainingResult held) = Train(options, new() { Penalty = new SquaredPenalty(1) });
        Assert.InRange(held.History[^1].Train.Reconstruction, 0, 0.9 * held.History[0].Train.Reconstruction);
        Assert.InRange(held.History[^1].Train.Kl!.Value, 0, 0.5 * free.History[^1].Train.Kl!.Value);
    }

    [Fact]
    public void Sgd_with_momentum_takes_the_steps_of_its_equations()
    {
        var (weight, bias) = (new Parameter("w", 3, 2), new Parameter("b", 3, 1));
        weight.CopyFrom([1, 2, 3, 4, 5, 6]);
        var sgd = new MomentumSgd([weight, bias], learningRate: 0.25, momentum: 0.5);
        var tape = new Tape(1, _pool);
        Tensor x = tape.Input(2), loss = Mean(Sum(Dense(x, weight, bias)));
        x.Values[0] = 2;
        x.Values[1] = 4;
        for (int step = 0; step < 2; step++)
        {
            tape.Forward();
            tape.Backward(loss, sgd);
        }

        // The gradient is x in each row: v₁ = x, v₂ = 1.5x, and w moves by −η(v₁ + v₂) = −0.625x.
        Assert.Equal([1 - 1.25f, 2 - 2.5f, 3 - 1.25f, 4 - 2.5f, 5 - 1.25f, 6 - 2.5f], LittleData.Values(weight));
        Assert.Equal([-0.625f, -0.625f, -0.625f], LittleData.Values(bias));
        Assert.Equal([3, 6, 3, 6, 3, 6], LittleData.Values(sgd.Memory[0]));
        Assert.Equal(2, sgd.Steps);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Sgd_with_momentum_trains(double clipNorm)
    {
        (_, TrainingResult result) = Train(s_options with { Epochs = 30, ClipNorm = clipNorm }, Momentum());
        Assert.Equal((TrainingEnd.Completed, 30 * 7), (result.End, result.Steps));
        Assert.InRange(result.History[^1].Train.Total, 0, 0.9 * result.History[0].Train.Total);
    }

    [Fact]
    public void An_optimizer_of_your_own_is_in_the_checkpoint_and_resumes_to_the_same_bits()
    {
        (float[][] whole, _) = Train(s_options, Momentum());
        for (int stopAt = 0; stopAt < Steps; stopAt += 5)
        {
            string folder = _folder.At(FormattableString.Invariant($"broken{stopAt}"));
            ExperimentOptions options = new() { Name = "broken", Model = new() { Hidden = [16, 8] }, Training = s_options, OutputFolder = folder };
            using (RunFolder run = RunFolder.Create(options, LittleData.Dataset()))
            {
                using var stop = new CancellationTokenSource();
                var trainer = new Trainer(LittleData.Model(seed: 5), LittleData.Dataset(), s_options, _pool, Momentum());
                run.Follow(trainer);
                int left = stopAt;
                trainer.BatchCompleted += _ =>
                {
                    if (--left == 0)
                        stop.Cancel();
                };
                if (left == 0)
                    stop.Cancel();
                Assert.Equal(stopAt, trainer.Fit(stop.Token).Steps);
                Assert.Contains("sgd.velocity.encoder.0.weight", SafeTensorsReader.Read(Path.Combine(folder, "checkpoint.safetensors")).Tensors.Keys, StringComparer.Ordinal);
            }

            Vae model = LittleData.Model(seed: 5);
            var resumed = new Trainer(model, LittleData.Dataset(), s_options, _pool, Momentum());
            using (RunFolder run = RunFolder.Reopen(folder))
                run.Restore(resumed);
            Assert.Equal(Steps, resumed.Fit(TestContext.Current.CancellationToken).Steps);
            Assert.Equal(whole, LittleData.Values(model));
        }
    }

    [Fact]
    public void A_schedule_of_your_own_multiplies_the_learning_rate()
    {
        // The schedule of the options, written outside, is the same training.
        var seen = new List<(long, long)>();
        (float[][] expected, _) = Train(s_options with { LearningRateSchedule = LearningRateSchedule.Cosine }, parts: null);
        (float[][] actual, _) = Train(s_options, new() { LearningRateFactor = Cosine });
        Assert.Equal(expected, actual);
        Assert.Equal(Enumerable.Range(0, Steps).Select(step => ((long)step, (long)Steps)), seen);

        // It also moves the rate of an optimizer of your own: with 0 nothing moves.
        (float[][] still, _) = Train(s_options, Momentum() with { LearningRateFactor = (_, _) => 0 });
        Assert.Equal(LittleData.Values(LittleData.Model(seed: 5)), still);

        double Cosine(long step, long steps)
        {
            seen.Add((step, steps));
            return 0.5 * (1 + Math.Cos(Math.PI * step / steps));
        }
    }

    [Fact]
    public void A_penalty_that_a_loss_would_not_use_is_refused() =>
        Assert.Throws<ArgumentException>("parts", () => Train(s_options, new() { Penalty = new SquaredPenalty(1), Loss = _ => throw new InvalidOperationException() }));

    [Fact]
    public void Options_on_the_kl_that_a_part_takes_the_place_of_are_refused()
    {
        TrainingOptions[] replaced = [s_options with { Beta = 2 }, s_options with { KlSchedule = KlSchedule.Linear, KlWarmUp = 1 }, s_options with { FreeBits = 0.1 }, s_options with { Capacity = 3, KlWarmUp = 1 }];
        string[] members = ["TrainingOptions.Beta", "TrainingOptions.KlSchedule", "TrainingOptions.FreeBits", "TrainingOptions.Capacity"];
        foreach ((TrainingOptions options, string member) in replaced.Zip(members))
        {
            Assert.Equal(
                $"TrainingParts.Penalty takes the place of {member}, which would have no effect; leave out one or the other.",
                Assert.Single(Assert.Throws<InputException>(() => Train(options, new() { Penalty = new SquaredPenalty(1) })).Faults));
            Assert.StartsWith(
                $"TrainingParts.Loss takes the place of {member},",
                Assert.Single(Assert.Throws<InputException>(() => Train(options, new() { Loss = _ => throw new InvalidOperationException() })).Faults), StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    private static TrainingParts Momentum() => new() { Optimizer = parameters => new MomentumSgd(parameters, learningRate: 0.001, momentum: 0.9) };

    private static float[] Gradient(Parameter parameter)
    {
        var gradient = new float[parameter.Length];
        parameter.CopyGradientTo(gradient);
        return gradient;
    }

    private (float[][] Values, TrainingResult Result) Train(TrainingOptions options, TrainingParts? parts)
    {
        Vae model = LittleData.Model(seed: 5);
        TrainingResult result = new Trainer(model, LittleData.Dataset(), options, _pool, parts).Fit(TestContext.Current.CancellationToken);
        return (LittleData.Values(model), result);
    }

    /// <summary>w · KL².</summary>
    private sealed class SquaredPenalty(double weight) : KlPenalty
    {
        public override Tensor Apply(Tensor kl, Func<Tensor> perDimension)
        {
            Tensor mean = Mean(kl);
            return weight * (mean * mean);
        }
    }

    /// <summary>v ← γv + g, w ← w − ηv.</summary>
    private sealed class MomentumSgd(IReadOnlyList<Parameter> parameters, double learningRate, double momentum) : Optimizer(parameters, learningRate)
    {
        private readonly Parameter[] _velocity = [.. parameters.Select(parameter => parameter.Companion("sgd.velocity"))];

        public override IReadOnlyList<Parameter> Memory => _velocity;

        protected override void Update(int index, int start, ReadOnlySpan<float> gradient)
        {
            Span<float> weights = Parameters[index].Part(start, gradient.Length), velocity = _velocity[index].Part(start, gradient.Length);
            for (int i = 0; i < gradient.Length; i++)
            {
                velocity[i] = ((float)momentum * velocity[i]) + gradient[i];
                weights[i] -= (float)LearningRate * velocity[i];
            }
        }
    }
}
