using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class ExportTests
{
    [Fact]
    public void A_run_is_exported_beside_its_weights_or_elsewhere()
    {
        using TempFolder folder = Pretrained.Run();
        using ChildProcess beside = Vae.Run(folder.Path, "export", "run"), elsewhere = Vae.Run(folder.Path, "export", "run", "--out", "there/onnx");
        Assert.Equal((ExitCode.Success, string.Empty), (beside.ExitCode, beside.Error));
        Assert.Equal((ExitCode.Success, string.Empty), (elsewhere.ExitCode, elsewhere.Error));
        string[] files = ["encoder.onnx", "decoder.onnx", "model.onnx"];
        Assert.Equal("run/encoder.onnx\nrun/decoder.onnx\nrun/model.onnx\n", beside.Output.Replace('\\', '/'));
        Assert.All(files, name => Assert.Equal(File.ReadAllBytes(folder.At("run", name)), File.ReadAllBytes(folder.At("there", "onnx", name))));
    }

    [Fact]
    public void What_cannot_be_exported_is_said()
    {
        using TempFolder folder = Pretrained.Run();
        Assert.Equal(["A RUN is needed, for example: vae export runs/vae_2d."], Vae.Faults(folder.Path, "export"));
        Assert.Equal(["--out is empty; it needs a folder, for example --out onnx."], Vae.Faults(folder.Path, "export", "run", "--out", ""));
        Assert.Equal(["--out is 'run/config.json', which is a file; it needs a folder."], Vae.Faults(folder.Path, "export", "run", "--out", "run/config.json"));
        Assert.StartsWith("Configuration 'nowhere", Assert.Single(Vae.Faults(folder.Path, "export", "nowhere")), StringComparison.Ordinal);
        Assert.Equal(["'--onx' is not known here. Did you mean --out?"], Vae.Faults(folder.Path, "export", "run", "--onx"));
    }
}
