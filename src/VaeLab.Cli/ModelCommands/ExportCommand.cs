using VaeLab.Runs;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae export</c>: a run's model as ONNX.</summary>
internal static class ExportCommand
{
    public static ModelCommand Command { get; } = new(
        "export",
        "Writes a run's model as ONNX, opset 13: encoder.onnx, decoder.onnx, and both in model.onnx.",
        "RUN",
        "vae export runs/vae_2d",
        [("--out", "DIR", "where to write the three files; the run's folder if not given"), GivenOptions.Overwrite],
        given =>
        {
            string folder = given.Text("--out") ?? given.Argument;
            if (folder.Length == 0 && given.Argument.Length > 0)
                given.Faults.Add("--out is empty; it needs a folder, for example --out onnx.");
            else if (File.Exists(folder))
                given.Faults.Add($"--out is '{folder}', which is a file; it needs a folder.");
            else if (folder.Length > 0 && given.Argument.Length > 0 && Path.GetFullPath(folder) != Path.GetFullPath(given.Argument))
                given.Faults.AddRange(OfOthers(folder, given) is { } fault ? [fault] : []);
            given.Check();
            foreach (string file in OnnxModel.Export(given.Argument, folder))
                Console.WriteLine(file);
        });

    /// <summary>Why the model may not be written to a folder that is not the run's; null if it may.</summary>
    private static string? OfOthers(string folder, GivenOptions given) => File.Exists(Path.Combine(folder, "config.json"))
        ? $"--out is '{folder}', which holds another run: its model.onnx would be that of '{given.Argument}'. It needs another folder."
        : given.FaultOfExisting(OnnxModel.FileNames.Select(name => Path.Combine(folder, name)));
}
