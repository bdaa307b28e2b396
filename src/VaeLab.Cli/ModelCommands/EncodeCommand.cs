using VaeLab.Runs;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae encode</c>: from images to latent points.</summary>
internal static class EncodeCommand
{
    public static ModelCommand Command { get; } = new(
        "encode",
        "Writes where the encoder puts images: mean and standard deviations of q(z|x), or codes.",
        "RUN",
        "vae encode runs/vae_2d --input images",
        [
            ("--input", "PATH", "a folder of images, an image, or a .csv, .json or IDX file"),
            LoadedModel.Label("the class of these images [their sub-folders]"),
            ("--out", "FILE", "a .csv or .json file [RUN/codes.csv]"),
            GivenOptions.Overwrite,
        ],
        given =>
        {
            string input = given.Required("--input", "a folder of images, an image, or a .csv, .json or IDX file");
            string path = given.Output("codes.csv", path => LatentRows.Fault(path, "--out") ?? RunFolder.FaultOfOwnFile(path));
            given.Check();
            using var model = new LoadedModel(given.Argument);
            NamedImages images = model.Read(input);
            model.UseLabels(given.Text("--label"), images.Folders is { } folders && folders.All(folder => folder.Length > 0) ? folders : null);
            model.EncodeRows(images, path);
            Console.WriteLine(FormattableString.Invariant($"The codes of {images.Names.Count} images are in {path}."));
        });
}
