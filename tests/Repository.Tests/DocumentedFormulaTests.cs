using System.Text.RegularExpressions;
using VaeLab.Repository.Tests.Documentation;

namespace VaeLab.Repository.Tests;

/// <summary>
/// Each formula of the documentation names the member that computes it and the test that proves it, below the formula and in
/// one form: <c>Computed by [Type.Member](file) · proved by [Class.Test](file)</c>. An intermediate step of a derivation is
/// marked as one instead.
/// </summary>
public sealed partial class DocumentedFormulaTests
{
    private const string Step = "<!-- derivation step -->";
    private const int FewestFormulas = 35;

    [Fact]
    public void Every_formula_names_a_member_and_a_test_that_exist()
    {
        Assert.Empty(MarkdownPage.All.SelectMany(ProvenanceFaults));
        Assert.InRange(MarkdownPage.All.Sum(page => Provenance().Count(page.Text)), FewestFormulas, int.MaxValue);
    }

    [Fact]
    public void Every_displayed_formula_of_the_tutorial_says_where_it_comes_from()
    {
        Assert.Empty(MarkdownPage.All.Where(page => page.IsTutorial).SelectMany(DisplayFaults));
        Assert.InRange(MarkdownPage.All.Where(page => page.IsTutorial).Sum(page => page.Displays.Count()), FewestFormulas, int.MaxValue);
    }

    [Fact]
    public void Formulas_hold_nothing_that_Markdown_takes_for_its_own()
    {
        Assert.Empty(MarkdownPage.All.SelectMany(MarkdownFaults));
        Assert.InRange(MarkdownPage.All.Sum(page => page.Formulas.Count()), 5 * FewestFormulas, int.MaxValue);
    }

    [Theory]
    [InlineData("Computed by [Vae.Loss](../../src/VaeLab/Models/Vae.cs) · proved by [VaeTests.Logits_become_probabilities](../../tests/VaeLab.Tests/Models/VaeTests.cs)", null)]
    [InlineData("Computed by [Vae.Loss](../../src/VaeLab/Models/Gone.cs) · proved by [VaeTests.Logits_become_probabilities](../../tests/VaeLab.Tests/Models/VaeTests.cs)", "is not there")]
    [InlineData("Computed by [Vae.Gain](../../src/VaeLab/Models/Vae.cs) · proved by [VaeTests.Logits_become_probabilities](../../tests/VaeLab.Tests/Models/VaeTests.cs)", "does not declare Vae.Gain")]
    [InlineData("Computed by [Vea.Loss](../../src/VaeLab/Models/Vae.cs) · proved by [VaeTests.Logits_become_probabilities](../../tests/VaeLab.Tests/Models/VaeTests.cs)", "does not declare Vea.Loss")]
    [InlineData("Computed by [Vae.Loss](../../src/VaeLab/Models/Vae.cs) · proved by [VaeTests.Dispose](../../tests/VaeLab.Tests/Models/VaeTests.cs)", "has no test VaeTests.Dispose")]
    [InlineData("Computed by [Vae.Loss](../../src/VaeLab/Models/Vae.cs) · proved by [VaeTests](../../tests/VaeLab.Tests/Models/VaeTests.cs)", "not in the form")]
    [InlineData("Computed by [Vae.Loss](../../src/VaeLab/Models/Vae.cs)", "not in the form")]
    public void A_line_that_is_wrong_is_found(string line, string? fault)
    {
        string[] faults = [.. ProvenanceFaults(new MarkdownPage("docs/tutorial/made-up.md", $"$$\nx\n$$\n\n{line}\n"))];
        if (fault is null)
            Assert.Empty(faults);
        else
            Assert.Contains(fault, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$$\nx = 1\n$$\n\nAnd so on.\n", 1, 0)]
    [InlineData("$$\nx = 1\n$$\n", 1, 0)]
    [InlineData("$$\nx = 1\n$$\n\n<!-- derivation step -->\n", 0, 0)]
    [InlineData("$$\nx = 1\n$$\n\n<!-- derivation step -->\n\n$$\ny\n$$\n\nAnd.\n", 1, 0)]
    [InlineData(@"It is $a\,b$ here.", 0, 1)]
    [InlineData(@"It is $\mathrm{KL}_j$ here.", 0, 1)]
    [InlineData(@"It is $a < b$ here, and $x_j$, `$c\,d$`.", 0, 1)]
    public void A_formula_that_is_wrong_is_found(string text, int displays, int markdown)
    {
        var page = new MarkdownPage("docs/tutorial/made-up.md", text);
        Assert.Equal((displays, markdown), (DisplayFaults(page).Count(), MarkdownFaults(page).Count()));
    }

    private static IEnumerable<string> ProvenanceFaults(MarkdownPage page)
    {
        foreach (string line in page.Text.Split('\n').Where(line => line.Contains("Computed by [", StringComparison.Ordinal) || line.Contains("proved by [", StringComparison.Ordinal)))
        {
            Match match = Provenance().Match(line);
            if (!match.Success)
            {
                yield return $"{page.Path}: '{line}' is not in the form 'Computed by [Type.Member](file) · proved by [Class.Test](file)'.";
                continue;
            }

            string member = match.Groups["member"].Value, source = page.Resolve(match.Groups["source"].Value);
            string test = match.Groups["test"].Value, tests = page.Resolve(match.Groups["tests"].Value);
            foreach (string missing in new[] { source, tests }.Where(file => !File.Exists(file)))
                yield return $"{page.Path}: {missing} is not there.";
            if (File.Exists(source) && !new CSharpText(File.ReadAllText(source)).Declares(member))
                yield return $"{page.Path}: {source} does not declare {member}.";
            if (File.Exists(tests) && !new CSharpText(File.ReadAllText(tests)).Proves(test))
                yield return $"{page.Path}: {tests} has no test {test}.";
        }
    }

    private static IEnumerable<string> DisplayFaults(MarkdownPage page) =>
        from display in page.Displays
        where display.Next.Trim() != Step && !Provenance().IsMatch(display.Next)
        select $"{page.Path}: below '{display.Formula}' there is neither a member and a test nor '{Step}'.";

    /// <summary>
    /// GitHub reads Markdown before formulas: it takes away a backslash before punctuation, starts emphasis at an underscore
    /// behind anything but a letter or a digit, and sees tags in angle brackets.
    /// </summary>
    private static IEnumerable<string> MarkdownFaults(MarkdownPage page) =>
        from formula in page.Formulas
        where TakenByMarkdown().IsMatch(formula)
        select $"{page.Path}: GitHub does not show '{formula}' as it is meant: no backslash before punctuation, no _ behind it, no <, >, * or |.";

    [GeneratedRegex(@"^Computed by \[(?<member>\w+\.\w+)\]\((?<source>[^)\s]+\.cs)\) · proved by \[(?<test>\w+\.\w+)\]\((?<tests>[^)\s]+\.cs)\)\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Provenance();

    [GeneratedRegex(@"\\[^A-Za-z\s]|(?<![A-Za-z0-9])_|[<>*|]|\]\(", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TakenByMarkdown();
}
