using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace VaeLab.Testing;

/// <summary>
/// Runs tests again in a process of their own, in which the runtime does not use some of the machine's instructions: that is
/// how the code runs on lesser machines. Those tests bear the trait <see cref="Trait"/> = <see cref="Each"/>.
/// </summary>
internal static class InstructionSets
{
    public const string Trait = "InstructionSets", Each = "each";

    private const string ExpectedKernels = "VAELAB_EXPECTED_KERNELS";

    /// <summary>The switches of the runtime, widest first.</summary>
    public const string Avx512 = "DOTNET_EnableAVX512", Avx2 = "DOTNET_EnableAVX2", All = "DOTNET_EnableHWIntrinsic";

    /// <summary>What the best kernels must be in this process: what the process that started it says, or the widest that the machine has.</summary>
    public static string Expected => Environment.GetEnvironmentVariable(ExpectedKernels)
        ?? (Vector512.IsHardwareAccelerated ? "Vector512" : WidestWithout(Avx512));

    /// <summary>Runs this assembly's tests that bear the trait, without some instructions; none may fail or be skipped.</summary>
    /// <param name="instructions">One of the switches.</param>
    /// <param name="fewest">At least so many tests must run.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public static async Task RunWithout(string instructions, int fewest, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) is "dotnet")
            start.ArgumentList.Add(typeof(InstructionSets).Assembly.Location);
        string[] arguments =
        [
            "--filter-trait", $"{Trait}={Each}", "--fail-skips", "on", "--no-ansi",
            "--minimum-expected-tests", FormattableString.Invariant($"{fewest}"),
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment[instructions] = "0";
        start.Environment[ExpectedKernels] = WidestWithout(instructions);

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        Assert.True(process.ExitCode == 0, $"With {instructions}=0 the tests failed:{Environment.NewLine}{output}{await errors.ConfigureAwait(false)}");
    }

    /// <summary>On a machine that never had those instructions, the switch changes nothing.</summary>
    private static string WidestWithout(string instructions) => instructions switch
    {
        Avx512 => Vector256.IsHardwareAccelerated ? "Vector256" : WidestWithout(Avx2),
        Avx2 => Vector128.IsHardwareAccelerated ? "Vector128" : WidestWithout(All),
        _ => "scalar",
    };
}
