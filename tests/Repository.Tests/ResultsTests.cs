using VaeLab.Publishing.Results;
using VaeLab.Repository.Tests.Documentation;
using VaeLab.Runs;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Repository.Tests;

public sealed class ResultsTests
{
    private static readonly RunRecord[] s_runs =
        [.. Directory.GetDirectories(Checkout.At("assets/runs")).Order(StringComparer.Ordinal).Select(RunRecord.Read)];

    [Fact]
    public void The_table_on_the_front_page_is_made_from_the_committed_runs()
    {
        string page = File.ReadAllText(Checkout.At("README.md"));
        Assert.Equal(ResultsTable.Insert(page, Checkout.At("assets")), page);
    }

    /// <summary>What the lessons promise: 143, 132.5 and 143 nats per image on the test set.</summary>
    [Theory]
    [InlineData("vae_2d", 143)]
    [InlineData("vae_3d", 132.5)]
    [InlineData("vae_correlated", 143)]
    public void Every_committed_run_is_as_good_as_promised(string experiment, double bound)
    {
        RunRecord[] runs = [.. s_runs.Where(run => run.Summary.Experiment == experiment)];
        Assert.Equal([0, 1, 2], runs.Select(run => run.Summary.Seed));
        Assert.All(runs, run =>
        {
            Assert.InRange(run.Summary.Test.Total, run.Summary.Baselines.Floor, bound);
            Assert.Equal((30, TrainingEnd.Completed), (run.Summary.Epochs, run.Summary.End));
            Assert.Equal(30, run.History.Count);
        });
    }

    [Fact]
    public void The_committed_runs_are_those_of_the_table() =>
        Assert.Equal(
            ResultsTraining.All.SelectMany(training => training.Folders).Order(StringComparer.Ordinal),
            Directory.GetDirectories(Checkout.At("assets/runs")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal));

    [Fact]
    public void The_committed_models_are_those_of_their_tables() =>
        Assert.Equal(
            ModelTraining.Once.SelectMany(training => training.Folders).Order(StringComparer.Ordinal),
            Directory.GetDirectories(Checkout.At("assets/models")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Tables_of_models_are_made_from_the_committed_runs()
    {
        string[] pages = [.. MarkdownPage.All.Select(page => page.Text).Where(text => text.Contains("<!-- /models -->", StringComparison.Ordinal))];
        Assert.All(pages, page => Assert.Equal(ModelResults.Insert(page, Checkout.At("assets")), page));
        Assert.All(ModelTraining.Pages.Prepend(string.Empty), name =>
            Assert.Contains(pages, page => page.Contains(name.Length == 0 ? "<!-- models -->" : $"<!-- models: {name} -->", StringComparison.Ordinal)));
    }

    /// <summary>Told the class, a model needs fewer nats for an image, and draws what it is asked for.</summary>
    [Fact]
    public void A_label_is_worth_its_nats()
    {
        Assert.All(Kept("conditional"), run => Assert.InRange(run.Summary.Measures!["class_agreement"], 0.97, 1));
        Assert.All(Kept("unconditional").Zip(Kept("conditional")), pair => Assert.InRange(pair.First.Summary.Test.Total - pair.Second.Summary.Test.Total, 5, 50));
    }

    /// <summary>An adversary brings the codes nearer to a Gaussian prior than the KL does.</summary>
    [Fact]
    public void An_adversary_closes_the_holes()
    {
        static double Distance(RunRecord run) => run.Summary.Measures!["energy_distance"];
        double nearest = Kept("unconditional").Min(Distance);
        Assert.All(Kept("adversarial").Concat(Kept("adversarial-correlated")), run => Assert.InRange(Distance(run), 0, nearest));
    }

    /// <summary>What lesson, chapter and table say of layers: with warm-up they speak, and lower the loss.</summary>
    [Fact]
    public void Layers_that_speak_lower_the_loss()
    {
        string[] layers = ["kl_1", "kl_2", "kl_3"];
        Assert.All(Kept("hierarchical"), run => Assert.All(layers, layer => Assert.InRange(run.Summary.Measures![layer], 0.5, 100)));
        Assert.All(Kept("hierarchical").Zip(Kept("one-layer")), pair => Assert.InRange(pair.First.Summary.Test.Total, 45, pair.Second.Summary.Test.Total));
        Assert.All(Kept("hierarchical").Zip(Kept("hierarchical-cold")), pair =>
            Assert.InRange(pair.First.Summary.NegativeLogLikelihood!.Value, 45, pair.Second.Summary.NegativeLogLikelihood!.Value - 3));
    }

    [Fact]
    public void The_recipe_best_deserves_its_name()
    {
        double Mean(string experiment) => s_runs.Where(run => run.Summary.Experiment == experiment).Average(run => run.Summary.Test.Total);
        Assert.All(
            ResultsTraining.All.Where(training => training.Recipe == Recipe.Best),
            training => Assert.InRange(Mean(training.Name), 0, Mean(training.Lesson)));
    }

    private static IReadOnlyList<RunRecord> Kept(string name) => ModelTraining.Once.Single(training => training.Name == name).Kept(Checkout.At("assets"));
}
