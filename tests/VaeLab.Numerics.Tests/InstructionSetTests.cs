using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests;

/// <summary>The kernels, and all that is computed with them, on machines with fewer instructions than this one.</summary>
public sealed class InstructionSetTests
{
    private const int FewestTests = 250;

    [Fact]
    [Trait(InstructionSets.Trait, InstructionSets.Each)]
    public void The_best_kernels_are_the_widest_that_the_machine_has()
    {
        Assert.Equal(InstructionSets.Expected, KernelSet.Best.Name, StringComparer.Ordinal);
        Assert.Equal(["Vector512", "Vector256", "Vector128", "scalar"], KernelSet.All.Select(kernels => kernels.Name), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(InstructionSets.Avx512)]
    [InlineData(InstructionSets.Avx2)]
    [InlineData(InstructionSets.All)]
    public async Task The_kernels_work_without(string instructions) =>
        await InstructionSets.RunWithout(instructions, FewestTests, TestContext.Current.CancellationToken);
}
