using VaeLab.Runs;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae sample</c>: new images.</summary>
internal static class SampleCommand
{
    private const int MostImages = 10_000;

    public static ModelCommand Command { get; } = new(
        "sample",
        "Draws latent points from the prior and decodes them: samples from the model.",
        "RUN",
        "vae sample runs/vae_2d",
        [
            ("--count", "N", "how many [64]"),
            LoadedModel.Label("which class [each in turn]"),
            ("--seed", "N", "where the randomness comes from; the same seed gives the same images [0]"),
            ("--out", "PATH", LoadedModel.ImagesOut + " [RUN/samples.png]"),
            GivenOptions.Overwrite,
        ],
        given =>
        {
            int count = given.Whole("--count", 64, 1, MostImages);
            ulong seed = given.Seed();
            string path = given.Output("samples.png", NamedImages.Fault);
            given.Check();
            using var model = new LoadedModel(given.Argument);
            model.Sample(count, seed, given.Text("--label"), path);
        });
}
