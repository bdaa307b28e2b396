using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Runs;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae interpolate</c>: from one image to another, by way of the latent space.</summary>
internal static class InterpolateCommand
{
    private const int MostSteps = 1000, MostRows = 1000;

    public static ModelCommand Command { get; } = new(
        "interpolate",
        "Decodes lines through the latent space: each row goes from one image to another.",
        "RUN",
        "vae interpolate runs/vae_2d",
        [
            ("--input", "PATH", "images to go between, the first to the second, the third to the fourth, …, as for encode"),
            ("--rows", "N", "without --input: lines between points drawn from the prior [8]"),
            ("--path", "NAME", "linear, straight lines, or spherical, around the prior's mean [linear]"),
            ("--steps", "N", "images on each line, both ends included [10]"),
            LoadedModel.Label("the class of all images"),
            ("--seed", "N", "where the randomness comes from [0]"),
            ("--out", "PATH", LoadedModel.ImagesOut + " [RUN/interpolation.png]"),
            GivenOptions.Overwrite,
        ],
        given =>
        {
            int steps = given.Whole("--steps", 10, 2, MostSteps), rows = given.Whole("--rows", 8, 1, MostRows);
            ulong seed = given.Seed();
            bool isSpherical = IsSpherical(given);
            if (given.Text("--input") is not null && given.Text("--rows") is not null)
                given.Faults.Add("--rows cannot go with --input: there is a row for each two images.");
            string path = given.Output("interpolation.png", NamedImages.Fault);
            given.Check();
            using var model = new LoadedModel(given.Argument);
            model.UseLabel(given.Text("--label"));
            float[] ends = given.Text("--input") is { } input ? Ends(model, input) : model.SamplePrior(2 * rows, seed);
            model.Decode(Lines(ends, model.Model.LatentDimensions, steps, isSpherical ? Spherical(model) : LatentPath.Linear), names: null, path, columns: steps);
        });

    /// <summary>The posterior means of pairs of images.</summary>
    private static float[] Ends(LoadedModel model, string input)
    {
        NamedImages images = model.Read(input);
        return images.Names.Count % 2 == 0
            ? model.Inspector.EncodePosteriors(images.Pixels).Means
            : throw new InputException(FormattableString.Invariant($"'{input}' holds {images.Names.Count} images, and lines go between two: give an even number."));
    }

    private static bool IsSpherical(GivenOptions given)
    {
        string name = given.Text("--path") ?? "linear";
        if (name is not ("linear" or "spherical"))
            given.Faults.Add($"--path is '{name}'; it needs linear or spherical.");
        return name == "spherical";
    }

    private static Way Spherical(LoadedModel model) => model.Model.Prior is MultivariateNormal prior
        ? (from, to, t, target) => LatentPath.Spherical(prior, from, to, t, target)
        : throw new InputException($"--path is 'spherical', which is a way around the mean of a Gaussian prior, and the model's prior is {model.Model.Prior.Name}: take linear.");

    /// <summary>Points along a way, both ends included, for each two points.</summary>
    private static float[] Lines(float[] ends, int dimensions, int steps, Way way)
    {
        var points = new float[ends.Length / 2 * steps];
        for (int i = 0; i < points.Length / dimensions; i++)
        {
            int line = i / steps;
            Span<float> from = ends.AsSpan(2 * line * dimensions, dimensions), to = ends.AsSpan(((2 * line) + 1) * dimensions, dimensions);
            way(from, to, i % steps / (float)(steps - 1), points.AsSpan(i * dimensions, dimensions));
        }

        return points;
    }

    private delegate void Way(ReadOnlySpan<float> from, ReadOnlySpan<float> to, float t, Span<float> target);
}
