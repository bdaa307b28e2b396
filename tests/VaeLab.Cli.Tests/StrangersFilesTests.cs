using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Cli.Tests;

/// <summary>What a run has not made itself is not touched: nothing is written over, nothing is deleted.</summary>
public sealed class StrangersFilesTests
{
    [Theory]
    [InlineData("report.html")]
    [InlineData("machine.json")]
    [InlineData("model.onnx")]
    [InlineData("figures/latent_space.png")]
    [InlineData("checkpoint.safetensors")]
    [InlineData(".lock")]
    public void A_folder_with_a_file_under_a_runs_name_takes_no_run(string file)
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        Directory.CreateDirectory(Path.GetDirectoryName(folder.At("run", file))!);
        File.WriteAllText(folder.At("run", file), "mine");
        string name = file.Split('/')[0];
        Assert.Equal(
            [$"--out is 'run', which holds {name} already, and a run would write over that: choose a new or an empty folder."],
            Vae.Faults(folder.Path, Vae.QuickTraining));
        Assert.Equal(
            [$"--out is 'run', which holds {name} already, and a run would write over that: choose a new or an empty folder."],
            Vae.Faults(folder.Path, "import", "weights", "--config", "config", "--out", "run"));
        Assert.Equal([name], Names(folder.At("run")));
        Assert.Equal("mine", File.ReadAllText(folder.At("run", file)));
    }

    /// <summary>Such a lesson writes files of its own names beside its runs.</summary>
    [Fact]
    public void A_lesson_of_several_runs_takes_no_folder_that_holds_anything()
    {
        using TempFolder data = TinyData.OfStripes(4, 4), folder = new();
        Assert.Equal(ExitCode.Success, Run("new"));
        Directory.CreateDirectory(folder.At("empty"));
        Assert.Equal(ExitCode.Success, Run("empty"));
        File.WriteAllText(folder.At("tempting_mistakes.json"), "mine");
        Assert.Equal(ExitCode.BadInput, Run("."));

        int Run(string name) => Lesson.Run(
            "own.cs", "A lesson.", ["--data", data.Path, "--out", folder.At(name)], ExperimentOptions.TwoDimensional with { Training = new() { BatchSize = 10 } },
            lesson => lesson.NewFolder() == folder.At(name) ? ExitCode.Success : ExitCode.Failure);
    }

    /// <summary>A run that was killed as it began has left its lock, and perhaps more; nothing else may be there under a run's names.</summary>
    [Fact]
    public void A_beginning_that_was_killed_is_begun_again()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        Directory.CreateDirectory(folder.At("run"));
        File.WriteAllText(folder.At("run", ".lock"), "A run of VaeLab writes to this folder.\n");
        foreach (string name in (string[])["machine.json", "config.json.123.tmp", "config.json.1-2.tmp", "mine.tmp", "config.json.tmp"])
            File.WriteAllText(folder.At("run", name), name);
        using (ChildProcess vae = Vae.Run(folder.Path, [.. Vae.QuickTraining, "--figures", "none"]))
            Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        Assert.Equal(
            ["config.json", "config.json.tmp", "machine.json", "metrics.jsonl", "mine.tmp", "model.onnx", "model.safetensors", "report.html", "summary.json"],
            Names(folder.At("run")));
    }

    [Fact]
    public void Going_on_removes_what_a_run_has_left_and_nothing_else()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        Vae.Run(folder.Path, [.. Vae.QuickTraining, "--figures", "none"]).Dispose();
        File.Delete(folder.At("run", "summary.json"));
        File.Delete(folder.At("run", "model.safetensors"));
        foreach (string name in (string[])["thesis.tmp", "notes.7.tmp", "model.safetensors.tmp", "checkpoint.safetensors.77.tmp"])
            File.WriteAllText(folder.At("run", name), "mine");
        using ChildProcess vae = Vae.Run(folder.Path, "train", "--resume", "run", "--data", ".", "--figures", "none");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        Assert.Equal(
            ["model.safetensors.tmp", "notes.7.tmp", "thesis.tmp"],
            Names(folder.At("run"), "*.tmp"));
    }

    [Theory]
    [InlineData("sample run --count 2", "mine.png")]
    [InlineData("interpolate run --rows 1", "mine.csv")]
    [InlineData("arithmetic run --input two.csv --from two.csv --to two.csv", "mine.csv")]
    [InlineData("encode run --input two.csv", "mine.json")]
    [InlineData("decode run --input points.csv", "mine.idx")]
    public void What_is_there_is_written_over_only_where_that_is_asked(string command, string output)
    {
        using TempFolder folder = Pretrained.Run();
        Vae.Run(folder.Path, "sample", "run", "--count", "2", "--out", "two.csv").Dispose();
        File.WriteAllText(folder.At("points.csv"), "0,0\n1,1\n");
        File.WriteAllText(folder.At(output), "mine");
        string[] line = [.. command.Split(' '), "--out", output];
        Assert.Equal([$"'{output}' is there already: give another name with --out, or write over it with --overwrite."], Vae.Faults(folder.Path, line));
        Assert.Equal("mine", File.ReadAllText(folder.At(output)));
        using ChildProcess asked = Vae.Run(folder.Path, [.. line, "--overwrite"]);
        Assert.Equal((ExitCode.Success, string.Empty), (asked.ExitCode, asked.Error));
        Assert.NotEqual("mine"u8.ToArray(), File.ReadAllBytes(folder.At(output)));

        // A file of the run's own, which nobody has named, is made again.
        for (int time = 0; time < 2; time++)
        {
            using ChildProcess again = Vae.Run(folder.Path, command.Split(' '));
            Assert.Equal((ExitCode.Success, string.Empty), (again.ExitCode, again.Error));
        }
    }

    [Fact]
    public void An_export_writes_over_no_file_and_into_no_other_run()
    {
        using TempFolder folder = Pretrained.Run();
        Directory.CreateDirectory(folder.At("there"));
        File.WriteAllText(folder.At("there", "decoder.onnx"), "mine");
        string path = Path.Combine("there", "decoder.onnx");
        Assert.Equal([$"'{path}' is there already: give another name with --out, or write over it with --overwrite."], Vae.Faults(folder.Path, "export", "run", "--out", "there"));
        Assert.Equal("mine", File.ReadAllText(folder.At(path)));
        Assert.Equal(["decoder.onnx"], Names(folder.At("there")));
        using (ChildProcess asked = Vae.Run(folder.Path, "export", "run", "--out", "there", "--overwrite"))
            Assert.Equal((ExitCode.Success, string.Empty), (asked.ExitCode, asked.Error));

        File.WriteAllText(folder.At("there", "config.json"), "{}");
        foreach (string[] overwrite in (string[][])[[], ["--overwrite"]])
        {
            Assert.Equal(
                ["--out is 'there', which holds another run: its model.onnx would be that of 'run'. It needs another folder."],
                Vae.Faults(folder.Path, ["export", "run", "--out", "there", .. overwrite]));
        }
    }

    /// <summary>A copy of another run's model fits, and computes something else.</summary>
    [Fact]
    public void A_model_beside_the_configuration_of_another_run_is_refused()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        string[] training = [.. Vae.QuickTraining.SkipLast(2), "--figures", "none"];
        Vae.Run(folder.Path, [.. training, "--out", "one"]).Dispose();
        Vae.Run(folder.Path, [.. training, "--out", "two", "--activation", "tanh", "--likelihood", "gaussian", "--sigma", "1"]).Dispose();
        Vae.Run(folder.Path, [.. training, "--out", "three", "--seed", "1"]).Dispose();
        string model = Path.Combine("one", "model.safetensors"), config = Path.Combine("one", "config.json");
        using (ChildProcess sound = Vae.Run(folder.Path, "evaluate", "one", "--data", ".", "--importance-samples", "1"))
            Assert.Equal((ExitCode.Success, string.Empty), (sound.ExitCode, sound.Error));

        File.Copy(folder.At("two", "model.safetensors"), folder.At(model), overwrite: true);
        string[] fault = [$"'{model}' was written for another configuration than '{config}': there model.activation is \"tanh\", here \"relu\"; model.likelihood is \"gaussian\", here \"bernoulli\"; model.sigma is 1, here not given. Give the two that belong together."];
        foreach (string[] line in (string[][])[["evaluate", "one", "--data", "."], ["report", "one", "--data", "."], ["sample", "one"], ["export", "one"], ["evaluate", "--weights", model, "--config", config, "--data", "."], ["import", model, "--config", config, "--out", "imported"]])
            Assert.Equal(fault, Vae.Faults(folder.Path, line));

        // Another seed makes another model of the same shape.
        File.Copy(folder.At("three", "model.safetensors"), folder.At(model), overwrite: true);
        Assert.Equal([$"'{model}' was written for another configuration than '{config}': there training.seed is 1, here 0. Give the two that belong together."], Vae.Faults(folder.Path, "evaluate", "one", "--data", "."));

        // Given by hand, they need to be of one shape only.
        using ChildProcess pair = Vae.Run(folder.Path, "evaluate", "--weights", model, "--config", config, "--data", ".", "--importance-samples", "1");
        Assert.Equal((ExitCode.Success, string.Empty), (pair.ExitCode, pair.Error));
    }

    /// <summary>Somebody clears the folder of a run that trains, and begins another one there.</summary>
    [Fact]
    public void A_run_whose_folder_is_replaced_stops_and_spoils_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not remove files that are open.");
        using TempFolder folder = TinyData.OfMnist();
        string[] training = ["train", "--experiment", "2d", "--data", ".", "--hidden", "16", "--batch-size", "128", "--out", "run", "--figures", "none"];
        using ChildProcess first = Vae.Start(folder.Path, [.. training, "--epochs", "1000000"]);
        first.WaitForOutput(line => line.StartsWith("    2 ", StringComparison.Ordinal));
        first.Signal("STOP");
        Directory.Delete(folder.At("run"), recursive: true);
        using ChildProcess second = Vae.Start(folder.Path, [.. training, "--epochs", "40", "--seed", "1"]);
        second.WaitForOutput(line => line.StartsWith("    2 ", StringComparison.Ordinal));
        first.Signal("CONT");
        first.WaitForExit();
        second.WaitForExit();

        Assert.Equal(ExitCode.BadInput, first.ExitCode);
        Assert.Matches("^Error: The run's folder 'run' is no longer this run's: .+ train again, into another folder\\.\n$", first.Error);
        Assert.Equal((ExitCode.Success, string.Empty), (second.ExitCode, second.Error));
        Assert.Equal(40, File.ReadAllLines(folder.At("run", "metrics.jsonl")).Length);
        Assert.False(File.Exists(folder.At("run", ".lock")));
        using ChildProcess verified = Vae.Run(folder.Path, "train", "--verify", "run", "--data", ".");
        Assert.Equal(ExitCode.Success, verified.ExitCode);
    }

    [Fact]
    public void A_lock_that_is_a_folder_or_of_another_program_is_said()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        Vae.Run(folder.Path, [.. Vae.QuickTraining, "--figures", "none"]).Dispose();
        string path = Path.Combine("run", ".lock");
        File.WriteAllText(folder.At(path), "4711");
        Assert.StartsWith($"'{path}' is a file of another program, ", Assert.Single(Vae.Faults(folder.Path, "train", "--resume", "run", "--data", ".")), StringComparison.Ordinal);
        Assert.Equal("4711", File.ReadAllText(folder.At(path)));
        File.Delete(folder.At(path));
        Directory.CreateDirectory(folder.At(path));
        Assert.StartsWith($"'{path}' is a folder, ", Assert.Single(Vae.Faults(folder.Path, "train", "--resume", "run", "--data", ".")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_has_lost_its_checkpoint_does_not_begin_anew()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        Vae.Run(folder.Path, [.. Vae.QuickTraining, "--figures", "none"]).Dispose();
        File.Delete(folder.At("run", "summary.json"));
        string metrics = folder.At("run", "metrics.jsonl");
        AssertRefused(); // the model is there
        File.Delete(folder.At("run", "model.safetensors"));
        File.WriteAllText(metrics, File.ReadAllText(metrics) + File.ReadAllText(metrics));
        AssertRefused(); // more than one epoch

        void AssertRefused()
        {
            string before = File.ReadAllText(metrics);
            Assert.Equal(
                ["The run in 'run' has no checkpoint.safetensors to go on from, and it has been trained: put that file back, or train anew into another folder."],
                Vae.Faults(folder.Path, "train", "--resume", "run", "--data", "."));
            Assert.Equal(before, File.ReadAllText(metrics));
        }
    }

    /// <summary>Opening a pipe waits for its writer, and there is none.</summary>
    [Theory]
    [InlineData("train --experiment 2d --out new --data data")]
    [InlineData("evaluate run --data data")]
    [InlineData("encode run --input pipe")]
    [InlineData("encode run --input pipe.png")]
    [InlineData("encode run --input pipe.csv")]
    [InlineData("decode run --input pipe.json")]
    [InlineData("import pipe --config run/config.json")]
    [InlineData("import run/model.safetensors --config pipe")]
    [InlineData("import link --config run/config.json")]
    public void A_pipe_without_a_writer_is_refused(string line)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes are made by a program of Linux.");
        using TempFolder folder = Pretrained.Run();
        Directory.CreateDirectory(folder.At("data"));
        string[] pipes = ["pipe", "pipe.png", "pipe.csv", "pipe.json", "data/train-images-idx3-ubyte", "data/train-labels-idx1-ubyte", "data/t10k-images-idx3-ubyte", "data/t10k-labels-idx1-ubyte"];
        ChildProcess.Run("mkfifo", pipes, folder.Path).Dispose();
        File.CreateSymbolicLink(folder.At("link"), folder.At("pipe"));
        Assert.NotEmpty(Vae.Faults(folder.Path, line.Split(' ')));
    }

    private static string[] Names(string folder, string pattern = "*") =>
        [.. Directory.GetFileSystemEntries(folder, pattern).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
