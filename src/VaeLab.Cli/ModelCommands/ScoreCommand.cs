using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae score</c>: how well a model explains each image.</summary>
internal static class ScoreCommand
{
    private const int MostReferenceImages = 10_000, MostImportanceSamples = 1_000_000;

    public static ModelCommand Command { get; } = new(
        "score",
        "Scores each image: −ELBO, −log p(x), and its place among the training images.",
        "RUN",
        "vae score runs/vae_2d --input images",
        [
            LoadedModel.Input,
            LoadedModel.TrainingDataOption,
            LoadedModel.Label("their class [their labels or sub-folders]"),
            ("--importance-samples", "N", "samples for each image in the estimate of −log p(x) [100]"),
            ("--seed", "N", "where the noise comes from [0]"),
            ("--out", "FILE", "a .csv, .json or .npz file [RUN/scores.csv]"),
            GivenOptions.Overwrite,
        ],
        given =>
        {
            string input = given.Required("--input", LoadedModel.Input.Meaning);
            int importanceSamples = given.Whole("--importance-samples", 100, 1, MostImportanceSamples);
            ulong seed = given.Seed();
            string path = given.Output("scores.csv", ScoreRows.Fault);
            given.Check();
            using var model = new LoadedModel(given.Argument);
            NamedImages images = model.Read(input);
            model.UseClasses(given.Text("--label"), images);
            Score(model, images, given.Text("--data"), importanceSamples, seed, path);
        });

    private static void Score(LoadedModel loaded, NamedImages images, string? dataPath, int importanceSamples, ulong seed, string path)
    {
        (GenerativeModel model, int threads) = (loaded.Stored.Model, loaded.Stored.Options.Training.Threads);
        SampleSet samples = loaded.Samples(images);
        Loss[] losses = SampleScores.Losses(model, samples, seed, threads);
        bool hasBound = losses.All(loss => loss.Kl is not null);
        List<(string Name, float[] Values)> columns = [("reconstruction", Column(losses, loss => loss.Reconstruction))];
        List<string> leftOut = [];
        if (hasBound)
        {
            columns.Insert(0, ("neg_elbo", Column(losses, loss => loss.Total)));
            columns.Add(("kl", Column(losses, loss => loss.Kl!.Value)));
        }
        else
        {
            leftOut.Add($"neg_elbo and kl (KL {Experiment.NoKl})");
        }

        if (model is LatentModel { HasDensity: true } latent)
            columns.Add(("neg_log_likelihood", [.. new ImportanceSampling(latent, loaded.Workers).NegativeLogLikelihoods(samples, importanceSamples, new(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Importance)).Select(nats => (float)nats)]));
        else
            leftOut.Add("neg_log_likelihood (the codes have no density to weigh samples by)");

        (SampleSet? training, string why) = loaded.Stored.Options.Training.Binarization == Binarization.None ? loaded.TrainingImages(dataPath)
            : (null, "the model was trained on binarized pixels, and those of these images are as they are");
        int reference = Math.Min(MostReferenceImages, training?.Count ?? 0);
        if (reference > 0)
            columns.Add(("percentile", SampleScores.Percentiles(SampleScores.Losses(model, training!.Slice(0, reference), seed, threads).Select(loss => loss.Total), losses.Select(loss => loss.Total))));
        else
            leftOut.Add($"percentile ({why})");

        ScoreRows.Write(path, images.Names, loaded.ClassColumn(images), columns);
        Console.WriteLine(Invariant($"The scores of {images.Names.Count} images are in {path}: {string.Join(", ", columns.Select(column => column.Name))}."));
        if (reference > 0)
            Console.WriteLine(Invariant($"percentile is the share of the first {reference} training images whose {(hasBound ? "−ELBO" : "reconstruction loss")} is no higher, in per cent: near 100 the image is unlike them."));
        foreach (string one in leftOut)
            Console.WriteLine($"Left out: {one}.");
    }

    private static float[] Column(Loss[] losses, Func<Loss, double> part) => Array.ConvertAll(losses, loss => (float)part(loss));
}
