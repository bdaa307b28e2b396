using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using VaeLab.Numerics;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>Runs that are broken off, and gone on with.</summary>
public sealed partial class ResumeTests
{
    /// <summary>Everything that has a state of its own: moments, averages, the best weights, schedules, noise.</summary>
    private static readonly string[] s_training =
    [
        "train", "--experiment", "2d", "--data", ".", "--hidden", "16", "--batch-size", "9", "--checkpoint-steps", "7",
        "--average-decay", "0.9", "--early-stopping", "1000000", "--binarization", "dynamic", "--clip-norm", "50",
        "--learning-rate-schedule", "cosine", "--kl-schedule", "linear", "--kl-warm-up", "5",
    ];

    /// <summary>At moments that nobody chose.</summary>
    [Fact]
    public void Killed_again_and_again_it_comes_to_the_same_bytes()
    {
        long start = Stopwatch.GetTimestamp();
        int kills = Soak.Asked ? 200 : 10;
        using TempFolder folder = TinyData.OfMnist();
        string[] training = [.. s_training, "--epochs", (kills * 20).ToString(CultureInfo.InvariantCulture)];
        using (ChildProcess whole = Vae.Run(folder.Path, [.. training, "--threads", "2", "--out", "whole"]))
            Assert.Equal((ExitCode.Success, string.Empty), (whole.ExitCode, whole.Error));

        var moments = new float[kills];
        new RandomStream(1, RandomPurpose.Shuffle, 0).FillUniform(moments);
        for (int kill = 0; kill < kills; kill++)
        {
            bool begun = File.Exists(folder.At("killed", "config.json"));
            using ChildProcess vae = Vae.Start(folder.Path, begun ? Resume(threads: (kill % 3) + 1) : [.. training, "--out", "killed"]);

            // Every second time wherever it is, often while it starts; else while it trains, with one more epoch in its checkpoint.
            if (kill % 2 == 1)
                vae.WaitForOutput(IsEpoch, lines: 2);
            Thread.Sleep((int)(moments[kill] * (kill % 2 == 1 ? 100 : 600)));
            vae.Kill();
            vae.WaitForExit();
            Assert.Equal(string.Empty, vae.Error);
            Assert.NotEqual(ExitCode.Success, vae.ExitCode); // else it was too fast to be killed
        }

        Assert.InRange(File.ReadLines(folder.At("killed", "metrics.jsonl")).Count(), kills / 2, (kills * 20) - 1);

        using ChildProcess last = Vae.Run(folder.Path, Resume(threads: 3));
        Assert.Equal((ExitCode.Success, string.Empty), (last.ExitCode, last.Error));

        Assert.Equal(File.ReadAllBytes(folder.At("whole", "config.json")), File.ReadAllBytes(folder.At("killed", "config.json")));
        Assert.Equal(File.ReadAllBytes(folder.At("whole", "model.safetensors")), File.ReadAllBytes(folder.At("killed", "model.safetensors")));
        Assert.Equal(WithoutSeconds(folder.At("whole", "metrics.jsonl")), WithoutSeconds(folder.At("killed", "metrics.jsonl")));
        Assert.Equal(Names(folder.At("whole")), Names(folder.At("killed")));
        Soak.Record("kills", ("kills", kills), ("epochs", kills * 20), ("seconds", (long)Stopwatch.GetElapsedTime(start).TotalSeconds));
    }

    [Fact]
    public void Asked_to_stop_it_can_be_gone_on_with()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that one program can send to another alone.");
        using TempFolder folder = TinyData.OfMnist();
        string[] training = ["train", "--experiment", "2d", "--data", ".", "--hidden", "16", "--batch-size", "1", "--epochs", "20"];
        using (ChildProcess vae = Vae.Start(folder.Path, [.. training, "--out", "killed"]))
        {
            vae.WaitForOutput(line => line.StartsWith("    2 ", StringComparison.Ordinal));
            vae.Signal("TERM");
            vae.WaitForExit();
            Assert.Equal(ExitCode.Interrupted, vae.ExitCode);
            Assert.EndsWith("To go on with it: vae train --resume killed\n", vae.Output, StringComparison.Ordinal);
        }

        Assert.Equal(
            ["--out is 'killed', which holds a run already; choose another folder, or remove that one first. To go on with it: vae train --resume killed"],
            Vae.Faults(folder.Path, [.. training, "--out", "killed"]));
        using ChildProcess resumed = Vae.Run(folder.Path, "train", "--resume", "killed", "--data", ".");
        Assert.Equal((ExitCode.Success, string.Empty), (resumed.ExitCode, resumed.Error));
        using ChildProcess whole = Vae.Run(folder.Path, [.. training, "--out", "whole"]);
        Assert.Equal(File.ReadAllBytes(folder.At("whole", "model.safetensors")), File.ReadAllBytes(folder.At("killed", "model.safetensors")));
        Assert.Equal(Names(folder.At("whole")), Names(folder.At("killed")));
    }

    [Fact]
    public void What_cannot_be_gone_on_with_says_why()
    {
        using TempFolder folder = TinyData.OfMnist();
        using (Vae.Run(folder.Path, Vae.QuickTraining))
        {
            Assert.Equal(["'nowhere' holds no run: it has no config.json. Give the folder of a run that was broken off, for example runs/vae_2d."], Vae.Faults(folder.Path, "train", "--resume", "nowhere"));
            Assert.Equal(["The run in 'run' has ended; there is nothing to go on with. For a longer one, train anew with more --epochs."], Vae.Faults(folder.Path, "train", "--resume", "run"));
            Assert.Equal(
                ["--experiment cannot go with --resume: a run goes on as it was begun, and only --figures, --threads, --data, --checkpoint-steps may change.", "--threads is 'x'; it needs a whole number, for example 2."],
                Vae.Faults(folder.Path, "train", "--resume", "run", "--experiment", "2d", "--threads", "x"));
        }

        File.Delete(folder.At("run", "summary.json"));
        Assert.Equal(["The run in 'run' was training on other data than these: give the folder of its data with --data."], Vae.Faults(folder.Path, "train", "--resume", "run"));
        File.WriteAllText(folder.At("run", "checkpoint.safetensors"), "nonsense");
        Assert.StartsWith("Model file 'run", Assert.Single(Vae.Faults(folder.Path, "train", "--resume", "run", "--data", ".")), StringComparison.Ordinal);
    }

    /// <summary>A limit on the size of files does what a full disk does: writing fails in the middle.</summary>
    [Fact]
    public void A_full_disk_keeps_the_last_good_state()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is set by a shell of Linux.");
        using TempFolder folder = TinyData.OfMnist();
        string[] training = ["train", "--experiment", "2d", "--data", ".", "--hidden", "64", "--epochs", "3", "--checkpoint-steps", "1"];
        var withoutMappedFiles = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_EnableWriteXorExecute"] = "0" };
        string shell = $"trap '' XFSZ; ulimit -f 100; exec '{Vae.File}' {string.Join(' ', training)} --out killed";
        using (ChildProcess vae = ChildProcess.Run("/bin/bash", ["-c", shell], folder.Path, withoutMappedFiles))
        {
            Assert.Equal(ExitCode.BadInput, vae.ExitCode);
            Assert.Matches(@"^Error: 'killed/checkpoint\.safetensors' cannot be written: .* Then go on with: vae train --resume killed\n$", vae.Error);
        }

        Assert.Equal(["config.json", "machine.json"], Names(folder.At("killed")));
        using ChildProcess resumed = Vae.Run(folder.Path, "train", "--resume", "killed", "--data", ".");
        Assert.Equal((ExitCode.Success, string.Empty), (resumed.ExitCode, resumed.Error));
        using ChildProcess whole = Vae.Run(folder.Path, [.. training, "--out", "whole"]);
        Assert.Equal(File.ReadAllBytes(folder.At("whole", "model.safetensors")), File.ReadAllBytes(folder.At("killed", "model.safetensors")));
    }

    [Fact]
    public void Two_processes_do_not_write_to_one_run()
    {
        using TempFolder folder = TinyData.OfMnist();
        using ChildProcess first = Vae.Start(folder.Path, "train", "--experiment", "2d", "--data", ".", "--epochs", "1000000", "--hidden", "16", "--out", "killed");
        first.WaitForOutput(line => line.StartsWith("    2 ", StringComparison.Ordinal));
        using ChildProcess second = Vae.Run(folder.Path, Resume(threads: 1));
        Assert.Equal((ExitCode.BadInput, "Error: Another process is writing to the run in 'killed': wait for it to end, or choose another folder.\n"), (second.ExitCode, second.Error));
    }

    [Fact]
    public void A_run_whose_folder_vanishes_stops()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not remove files that are open.");
        using TempFolder folder = TinyData.OfMnist();
        using ChildProcess vae = Vae.Start(folder.Path, "train", "--experiment", "2d", "--data", ".", "--epochs", "1000000", "--hidden", "16", "--out", "killed");
        vae.WaitForOutput(line => line.StartsWith("    2 ", StringComparison.Ordinal));
        Directory.Move(folder.At("killed"), folder.At("elsewhere"));
        vae.WaitForExit();
        Assert.Equal(ExitCode.BadInput, vae.ExitCode);
        Assert.Matches("^Error: .*killed.*\n$", vae.Error);
        Assert.False(Directory.Exists(folder.At("killed")));
        Assert.True(File.Exists(folder.At("elsewhere", "checkpoint.safetensors")));
    }

    private static string[] Resume(int threads) =>
        ["train", "--resume", "killed", "--data", ".", "--checkpoint-steps", "7", "--threads", threads.ToString(CultureInfo.InvariantCulture)];

    private static bool IsEpoch(string line) => Epoch().IsMatch(line);

    private static string WithoutSeconds(string metrics) => Seconds().Replace(File.ReadAllText(metrics), string.Empty);

    private static string[] Names(string folder) =>
        [.. Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];

    [GeneratedRegex("^ +[0-9]+ ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Epoch();

    [GeneratedRegex("\"seconds\":[^,]*,", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Seconds();
}
