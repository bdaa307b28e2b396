using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Numerics;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>The pictures of docs/guide.md, from the trainings of its tables.</summary>
internal static class GuideFigures
{
    private const int Steps = 500;

    /// <summary>Draws all of them.</summary>
    /// <param name="done">The trainings: table and line.</param>
    /// <param name="folder">Where to.</param>
    public static void Draw(Func<GuideTrainings, string, GuideTraining> done, string folder)
    {
        using var workers = new WorkerPool(Environment.ProcessorCount);
        Dataset data = Dataset.Mnist();
        GuideTrainings Table(string group) => GuideTrainings.All.Single(table => table.Group == group);
        GuideTraining[] Lines(string group) => [.. Table(group).Lines.Select(line => done(Table(group), line))];
        void Save(Figure figure, string name) => figure.Save(Path.Combine(folder, name));

        Save(Ladder(Lines("latent-dim"), data, workers), "guide_latent_dim.png");
        Save(KlSchedules.Draw([.. Lines("kl-schedule").Select(Curve)]), "guide_kl_schedules.png");

        GuideTraining[] rates = Lines("beta");
        Save(RateDistortion.Draw([.. rates.Select(one => new RateDistortionPoint(one.Options.Training.Beta, one.Run.Test, one.Run.ActiveUnits))], rates[0].Run.Baselines!), "rate_distortion.png");

        GuideTrainings prior = Table("prior");
        IReadOnlyList<float> Kl(string line) => new ModelInspector(done(prior, line).Model, workers).KlDivergences(data.Test);
        Save(
            KlHistograms.Draw(
                [
                    ("β = 1: codes in use", Kl(string.Empty), Kl("--posterior full")),
                    ("β = 100: collapsed", Kl("--beta 100"), Kl("--beta 100 --posterior full")),
                ],
                done(prior, string.Empty).Model.Prior.LeastDiagonalKl),
            "guide_posterior.png");
    }

    private static Figure Ladder(GuideTraining[] trainings, Dataset data, WorkerPool workers)
    {
        (ImageGrid Originals, ImageGrid Reconstructions) Look(GuideTraining one) => new ModelInspector(one.Model, workers).Reconstruct(data.Test, perClass: 1);
        return ReconstructionLadder.Draw(
            Look(trainings[0]).Originals,
            [.. trainings.Select(one => (Invariant($"d = {one.Model.LatentDimensions}"), Invariant($"{one.Run.Test.Total:F1} nats"), Look(one).Reconstructions))]);
    }

    private static KlScheduleCurve Curve(GuideTraining one)
    {
        TrainingOptions options = one.Options.Training;
        double Weight(double epoch) => options.Beta * Schedules.KlFactor(options.KlSchedule, epoch, options.KlWarmUp, options.Epochs, options.KlCycles);
        return new(
            options.KlSchedule.Word(),
            [.. Enumerable.Range(0, Steps).Select(step => (double)step * options.Epochs / Steps).Select(epoch => (epoch, Weight(epoch)))],
            one.Kl);
    }
}
