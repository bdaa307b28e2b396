using VaeLab.Cli.Report;
using VaeLab.Data;
using VaeLab.Training;

namespace VaeLab.Cli.Tests;

/// <summary>The command that a report shows is one that trains the run anew.</summary>
public sealed class RunCommandTests
{
    [Fact]
    public void It_names_what_differs_from_the_nearest_start()
    {
        Assert.Equal("vae train --experiment 2d", RunCommand.Of(ExperimentOptions.TwoDimensional, "mnist"));
        Assert.Equal("vae train --experiment 3d --epochs 2 --dataset fashion-mnist", RunCommand.Of(ExperimentOptions.ThreeDimensional with { Training = new() { Epochs = 2, Threads = 7 } }, "fashion-mnist"));
        Assert.Equal("vae train --experiment correlated", RunCommand.Of(ExperimentOptions.Correlated, "mnist"));
        Assert.Equal(
            "vae train --experiment 2d --latent-dim 16 --colours rgb --size 32x24 --background \"#ff0000\" --invert --data DIR",
            RunCommand.Of(
                new() { Name = "vae", Model = new() { LatentDimensions = 16 }, Images = new() { Colours = ImageColours.Rgb, Size = new(32, 24), Invert = true, Background = "#ff0000" } },
                "photos"));
    }
}
