using VaeLab.Data;

namespace VaeLab.Cli.Terminal;

/// <summary>What was read, before it is used: one line, one for each warning, and one for each choice that was left to the data.</summary>
internal static class ReadingDisplay
{
    /// <param name="data">The data.</param>
    /// <param name="divided">Whether sets are told apart; not where all samples are taken together.</param>
    /// <param name="decided">What nobody has chosen, and what it is now: a sentence each.</param>
    public static void Show(Dataset data, bool divided = true, params IEnumerable<string> decided)
    {
        DataReading reading = data.Reading with { IsDivided = divided };
        Console.WriteLine($"Data {data.Name}: {reading}.");
        foreach (string warning in reading.Warnings)
            Console.WriteLine($"Warning: {warning}");
        foreach (string choice in decided)
            Console.WriteLine(choice);
    }
}
