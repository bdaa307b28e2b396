using VaeLab.Publishing.Results;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

public sealed class MistakesTests
{
    private static readonly MistakesReport s_report = MistakesReport.Read(Checkout.At("assets/tempting_mistakes.json"));

    [Fact]
    public void The_tables_of_the_tutorial_are_made_from_the_committed_report()
    {
        string page = File.ReadAllText(Checkout.At("docs/tutorial/08-tempting-mistakes.md"));
        Assert.Equal(MistakesResults.Insert(page, s_report), page);
    }

    [Fact]
    public void The_committed_file_is_what_is_written_of_it()
    {
        using TempFolder folder = new();
        s_report.Write(folder.At("report.json"));
        Assert.Equal(File.ReadAllText(Checkout.At("assets/tempting_mistakes.json")), File.ReadAllText(folder.At("report.json")));
    }

    /// <summary>What the page says in words beside its tables.</summary>
    [Fact]
    public void The_mistakes_show_what_the_tutorial_says()
    {
        Assert.Equal(4, s_report.Models.Count);
        (MistakesReport.Entry right, MistakesReport.Entry a, MistakesReport.Entry b, MistakesReport.Entry c) =
            (s_report.Models[0], s_report.Models[1], s_report.Models[2], s_report.Models[3]);
        double floor = s_report.Baselines.Floor!.Value, meanImage = s_report.Baselines.MeanImage!.Value;
        Assert.Equal(right.Loss, right.Reported);
        Assert.Null(right.StepsToFloor);
        Assert.All(a.Variances.Zip(right.Variances), pair => Assert.InRange(pair.First / pair.Second, 50, 300));

        // (a) σ² is the KL's own optimum and hardly varies; many nats worse; no tight bound of anything; the mean hides it.
        Assert.All(a.Variances.Zip(s_report.LeastKlVariances), pair => Assert.Equal(pair.Second, pair.First, 0.03));
        Assert.All(a.Variances.Zip(a.VarianceDeviations), pair => Assert.InRange(pair.Second / pair.First, 0, 0.15));
        Assert.InRange(a.Loss.Total - right.Loss.Total, 15, 30);
        Assert.InRange((a.NegativeElbo - a.NegativeLogLikelihood) / (right.NegativeElbo - right.NegativeLogLikelihood), 3, 5);
        Assert.InRange(a.Reported.Reconstruction - a.ReconstructionAtMean, 5, 20);
        Assert.InRange(right.Reported.Reconstruction - right.ReconstructionAtMean, 0, 2);
        Assert.NotEqual(a.Loss.Total, a.Reported.Total);
        Assert.Equal(a.Loss.Kl, a.Reported.Kl);

        // (b) below the floor within a few steps, and everything runs away, the reconstruction too.
        Assert.InRange(b.StepsToFloor ?? int.MaxValue, 1, 20);
        Assert.Equal(-b.Loss.Kl, b.Reported.Kl);
        Assert.InRange(b.Loss.Kl!.Value, 1e9, double.MaxValue);
        Assert.InRange(b.Variances.Max(), 1e9, double.MaxValue);
        Assert.InRange(b.ReconstructionAtMean, 10 * meanImage, double.MaxValue);

        // (c) collapsed: the mean image for everyone, and a number that looks small.
        Assert.Equal(0, c.ActiveUnits);
        Assert.Equal(s_report.LeastKl, c.Loss.Kl!.Value, 0.01);
        Assert.Equal(meanImage, c.Loss.Reconstruction, 1.0);
        Assert.Equal(c.Loss.Reconstruction / 784, c.Reported.Reconstruction, 1e-4);
        Assert.InRange(c.Reported.Total, 0, floor);
    }
}
