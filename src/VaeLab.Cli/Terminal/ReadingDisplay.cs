using VaeLab.Data;

namespace VaeLab.Cli.Terminal;

/// <summary>What was read, before it is used: one line, and one for each warning.</summary>
internal static class ReadingDisplay
{
    /// <param name="data">The data.</param>
    /// <param name="divided">Whether sets are told apart; not where all samples are taken together.</param>
    public static void Show(Dataset data, bool divided = true)
    {
        DataReading reading = data.Reading with { IsDivided = divided };
        Console.WriteLine($"Data {data.Name}: {reading}.");
        foreach (string warning in reading.Warnings)
            Console.WriteLine($"Warning: {warning}");
    }
}
