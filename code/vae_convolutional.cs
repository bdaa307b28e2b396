#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson 10: when a network should know which pixels are neighbours.
//
//     dotnet run code/vae_convolutional.cs                       six short trainings: about three minutes
//     dotnet run code/vae_convolutional.cs -- --latent-dim 20    a longer code
//     dotnet run code/vae_convolutional.cs -- --help             all that can be changed
//
// A dense layer takes a picture as a list of numbers. Shuffle the pixels of all pictures in one fixed way, and it learns as well as
// before. A convolution (LeCun et al. 1989) cannot: it moves one small set of weights, its kernel, over the picture, and what it has
// learnt at one place it knows at all places. Whether that helps depends on the pictures. So here are three encoders and decoders,
// each trained on the same 10,000 digits twice: as MNIST has them, in the middle of 28 × 28 pixels, and at random places of 40 × 40.

using VaeLab.Cli;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

return Lesson.Run("code/vae_convolutional.cs", "Lesson 10: convolutional and dense networks, on centred and on shifted digits.", args, ExperimentOptions.Convolutional, lesson =>
{
    ExperimentOptions options = lesson.Options;
    ulong seed = options.Training.Seed;
    string folder = lesson.NewFolder();
    using var workers = new WorkerPool(options.Training.Threads);

    // Three convolutions, each of which halves height and width; the decoder mirrors them. The first dense network has about as many
    // weights; the second is so wide that an epoch takes about as long.
    (string Name, Architecture Encoder)[] networks =
    [
        ("dense-small", Architecture.Dense(options.Model.Hidden)),
        ("dense-wide", Architecture.Dense(options.Model.Hidden.Select(units => 32 * units))),
        ("convolutional", Architecture.Parse("conv:16/2,conv:32/2,conv:64/2")),
    ];
    (string Name, int Room)[] places = [("centred", 0), ("shifted", 12)];

    var results = new List<(string Place, string Name, long Numbers, double Seconds, Loss Loss)>();
    foreach ((string place, int room) in places)
    {
        Dataset data = Shifted(lesson.Data, place, room, seed);
        (int test, int train) = (data.HeldOut.Count, data.Train.Count);
        Console.WriteLine(Invariant($"{place}: {train} training images of {data.Shape}, {test} for the test"));
        var ladder = new List<(string, string, ImageGrid)>();
        ImageGrid? originals = null;
        foreach ((string name, Architecture encoder) in networks)
        {
            ExperimentOptions one = options with
            {
                OutputFolder = Path.Combine(folder, $"{place}-{name}"),
                Model = options.Model with { Hidden = new ModelOptions().Hidden, Encoder = encoder },
            };
            Console.WriteLine($"{place}, {name}");
            var model = (Vae)one.CreateModel(data.Shape);
            var trainer = new Trainer(model, data, one.Training, workers);
            using RunFolder run = RunFolder.Create(one, data);
            run.Follow(trainer);
            TrainingResult training = Lesson.Watch(trainer, run);
            run.Save(model);
            var evaluation = EvaluationReport.OfLoss(model, data, seed, workers);
            run.Save(RunSummary.Of(one, data, training, evaluation));
            lesson.Report(run, workers);
            if (!training.IsWhole)
                return ExitCode.Of(training);
            results.Add((place, name, model.Parameters.Sum(parameter => (long)parameter.Length), training.History.Sum(epoch => epoch.Seconds), evaluation.Loss));
            (originals, ImageGrid images) = new ModelInspector(model, workers).Reconstruct(data.HeldOut, perClass: 1);
            ladder.Add((name, Invariant($"{evaluation.Loss.Total:F1}"), images));

            // Look inside: what each layer of the encoder makes of a digit. A map shows where its kernel finds what it looks for.
            if (name == "convolutional")
            {
                var digit = new float[data.Shape.Length];
                data.HeldOut.Fill(0, 1, digit);
                FeatureMapFigure.Draw(
                    new(digit, 1, 1, data.Shape.Width, data.Shape.Height),
                    [.. FeatureMap.Of(model.Encoder.Body, digit, workers).Select(map => (Invariant($"layer {map.Layer + 1}"), Invariant($"{map.Shape}; darker is more"), map.ToGrid(columns: 16, most: 32)))])
                    .Save(run.Figure("feature_maps.png"));
            }
        }

        lesson.Save(Path.Combine(folder, "figures", $"{place}.png"), ReconstructionLadder.Draw(originals!, ladder));
    }

    Console.WriteLine();
    Console.WriteLine("digits    network          parameters    seconds    test loss, nats");
    foreach ((string place, string name, long numbers, double seconds, Loss loss) in results)
        Console.WriteLine(Invariant($"{place,-8}  {name,-13}    {numbers,10:N0}    {seconds,7:F0}    {loss.Total,6:F1} = {loss.Reconstruction:F1} + KL {loss.Kl:F1}"));
    Console.WriteLine($"Figures: {Path.Combine(folder, "figures", "centred.png")}, shifted.png, and feature_maps.png in each convolutional run.");
    if (!options.IsRepeatOf(ExperimentOptions.Convolutional))
        return ExitCode.Success;

    // Check: where digits may stand anywhere, the convolution is ahead of both dense networks.
    double Total(string place, string name) => results.Find(result => (result.Place, result.Name) == (place, name)).Loss.Total;
    double ahead = Math.Min(Total("shifted", "dense-small"), Total("shifted", "dense-wide")) - Total("shifted", "convolutional");
    Console.WriteLine(ahead > 0 ? Invariant($"As expected: on shifted digits the convolution is ahead, by {ahead:F1} nats.") : Invariant($"Not as expected: on shifted digits the convolution should be ahead, and is {-ahead:F1} nats behind. Please report it with {folder}."));
    return ahead > 0 ? ExitCode.Success : ExitCode.Failure;
});

// The first 10,000 training images and 2,000 of the test set, each at a random place of a picture with some more room.
static Dataset Shifted(Dataset data, string place, int room, ulong seed)
{
    SampleSet Placed(SampleSet images, int most, uint set)
    {
        var random = new RandomStream(seed, RandomPurpose.Own, set);
        SampleShape small = images.Shape, large = small with { Height = small.Height + room, Width = small.Width + room };
        int count = Math.Min(most, images.Count);
        float[] image = new float[small.Length], placed = new float[count * large.Length];
        for (int i = 0; i < count; i++)
        {
            images.Fill(i, 1, image);
            (int down, int right) = ((int)(random.UniformAt((ulong)(2 * i)) * (room + 1)), (int)(random.UniformAt((ulong)((2 * i) + 1)) * (room + 1)));
            for (int y = 0; y < small.Height; y++)
                image.AsSpan(y * small.Width, small.Width).CopyTo(placed.AsSpan((i * large.Length) + ((y + down) * large.Width) + right));
        }

        return new FloatSet(placed, large, images.Labels[..count]);
    }

    return Dataset.Create($"{data.Name}, {place}", Placed(data.Train, most: 10_000, set: 0), Placed(data.HeldOut, most: 2_000, set: 1));
}
