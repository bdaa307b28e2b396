using VaeLab.Compare.Report;
using VaeLab.Data;
using VaeLab.Kinds;
using VaeLab.Numerics;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Repository.Tests;

/// <summary>What is said about speed comes from committed measurements; a machine that was not measured has no page and no line.</summary>
public sealed class SpeedTests
{
    private static readonly string s_folder = Checkout.At("bench/results");
    private static readonly Results[] s_all = CommittedResults.Read(s_folder);

    [Fact]
    public void The_line_on_the_front_page_is_made_from_the_committed_results()
    {
        string page = File.ReadAllText(Checkout.At("README.md"));
        Assert.Equal(ResultsPage.Insert(page, s_all), page);
    }

    [Fact]
    public void The_pages_are_made_from_the_committed_results() => Assert.All(s_all, results =>
    {
        string folder = Path.Combine(s_folder, ResultsPage.Folder(results.Machine.Processor, results.Machine.Threads));
        Assert.Equal(results.ToJson(), File.ReadAllText(Path.Combine(folder, CommittedResults.Data)));
        Assert.Equal(ResultsPage.Markdown(results), File.ReadAllText(Path.Combine(folder, CommittedResults.Page)));
    });

    [Fact]
    public void The_lesson_on_performance_shows_the_committed_measurements()
    {
        TechniqueResults[] all = CommittedResults.ReadTechniques(s_folder);
        string page = File.ReadAllText(Checkout.At("docs/performance.md"));
        Assert.NotEmpty(all);
        Assert.Equal(TechniquesPage.Insert(page, all), page);
        Assert.All(all, results =>
        {
            string folder = Path.Combine(s_folder, ResultsPage.Folder(results.Processor, results.Threads));
            Assert.Equal(results.ToJson(), File.ReadAllText(Path.Combine(folder, CommittedResults.Techniques)));
            Assert.All(results.Entries, entry => Assert.Contains(entry.Technique, TechniquesPage.Techniques, StringComparer.Ordinal));
        });
    }

    [Fact]
    public void An_operation_of_no_model_takes_half_as_long_again_as_the_plain_one()
    {
        FamilyResults[] all = CommittedResults.ReadFamilies(s_folder);
        string page = File.ReadAllText(Checkout.At("docs/performance.md"));
        Assert.NotEmpty(all);
        Assert.Equal(FamiliesPage.Insert(page, all), page);
        Assert.All(all, results =>
        {
            string folder = Path.Combine(s_folder, ResultsPage.Folder(results.Processor, results.Threads));
            Assert.Equal(results.ToJson(), File.ReadAllText(Path.Combine(folder, CommittedResults.Families)));
            Assert.Equal(["conditional", "adversarial", "vae-gan", "hierarchical", "vq"], results.Entries.Select(entry => entry.Family), StringComparer.Ordinal);
            Assert.All(results.Entries, entry => Assert.InRange(entry.Factor(), 0.5, FamilyResults.MostTimes));
        });
    }

    [Fact]
    public void The_tables_on_convolutions_show_the_committed_measurements()
    {
        ConvolutionResults[] all = CommittedResults.ReadConvolutions(s_folder);
        string page = File.ReadAllText(Checkout.At("docs/performance.md"));
        Assert.NotEmpty(all);
        Assert.Equal(ConvolutionsPage.Insert(page, all), page);
        Assert.All(all, results =>
        {
            string[] files = [.. Directory.EnumerateFiles(s_folder, CommittedResults.Convolutions, SearchOption.AllDirectories).Select(File.ReadAllText)];
            Assert.Contains(results.ToJson(), files, StringComparer.Ordinal);
            Assert.All(results.Entries, entry => Assert.InRange(entry.ShareOfPeak(), 0.001, 1));
        });
    }

    [Fact]
    public void A_recorded_step_counts_the_arithmetic_of_its_layers()
    {
        using var workers = new WorkerPool(1);
        double Operations(ExperimentOptions options) =>
            new TrainingStep(options.CreateModel(SampleShape.Gray(28, 28)), optimizer: null, batchSize: 1, beta: 1, workers).FloatingPointOperations;
        Assert.Equal(1e9 * new Shape().Gflop(1), Operations(ExperimentOptions.TwoDimensional), 1);

        // The decoder three times, twice of points that learn nothing; the discriminator three times of images that learn nothing, and
        // frozen, for images that do: its features once, and all of it twice.
        const double encoder = (784 * 512) + (512 * 256) + (256 * 20), decoder = (10 * 256) + (256 * 512) + (512 * 784);
        const double features = 784 * 256, discriminator = features + (256 * 256) + 256;
        Assert.Equal(
            2 * ((3 * encoder) - (784 * 512) + (9 * decoder) - (2 * 10 * 256) + (9 * discriminator) - (3 * features) + (2 * features) + (4 * discriminator)),
            Operations(ModelKinds.VaeGan.Preset));
    }

    [Fact]
    public void Ratios_are_medians_of_what_was_measured_in_the_same_round()
    {
        var slowing = new Series([1, 2, 9]);
        Assert.Equal((1, 2, 0.5), (slowing.Least(), slowing.Median(), slowing.RatioTo(new([2, 4, 6]))));
        Assert.Equal(2.5, new Series([4, 1, 3, 2]).Median());
    }

    [Fact]
    public void An_epoch_has_the_arithmetic_of_its_layers()
    {
        // 784·512 + 512·256 + 256·4 in the encoder, 2·256 + 256·512 + 512·784 in the decoder: forward, ∂W, and ∂x but for the first.
        double weights = (2 * 784 * 512) + (2 * 512 * 256) + (256 * 6);
        double operations = 54_000 * 2 * ((3 * weights) - (784 * 512));
        Assert.Equal(1e-9 * operations, new Shape().Gflop(54_000), 1e-9);
        Assert.Equal(422, new Shape().Batches);

        // 2 · 784 · 2048 + 2 · 2048 · 1024 + 1024 · 6 weights: 41.2 million operations an image, 5.3 GFLOP a batch.
        Assert.Equal(19, new Shape(Width: 2048).BatchesOf(100));
    }
}
