using System.Text.RegularExpressions;
using VaeLab.Kinds;
using VaeLab.Repository.Tests.Documentation;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>What the documentation names within other files is there: headings, types and members, options.</summary>
public sealed partial class DocumentationLinkTests
{
    private static readonly string s_commandLine = string.Concat(
        Directory.EnumerateFiles(Checkout.At("src/VaeLab.Cli"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)
            .Concat(ExperimentSettings.Topics().SelectMany(topic => topic.Settings).Select(setting => $"\"{setting.Name}\"")));

    [Fact]
    public void Every_link_to_a_heading_finds_it()
    {
        Assert.Empty(MarkdownPage.All.SelectMany(HeadingFaults));
        Assert.InRange(MarkdownPage.All.Sum(page => page.Links.Count(link => link.Target.Contains('#'))), 20, int.MaxValue);
    }

    [Fact]
    public void Every_link_to_code_names_what_is_in_the_file()
    {
        Assert.Empty(MarkdownPage.All.SelectMany(CodeFaults));
        Assert.InRange(MarkdownPage.All.Sum(page => CodeLinks(page).Count()), 80, int.MaxValue);
    }

    [Fact]
    public void Every_option_that_the_text_speaks_of_is_one()
    {
        Assert.Empty(MarkdownPage.All.SelectMany(OptionFaults));
        Assert.InRange(MarkdownPage.All.Sum(page => page.Options.Count()), 15, int.MaxValue);
    }

    [Theory]
    [InlineData("[a](#here) [b](README.md#three-paths) [c](https://example.org/#x)\n# Here\n", 0)]
    [InlineData("[a](#gone)\n# Here\n", 1)]
    [InlineData("[a](README.md#four-paths)", 1)]
    [InlineData("[`Vae.Loss`](../src/VaeLab/Models/Vae.cs) [`KlSchedule.Linear`](../src/VaeLab/Training/Schedules.cs)", 0)]
    [InlineData("[`VaeLoss.Kl`](../src/VaeLab/Models/VaeLoss.cs) [Vae.cs](../src/VaeLab/Models/Vae.cs)", 0)]
    [InlineData("[`Vae.Gain`](../src/VaeLab/Models/Vae.cs)", 1)]
    [InlineData("[`VaeLoss.Gain`](../src/VaeLab/Models/VaeLoss.cs)", 1)]
    [InlineData("[`KlSchedule.Quadratic`](../src/VaeLab/Training/Schedules.cs)", 1)]
    [InlineData("Use `--beta 4`, `--latent-dim 3`.", 0)]
    [InlineData("Use `--gamma 4`.", 1)]
    public void What_is_wrong_is_found(string text, int faults)
    {
        var page = new MarkdownPage("docs/made-up.md", text);
        Assert.Equal(faults, HeadingFaults(page).Concat(CodeFaults(page)).Concat(OptionFaults(page)).Count());
    }

    private static IEnumerable<string> HeadingFaults(MarkdownPage page)
    {
        foreach ((_, string target) in page.Links.Where(link => link.Target.Contains('#') && !link.Target.Contains("://", StringComparison.Ordinal)))
        {
            MarkdownPage other = target.StartsWith('#') ? page : new(target, File.ReadAllText(page.Resolve(target)));
            if (!other.Anchors.Contains(target.Split('#')[1]))
                yield return $"{page.Path}: {target} names no heading of that page.";
        }
    }

    private static IEnumerable<(string Name, string File)> CodeLinks(MarkdownPage page) =>
        from link in page.Links
        let name = link.Label.Trim('`')
        where TypeOrMember().IsMatch(name) && link.Target.EndsWith(".cs", StringComparison.Ordinal) && !name.EndsWith(".cs", StringComparison.Ordinal)
        select (name, page.Resolve(link.Target));

    private static IEnumerable<string> CodeFaults(MarkdownPage page) =>
        from link in CodeLinks(page)
        let code = new CSharpText(File.ReadAllText(link.File))
        where !code.Declares(link.Name) && !code.Proves(link.Name)
        select $"{page.Path}: {link.File} does not declare {link.Name}.";

    private static IEnumerable<string> OptionFaults(MarkdownPage page) =>
        from option in page.Options
        where option is not "--help" && !s_commandLine.Contains($"\"{option}\"", StringComparison.Ordinal)
        select $"{page.Path}: there is no option {option}.";

    [GeneratedRegex(@"^[A-Z]\w*(\.[A-Z]\w*)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TypeOrMember();
}
