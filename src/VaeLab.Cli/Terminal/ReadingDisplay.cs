using VaeLab.Data;

namespace VaeLab.Cli.Terminal;

/// <summary>What was read, before it is used: one line, and one for each warning.</summary>
internal static class ReadingDisplay
{
    public static void Show(Dataset data)
    {
        Console.WriteLine($"Data {data.Name}: {data.Reading}.");
        foreach (string warning in data.Reading.Warnings)
            Console.WriteLine($"Warning: {warning}");
    }
}
