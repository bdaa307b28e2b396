using static System.FormattableString;

namespace VaeLab.Compare.Report;

/// <summary>What people read of a run's results: a page with tables, and a line for the front page. From the results alone.</summary>
internal static class ResultsPage
{
    private const string Begin = "<!-- speed -->", End = "<!-- /speed -->";

    /// <summary>The folder below <c>bench/results</c> for a machine.</summary>
    public static string Folder(Results.MachineEntry machine)
    {
        string name = Invariant($"{machine.Processor} {machine.Threads} threads").ToLowerInvariant();
        return string.Join('-', new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A page with its line on speed made anew.</summary>
    /// <param name="page">The front page.</param>
    /// <param name="all">The results of each machine.</param>
    public static string Insert(string page, IEnumerable<Results> all)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal), end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InputException($"The front page has no place for its line on speed: put {Begin} and {End} on lines of their own.");
        return $"{page[..(begin + Begin.Length)]}\n{string.Join("\n\n", all.Select(Line))}\n{page[end..]}";
    }

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
            Invariant($"All of it comes from [results.json](results.json)."),
            string.Empty,
            Invariant($"## An epoch: 54,000 images, {results.Epoch.Ours.Seconds.Length} rounds in turn"),
            string.Empty,
            "| | seconds, median | least | VaeLab / this, median of rounds |",
            "|---|---|---|---|",
            .. EpochLines(results.Epoch),
            string.Empty,
            .. SpeedUp(results.Epoch),
            Invariant($"After {results.Losses.Epochs} epochs the validation loss is {results.Losses.Ours:F1} nats per image with VaeLab and {results.Losses.Torch:F1} with PyTorch."),
            string.Empty,
            "## Evaluation and memory",
            string.Empty,
            "| | VaeLab | PyTorch | VaeLab / PyTorch |",
            "|---|---|---|---|",
            Both("loss of 10,000 test images, seconds", results.Evaluation, "F3"),
            Both(Invariant($"−log p(x) of {results.Likelihood.Images} images by {results.Likelihood.Samples} importance samples, seconds"), results.Likelihood.Seconds, "F2"),
            Invariant($"| the same, nats per image | {results.Likelihood.Ours:F1} | {results.Likelihood.Torch:F1} | |"),
            Invariant($"| memory of the process that trains, MB | {results.Memory.Ours:F0} | {results.Memory.Torch:F0} | {results.Memory.Ours / results.Memory.Torch:F2} |"),
            string.Empty,
            Invariant($"A warm training step of VaeLab allocates {results.AllocatedPerStep:F0} bytes."),
            string.Empty,
            "## The first lesson, from the start of its process",
            string.Empty,
            "| | |",
            "|---|---|",
            Invariant($"| {results.Lesson.Epochs} epochs, evaluation and figures | {results.Lesson.Seconds:F1} s |"),
            Invariant($"| until the validation loss is at most {results.Lesson.Target:F0} nats per image | {results.Lesson.SecondsToTarget:F1} s |"),
            Invariant($"| most memory | {results.Lesson.PeakMemory:F0} MB |"),
            string.Empty,
            "## Other shapes",
            string.Empty,
            "Hidden layers of width and width / 2; seconds an epoch of as many images as are named.",
            string.Empty,
            "| varies | width | batch | latent | images | GFLOP | VaeLab, s | PyTorch, s | VaeLab / PyTorch | VaeLab, GFLOP/s |",
            "|---|---|---|---|---|---|---|---|---|---|",
            .. results.Shapes.Select(shape => Invariant(
                $"| {shape.Varies} | {shape.Width} | {shape.Batch} | {shape.Latent} | {shape.Images} | {shape.DenseGflop:F1} | {shape.Ours:F3} | {shape.Torch:F3} | {shape.Ours / shape.Torch:F2} | {shape.DenseGflop / shape.Ours:F0} |")),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> EpochLines(Results.EpochEntry epoch)
    {
        string Line(string name, Series series) => Invariant($"| {name} | {series.Median():F2} | {series.Least():F2} | {epoch.Ours.RatioTo(series):F2} |");
        yield return Line("VaeLab", epoch.Ours);
        yield return Line("PyTorch", epoch.Torch);
        if (epoch.Narrow is { } narrow)
        {
            yield return Line("VaeLab without AVX-512", narrow);
            yield return Invariant($"| the same / PyTorch, median of rounds | | | {narrow.RatioTo(epoch.Torch):F2} |");
        }

        if (epoch.OneThread is { } alone)
            yield return Line("VaeLab on one thread", alone);
        yield return Line("the matrix products alone, by PyTorch's BLAS", epoch.TorchProducts);
        yield return Line("the same arithmetic at the processor's peak", epoch.AtPeak());
    }

    private static IEnumerable<string> SpeedUp(Results.EpochEntry epoch)
    {
        if (epoch.OneThread is { } alone)
            yield return Invariant($"All threads are {alone.RatioTo(epoch.Ours):F2} times as fast as one.");
        yield return Invariant($"The dense arithmetic of an epoch is {epoch.DenseGflop:F0} GFLOP; the peak, {epoch.PeakGflops.Max():F0} GFLOP/s, is multiply-adds in registers on all threads.");
    }

    private static string Both(string name, Results.Pair pair, string format) =>
        $"| {name} | {pair.Ours.Median().ToString(format, System.Globalization.CultureInfo.InvariantCulture)} "
        + $"| {pair.Torch.Median().ToString(format, System.Globalization.CultureInfo.InvariantCulture)} "
        + Invariant($"| {pair.Ours.RatioTo(pair.Torch):F2} |");

    private static string Line(Results results)
    {
        Results.EpochEntry epoch = results.Epoch;
        return Invariant($"Side by side on {results.Machine.Threads} threads of {results.Machine.Processor}, an epoch takes {epoch.Ours.Median():F2} s, {epoch.Ours.RatioTo(epoch.Torch):F2} of what PyTorch {results.Machine.Torch} takes; ")
            + Invariant($"the whole lesson takes {results.Lesson.Seconds:F0} s and {results.Lesson.PeakMemory:F0} MB ([all figures](bench/results/{Folder(results.Machine)}/README.md)).");
    }
}
