using VaeLab.Runs;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae decode</c>: from latent points to images.</summary>
internal static class DecodeCommand
{
    public static ModelCommand Command { get; } = new(
        "decode",
        "Decodes latent points or codes from a file, such as vae encode writes, to the expected images.",
        "RUN",
        "vae decode runs/vae_2d --input codes.csv",
        [
            ("--input", "FILE", "a .csv, .json, .npy or .npz file with a latent point, or codes, in each row"),
            LoadedModel.Label("the class to decode as [the file's column class]"),
            ("--out", "PATH", LoadedModel.ImagesOut + " [RUN/decoded.png]"),
            GivenOptions.Overwrite,
        ],
        given =>
        {
            string input = given.Required("--input", "a .csv, .json, .npy or .npz file with a latent point in each row");
            string path = given.Output("decoded.png", NamedImages.Fault);
            given.Check();
            using var model = new LoadedModel(given.Argument);
            model.DecodeRows(input, given.Text("--label"), path);
        });
}
