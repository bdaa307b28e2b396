using VaeLab.Runs;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae arithmetic</c>: adds to images what tells two folders of images apart.</summary>
internal static class ArithmeticCommand
{
    private const int MostStrengths = 1000;
    private static readonly double[] s_strengths = [-2, -1, 0, 1, 2];

    public static ModelCommand Command { get; } = new(
        "arithmetic",
        "Adds to images what images of one folder have and those of another have not.",
        "RUN",
        "vae arithmetic runs/vae_2d --input images --from without --to with",
        [
            ("--input", "PATH", "the images to change, as for encode; each becomes a row"),
            ("--from", "PATH", "images without what is to be added"),
            ("--to", "PATH", "images with it"),
            ("--strength", "LIST", "how much is added, a column for each [-2,-1,0,1,2]"),
            LoadedModel.Label("the class of all images"),
            ("--out", "PATH", LoadedModel.ImagesOut + " [RUN/arithmetic.png]"),
            GivenOptions.Overwrite,
        ],
        given =>
        {
            string input = given.Required("--input", LoadedModel.Input.Meaning), from = given.Required("--from", LoadedModel.Input.Meaning), to = given.Required("--to", LoadedModel.Input.Meaning);
            IReadOnlyList<double> strengths = Strengths(given);
            string path = given.Output("arithmetic.png", NamedImages.Fault);
            given.Check();
            using var model = new LoadedModel(given.Argument);
            model.UseLabel(given.Text("--label"));
            int dimensions = model.Model.LatentDimensions;
            double[] without = Mean(Codes(model, from), dimensions), with = Mean(Codes(model, to), dimensions);
            float[] codes = Codes(model, input);
            var points = new float[codes.Length * strengths.Count];
            for (int i = 0; i < points.Length; i++)
            {
                (int row, int column, int z) = (i / dimensions / strengths.Count, i / dimensions % strengths.Count, i % dimensions);
                points[i] = (float)(codes[(row * dimensions) + z] + (strengths[column] * (with[z] - without[z])));
            }

            model.Decode(points, names: null, path, columns: strengths.Count);
        });

    /// <summary>The posterior means of images, one after the other.</summary>
    private static float[] Codes(LoadedModel model, string path) => model.Inspector.EncodePosteriors(model.Read(path).Pixels).Means;

    private static double[] Mean(float[] codes, int dimensions)
    {
        var mean = new double[dimensions];
        for (int i = 0; i < codes.Length; i++)
            mean[i % dimensions] += codes[i];
        return Array.ConvertAll(mean, sum => sum / (codes.Length / dimensions));
    }

    private static IReadOnlyList<double> Strengths(GivenOptions given)
    {
        if (given.Text("--strength") is not { } text)
            return s_strengths;
        string need = FormattableString.Invariant($"1 to {MostStrengths} numbers with commas between them, for example -2,-1,0,1,2");
        try
        {
            if (SettingText.Reals(text) is { Count: >= 1 and <= MostStrengths } strengths && strengths.All(double.IsFinite))
                return strengths;
        }
        catch (FormatException)
        {
            // Said below.
        }

        given.Faults.Add($"--strength is '{text}'; it needs {need}.");
        return s_strengths;
    }
}
