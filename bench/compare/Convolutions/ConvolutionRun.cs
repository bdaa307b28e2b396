using System.Runtime.InteropServices;
using VaeLab.Cli.Benchmarking;
using VaeLab.Compare.Report;
using VaeLab.Numerics;
using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Compare.Convolutions;

/// <summary><c>--convolutions</c>: convolutional networks and single convolutions of many shapes, VaeLab and PyTorch in turn.</summary>
internal static class ConvolutionRun
{
    private const int Rounds = 5, WarmSteps = 40;
    private const double SecondsForPeak = 0.3, GflopOfStretch = 15;

    // Nats for a number of a picture: who knows nothing has ln 2.
    private const double MostLoss = 0.7, Apart = 0.1;

    private static readonly ConvolutionTask s_base = new("base", Outer: 32, Channels: [32], Side: 32, Kernel: 3, Batch: 64);

    private static readonly ConvolutionTask[] s_networks =
    [
        new("Keras' example", Outer: 1, Channels: [32, 64], Side: 28, Kernel: 3, Batch: 128, Width: 16, Latent: 2),
        new("64 × 64 in colour", Outer: 3, Channels: [32, 64, 128, 256], Side: 64, Kernel: 3, Batch: 64, Latent: 64),
    ];

    private static readonly ConvolutionTask[] s_layers =
    [
        .. ((int[])[8, 16, 32, 64, 128, 256]).Select(channels => s_base with { Name = "channels", Outer = channels, Channels = [channels], Side = 16 }),
        .. ((int[])[8, 16, 32, 64, 128]).Select(side => s_base with { Name = "size", Side = side, Batch = side == 128 ? 32 : 64 }),
        .. ((int[])[1, 2, 3, 4, 5]).Select(kernel => s_base with { Name = "kernel", Kernel = kernel }),
        .. ((int[])[1, 8, 32, 64, 256]).Select(batch => s_base with { Name = "batch", Batch = batch, Side = 16 }),
        .. ((int[])[16, 32, 64]).Select(channels => s_base with { Name = "one channel", Outer = 1, Channels = [channels], Side = 28, Batch = 128 }),
    ];

    public static ConvolutionResults Measure(string python)
    {
        var entries = new List<ConvolutionResults.Entry>();
        int[] threadCounts = [.. new[] { 1, Environment.ProcessorCount }.Distinct()];
        foreach (int threads in threadCounts)
        {
            Console.WriteLine(Invariant($"{threads} thread{(threads == 1 ? "" : "s")}: milliseconds a step, share of the multiply-add peak, and time as a share of PyTorch's:"));
            using Peer ours = Peer.Ours("VaeLab", threads), torch = Peer.Torch(python, threads);
            ConvolutionTask[] tasks = threads == 1 ? [.. s_networks, .. s_layers] : s_networks;
            entries.AddRange(tasks.Select(task => InTurn(task, threads, ours, torch)));
        }

        RunSummary.VersionsEntry versions = RunSummary.VersionsEntry.Present();
        return new(Processor.Name, versions.Vectors, RuntimeInformation.OSDescription, versions.Vaelab, versions.Dotnet, [.. entries]);
    }

    private static Request Asked(ConvolutionTask task, int batches) => new(task.IsNetwork ? "network" : "layers", batches, Width: task.Width, Batch: task.Batch, Latent: task.Latent)
    {
        Outer = task.Outer,
        Channels = task.Channels,
        Side = task.Side,
        Kernel = task.Kernel,
    };

    private static ConvolutionResults.Entry InTurn(ConvolutionTask task, int threads, Peer ours, Peer torch)
    {
        using var one = new WorkerPool(1);
        double operations = ConvolutionTraining.Operations(task, one);
        Request request = Asked(task, Math.Clamp((int)(1e9 * GflopOfStretch / operations), 2, 200));
        List<double> mine = [], theirs = [], peak = [];
        Request warm = request with { Batches = task.IsNetwork ? WarmSteps : request.Batches };
        Measured last = ours.Ask<Measured>(warm), other = torch.Ask<Measured>(warm);
        for (int round = 0; round < Rounds; round++)
        {
            peak.Add(ours.Ask<double>(new Request("peak")));
            mine.Add(1e3 * (last = ours.Ask<Measured>(request)).Seconds / request.Batches);
            theirs.Add(1e3 * (other = torch.Ask<Measured>(request)).Seconds / request.Batches);
        }

        if (task.IsNetwork)
        {
            Expect.Between(0, MostLoss * task.Shape.Length, last.Loss, Invariant($"VaeLab, {task}"));
            Expect.Alike(last.Loss, other.Loss, Apart, Invariant($"VaeLab and PyTorch, {task}"));
        }

        var entry = new ConvolutionResults.Entry(task, threads, operations, new([.. mine]), new([.. theirs]), new([.. peak]));
        Console.WriteLine(Invariant($"  {task.Name,-18} {task.Outer,3} {task.Channels[0],3} {task.Side,3} {task.Kernel} {task.Batch,3}   {entry.Milliseconds.Median(),7:F2}   {100 * entry.ShareOfPeak(),3:F0} %   {entry.Milliseconds.RatioTo(entry.Torch),5:F2}"));
        return entry;
    }
}
