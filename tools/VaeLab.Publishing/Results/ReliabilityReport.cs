using VaeLab.Runs;

namespace VaeLab.Publishing.Results;

/// <summary><c>assets/reliability.json</c>: what docs/reliability.md reports of long tests.</summary>
/// <param name="Versions">What they ran on.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="Parsers">Mutants, by parser.</param>
/// <param name="Kills">Trainings that were killed.</param>
/// <param name="Widths">The first epoch with narrower vectors than the machine's own.</param>
internal sealed record ReliabilityReport(
    RunSummary.VersionsEntry Versions,
    string Processor,
    IReadOnlyDictionary<string, ReliabilityReport.Fuzzing> Parsers,
    ReliabilityReport.Killing Kills,
    IReadOnlyList<ReliabilityReport.Width> Widths)
{
    /// <summary>What became of a parser's mutants.</summary>
    /// <param name="Mutants">Damaged files.</param>
    /// <param name="Read">Those that were read all the same.</param>
    /// <param name="Refused">Those that were refused in words.</param>
    /// <param name="MostBytes">The most memory that one of them took.</param>
    internal sealed record Fuzzing(long Mutants, long Read, long Refused, long MostBytes);

    /// <summary>Trainings that were killed and gone on with.</summary>
    /// <param name="Kills">How often.</param>
    /// <param name="Epochs">Of the whole training.</param>
    /// <param name="Seconds">For all of it.</param>
    internal sealed record Killing(long Kills, long Epochs, long Seconds);

    /// <summary>An epoch of MNIST with a switch of the runtime, beside one without.</summary>
    /// <param name="Switch">The switch, which stands for a lesser machine; empty for none.</param>
    /// <param name="Vectors">What kernels used then.</param>
    /// <param name="Seeds">How many trainings.</param>
    /// <param name="Least">The least difference of losses, as a share of the loss.</param>
    /// <param name="Most">The largest one.</param>
    /// <param name="Tolerance">What <c>vae train --verify</c> allows.</param>
    internal sealed record Width(string Switch, string Vectors, int Seeds, double Least, double Most, double Tolerance);
}
