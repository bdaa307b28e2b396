using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Tests.Runs;

public sealed class RunVerificationTests
{
    private static readonly RunSummary.VersionsEntry s_here = new("0.1.0", "10.0.1", "Linux", "X64", "Vector512", 8);
    private static readonly EpochMetrics s_epoch = new(1, 2.5, new(150, 5), new(148, 6));

    [Fact]
    public void Time_and_processors_do_not_count()
    {
        var same = new RunVerification(s_epoch, s_epoch with { Seconds = 99 }, s_here, s_here with { Processors = 2, Instructions = "AVX2" });
        Assert.Equal((true, true, 0.0, 0.0), (same.IsSame, same.Holds, same.Difference, same.Tolerance));
        Assert.Empty(same.OtherCircumstances);
    }

    [Theory]
    [InlineData("Vector512", "X64", 0)]
    [InlineData("Vector256", "X64", RunVerification.FusedTolerance)]
    [InlineData("Vector128", "Arm64", RunVerification.FusedTolerance)]
    [InlineData("Vector128", "X64", RunVerification.UnfusedTolerance)]
    [InlineData("scalar", "X64", RunVerification.UnfusedTolerance)]
    [InlineData("scalar", "Arm64", RunVerification.UnfusedTolerance)]
    public void Other_machines_may_round_otherwise(string vectors, string architecture, double tolerance)
    {
        RunSummary.VersionsEntry there = s_here with { Vectors = vectors, Architecture = architecture };
        foreach ((RunSummary.VersionsEntry then, RunSummary.VersionsEntry now) in new[] { (there, s_here), (s_here, there) })
        {
            Assert.Equal(tolerance, Of(0, then, now).Tolerance);
            Assert.True(Of(0, then, now).Holds);
            Assert.Equal(tolerance > 0, Of(0.9 * tolerance + 1e-12, then, now).Holds);
            Assert.False(Of(1.1 * tolerance + 1e-12, then, now).Holds);
        }
    }

    [Fact]
    public void An_unknown_machine_is_held_to_the_widest_tolerance() => Assert.Equal(RunVerification.UnfusedTolerance, Of(0, null, s_here).Tolerance);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_no_number_is_not_the_same(double loss)
    {
        var verification = new RunVerification(s_epoch, s_epoch with { Train = new(loss, 1) }, null, s_here);
        Assert.Equal((false, double.PositiveInfinity), (verification.Holds, verification.Difference));
    }

    /// <summary>Either part of either loss, by a share of that loss.</summary>
    private static RunVerification Of(double share, RunSummary.VersionsEntry? then, RunSummary.VersionsEntry now) =>
        new(s_epoch, s_epoch with { Validation = s_epoch.Validation with { Kl = s_epoch.Validation.Kl + (share * 154) } }, then, now);
}
