using VaeLab.Runs;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae interpolate</c>: from one image to another, by way of the latent space.</summary>
internal static class InterpolateCommand
{
    private const int MostSteps = 1000, MostRows = 1000;

    public static ModelCommand Command { get; } = new(
        "interpolate",
        "Decodes straight lines through the latent space: each row goes from one image to another.",
        "RUN",
        "vae interpolate runs/vae_2d",
        [
            ("--input", "PATH", "images to go between, the first to the second, the third to the fourth, …, as for encode"),
            ("--rows", "N", "without --input: lines between points drawn from the prior [8]"),
            ("--steps", "N", "images on each line, both ends included [10]"),
            LoadedModel.Label("the class of all images"),
            ("--seed", "N", "where the randomness comes from [0]"),
            ("--out", "PATH", "one .png, .csv, .json or .idx, or a folder of PNGs [RUN/interpolation.png]"),
            GivenOptions.Overwrite,
        ],
        given =>
        {
            int steps = given.Whole("--steps", 10, 2, MostSteps), rows = given.Whole("--rows", 8, 1, MostRows);
            ulong seed = given.Seed();
            if (given.Text("--input") is not null && given.Text("--rows") is not null)
                given.Faults.Add("--rows cannot go with --input: there is a row for each two images.");
            string path = given.Output("interpolation.png", NamedImages.Fault);
            given.Check();
            using var model = new LoadedModel(given.Argument);
            model.UseLabel(given.Text("--label"));
            float[] ends = given.Text("--input") is { } input ? Ends(model, input) : model.SamplePrior(2 * rows, seed);
            model.Decode(Lines(ends, model.Model.LatentDimensions, steps), names: null, path, columns: steps);
        });

    /// <summary>The posterior means of pairs of images.</summary>
    private static float[] Ends(LoadedModel model, string input)
    {
        NamedImages images = model.Read(input);
        return images.Names.Count % 2 == 0
            ? model.Inspector.EncodePosteriors(images.Pixels).Means
            : throw new InputException(FormattableString.Invariant($"'{input}' holds {images.Names.Count} images, and lines go between two: give an even number."));
    }

    /// <summary>(1 − t)·a + t·b for t from 0 to 1, for each two points a and b.</summary>
    private static float[] Lines(float[] ends, int dimensions, int steps)
    {
        var points = new float[ends.Length / 2 * steps];
        for (int i = 0; i < points.Length; i++)
        {
            int line = i / dimensions / steps, dimension = i % dimensions;
            float t = i / dimensions % steps / (float)(steps - 1);
            float from = ends[(2 * line * dimensions) + dimension], to = ends[(((2 * line) + 1) * dimensions) + dimension];
            points[i] = ((1 - t) * from) + (t * to);
        }

        return points;
    }
}
