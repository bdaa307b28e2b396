using System.Diagnostics;
using VaeLab.Compare.Report;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Compare.Convolutions;

/// <summary>VaeLab's side of the comparison of convolutions: steps on one batch.</summary>
internal sealed class ConvolutionTraining
{
    private readonly Func<double> _step;
    private readonly int _batch;

    public ConvolutionTraining(ConvolutionTask task, SampleSet mnist, WorkerPool workers)
    {
        _batch = task.Batch;
        _step = task.IsNetwork ? Network(task, mnist, workers) : Layers(task, workers);
    }

    public Measured Run(int batches)
    {
        long start = Stopwatch.GetTimestamp();
        double total = 0;
        for (int i = 0; i < batches; i++)
            total += _step();
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, batches * _batch, total / batches);
    }

    /// <summary>Multiplications and additions of the products with weights in a step, both ways. Places outside the picture are not counted.</summary>
    public static double Operations(ConvolutionTask task, WorkerPool workers) => (double)task.Batch * (task.IsNetwork
        ? new TrainingStep(task.Options.CreateModel(task.Shape), optimizer: null, task.Batch, beta: 1, workers).FloatingPointOperations
        : Recorded(task, workers).Tape.FloatingPointOperations);

    private static Func<double> Network(ConvolutionTask task, SampleSet mnist, WorkerPool workers)
    {
        GenerativeModel model = task.Options.CreateModel(task.Shape);
        var step = new TrainingStep(model, new Adam(model.Parameters, 1e-3), task.Batch, beta: 1, workers);
        if (task.Outer == 1)
            mnist.Fill(0, task.Batch, step.Images);
        else
            task.Waves(step.Images);
        var noise = new RandomStream(0, RandomPurpose.TrainingNoise);
        ulong used = 0;
        return () =>
        {
            noise.FillNormal(step.Noise, used);
            used += (ulong)step.Noise.Length;
            return step.Run().Total;
        };
    }

    private static Func<double> Layers(ConvolutionTask task, WorkerPool workers)
    {
        (Tape tape, Tensor x, Tensor loss) = Recorded(task, workers);
        task.Waves(x.Values);
        return () =>
        {
            tape.Forward();
            tape.Backward(loss);
            return loss.Values[0];
        };
    }

    private static (Tape Tape, Tensor X, Tensor Loss) Recorded(ConvolutionTask task, WorkerPool workers)
    {
        var tape = new Tape(task.Batch, workers);
        Tensor x = tape.Input(task.Shape.Length);
        IReadOnlyList<Layer> layers = new Architecture([new ConvolutionSpec(task.Channels[0], task.Kernel), new ConvolutionSpec(task.Outer, task.Kernel)])
            .Build("layers", task.Shape, Activation.Relu, () => new(0, RandomPurpose.Weights));
        return (tape, x, Functions.Mean(Functions.Sum(new Network(layers).Apply(x))));
    }
}
