using System.Diagnostics;
using System.Text.Json;
using VaeLab.Cli.Benchmarking;
using VaeLab.Compare.Convolutions;
using VaeLab.Compare.Report;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Compare.Ours;

/// <summary>VaeLab's side: the counterpart of <c>torch_vae.py</c>, a process that measures what it is asked to, line by line.</summary>
internal sealed class Server : IDisposable
{
    private const double SecondsForPeak = 0.3;

    private readonly WorkerPool _workers;
    private readonly Dataset _data = Dataset.Mnist();
    private readonly SteppedTraining _training;
    private readonly LossEvaluator _evaluator;
    private (Request Request, SteppedTraining Training)? _shape;
    private (string Task, ConvolutionTraining Training)? _convolutions;

    private Server(int threads)
    {
        _workers = new WorkerPool(threads);
        _training = new SteppedTraining(ExperimentOptions.TwoDimensional, _data, _workers);
        _evaluator = new LossEvaluator(_training.Trainer.Model, _workers);
    }

    /// <summary>Answers until the input ends.</summary>
    public static void Run(int threads)
    {
        using var server = new Server(threads);
        while (Console.ReadLine() is { } line)
            Console.WriteLine(JsonSerializer.Serialize(server.Answer(JsonSerializer.Deserialize<Request>(line, Peer.Json)!), Peer.Json));
    }

    public void Dispose()
    {
        _shape?.Training.Dispose();
        _training.Dispose();
        _workers.Dispose();
    }

    private object Answer(Request request) => request.Do switch
    {
        "about" => Machine.Vectors,
        "peak" => FmaPeak.Measure(_workers, SecondsForPeak) / 1e9,
        "train" => _training.Run(request.Batches),
        "validate" => _training.ValidationLoss,
        "allocated" => Allocated(request.Batches),
        "evaluate" => Timed(_data.HeldOut.Count, () => _evaluator.Evaluate(_data.HeldOut, Noise()).Total),
        "likelihood" => Timed(request.Images, () =>
            new ImportanceSampling((Vae)_training.Trainer.Model, _workers).NegativeLogLikelihood(_data.HeldOut.Slice(0, request.Images), request.Samples, Noise())),
        "shape" => OfShape(request).Run(request.Batches),
        "network" or "layers" => OfConvolutions(request).Run(request.Batches),
        "memory" => Process.GetCurrentProcess().PeakWorkingSet64 / 1e6,
        _ => throw new InputException($"'{request.Do}' is not known here."),
    };

    private static RandomStream Noise() => new(0, RandomPurpose.EvaluationNoise, EvaluationStream.Test);

    private static Measured Timed(int images, Func<double> loss)
    {
        long start = Stopwatch.GetTimestamp();
        double value = loss();
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, images, value);
    }

    /// <summary>Bytes that a step takes from the garbage collector.</summary>
    private double Allocated(int batches)
    {
        _training.Run(batches);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        _training.Run(batches);
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / batches;
    }

    /// <summary>The training of that shape, kept from one call to the next, so that a second call finds everything warm.</summary>
    private SteppedTraining OfShape(Request request)
    {
        if (_shape?.Request == request)
            return _shape.Value.Training;
        _shape?.Training.Dispose();
        ExperimentOptions options = ExperimentOptions.TwoDimensional;
        options = options with
        {
            Model = options.Model with { Hidden = [request.Width, request.Width / 2], LatentDimensions = request.Latent },
            Training = options.Training with { BatchSize = request.Batch },
        };
        var training = new SteppedTraining(options, Images(request.Size), _workers);
        _shape = (request, training);
        return training;
    }

    private ConvolutionTraining OfConvolutions(Request request)
    {
        var task = new ConvolutionTask(request.Do, request.Outer, request.Channels, request.Side, request.Kernel, request.Batch, request.Width, request.Latent);
        if (_convolutions?.Task != task.ToString())
            _convolutions = (task.ToString(), new(task, _data.Train, _workers));
        return _convolutions.Value.Training;
    }

    /// <summary>The first so many training images. A training needs an image to validate with, too; that one is of no account.</summary>
    private Dataset Images(int size)
    {
        ImageSet train = (ImageSet)_data.Train, validation = (ImageSet)_data.Validation, test = (ImageSet)_data.HeldOut;
        byte[] pixels = [.. train.Pixels.Span, .. validation.Pixels.Span, .. test[0]];
        var labels = new byte[pixels.Length / train.PixelCount];
        var images = new ImageSet(pixels, labels, _data.Shape.Width, _data.Shape.Height);
        return Dataset.Create("a part of MNIST", images.Slice(0, size + 1), test).WithValidationShare(double.Epsilon);
    }
}
