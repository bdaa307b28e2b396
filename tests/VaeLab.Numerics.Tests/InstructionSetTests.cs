using System.Diagnostics;
using System.Runtime.Intrinsics;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests;

/// <summary>
/// Runs every test that bears the trait <see cref="Numbers.Trait"/> again, in processes of their own in which the runtime
/// does not use some of the machine's instructions: that is how the code runs on lesser machines.
/// </summary>
public sealed class InstructionSetTests
{
    private const string ExpectedKernels = "VAELAB_EXPECTED_KERNELS";
    private const int FewestTests = 250;

    /// <summary>Without which instructions, and which kernels are the best then.</summary>
    public static TheoryData<string, string> Sets => new()
    {
        { "DOTNET_EnableAVX512", Vector256.IsHardwareAccelerated ? "Vector256" : KernelSet.Best.Name },
        { "DOTNET_EnableAVX2", Vector128.IsHardwareAccelerated ? "Vector128" : KernelSet.Best.Name },
        { "DOTNET_EnableHWIntrinsic", "scalar" },
    };

    [Fact]
    [Trait(Numbers.Trait, Numbers.Each)]
    public void The_best_kernels_are_the_widest_that_the_machine_has()
    {
        string widest = Vector512.IsHardwareAccelerated ? "Vector512"
            : Vector256.IsHardwareAccelerated ? "Vector256"
            : Vector128.IsHardwareAccelerated ? "Vector128"
            : "scalar";
        Assert.Equal(Environment.GetEnvironmentVariable(ExpectedKernels) ?? widest, KernelSet.Best.Name, StringComparer.Ordinal);
        Assert.Equal(["Vector512", "Vector256", "Vector128", "scalar"], KernelSet.All.Select(kernels => kernels.Name), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task The_kernels_work_without(string instructions, string expectedKernels)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) is "dotnet")
            start.ArgumentList.Add(typeof(InstructionSetTests).Assembly.Location);
        foreach (string argument in new[] { "--filter-trait", $"{Numbers.Trait}={Numbers.Each}", "--fail-skips", "on", "--no-ansi" })
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--minimum-expected-tests");
        start.ArgumentList.Add(FormattableString.Invariant($"{FewestTests}"));
        start.Environment[instructions] = "0";
        start.Environment[ExpectedKernels] = expectedKernels;

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"With {instructions}=0 the tests failed:{Environment.NewLine}{output}{await errors}");
    }
}
