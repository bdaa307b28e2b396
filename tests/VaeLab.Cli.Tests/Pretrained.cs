using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>A run whose model has learnt something, without a training: one of PyTorch's.</summary>
internal static class Pretrained
{
    /// <summary>A folder with a run in <c>run/</c>: two latent dimensions, images of 28 × 28.</summary>
    public static TempFolder Run()
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder.At("run"));
        foreach (string file in (string[])["config.json", "model.safetensors"])
            File.Copy(Checkout.At(Path.Combine("tests", "fixtures", "pytorch", "diagonal", file)), folder.At("run", file));
        return folder;
    }
}
