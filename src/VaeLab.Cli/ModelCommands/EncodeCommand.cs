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
            LoadedModel.Input,
            LoadedModel.Label("the class of these images [their labels or sub-folders]"),
            ("--out", "FILE", "a .csv, .json, .npz or .npy file [RUN/codes.csv]"),
            GivenOptions.Overwrite,
        ],
        given =>
        {
            string input = given.Required("--input", LoadedModel.Input.Meaning);
            string path = given.Output("codes.csv", path => LatentRows.Fault(path, "--out") ?? RunFolder.FaultOfOwnFile(path));
            given.Check();
            using var model = new LoadedModel(given.Argument);
            NamedImages images = model.Read(input);
            model.UseClasses(given.Text("--label"), images);
            model.EncodeRows(images, path);
            string alone = path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) && model.Codes is null ? ": their means alone; .npz, .csv and .json keep names and standard deviations too" : string.Empty;
            Console.WriteLine(FormattableString.Invariant($"The codes of {images.Names.Count} images are in {path}{alone}."));
        });
}
