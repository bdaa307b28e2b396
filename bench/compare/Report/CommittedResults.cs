namespace VaeLab.Compare.Report;

/// <summary><c>bench/results</c>: a folder for each machine, with <c>results.json</c> and the page made from it.</summary>
internal static class CommittedResults
{
    public const string Data = "results.json", Page = "README.md", Techniques = "techniques.json", Families = "families.json", Convolutions = "convolutions.json";

    /// <summary>The results of all machines, by the names of their folders.</summary>
    /// <param name="path"><c>bench/results</c>.</param>
    public static Results[] Read(string path) => [.. Files(path, Data).Select(Results.Parse)];

    /// <summary>What each technique brings on all machines, by the names of their folders.</summary>
    /// <param name="path"><c>bench/results</c>.</param>
    public static TechniqueResults[] ReadTechniques(string path) => [.. Files(path, Techniques).Select(TechniqueResults.Parse)];

    /// <summary>What an operation costs in each model on all machines, by the names of their folders.</summary>
    /// <param name="path"><c>bench/results</c>.</param>
    public static FamilyResults[] ReadFamilies(string path) => [.. Files(path, Families).Select(FamilyResults.Parse)];

    /// <summary>Writes the results of a machine, in the place of earlier ones.</summary>
    /// <returns>Its folder.</returns>
    public static string Write(string path, Results results)
    {
        string folder = Create(path, results.Machine.Processor, results.Machine.Threads);
        File.WriteAllText(Path.Combine(folder, Data), results.ToJson());
        File.WriteAllText(Path.Combine(folder, Page), ResultsPage.Markdown(results));
        return folder;
    }

    /// <summary>Writes what the techniques bring on a machine, in the place of an earlier run.</summary>
    /// <returns>Its folder.</returns>
    public static string Write(string path, TechniqueResults results)
    {
        string folder = Create(path, results.Processor, results.Threads);
        File.WriteAllText(Path.Combine(folder, Techniques), results.ToJson());
        return folder;
    }

    /// <summary>Writes what an operation costs in each model on a machine, in the place of an earlier run.</summary>
    /// <returns>Its folder.</returns>
    public static string Write(string path, FamilyResults results)
    {
        string folder = Create(path, results.Processor, results.Threads);
        File.WriteAllText(Path.Combine(folder, Families), results.ToJson());
        return folder;
    }

    /// <summary>What convolutions cost on all machines, by the names of their folders.</summary>
    /// <param name="path"><c>bench/results</c>.</param>
    public static ConvolutionResults[] ReadConvolutions(string path) => [.. Files(path, Convolutions).Select(ConvolutionResults.Parse)];

    /// <summary>Writes what convolutions cost on a machine, in the place of an earlier run.</summary>
    /// <returns>Its folder.</returns>
    public static string Write(string path, ConvolutionResults results)
    {
        string folder = Create(path, results.Processor, Environment.ProcessorCount);
        File.WriteAllText(Path.Combine(folder, Convolutions), results.ToJson());
        return folder;
    }

    private static string Create(string path, string processor, int threads) =>
        Directory.CreateDirectory(Path.Combine(path, ResultsPage.Folder(processor, threads))).FullName;

    private static IEnumerable<string> Files(string path, string name) => !Directory.Exists(path) ? [] : Directory.GetDirectories(path)
        .Order(StringComparer.Ordinal)
        .Select(folder => Path.Combine(folder, name))
        .Where(File.Exists)
        .Select(File.ReadAllText);
}
