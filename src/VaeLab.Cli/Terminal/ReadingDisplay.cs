using VaeLab.Data;

namespace VaeLab.Cli.Terminal;

/// <summary>What was read, before it is used: one line, and one for each warning.</summary>
internal static class ReadingDisplay
{
    public static void Show(Dataset data)
    {
        DataReading reading = data.Reading;
        Console.WriteLine($"Data {data.Name}: {reading}.");
        foreach (string warning in reading.Warnings)
            Console.WriteLine($"Warning: {warning}");
    }
}
