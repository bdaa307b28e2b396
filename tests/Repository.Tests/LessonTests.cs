using System.Text.Json;
using VaeLab.Cli;
using VaeLab.Publishing.Results;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

[Collection(nameof(CheckoutBuilds))]
public sealed class LessonTests
{
    private const int MostLines = 150;

    public static TheoryData<string> Files => Lessons.Rows;

    [Fact]
    public void There_are_lessons() => Assert.Contains("code/vae_2d.cs", Lessons.Files, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_lesson_is_read_in_one_sitting(string file)
    {
        string[] lines = File.ReadAllLines(Checkout.At(file));
        Assert.InRange(lines.Length, 1, MostLines);
        Assert.Contains(lines, line => line.Contains($"dotnet run {file}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lesson_that_is_stopped_says_how_to_go_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that one program can send to another alone.");
        using TempFolder data = TinyData.OfMnist();
        using var results = new TempFolder();
        string run = results.At("run");
        using ChildProcess lesson = ChildProcess.Start(
            "dotnet", [Lessons.Build("code/vae_2d.cs"), "--data", data.Path, "--epochs", "1000000", "--hidden", "16", "--out", run], Checkout.Root);
        lesson.WaitForOutput(line => line.StartsWith("    2 ", StringComparison.Ordinal));
        lesson.Signal("TERM");
        lesson.WaitForExit();
        Assert.Equal((ExitCode.Interrupted, string.Empty), (lesson.ExitCode, lesson.Error));
        Assert.Contains($"\nTo go on with it: vae train --resume {run}\n", lesson.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_lesson_runs_from_beginning_to_end(string file)
    {
        using TempFolder data = TinyData.OfMnist();
        using var results = new TempFolder();
        string run = results.At("run");
        using ChildProcess lesson = Lessons.Run(file, "--data", data.Path, "--epochs", "2", "--hidden", "32", "--out", run);

        Assert.True(lesson.ExitCode == ExitCode.Success, lesson.Output + lesson.Error);
        Assert.Equal(string.Empty, lesson.Error);
        Assert.Contains($"{run}", lesson.Output, StringComparison.Ordinal);

        // A lesson leaves one run, or several in folders of their own and a figure that compares them.
        string[] runs = File.Exists(Path.Combine(run, "config.json")) ? [run] : Directory.GetDirectories(run, "*-*");
        Assert.NotEmpty(runs);
        foreach (string folder in runs)
        {
            JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "summary.json"))).Dispose();
            JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json"))).Dispose();
            int epochs = Path.GetFileName(folder) is "vae-wide" or "vae-gan" ? 1 : 2; // these two train for half as long as the others
            Assert.Equal(epochs, File.ReadAllLines(Path.Combine(folder, "metrics.jsonl")).Length);
            Assert.True(new FileInfo(Path.Combine(folder, "model.safetensors")).Length > 32 * 784 * sizeof(float));
        }

        if (file == "code/tempting_mistakes.cs")
            Assert.Equal(runs.Length, MistakesReport.Read(Path.Combine(run, "tempting_mistakes.json")).Models.Count);

        string[] figures = Directory.GetFiles(run, "*.png", SearchOption.AllDirectories);
        Assert.True(figures.Length >= 4, string.Join(' ', figures));
        Assert.Contains(figures, figure => Path.GetDirectoryName(figure) == Path.Combine(run, "figures"));
        Assert.All(figures, Png.AssertValid);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_lesson_explains_itself(string file)
    {
        using ChildProcess lesson = Lessons.Run(file, "--help");
        Assert.Equal((ExitCode.Success, string.Empty), (lesson.ExitCode, lesson.Error));
        Assert.Contains($"  dotnet run {file} -- [options]", lesson.Output, StringComparison.Ordinal);
        Assert.Contains("  --latent-dim N", lesson.Output, StringComparison.Ordinal);
    }

    /// <summary>The other tests run what was built. This one, the line that a lesson names.</summary>
    [Fact]
    public void A_lesson_is_run_by_a_line()
    {
        using ChildProcess lesson = ChildProcess.Run("dotnet", ["run", "code/vae_2d.cs", "--", "--latent-dim", "0"], Checkout.Root);
        Assert.Equal(ExitCode.BadInput, lesson.ExitCode);
        Assert.Equal(("Error: --latent-dim is 0; it needs a whole number from 1 to 512, for example 2.\n", string.Empty), (lesson.Error, lesson.Output));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_lesson_refuses_what_it_cannot_do(string file)
    {
        using ChildProcess lesson = Lessons.Run(file, "--epcohs", "3", "--latent-dim", "0", "--out", "");
        Assert.Equal(ExitCode.BadInput, lesson.ExitCode);
        Assert.Equal(
            """
            Error: '--epcohs' is not known here. Did you mean --epochs?
            Error: --out is empty; it needs a folder, for example runs/mine.
            Error: --latent-dim is 0; it needs a whole number from 1 to 512, for example 2.

            """,
            lesson.Error);
    }

    /// <summary>What analyzers have against these lines is for VaeLab's own code. The lesson lies where the repository's rules hold.</summary>
    [Fact]
    public void A_lesson_that_a_learner_edits_compiles()
    {
        string folder = Checkout.At(Path.Combine("artifacts", "edited-lesson"));
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "vae_2d.cs"), project = Checkout.At(Path.Combine("src", "VaeLab.Cli", "VaeLab.Cli.csproj"));
        string lesson = File.ReadAllText(Checkout.At("code/vae_2d.cs")).Replace("#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj", $"#:project {project}", StringComparison.Ordinal);
        const string place = "    Console.WriteLine();\n";
        Assert.Contains(place, lesson, StringComparison.Ordinal);
        File.WriteAllText(file, lesson.Replace(place, """
                Console.WriteLine($"My loss is {heldOut.Total}");
                Console.WriteLine(heldOut.Total.ToString() + " at " + DateTime.Now);
                var random = new Random(1);
                int unused = 3;
                string? nothing = null;
                if (random.Next(2) == 7) Console.WriteLine(nothing.Length);
                double[] mine = { 1, 2, 3 };
                foreach (var x in mine) { Console.Write($"{x:F2} "); }
                async Task Wait() { Thread.Sleep(1); }
                Wait();

            """ + place, StringComparison.Ordinal));

        using ChildProcess build = ChildProcess.Run("dotnet", ["build", file, "-p:BuildProjectReferences=false"], Checkout.Root);
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
    }

    /// <summary><c>dotnet run</c> builds for debugging, and unoptimised code would train many times slower.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void A_lesson_is_built_without_warnings_and_optimised(string file)
    {
        string folder = Path.GetDirectoryName(Lessons.Build(file))!;
        foreach (string name in new[] { "VaeLab.Numerics.dll", "VaeLab.dll", "VaeLab.Figures.dll", "vae.dll", Path.ChangeExtension(Path.GetFileName(file), ".dll") })
            Assert.False(Optimisation.IsDisabled(Path.Combine(folder, name)), $"{name} in {folder} is not optimised.");
    }
}
