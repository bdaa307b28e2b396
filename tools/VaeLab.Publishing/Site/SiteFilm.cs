using System.Text.Json.Nodes;
using VaeLab.Cli.Report;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Publishing.Site;

/// <summary>
/// A training watched from its first step to its last. The run kept no pictures of its youth, but its seed makes the same training
/// again, bit for bit on the same kind of machine.
/// </summary>
internal static class SiteFilm
{
    private const int Codes = 1000, GridSteps = 7;
    private const double CodeRadius = 8;
    private static readonly int[] s_earlySteps = [25, 50, 100, 200];

    /// <summary>Trains, and takes a frame at the start, four times in the first epoch, and after each epoch.</summary>
    /// <param name="options">The run's options.</param>
    /// <param name="data">Its data.</param>
    /// <param name="digits">Test images whose reconstructions are shown.</param>
    /// <param name="workers">The threads to compute on.</param>
    public static JsonObject Shoot(ExperimentOptions options, Dataset data, IReadOnlyList<int> digits, WorkerPool workers)
    {
        var model = (LatentModel)options.CreateModel(data.Train.Shape);
        var inspector = new ModelInspector(model, workers);
        var evaluator = new LossEvaluator(model, workers);
        SampleSet shown = data.HeldOut.Slice(0, Math.Min(Codes, data.HeldOut.Count));
        var frames = new JsonArray();

        void Take(double epoch, int step)
        {
            Loss test = evaluator.Evaluate(shown, new(options.Training.Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Test));
            float[] pairs = [.. digits.SelectMany(index => inspector.Decode(inspector.Encode(data.HeldOut.Slice(index, 1)).Means))];
            ManifoldGrid grid = inspector.Manifold(GridSteps, data.HeldOut);
            frames.Add((JsonNode)new JsonObject
            {
                ["epoch"] = Math.Round(epoch, 3),
                ["step"] = step,
                ["test"] = PageJson.Nats(test),
                ["means"] = PageText.Coordinates(inspector.Encode(shown).Means, CodeRadius),
                ["digits"] = PageText.Pixels(pairs),
                ["grid"] = PageText.Pixels(Half(grid.Images.Pixels, data.Shape.Width, data.Shape.Height)),
            });
        }

        var trainer = new Trainer(model, data, options.Training, workers);
        trainer.BatchCompleted += progress =>
        {
            if (progress.Epoch == 1 && s_earlySteps.Contains(progress.Batch))
                Take(progress.Batch / (double)progress.Batches, progress.Batch);
        };
        int batches = (data.Train.Count + options.Training.BatchSize - 1) / options.Training.BatchSize;
        trainer.EpochCompleted += epoch => Take(epoch.Epoch, epoch.Epoch * batches);
        Take(0, 0);
        trainer.Fit();
        return new JsonObject
        {
            ["radius"] = CodeRadius,
            ["codes"] = shown.Count,
            ["gridSteps"] = GridSteps,
            ["gridSide"] = data.Shape.Width / 2,
            ["digits"] = new JsonArray([.. digits.Select(index => (JsonNode)index)]),
            ["frames"] = frames,
        };
    }

    /// <summary>Images at half their width and height, each pixel the mean of four.</summary>
    public static float[] Half(float[] images, int width, int height)
    {
        int count = images.Length / (width * height), w = width / 2, h = height / 2;
        var half = new float[count * w * h];
        for (int i = 0; i < half.Length; i++)
        {
            int corner = (i / (w * h) * width * height) + (i / w % h * 2 * width) + (i % w * 2);
            half[i] = (images[corner] + images[corner + 1] + images[corner + width] + images[corner + width + 1]) / 4;
        }

        return half;
    }
}
