using System.Text.RegularExpressions;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests.Documentation;

/// <summary>A page of the documentation, and what in it can be checked.</summary>
internal sealed partial class MarkdownPage(string path, string text)
{
    /// <summary>From the repository's root, with slashes.</summary>
    public string Path => path;

    public string Text => text;

    /// <summary>All pages below docs/, and the README.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } =
    [
        .. Directory.EnumerateFiles(Checkout.At("docs"), "*.md", SearchOption.AllDirectories)
            .Append(Checkout.At("README.md"))
            .Order(StringComparer.Ordinal)
            .Select(file => new MarkdownPage(System.IO.Path.GetRelativePath(Checkout.Root, file).Replace('\\', '/'), File.ReadAllText(file))),
    ];

    public bool IsTutorial => path.StartsWith("docs/tutorial/", StringComparison.Ordinal);

    /// <summary>The text without fenced blocks and code spans.</summary>
    public string Prose => CodeSpan().Replace(Fence().Replace(text, string.Empty), string.Empty);

    /// <summary>Links and pictures: what is to be clicked on, and the target.</summary>
    public IEnumerable<(string Label, string Target)> Links =>
        Link().Matches(Fence().Replace(text, string.Empty)).Select(match => (match.Groups["label"].Value, match.Groups["target"].Value));

    /// <summary>Formulas on lines of their own, each with the first line that follows.</summary>
    public IEnumerable<(string Formula, string Next)> Displays =>
        Display().Matches(text).Select(match => (match.Groups["formula"].Value.Trim(), match.Groups["next"].Value));

    /// <summary>All formulas, within lines too.</summary>
    public IEnumerable<string> Formulas =>
        [.. Displays.Select(display => display.Formula), .. Inline().Matches(Display().Replace(Prose, "${next}")).Select(match => match.Value.Trim('$'))];

    /// <summary>Options that the text speaks of; those of whole commands are tried elsewhere.</summary>
    public IEnumerable<string> Options => CodeSpan().Matches(Fence().Replace(text, string.Empty))
        .Select(match => match.Value.Trim('`').Split(' ')[0])
        .Where(word => word.StartsWith("--", StringComparison.Ordinal));

    /// <summary>The headings' anchors, as GitHub makes them.</summary>
    public ISet<string> Anchors => Heading().Matches(Fence().Replace(text, string.Empty))
        .Select(match => NotInAnchor().Replace(match.Groups["title"].Value.ToLowerInvariant(), string.Empty).Replace(' ', '-'))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Where a relative target lies on disk.</summary>
    public string Resolve(string target) =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(Checkout.Root, System.IO.Path.GetDirectoryName(path)!, target.Split('#')[0]));

    [GeneratedRegex(@"^```.*?^```[ \t]*$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]+`", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\[(?<label>[^\]\n]*)\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\$\$\r?\n(?<formula>.*?)^\$\$\s*(?<next>[^\n]*)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Display();

    [GeneratedRegex(@"\$[^$\n]+\$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Inline();

    [GeneratedRegex(@"^#+[ \t]+(?<title>.+?)[ \t]*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotInAnchor();
}
