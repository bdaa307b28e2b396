using VaeLab.Cli;

namespace VaeLab.Publishing.Results;

/// <summary>A run whose numbers go to assets/.</summary>
internal static class KeptRun
{
    /// <summary>Trains in a process of its own, so that the memory that it reports is its own, and keeps configuration, metrics and summary.</summary>
    /// <param name="name">What the run is called.</param>
    /// <param name="shelf">The folder below assets/ that keeps it.</param>
    /// <param name="arguments">What to give to <c>vae</c>, without the folder.</param>
    /// <returns>The exit code of the training.</returns>
    public static int Train(string name, string shelf, string[] arguments)
    {
        string folder = At(name), kept = Path.Combine("assets", shelf, name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);

        Console.WriteLine($"{name}:");
        int exit = Programs.Vae([.. arguments, "--out", folder]);
        if (exit != ExitCode.Success)
            return exit;

        Directory.CreateDirectory(kept);
        foreach (string file in (string[])["config.json", "metrics.jsonl", "summary.json"])
            File.Copy(Path.Combine(folder, file), Path.Combine(kept, file), overwrite: true);
        return ExitCode.Success;
    }

    /// <summary>Where the whole run is.</summary>
    public static string At(string name) => Path.Combine("runs", "results", name);
}
