using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>Where a run prints and writes may be gone, full, closed or forbidden: by the shell's and the system's own means.</summary>
public sealed class OutputFaultsTests
{
    private const string Training = "train --experiment 2d --data . --hidden 8 --batch-size 10 --figures none --epochs 3";

    public static TheoryData<string, string> Unwritable => new()
    {
        { "> /dev/full", "No space left on device" },
        { ">&-", "" },
        { "<&- >&-", "The standard output is closed" },
    };

    /// <summary>The pipe's reader takes one line and goes.</summary>
    [Fact]
    public void Nobody_need_listen()
    {
        using TempFolder folder = TinyData.OfMnist();
        (int exit, string output, string error) = Shell(folder, $"'{Vae.File}' {Training} --out run | head -1; exit ${{PIPESTATUS[0]}}");
        Assert.Equal((ExitCode.Success, string.Empty), (exit, error));
        Assert.StartsWith("Data ", Assert.Single(output.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(folder.At("run", "metrics.jsonl")).Length);
        Assert.True(File.Exists(folder.At("run", "report.html")));
    }

    [Theory]
    [MemberData(nameof(Unwritable))]
    public void An_output_that_cannot_be_written_is_said(string redirection, string reason)
    {
        using TempFolder folder = TinyData.OfMnist();
        (int exit, _, string error) = Shell(folder, $"'{Vae.File}' {Training} --out run {redirection}");
        Assert.Equal(ExitCode.BadInput, exit);
        Assert.StartsWith($"Error: What is printed here cannot be written: {reason}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));

        (exit, _, error) = Shell(folder, $"'{Vae.File}' train --help {redirection}");
        Assert.Equal(ExitCode.BadInput, exit);
        Assert.StartsWith("Error: What is printed here cannot be written: ", error, StringComparison.Ordinal);

        using ChildProcess resumed = Vae.Run(folder.Path, "train", "--resume", "run", "--data", ".");
        Assert.Equal((ExitCode.Success, string.Empty), (resumed.ExitCode, resumed.Error));
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2> /dev/full")]
    public void Where_faults_cannot_be_said_the_exit_code_says_it(string redirection)
    {
        using TempFolder folder = TinyData.OfMnist();
        Assert.Equal((ExitCode.BadInput, string.Empty, string.Empty), Shell(folder, $"'{Vae.File}' {Training} --epochs 0 --out run {redirection}"));
        (int exit, string output, _) = Shell(folder, $"'{Vae.File}' {Training} --out run {redirection}");
        Assert.Equal(ExitCode.Success, exit);
        Assert.EndsWith("in a browser.\n", output, StringComparison.Ordinal);
    }

    /// <summary>Permissions do not hold for an administrator, who becomes nobody for this.</summary>
    [Fact]
    public void A_folder_that_may_not_be_written_is_said()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess && !File.Exists("/usr/bin/setpriv"), "An administrator may write everywhere, and setpriv is not here.");
        using TempFolder folder = TinyData.OfMnist();
        string nobody = Environment.IsPrivilegedProcess ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : string.Empty;
        string make = $"mkdir forbidden run && chmod 755 . && chmod 555 forbidden && chmod 777 run && {nobody}";
        (int exit, string output, string error) = Shell(folder, $"{make}'{Vae.File}' {Training} --out forbidden/run");
        Assert.Equal((ExitCode.BadInput, string.Empty), (exit, output));
        Assert.Matches("^Error: 'forbidden/run' cannot be written: .+ Choose another folder with --out\\.\n$", error);
        Assert.Empty(Directory.GetFileSystemEntries(folder.At("forbidden")));

        // While it trains.
        (exit, _, error) = Shell(folder, $"(for i in $(seq 3000); do [ -f run/checkpoint.safetensors ] && break; sleep 0.01; done; chmod 555 run) & {nobody}'{Vae.File}' {Training}0000 --out run");
        Assert.Equal(ExitCode.BadInput, exit);
        Assert.Matches("^Error: 'run/checkpoint\\.safetensors' cannot be written: .+ Then go on with: vae train --resume run\n$", error);
        Shell(folder, "chmod 755 forbidden run");

        // Once it has trained.
        (exit, _, error) = Shell(folder, $"'{Vae.File}' {Training} --out trained && chmod 555 trained && {nobody}'{Vae.File}' sample trained --out trained/x.png");
        Assert.Equal(ExitCode.BadInput, exit);
        Assert.Matches("^Error: 'trained/x\\.png' cannot be written: ", error);
        Shell(folder, "chmod 755 trained");
    }

    private static (int Exit, string Output, string Error) Shell(TempFolder folder, string line)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "These are things of a shell of Linux.");
        using ChildProcess shell = ChildProcess.Run("/bin/bash", ["-c", line], folder.Path);
        Assert.DoesNotContain("   at ", shell.Error, StringComparison.Ordinal);
        return (shell.ExitCode, shell.Output, shell.Error);
    }
}
