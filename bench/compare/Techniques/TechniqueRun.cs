using System.Runtime.InteropServices;
using VaeLab.Cli.Benchmarking;
using VaeLab.Compare.Report;
using VaeLab.Data;
using VaeLab.Numerics;
using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Compare.Techniques;

/// <summary><c>--techniques</c>: what each technique brings, with it and without it in turn.</summary>
internal static class TechniqueRun
{
    private const int Rounds = 7, Steps = 40, WarmSteps = 120;

    // Nats per image: an untrained model has 784 · ln 2; the mean image scores 206, and in so few steps nobody comes to 130.
    private const double Untrained = 545, LeastLoss = 130, MostLoss = 220, Rounding = 1e-3;

    // What 1e-12 adds to a sum of products is far below the last bit of any that matters.
    private const float NearlyZero = 1e-12f;

    private static readonly int s_threads = Environment.ProcessorCount;
    private static readonly Shape s_shape = new();

    public static TechniqueResults Measure()
    {
        Console.WriteLine("Milliseconds a step, with and without:");
        List<TechniqueResults.Entry> entries = [.. InThisProcess(), .. InProcessesOfTheirOwn()];
        RunSummary.VersionsEntry versions = RunSummary.VersionsEntry.Present();
        return new(
            Processor.Name, s_threads, versions.Vectors, RuntimeInformation.OSDescription, versions.Vaelab, versions.Dotnet, [.. entries]);
    }

    private static IEnumerable<TechniqueResults.Entry> InThisProcess()
    {
        ImageSet images = Dataset.Mnist().Train;
        using WorkerPool one = new(1), all = new(s_threads);

        var plain = new PlainLoops(images, one);
        yield return InTurn(
            "kernels", "plain loops, one number at a time", 1, Rounding, () => plain.ByKernels(Steps), plain.ByPlainLoops, Untrained);

        TechniqueResults.Entry Step(string technique, string insteadOf, double apart, Way without)
        {
            WayTraining usual = new(new(), images, all), other = new(without, images, all);
            usual.Run(WarmSteps);
            other.Run(WarmSteps);
            return InTurn(technique, insteadOf, s_threads, apart, () => usual.Run(Steps), () => other.Run(Steps));
        }

        yield return Step("zeros", "the same images with 1e-12 for 0", Rounding, new(InPlaceOfZero: NearlyZero));
        yield return Step("loss", "softplus, product, difference and sum, an operation each", Rounding, Way.LossOfParts);
        yield return Step("optimizer", "the optimizer after all gradients", 0, new(OptimizerLater: true));
        yield return Step("recorded", "a step that is recorded for each batch", 0, new(RecordsAnew: true));
    }

    private static IEnumerable<TechniqueResults.Entry> InProcessesOfTheirOwn()
    {
        TechniqueResults.Entry Against(string technique, string insteadOf, int threads, double apart, string? switchedOff, int steps)
        {
            using Peer other = Peer.Ours(insteadOf, threads, switchedOff);
            using Peer usual = Peer.Ours(technique, s_threads);
            if (switchedOff is not null && other.Ask<string>(new("about")) == Machine.Vectors)
                throw new InputException($"{switchedOff}=0 did not switch these instructions off.");
            usual.Train(WarmSteps);
            other.Train(WarmSteps);
            return InTurn(technique, insteadOf, s_threads, apart, () => usual.Train(steps), () => other.Train(steps));
        }

        (string Vectors, string Switch, string Name, int Steps)[] widths =
        [
            ("Vector256", "DOTNET_EnableAVX512", "vectors of 8 numbers (AVX2)", Steps),
            ("Vector128", "DOTNET_EnableAVX2", "vectors of 4 numbers (SSE)", Steps),
            ("scalar", "DOTNET_EnableHWIntrinsic", "one number at a time, by the same kernels", 10),
        ];
        int widest = Array.FindIndex(widths, width => width.Vectors == Machine.Vectors);
        foreach ((_, string switchedOff, string name, int steps) in widths[(widest + 1)..])
            yield return Against("vectors", name, s_threads, Rounding, switchedOff, steps);
        if (s_threads > 1)
            yield return Against("threads", "one thread", 1, 0, null, Steps);
    }

    private static TechniqueResults.Entry InTurn(
        string technique,
        string insteadOf,
        int threads,
        double apart,
        Func<Measured> with,
        Func<Measured> without,
        double mostLoss = MostLoss)
    {
        List<double> usual = [], otherwise = [];
        for (int round = 0; round <= Rounds; round++)
        {
            Measured mine = with(), other = without();
            Expect.Between(LeastLoss, mostLoss, mine.Loss, $"The loss with '{technique}'");
            Expect.Alike(other.Loss, mine.Loss, apart, $"The losses of '{insteadOf}' and of VaeLab");
            if (round == 0)
                continue;
            usual.Add(PerStep(mine));
            otherwise.Add(PerStep(other));
        }

        var entry = new TechniqueResults.Entry(technique, insteadOf, threads, new([.. usual]), new([.. otherwise]));
        string milliseconds = Invariant($"{entry.Milliseconds.Median(),8:F2}   {entry.Otherwise.Median(),9:F2}");
        Console.WriteLine(Invariant($"  {technique,-10} {milliseconds}   {entry.Factor(),6:F2} times, {insteadOf}"));
        return entry;
    }

    private static double PerStep(Measured measured) => 1e3 * measured.Seconds * s_shape.Batch / measured.Images;
}
