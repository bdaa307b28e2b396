using System.Text.RegularExpressions;
using Repository.Tests.Documentation;

namespace Repository.Tests;

/// <summary>What the documentation points to is there: pages, sections, code, commands and options.</summary>
public sealed partial class DocumentationLinkTests
{
    private static readonly string s_commandLine = string.Concat(
        Directory.EnumerateFiles(Path.Combine(MarkdownPage.Root, "src", "VaeLab.Cli"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

    [Fact]
    public void Every_link_leads_somewhere()
    {
        Assert.Empty(MarkdownPage.All.SelectMany(LinkFaults));
        Assert.InRange(MarkdownPage.All.Sum(page => page.Links.Count()), 200, int.MaxValue);
    }

    [Fact]
    public void Every_link_to_code_names_what_is_in_the_file()
    {
        Assert.Empty(MarkdownPage.All.SelectMany(CodeFaults));
        Assert.InRange(MarkdownPage.All.Sum(page => CodeLinks(page).Count()), 80, int.MaxValue);
    }

    [Fact]
    public void Every_command_uses_files_and_options_that_there_are()
    {
        Assert.Empty(MarkdownPage.All.SelectMany(CommandFaults));
        Assert.InRange(MarkdownPage.All.Sum(page => page.Commands.Count()), 30, int.MaxValue);
    }

    [Theory]
    [InlineData("[a](../README.md) [b](../src/VaeLab/Models/Vae.cs) [c](https://example.org) [d](#here)\n# Here\n", 0)]
    [InlineData("[a](../gone.md)", 1)]
    [InlineData("[a](#gone)\n# Here\n", 1)]
    [InlineData("[a](README.md#three-paths)", 0)]
    [InlineData("[a](README.md#four-paths)", 1)]
    [InlineData("[`Vae.Loss`](../src/VaeLab/Models/Vae.cs) [`KlSchedule.Linear`](../src/VaeLab/Training/KlSchedule.cs)", 0)]
    [InlineData("[`Vae.Gain`](../src/VaeLab/Models/Vae.cs)", 1)]
    [InlineData("[`DiagonalGaussian.LogVariance`](../src/VaeLab/Distributions/DiagonalGaussian.cs)", 0)]
    [InlineData("[`DiagonalGaussian.Variance`](../src/VaeLab/Distributions/DiagonalGaussian.cs)", 1)]
    [InlineData("[`KlSchedule.Quadratic`](../src/VaeLab/Training/KlSchedule.cs)", 1)]
    [InlineData("```sh\ndotnet run code/vae_2d.cs -- --beta 4 --epochs 10\n```\n", 0)]
    [InlineData("```sh\ndotnet run code/vae_9d.cs\n```\n", 1)]
    [InlineData("```sh\ndotnet run code/vae_2d.cs -- --gamma 4\n```\n", 1)]
    [InlineData("Use `--gamma 4`.", 1)]
    public void What_is_wrong_is_found(string text, int faults)
    {
        var page = new MarkdownPage("docs/made-up.md", text);
        Assert.Equal(faults, LinkFaults(page).Concat(CodeFaults(page)).Concat(CommandFaults(page)).Count());
    }

    private static IEnumerable<string> LinkFaults(MarkdownPage page)
    {
        foreach ((bool isPicture, _, string target) in page.Links)
        {
            // Pictures of the front page are made by runs, and checked with them.
            if (target.Contains("://", StringComparison.Ordinal) || (isPicture && page.Path == "README.md"))
                continue;
            string file = target.StartsWith('#') ? Path.Combine(MarkdownPage.Root, page.Path) : page.Resolve(target);
            if (!target.StartsWith('#') && !Path.Exists(file))
                yield return $"{page.Path}: {target} is not there.";
            else if (target.Contains('#') && !(target.StartsWith('#') ? page : new(target, File.ReadAllText(file))).Anchors.Contains(target.Split('#')[1]))
                yield return $"{page.Path}: {target} names no heading of that page.";
        }
    }

    private static IEnumerable<(string Name, string File)> CodeLinks(MarkdownPage page) =>
        from link in page.Links
        let name = link.Label.Trim('`')
        where Name().IsMatch(name) && link.Target.EndsWith(".cs", StringComparison.Ordinal) && !name.EndsWith(".cs", StringComparison.Ordinal)
        select (name, page.Resolve(link.Target));

    private static IEnumerable<string> CodeFaults(MarkdownPage page) =>
        from link in CodeLinks(page)
        where File.Exists(link.File)
        let code = new CSharpText(File.ReadAllText(link.File))
        where char.IsUpper(link.Name[0]) && !code.Declares(link.Name) && !code.Proves(link.Name)
        select $"{page.Path}: {link.File} does not declare {link.Name}.";

    private static IEnumerable<string> CommandFaults(MarkdownPage page)
    {
        foreach (string command in page.Commands)
        {
            foreach (Match program in Program().Matches(command))
            {
                if (!Path.Exists(Path.Combine(MarkdownPage.Root, program.Groups[1].Value)))
                    yield return $"{page.Path}: '{command}': {program.Groups[1].Value} is not there.";
            }

            foreach (Match option in Option().Matches(command))
            {
                if (option.Value is not ("--project" or "--help") && !s_commandLine.Contains($"\"{option.Value}\"", StringComparison.Ordinal))
                    yield return $"{page.Path}: '{command}': there is no option {option.Value}.";
            }
        }
    }

    [GeneratedRegex(@"^\w+(\.\w+)*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^dotnet run (?:--project )?([\w./]+)")]
    private static partial Regex Program();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]*")]
    private static partial Regex Option();
}
