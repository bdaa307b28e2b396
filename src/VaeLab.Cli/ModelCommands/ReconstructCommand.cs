using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Runs;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae reconstruct</c>: images through the bottleneck and back.</summary>
internal static class ReconstructCommand
{
    private const int MostColumns = 12;

    public static ModelCommand Command { get; } = new(
        "reconstruct",
        "Encodes images and decodes them again: what is left of each.",
        "RUN",
        "vae reconstruct runs/vae_2d --input images",
        [
            LoadedModel.Input,
            LoadedModel.Label("the class of these images [their labels or sub-folders]"),
            ("--out", "PATH", LoadedModel.ImagesOut + " [RUN/reconstructions.png]"),
            GivenOptions.Overwrite,
        ],
        given =>
        {
            string input = given.Required("--input", LoadedModel.Input.Meaning);
            string path = given.Output("reconstructions.png", NamedImages.Fault);
            given.Check();
            using var model = new LoadedModel(given.Argument);
            NamedImages images = model.Read(input);
            model.UseClasses(given.Text("--label"), images);
            SampleSet samples = model.Samples(images);
            float[] reconstructions = SampleScores.Reconstructions(model.Stored.Model, samples, model.Stored.Options.Training.Threads);
            if (path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
                WritePairs(images, reconstructions, path);
            else
                model.Write(reconstructions, images.Names, path, columns: null);
        });

    /// <summary>One picture: a row of images, below it the row of their reconstructions, and so on.</summary>
    private static void WritePairs(NamedImages images, float[] reconstructions, string path)
    {
        int count = images.Names.Count, length = images.Shape.Length, columns = Math.Min(MostColumns, count), rows = (count + columns - 1) / columns;
        var sheet = new float[2 * rows * columns * length];
        for (int i = 0; i < count; i++)
        {
            int place = ((i / columns * 2 * columns) + (i % columns)) * length;
            images.Pixels.AsSpan(i * length, length).CopyTo(sheet.AsSpan(place));
            reconstructions.AsSpan(i * length, length).CopyTo(sheet.AsSpan(place + (columns * length)));
        }

        NamedImages.Numbered(sheet, images.Shape).Write(path, columns);
        Console.WriteLine(FormattableString.Invariant($"{count} images are in {path}, and below each row its reconstructions."));
    }
}
