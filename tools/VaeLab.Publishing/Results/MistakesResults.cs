using VaeLab.Cli;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>The tables of docs/tutorial/08-tempting-mistakes.md, made from <c>assets/tempting_mistakes.json</c> and from nothing else.</summary>
internal static class MistakesResults
{
    private const string Program = "code/tempting_mistakes.cs", Page = "docs/tutorial/08-tempting-mistakes.md";
    private const string Report = "tempting_mistakes.json", Picture = "tempting_mistakes.png", End = "<!-- /measured -->";
    private const double Runaway = 100_000;

    /// <summary>The page with its tables made anew.</summary>
    /// <param name="page">The page, in Markdown, with a pair of markers for each table.</param>
    /// <param name="report">The models.</param>
    /// <exception cref="InputException">The page lacks a table's markers.</exception>
    public static string Insert(string page, MistakesReport report)
    {
        foreach (MistakesReport.Entry mistake in report.Models.Skip(1))
            page = MarkedSection.Replace(page, $"<!-- measured: mistake-{mistake.Name[0]} -->", End, Table(report.Models[0], mistake));
        return MarkedSection.Replace(page, "<!-- measured: mistakes -->", End, Note(report));
    }

    /// <summary>Runs the lesson, keeps its report and its figure in assets/, and makes the tables.</summary>
    public static int Make()
    {
        string folder = Path.Combine("runs", "results", "tempting_mistakes");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        int exit = Programs.Run("dotnet", ["run", Program, "--", "--out", folder]);
        if (exit != ExitCode.Success)
            return exit;

        MistakesReport report = MistakesReport.Read(Path.Combine(folder, Report));
        report.Write(Path.Combine("assets", Report));
        File.Copy(Path.Combine(folder, "figures", Picture), Path.Combine("assets", Picture), overwrite: true);
        File.WriteAllText(Page, Insert(File.ReadAllText(Page), report));
        return ExitCode.Success;
    }

    private static string Table(MistakesReport.Entry right, MistakesReport.Entry mistake)
    {
        (string Heading, Func<MistakesReport.Entry, string> Cell)[] lines =
        [
            ("what it reports", model => Parts(model.Reported)),
            ("−ELBO of the same weights", model => Parts(model.Loss)),
            ("first 500 images: −ELBO, −log p(x)", model => $"{Nats(model.NegativeElbo)}, {Nats(model.NegativeLogLikelihood)}"),
            ("reconstruction from the mean", model => Nats(model.ReconstructionAtMean)),
            ("σ² over the images", model => string.Join(", ", model.Variances.Zip(model.VarianceDeviations, (mean, deviation) => $"{Variance(mean)} ± {Variance(deviation)}"))),
            ("active units", model => Invariant($"{model.ActiveUnits} of {model.Variances.Length}")),
            ("reports less than the floor", model => model.StepsToFloor is { } steps ? Invariant($"after step {steps}") : "never"),
        ];
        return $"| | {right.Name} | {mistake.Name} |\n|---|---|---|\n"
            + string.Concat(lines.Select(line => $"| {line.Heading} | {line.Cell(right)} | {line.Cell(mistake)} |\n"));
    }

    private static string Note(MistakesReport report)
    {
        string least = string.Join(" and ", report.LeastKlVariances.Select(variance => Invariant($"{variance:F2}")));
        return Invariant($"{report.Epochs} epochs of MNIST, seed {report.Seed}; nats per image of the test set, total = reconstruction + KL. Floor {report.Baselines.Floor:F1}, mean image {report.Baselines.MeanImage:F1}. ")
            + Invariant($"The least KL of a diagonal posterior to this prior is {report.LeastKl:F3}, at σ² = {least}.\n");
    }

    private static string Parts(Loss loss) => $"**{Nats(loss.Total)}** = {Nats(loss.Reconstruction)} {(loss.Kl < 0 ? "−" : "+")} {Nats(Math.Abs(loss.Kl!.Value))}";

    private static string Nats(double value) => Math.Abs(value) < 10 ? Invariant($"{value:F2}") : Short(value, "F1");

    private static string Variance(double value) => Short(value, "F3");

    private static string Short(double value, string format)
    {
        string sign = value < 0 ? "−" : string.Empty;
        double size = Math.Abs(value);
        if (!(size >= Runaway) || !double.IsFinite(size))
            return sign + size.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
        int exponent = (int)Math.Floor(Math.Log10(size));
        return Invariant($"{sign}{size / Math.Pow(10, exponent):F1} · 10<sup>{exponent}</sup>");
    }
}
