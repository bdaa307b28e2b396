using VaeLab.Runs;

namespace VaeLab.Publishing.Results;

/// <summary><c>assets/service.json</c>: what samples/service.cs does under load.</summary>
/// <param name="Versions">What it was measured on.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="Clients">Clients that ask at the same time.</param>
/// <param name="Requests">Requests of a round.</param>
/// <param name="Forms">The service in each form.</param>
/// <param name="Batching">Single rows, asked for in this process.</param>
internal sealed record ServiceReport(RunSummary.VersionsEntry Versions, string Processor, int Clients, int Requests, IReadOnlyList<ServiceReport.ServedForm> Forms, IReadOnlyList<BatchingLoad.Row> Batching)
{
    /// <summary>A form.</summary>
    /// <param name="Name">What it is.</param>
    /// <param name="Command">What makes it.</param>
    /// <param name="Bytes">Of its files, without symbols and documentation.</param>
    /// <param name="Rounds">What came of each round.</param>
    internal sealed record ServedForm(string Name, string Command, long Bytes, IReadOnlyList<ServiceLoad.Round> Rounds);
}
