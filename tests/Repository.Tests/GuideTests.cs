using VaeLab.Cli;
using VaeLab.Publishing.Results;
using VaeLab.Repository.Tests.Documentation;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Repository.Tests;

/// <summary>docs/guide.md shows what was measured, and leaves no option out.</summary>
public sealed class GuideTests
{
    private const int MnistImages = 60_000;

    private static readonly MarkdownPage s_page = MarkdownPage.All.Single(page => page.Path == "docs/guide.md");
    private static readonly GuideRuns s_guide = GuideRuns.Read(Checkout.At("assets/guide.json"));

    public static TheoryData<string> Options =>
        [.. ExperimentArguments.Groups().SelectMany(topic => topic.Options).Select(option => option.Name)];

    public static TheoryData<string, string> Lines
    {
        get
        {
            var lines = new TheoryData<string, string>();
            foreach (GuideTrainings table in GuideTrainings.All)
            {
                foreach (string line in table.Lines)
                    lines.Add(table.Base, line);
            }

            return lines;
        }
    }

    [Fact]
    public void Its_tables_are_made_from_the_committed_trainings() => Assert.Equal(GuideTables.Insert(s_page.Text, s_guide), s_page.Text);

    /// <summary>All but the line on versions, which has more entries today than when the file was made.</summary>
    [Fact]
    public void The_committed_file_is_what_is_written_of_it()
    {
        static IEnumerable<string> Lines(string path) => File.ReadLines(path).Where(line => !line.StartsWith("  \"versions\"", StringComparison.Ordinal));
        using TempFolder folder = new();
        s_guide.Write(folder.At("guide.json"));
        Assert.Equal(Lines(Checkout.At("assets/guide.json")), Lines(folder.At("guide.json")), StringComparer.Ordinal);
    }

    [Fact]
    public void Its_tables_show_the_trainings_of_the_list() => Assert.Equal(
        GuideTrainings.All
            .SelectMany(table => table.Lines.Select(line => (table.Group, table.Base, line))),
        s_guide.Runs.Select(run => (run.Group, run.Base, run.Options)));

    [Fact]
    public void Every_table_has_a_place() =>
        Assert.All(GuideTrainings.All, table => Assert.Contains($"<!-- guide: {table.Group} -->", s_page.Text, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Options))]
    public void It_explains_and_measures_every_option(string option)
    {
        Assert.Contains(option, s_page.Options, StringComparer.Ordinal);
        bool measured = GuideTrainings.All.Any(table => table.Lines.Any(line => line.Split(' ').Contains(option, StringComparer.Ordinal)));
        Assert.Equal(!GuideTrainings.Unmeasured.Contains(option, StringComparer.Ordinal), measured);
    }

    /// <summary>They begin only after minutes of others, so that a fault in one should be found before.</summary>
    [Theory]
    [MemberData(nameof(Lines))]
    public void Every_training_can_be_done(string basis, string line)
    {
        ExperimentOptions options = GuideTraining.Parse(basis, line);
        int images = (int)Math.Round(MnistImages * (1 - options.Training.ValidationFraction));
        Assert.Empty(options.Model.Faults().Concat(options.Training.Faults(images)));
    }

    [Fact]
    public void A_line_replaces_what_its_base_says()
    {
        ExperimentOptions options = GuideTraining.Parse("--experiment correlated --epochs 5 --beta 2", "--epochs 1 --prior-mean 3,-2");
        Assert.Equal(("vae_correlated", 1, 2.0), (options.Name, options.Training.Epochs, options.Training.Beta));
        Assert.Equal([3, -2], options.Model.PriorMean);
    }
}
