using VaeLab.Runs;

namespace VaeLab.Publishing.Results;

/// <summary><c>assets/publishing.json</c>: what the command <c>vae</c> comes to in each form that it can be given away in.</summary>
/// <param name="Versions">What it was measured on.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="Forms">The forms.</param>
internal sealed record PublishingReport(RunSummary.VersionsEntry Versions, string Processor, IReadOnlyList<PublishingReport.Form> Forms)
{
    /// <summary>A form.</summary>
    /// <param name="Name">What it is.</param>
    /// <param name="Command">What makes it.</param>
    /// <param name="Bytes">Of its files, without symbols and documentation.</param>
    /// <param name="StartMilliseconds">From start to end of <c>vae --version</c>, the fastest of several.</param>
    /// <param name="Vectors">What its kernels use.</param>
    /// <param name="EpochSeconds">Of the first epoch of the first experiment.</param>
    /// <param name="Difference">Of that epoch's losses from the first form's, as a share of the loss.</param>
    internal sealed record Form(string Name, string Command, long Bytes, double StartMilliseconds, string Vectors, double EpochSeconds, double Difference);
}
