namespace VaeLab.Publishing;

/// <summary>The parts of a page that are made by the program: what stands between two markers.</summary>
internal static class MarkedSection
{
    /// <summary>A page with one of its parts replaced.</summary>
    /// <param name="page">The page, in Markdown.</param>
    /// <param name="begin">The marker before the part.</param>
    /// <param name="end">The marker behind it.</param>
    /// <param name="content">Whole lines.</param>
    /// <exception cref="InputException">The page has no such markers.</exception>
    public static string Replace(string page, string begin, string end, string content)
    {
        int start = page.IndexOf(begin, StringComparison.Ordinal);
        int stop = start < 0 ? -1 : page.IndexOf(end, start, StringComparison.Ordinal);
        if (stop < 0)
            throw new InputException($"The page has no place for a table: put {begin} and {end} on lines of their own.");
        return $"{page[..(start + begin.Length)]}\n{content}{page[stop..]}";
    }
}
