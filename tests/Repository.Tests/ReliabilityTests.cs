using VaeLab.Publishing.Results;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

public sealed class ReliabilityTests
{
    private static readonly ReliabilityReport s_report = ReliabilityResults.Read(Checkout.At("assets/reliability.json"));

    [Fact]
    public void The_tables_are_made_from_the_committed_figures()
    {
        string page = File.ReadAllText(Checkout.At("docs/reliability.md"));
        Assert.Equal(ReliabilityTables.Insert(page, s_report), page);
    }

    [Fact]
    public void The_table_of_forms_is_made_from_the_committed_figures()
    {
        string page = File.ReadAllText(Checkout.At("docs/models-that-travel.md"));
        Assert.Equal(PublishingResults.Insert(page, PublishingResults.Read(Checkout.At("assets/publishing.json"))), page);
    }

    /// <summary>A parser that is fuzzed has its line on the page, and a million mutants.</summary>
    [Fact]
    public void Every_parser_got_a_million_mutants()
    {
        string[] tests = [.. File.ReadLines(Checkout.At("tests/VaeLab.Tests/Fuzzing/ParserFuzzTests.cs"))
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("[InlineData(\"", StringComparison.Ordinal))
            .Select(line => line.Split('"')[1])];
        Assert.Equal(tests.Order(StringComparer.Ordinal), s_report.Parsers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(tests.Order(StringComparer.Ordinal), ReliabilityTables.Meanings.Keys.Order(StringComparer.Ordinal));
        Assert.All(s_report.Parsers.Values, parser =>
        {
            Assert.InRange(parser.Mutants, 1_000_000, long.MaxValue);
            Assert.Equal(parser.Mutants, parser.Read + parser.Refused);
        });
        Assert.InRange(s_report.Kills.Kills, 200, long.MaxValue);
    }

    [Fact]
    public void Narrower_vectors_stay_within_what_verification_allows() =>
        Assert.All(s_report.Widths, width => Assert.InRange(width.Most, 0, width.Tolerance));
}
