using System.Text.RegularExpressions;

namespace Repository.Tests.Documentation;

/// <summary>A page of the documentation, and what in it can be checked.</summary>
internal sealed partial class MarkdownPage(string path, string text)
{
    public static string Root { get; } = FindRoot();

    /// <summary>From the repository's root, with slashes.</summary>
    public string Path => path;

    public string Text => text;

    /// <summary>All pages below docs/, and the README.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } =
    [
        .. Directory.EnumerateFiles(System.IO.Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(System.IO.Path.Combine(Root, "README.md"))
            .Order(StringComparer.Ordinal)
            .Select(file => new MarkdownPage(System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/'), File.ReadAllText(file))),
    ];

    public bool IsTutorial => path.StartsWith("docs/tutorial/", StringComparison.Ordinal);

    /// <summary>The text without fenced blocks and code spans.</summary>
    public string Prose => CodeSpan().Replace(Fence().Replace(text, string.Empty), string.Empty);

    /// <summary>Links and pictures: what is to be clicked on, and the target.</summary>
    public IEnumerable<(bool IsPicture, string Label, string Target)> Links =>
        Link().Matches(Fence().Replace(text, string.Empty)).Select(match => (match.Groups[1].Length > 0, match.Groups[2].Value, match.Groups[3].Value));

    /// <summary>Formulas on lines of their own, each with the first line that follows.</summary>
    public IEnumerable<(string Formula, string Next)> Displays =>
        Display().Matches(text).Select(match => (match.Groups[1].Value.Trim(), match.Groups[2].Value));

    /// <summary>All formulas, within lines too.</summary>
    public IEnumerable<string> Formulas =>
        [.. Displays.Select(display => display.Formula), .. Inline().Matches(Display().Replace(Prose, "$2")).Select(match => match.Groups[1].Value)];

    /// <summary>What a reader may type: commands in fenced blocks, and options in the text.</summary>
    public IEnumerable<string> Commands =>
        Fence().Matches(text).SelectMany(match => match.Value.Split('\n')).Where(line => line.StartsWith("dotnet run", StringComparison.Ordinal))
            .Concat(CodeSpan().Matches(Fence().Replace(text, string.Empty)).Select(match => match.Value.Trim('`'))
                .Where(code => code.StartsWith("--", StringComparison.Ordinal) || code.StartsWith("dotnet run", StringComparison.Ordinal)));

    /// <summary>The headings' anchors, as GitHub makes them.</summary>
    public ISet<string> Anchors => Heading().Matches(Fence().Replace(text, string.Empty))
        .Select(match => NotInAnchor().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-'))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Where a relative target lies on disk.</summary>
    public string Resolve(string target) =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(Root, System.IO.Path.GetDirectoryName(path)!, target.Split('#')[0]));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "VaeLab.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("No folder above the tests holds VaeLab.slnx.");
    }

    [GeneratedRegex(@"^```.*?^```[ \t]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"(!?)\[([^\]\n]*)\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\$\$\r?\n(.*?)^\$\$[ \t]*\s*([^\n]*)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Display();

    [GeneratedRegex(@"\$([^$\n]+)\$")]
    private static partial Regex Inline();

    [GeneratedRegex(@"^#+[ \t]+(.+?)[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex NotInAnchor();
}
