using System.Diagnostics;
using Spectre.Console;
using VaeLab.Kinds;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Cli.Terminal;

/// <summary>Shows a training: a live line in a terminal, and a plain line an epoch where the output goes to a file.</summary>
internal static class TrainingDisplay
{
    private const int BarWidth = 24;

    /// <summary>What stands above <see cref="EpochLine"/>.</summary>
    public const string Headings = "epoch    train = reconstr. +     KL  validation = reconstr. +     KL  seconds";

    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Trains to the end, or until Ctrl-C, and says what goes wrong on the way.</summary>
    public static TrainingResult Watch(Trainer trainer)
    {
        using var interruption = new Interruption();
        Console.WriteLine(Headings);
        IAnsiConsole? live = Console.IsOutputRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new LiveOutput() });
        if (live?.Profile.Capabilities.Ansi == false)
            live = null;
        int lastEpoch = 0;
        Dictionary<FindingKind, int> told = [];
        trainer.EpochCompleted += metrics =>
        {
            lastEpoch = metrics.Epoch;
            WriteLine(EpochLine(metrics), live);
        };
        var monitor = new TrainingMonitor(trainer);
        monitor.Found += finding =>
        {
            told[finding.Kind] = lastEpoch;
            WriteLine(Sentence(finding), live);
        };
        TrainingResult result = live is not null ? FitLive(live, trainer, interruption.Token) : trainer.Fit(interruption.Token);

        // At the end, once more what is still so, with the last numbers; but not if it was said just now.
        foreach (Finding finding in monitor.Present.Where(finding => told.GetValueOrDefault(finding.Kind) != lastEpoch))
            Console.WriteLine(Sentence(finding));
        if (result.Divergence is { } divergence)
            Console.WriteLine(Sentence(divergence));
        if (result.End == TrainingEnd.Interrupted)
            Console.WriteLine(Invariant($"Stopped after {result.Steps} steps, in epoch {result.History.Count + 1}. The model keeps what it has learnt so far."));
        return result with { Findings = monitor.Present };
    }

    private static string Sentence(Finding finding) => $"{(finding.IsWarning ? "Warning" : "Note")}: {OptionWords.Of(finding.Message)} See {finding.Help}.";

    /// <summary>One epoch in a line, below the headings; both fit in a terminal of 80 columns.</summary>
    internal static string EpochLine(EpochMetrics metrics) => Invariant(
        $"{metrics.Epoch,5} {Nats(metrics.Train.Total),8} = {Nats(metrics.Train.Reconstruction),9} + {Nats(metrics.Train.Kl),6}  {Nats(metrics.Validation.Total),10} = {Nats(metrics.Validation.Reconstruction),9} + {Nats(metrics.Validation.Kl),6}  {metrics.Seconds,7:F2}");

    /// <summary>A loss that has run away has more digits than there is room for, or use.</summary>
    private static string Nats(double? nats) => nats is not { } value ? "none" : Math.Abs(value) < 100_000 ? Invariant($"{value:F2}") : Invariant($"{value:0.0E+0}");

    private static void WriteLine(string line, IAnsiConsole? live)
    {
        // The live display moves out of the way of what its own console writes; a file wants lines as they are, not wrapped.
        if (live is not null)
            live.WriteLine(PlainText.Of(line));
        else
            Console.WriteLine(line);
    }

    private static TrainingResult FitLive(IAnsiConsole live, Trainer trainer, CancellationToken cancellation)
    {
        long shown = 0;
        return live.Live(new Text(string.Empty)).AutoClear(true).Start(context =>
        {
            trainer.BatchCompleted += progress =>
            {
                if (Stopwatch.GetElapsedTime(shown) < s_refresh)
                    return;
                shown = Stopwatch.GetTimestamp();
                context.UpdateTarget(new Markup(LiveLine(progress)));
            };
            return trainer.Fit(cancellation);
        });
    }

    private static string LiveLine(BatchProgress progress)
    {
        int done = BarWidth * progress.Batch / progress.Batches;
        string bar = $"[teal]{new string('━', done)}[/][grey]{new string('─', BarWidth - done)}[/]";
        return Invariant($"[bold]epoch {progress.Epoch} of {progress.Epochs}[/]  {bar}  {progress.Batch} of {progress.Batches} batches\n")
            + Invariant($"loss {progress.Mean.Total:F2} = reconstruction {progress.Mean.Reconstruction:F2} + KL {Nats(progress.Mean.Kl)} nats   {progress.ImagesPerSecond:N0} images/s   {Duration(progress.Remaining)} left");
    }

    private static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? Invariant($"{(int)time.TotalHours} h {time.Minutes:00} min")
        : Invariant($"{time.Minutes}:{time.Seconds:00}");

    /// <summary>The terminal, for a display that moves the cursor.</summary>
    private sealed class LiveOutput : IAnsiConsoleOutput
    {
        private readonly AnsiConsoleOutput _terminal = new(Console.Out);

        public TextWriter Writer => StandardOutput.Raw;

        public bool IsTerminal => _terminal.IsTerminal;

        public int Width => _terminal.Width;

        public int Height => _terminal.Height;

        public void SetEncoding(System.Text.Encoding encoding) => _terminal.SetEncoding(encoding);
    }
}
