using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VaeLab.Cli.Report;
using VaeLab.Publishing.Results;
using VaeLab.Publishing.Site;
using VaeLab.Runs;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Repository.Tests;

/// <summary>The web page says and shows what the committed runs and the code say.</summary>
public sealed partial class SiteTests
{
    private static readonly string s_page = File.ReadAllText(Checkout.At("index.html")), s_data = Checkout.At("site/data");

    [Fact]
    public void The_numbers_of_the_page_come_from_its_data() => Assert.Equal(SitePage.Fill(s_page, s_data), s_page);

    [Fact]
    public void Its_table_and_curves_come_from_the_committed_runs() =>
        Assert.Equal(SiteResults.Collect(Checkout.At("assets")).ToJsonString(), SiteScript.Read(s_data, "results").ToJsonString());

    [Theory]
    [InlineData("2d")]
    [InlineData("3d")]
    [InlineData("correlated")]
    public void Its_models_are_those_of_the_committed_runs(string experiment)
    {
        ResultsTraining training = ResultsTraining.All.First(each => each.Experiment == experiment && each.Recipe == Recipe.Faithful);
        Loss committed = RunRecord.Read(Checkout.At($"assets/runs/{training.Folders[0]}")).Summary.Test;
        JsonObject model = SiteScript.Read(s_data, $"model-{experiment}");
        Assert.Equal(PageJson.Nats(committed).ToJsonString(), model["test"]!.ToJsonString());
        Assert.InRange((double)model["testRounded"]!["total"]! - committed.Total, -0.5, 0.5);
    }

    [Fact]
    public void The_film_has_every_epoch_of_the_committed_run()
    {
        int epochs = (int)SiteScript.Read(s_data, "results")["experiments"]![0]!["epochs"]!;
        IEnumerable<double> shown = SiteScript.Read(s_data, "film")["frames"]!.AsArray().Select(frame => (double)frame!["epoch"]!);
        Assert.Equal(Enumerable.Range(1, epochs).Select(epoch => (double)epoch), shown.Where(epoch => epoch >= 1));
    }

    [Fact]
    public void Its_code_is_the_code_of_the_files_that_it_names()
    {
        MatchCollection blocks = Source().Matches(s_page);
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block =>
        {
            string[] shown = Lines(WebUtility.HtmlDecode(block.Groups["code"].Value)), whole = Lines(File.ReadAllText(Checkout.At(block.Groups["file"].Value)));
            Assert.Contains(string.Join('\n', shown), string.Join('\n', whole), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Its_links_lead_somewhere()
    {
        string[] links = [.. Link().Matches(s_page).Select(match => match.Groups["target"].Value)];
        Assert.True(links.Length > 40);
        string[] ids = [.. Id().Matches(s_page).Select(match => match.Groups["id"].Value)];
        Assert.Distinct(ids, StringComparer.Ordinal);
        foreach (string link in links.Where(link => !link.StartsWith("http", StringComparison.Ordinal) && !link.StartsWith("data:", StringComparison.Ordinal)))
        {
            if (link.StartsWith('#'))
                Assert.Contains(link[1..].Split('?')[0], ids, StringComparer.Ordinal);
            else
                Assert.True(File.Exists(Checkout.At(link)), $"{link} is not in the repository.");
        }
    }

    /// <summary>Lines without their indentation, which a page may leave away.</summary>
    private static string[] Lines(string code) => [.. code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())];

    [GeneratedRegex("""data-source="(?<file>[^"]+)"><code>(?<code>.*?)</code>""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Source();

    [GeneratedRegex("(?:href|src)=\"(?<target>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();

    [GeneratedRegex("\\sid=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Id();
}
