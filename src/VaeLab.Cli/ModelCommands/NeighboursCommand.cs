using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae neighbours</c>: the training images that are nearest to some images.</summary>
internal static class NeighboursCommand
{
    private const int MostNeighbours = 100;

    public static ModelCommand Command { get; } = new(
        "neighbours",
        "Finds the training images nearest to some images in latent space.",
        "RUN",
        "vae neighbours runs/vae_2d --input images",
        [
            LoadedModel.Input,
            LoadedModel.TrainingDataOption,
            ("--count", "K", "neighbours of each image [8]"),
            LoadedModel.Label("the class of these images [their labels or sub-folders]"),
            ("--out", "PATH", "a name for a .png and a .csv, or one file with .png, .csv, .json or .npz [RUN/neighbours]"),
            GivenOptions.Overwrite,
        ],
        given =>
        {
            string input = given.Required("--input", LoadedModel.Input.Meaning);
            int count = given.Whole("--count", 8, 1, MostNeighbours);
            string[] paths = Paths(given);
            given.Check();
            using var model = new LoadedModel(given.Argument);
            _ = model.Model; // needs a latent space
            NamedImages images = model.Read(input);
            model.UseClasses(given.Text("--label"), images);
            (SampleSet? found, string why) = model.TrainingImages(given.Text("--data"));
            SampleSet training = found ?? throw new InputException($"Neighbours are looked for among the training images, and {why}{(why.Contains("--data", StringComparison.Ordinal) ? string.Empty : ": take a run of VaeLab's own training")}.");
            var neighbours = NearestNeighbours.Find(model.Inspector.Encode(training), model.Inspector.Encode(model.Samples(images)), count);
            foreach (string path in paths)
            {
                if (IsPicture(path))
                    WritePicture(images, training, neighbours, path);
                else
                    WriteTable(model, images, training, neighbours, path);
            }

            Console.WriteLine(Invariant($"The {neighbours[0].Places.Length} nearest of {training.Count} training images to each of {images.Names.Count} are in {string.Join(" and ", paths)}."));
        });

    private static bool IsPicture(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);

    private static string[] Paths(GivenOptions given)
    {
        string? named = given.Text("--out");
        string path = named ?? Path.Combine(given.Argument, "neighbours");
        string[] paths = Path.GetExtension(path).Length > 0 || path.Length == 0 ? [path] : [path + ".png", path + ".csv"];
        foreach (string one in paths)
        {
            if ((IsPicture(one) ? NamedImages.Fault(one) : ScoreRows.Fault(one)) is { } fault)
                given.Faults.Add(fault.Replace(".csv, .json or .npz.", ".png, .csv, .json or .npz, or none for both.", StringComparison.Ordinal));
        }

        if (named is not null && given.FaultOfExisting(paths) is { } there)
            given.Faults.Add(there);
        return paths;
    }

    /// <summary>A row for each image: the image, and then its neighbours.</summary>
    private static void WritePicture(NamedImages images, SampleSet training, (int[] Places, float[] Distances)[] neighbours, string path)
    {
        int length = images.Shape.Length, columns = neighbours[0].Places.Length + 1;
        var sheet = new float[neighbours.Length * columns * length];
        for (int row = 0; row < neighbours.Length; row++)
        {
            Span<float> line = sheet.AsSpan(row * columns * length, columns * length);
            images.Pixels.AsSpan(row * length, length).CopyTo(line);
            training.Fill(neighbours[row].Places, line[length..]);
        }

        NamedImages.Numbered(sheet, images.Shape).Write(path, columns);
    }

    /// <summary>A row for each neighbour: its rank, its place among the training images, its distance, and its label if it has one.</summary>
    private static void WriteTable(LoadedModel model, NamedImages images, SampleSet training, (int[] Places, float[] Distances)[] neighbours, string path)
    {
        int[] places = [.. neighbours.SelectMany(found => found.Places)];
        int count = neighbours[0].Places.Length;
        ScoreRows.Write(
            path,
            [.. images.Names.SelectMany(name => Enumerable.Repeat(name, count))],
            training.HasLabels ? [.. places.Select(place => model.Named(training.Labels.Span[place]))] : null,
            [
                ("rank", [.. places.Select((_, i) => (float)((i % count) + 1))]),
                ("training_image", Array.ConvertAll(places, place => (float)place)),
                ("distance", [.. neighbours.SelectMany(found => found.Distances)]),
            ]);
    }
}
