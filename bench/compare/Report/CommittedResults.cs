namespace VaeLab.Compare.Report;

/// <summary><c>bench/results</c>: a folder for each machine, with <c>results.json</c> and the page made from it.</summary>
internal static class CommittedResults
{
    public const string Data = "results.json", Page = "README.md";

    /// <summary>The results of all machines, by the names of their folders.</summary>
    /// <param name="path"><c>bench/results</c>.</param>
    public static Results[] Read(string path) => !Directory.Exists(path) ? [] :
        [.. Directory.GetDirectories(path).Order(StringComparer.Ordinal).Select(folder => Results.Parse(File.ReadAllText(Path.Combine(folder, Data))))];

    /// <summary>Writes the results of a machine, in the place of earlier ones.</summary>
    /// <returns>Its folder.</returns>
    public static string Write(string path, Results results)
    {
        string folder = Path.Combine(path, ResultsPage.Folder(results.Machine));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Data), results.ToJson());
        File.WriteAllText(Path.Combine(folder, Page), ResultsPage.Markdown(results));
        return folder;
    }
}
