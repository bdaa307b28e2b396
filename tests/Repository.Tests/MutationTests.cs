using VaeLab.Mutations;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>Deliberate faults, and what is published of how many the tests catch.</summary>
public sealed class MutationTests
{
    private const int Fewest = 112;
    private const double LeastShare = 0.95;

    private static readonly IReadOnlyList<Mutation> s_all = Mutation.ReadAll(Checkout.Root);

    [Fact]
    public void The_sources_hold_what_each_fault_replaces()
    {
        Assert.True(s_all.Count >= Fewest);
        Assert.Equal(s_all.Count, s_all.DistinctBy(mutation => mutation.Id, StringComparer.Ordinal).Count());
        IReadOnlyDictionary<string, string> sources = Mutation.Sources(Checkout.Root);
        Assert.All(s_all, mutation =>
        {
            (string file, string text) = mutation.Apply(sources);
            Assert.NotEqual(sources[file], text, StringComparer.Ordinal);
        });
    }

    [Fact]
    public void At_least_95_of_100_faults_are_caught()
    {
        IReadOnlyList<Outcome> outcomes = Report.Read(File.ReadAllText(Checkout.At(Report.Data)));
        Assert.Equal(s_all, outcomes.Select(outcome => outcome.Mutation));
        Assert.InRange(Report.ShareCaught(outcomes), LeastShare, 1);
        Assert.Equal(Report.Markdown(outcomes), File.ReadAllText(Checkout.At(Report.Page)));
    }
}
