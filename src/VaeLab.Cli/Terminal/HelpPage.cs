using VaeLab.Training;

namespace VaeLab.Cli.Terminal;

/// <summary>The answer to <c>--help</c>.</summary>
internal static class HelpPage
{
    /// <summary>Prints the options by topic, with their defaults, and examples.</summary>
    public static void Print(
        string summary,
        string usage,
        IReadOnlyList<(string Topic, IReadOnlyList<OptionSpec> Options)> groups,
        ExperimentOptions defaults,
        IReadOnlyList<(string Command, string Meaning)> examples)
    {
        Console.WriteLine(summary);
        Console.WriteLine();
        Console.WriteLine("Usage");
        Console.WriteLine($"  {usage}");

        int width = groups.SelectMany(group => group.Options).Max(option => Signature(option).Length);
        foreach ((string topic, IReadOnlyList<OptionSpec> options) in groups)
        {
            Console.WriteLine();
            Console.WriteLine(topic);
            foreach (OptionSpec option in options)
            {
                string standard = option.Setting?.Text(defaults) ?? string.Empty;
                Console.WriteLine($"  {Signature(option).PadRight(width)}   {option.Meaning}{(standard.Length > 0 ? $" [{standard}]" : string.Empty)}");
            }
        }

        Console.WriteLine();
        Console.WriteLine("Examples");
        foreach ((string command, string meaning) in examples)
        {
            Console.WriteLine($"  {command}");
            Console.WriteLine($"      {meaning}");
        }

        Console.WriteLine();
        Console.WriteLine("Ctrl-C stops after the present step and keeps what was trained.");
    }

    private static string Signature(OptionSpec option) => $"{option.Name} {option.Value}";
}
