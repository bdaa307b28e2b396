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
        [("--out", "DIR", "where to write the three files; the run's folder if not given")],
        given =>
        {
            string folder = given.Text("--out") ?? given.Argument;
            if (folder.Length == 0 && given.Argument.Length > 0)
                given.Faults.Add("--out is empty; it needs a folder, for example --out onnx.");
            else if (File.Exists(folder))
                given.Faults.Add($"--out is '{folder}', which is a file; it needs a folder.");
            given.Check();
            foreach (string file in OnnxModel.Export(given.Argument, folder))
                Console.WriteLine(file);
        });
}
