using VaeLab.Runs;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae import</c>: a model trained elsewhere, as a run.</summary>
internal static class ImportCommand
{
    public static ModelCommand Command { get; } = new(
        "import",
        "Makes a run of weights trained elsewhere, for example by PyTorch, that all other commands take.",
        "FILE",
        "vae import model.safetensors --config config.json",
        [
            ("--config", "FILE", "the configuration that belongs to the weights, as a run's config.json"),
            ("--out", "DIR", "where to write the run; a new folder below runs/ if not given"),
        ],
        given =>
        {
            string config = given.Required("--config", "the configuration that belongs to the weights, as a run's config.json");
            given.Faults.AddRange(RunFolder.Faults(given.Text("--out")));
            given.Check();
            using RunFolder run = RunFolder.Import(config, given.Argument, given.Text("--out"));
            Console.WriteLine($"The model is in {run.Path}. To see what it is worth: vae evaluate {run.Path}");
        });
}
