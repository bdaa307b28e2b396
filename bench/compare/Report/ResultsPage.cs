using VaeLab.Publishing;
using static System.FormattableString;

namespace VaeLab.Compare.Report;

/// <summary>What people read of a run's results: a page with tables, and a line for the front page. From the results alone.</summary>
internal static class ResultsPage
{
    /// <summary>The folder below <c>bench/results</c> for a machine.</summary>
    public static string Folder(string processor, int threads)
    {
        string name = Invariant($"{processor} {threads} threads").ToLowerInvariant();
        return string.Join('-', new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The front page with its line on speed made anew.</summary>
    /// <param name="page">The front page.</param>
    /// <param name="all">The results of each machine; none for no line.</param>
    /// <exception cref="InputException">The page has no place for it.</exception>
    public static string Insert(string page, IReadOnlyList<Results> all) =>
        MarkedSection.Replace(page, "<!-- speed -->", "<!-- /speed -->", string.Concat(all.Select(results => Line(results) + "\n")));

    /// <summary>The page of one machine, in Markdown.</summary>
    public static string Markdown(Results results)
    {
        Results.MachineEntry machine = results.Machine;
        string[] lines =
        [
            Invariant($"# {machine.Processor}, {machine.Threads} threads"),
            string.Empty,
            Invariant($"VaeLab {machine.Vaelab} on .NET {machine.Dotnet} ({machine.Vectors}) beside PyTorch {machine.Torch} on Python {machine.Python}"),
            Invariant($"({machine.Blas}; {machine.TorchWays}), {machine.OperatingSystem}. How it is measured: [bench/README.md](../../README.md)."),
            "All of it comes from [results.json](results.json).",
            string.Empty,
            Invariant($"## An epoch of 54,000 images, {results.Epoch.Ours.Values.Length} rounds in turn"),
            string.Empty,
            .. Epoch(results.Epoch, results.Losses),
            string.Empty,
            "## Evaluation and memory",
            string.Empty,
            "| | VaeLab | PyTorch | VaeLab / PyTorch |",
            "|---|---|---|---|",
            Evaluation(Invariant($"loss of {results.Evaluation.Images} test images"), results.Evaluation),
            Evaluation(Invariant($"−log p(x) of {results.Likelihood.Images} images by {results.Likelihood.Samples} importance samples"), results.Likelihood),
            Invariant($"| memory of the process that trains | {results.Memory.Ours:F0} MB | {results.Memory.Torch:F0} MB | {results.Memory.Ours / results.Memory.Torch:F2} |"),
            string.Empty,
            Invariant($"A warm training step of VaeLab allocates {results.AllocatedPerStep:F0} bytes."),
            string.Empty,
            "## The first lesson, from the start of its process",
            string.Empty,
            "| | |",
            "|---|---|",
            Invariant($"| {results.Lesson.Epochs} epochs, evaluation and figures | {results.Lesson.Seconds:F1} s |"),
            Invariant($"| until the validation loss is at most {results.Lesson.Target:F0} nats per image | {results.Lesson.SecondsToTarget:F1} s |"),
            Invariant($"| test loss | {results.Lesson.TestLoss:F1} nats per image |"),
            Invariant($"| most memory | {results.Lesson.PeakMemory:F0} MB |"),
            string.Empty,
            "## Other shapes",
            string.Empty,
            "Hidden layers of width and width / 2. GFLOP/s count the dense arithmetic only; loss is that of the last training images, in nats.",
            string.Empty,
            "| varies | width | batch | latent | images | VaeLab, GFLOP/s | PyTorch, GFLOP/s | time, VaeLab / PyTorch | losses |",
            "|---|---|---|---|---|---|---|---|---|",
            .. results.Shapes.Select(Shape),
        ];
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>What an epoch takes.</summary>
    public static IEnumerable<string> Epoch(Results.EpochEntry epoch, Results.LossEntry losses)
    {
        string Line(string name, Series series) =>
            Invariant($"| {name} | {series.Median():F2} | {series.Least():F2} | {series.RatioTo(epoch.Torch):F2} | {epoch.DenseGflop / series.Median():F0} |");
        yield return "| | seconds, median | least | of PyTorch's, median of rounds | GFLOP/s |";
        yield return "|---|---|---|---|---|";
        yield return Line("VaeLab", epoch.Ours);
        yield return Line("PyTorch", epoch.Torch);
        if (epoch.Narrow is { } narrow)
            yield return Line("VaeLab without AVX-512", narrow);
        if (epoch.OneThread is { } alone)
            yield return Line("VaeLab on one thread", alone);
        yield return Line("its matrix products alone, by PyTorch's BLAS", epoch.TorchProducts);
        yield return Line("its dense arithmetic at the processor's peak", epoch.AtPeak());
        yield return string.Empty;
        if (epoch.OneThread is { } one)
            yield return Invariant($"All threads are {one.RatioTo(epoch.Ours):F2} times as fast as one.");
        yield return Invariant($"VaeLab takes {epoch.Ours.RatioTo(epoch.AtPeak()):F2} times what the dense arithmetic of an epoch, {epoch.DenseGflop:F0} GFLOP, takes at the peak: multiply-adds in registers on all threads.");
        yield return Invariant($"After {losses.Epochs} epochs the validation loss is {losses.Ours:F1} nats per image with VaeLab and {losses.Torch:F1} with PyTorch.");
    }

    private static string Evaluation(string name, Results.EvaluationEntry entry) =>
        Invariant($"| {name} | {entry.Ours.Median():F3} s ({entry.OursLoss:F1} nats) | {entry.Torch.Median():F3} s ({entry.TorchLoss:F1} nats) | {entry.Ours.RatioTo(entry.Torch):F2} |");

    private static string Shape(Results.ShapeEntry row) =>
        Invariant($"| {row.Varies} | {row.Shape.Width} | {row.Shape.Batch} | {row.Shape.Latent} | {row.Shape.Size} | {row.Ours.Median():F0} | {row.Torch.Median():F0} | {row.Torch.RatioTo(row.Ours):F2} | {row.OursLoss:F1}, {row.TorchLoss:F1} |");

    private static string Line(Results results)
    {
        Results.EpochEntry epoch = results.Epoch;
        return Invariant($"Side by side on {results.Machine.Threads} threads of {results.Machine.Processor}, an epoch takes {epoch.Ours.Median():F2} s, {epoch.Ours.RatioTo(epoch.Torch):F2} of what PyTorch {results.Machine.Torch} takes; ")
            + Invariant($"the whole lesson takes {results.Lesson.Seconds:F0} s and {results.Lesson.PeakMemory:F0} MB ([all figures](bench/results/{Folder(results.Machine.Processor, results.Machine.Threads)}/README.md)).");
    }
}
