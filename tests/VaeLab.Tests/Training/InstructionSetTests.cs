namespace VaeLab.Tests.Training;

/// <summary>The golden trace on machines with fewer instructions than this one.</summary>
public sealed class InstructionSetTests
{
    private const int FewestTests = 4;

    [Theory]
    [InlineData(InstructionSets.Avx512)]
    [InlineData(InstructionSets.Avx2)]
    public async Task The_trace_is_followed_without(string instructions) =>
        await InstructionSets.RunWithout(instructions, FewestTests, TestContext.Current.CancellationToken);
}
