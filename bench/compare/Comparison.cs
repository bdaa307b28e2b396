using System.Runtime.InteropServices;
using VaeLab.Cli.Benchmarking;
using VaeLab.Compare.Report;
using VaeLab.Numerics;
using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Compare;

/// <summary>All measurements, one after the other.</summary>
internal static class Comparison
{
    private const string WithoutAvx512 = "DOTNET_EnableAVX512";
    private const int StepsForAllocation = 100, EvaluationRounds = 7, LikelihoodRounds = 3, LikelihoodImages = 500, LikelihoodSamples = 500;
    private const double Apart = 0.03;

    private static readonly int s_threads = Environment.ProcessorCount;

    /// <summary>An epoch of both sides only.</summary>
    public static void MeasureEpoch(string python)
    {
        using Peer ours = Peer.Ours("VaeLab", s_threads), torch = Peer.Torch(python, s_threads);
        Console.WriteLine("Seconds an epoch:");
        var rounds = new EpochRounds(ours, torch);
        Results.EpochEntry epoch = rounds.Measure();
        Results.LossEntry losses = rounds.Validate();
        Console.WriteLine();
        foreach (string line in ResultsPage.Epoch(epoch, losses))
            Console.WriteLine(line);
    }

    /// <summary>Everything.</summary>
    public static Results Measure(string python)
    {
        Console.WriteLine("The first lesson …");
        Results.LessonEntry lesson = LessonRun.Measure();
        Console.WriteLine(Invariant($"  {lesson.Seconds:F1} s, test loss {lesson.TestLoss:F1}"));

        using Peer ours = Peer.Ours("VaeLab", s_threads), torch = Peer.Torch(python, s_threads);
        TorchAbout about = torch.Ask<TorchAbout>(new("about"));
        (Results.EpochEntry epoch, Results.LossEntry losses) = MeasureEpoch(ours, torch);
        Results.MemoryEntry memory = new(ours.Ask<double>(new("memory")), torch.Ask<double>(new("memory")));
        double allocated = ours.Ask<double>(new("allocated", StepsForAllocation));

        Console.WriteLine("Evaluation …");
        Results.EvaluationEntry evaluation = InTurn(new("evaluate"), EvaluationRounds, ours, torch);
        Results.EvaluationEntry likelihood = InTurn(new("likelihood", Images: LikelihoodImages, Samples: LikelihoodSamples), LikelihoodRounds, ours, torch);
        Console.WriteLine("Other shapes:");
        Results.ShapeEntry[] shapes = ShapeTable.Measure(ours, torch);

        RunSummary.VersionsEntry versions = RunSummary.VersionsEntry.Present();
        var machine = new Results.MachineEntry(
            Processor.Name, s_threads, versions.Vectors, RuntimeInformation.OSDescription, versions.Vaelab, versions.Dotnet, about.Torch, about.Python, about.Blas, about.Ways);
        return new(machine, epoch, losses, evaluation, likelihood, memory, allocated, lesson, shapes);
    }

    private static (Results.EpochEntry Epoch, Results.LossEntry Losses) MeasureEpoch(Peer ours, Peer torch)
    {
        using Peer? narrow = Machine.Vectors == "Vector512" ? Peer.Ours("VaeLab without AVX-512", s_threads, WithoutAvx512) : null;
        using Peer? oneThread = s_threads > 1 ? Peer.Ours("VaeLab on one thread", threads: 1) : null;
        if (narrow?.Ask<string>(new("about")) == Machine.Vectors)
            throw new InputException($"{WithoutAvx512}=0 did not switch AVX-512 off.");
        Console.WriteLine("Seconds an epoch:");
        var rounds = new EpochRounds(ours, torch, narrow, oneThread);
        return (rounds.Measure(), rounds.Validate());
    }

    private static Results.EvaluationEntry InTurn(Request request, int rounds, Peer ours, Peer torch)
    {
        List<Measured> mine = [], theirs = [];
        for (int round = 0; round <= rounds; round++)
        {
            mine.Add(ours.Ask<Measured>(request));
            theirs.Add(torch.Ask<Measured>(request));
        }

        Expect.Alike(mine[^1].Loss, theirs[^1].Loss, Apart, $"VaeLab and PyTorch, {request.Do}");
        Series Warm(List<Measured> all) => new([.. all.Skip(1).Select(measured => measured.Seconds)]);
        return new(mine[^1].Images, request.Samples, Warm(mine), Warm(theirs), mine[^1].Loss, theirs[^1].Loss);
    }

    private sealed record TorchAbout(string Torch, string Python, string Blas, string Ways);
}
