using VaeLab.Cli;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>tools/VaeLab.Publishing, run as a program.</summary>
public sealed class PublishingCommandTests
{
    private const int Columns = 120;

    [Theory]
    [InlineData("", "results", "site", "emoji")]
    [InlineData("--help", "results", "site", "emoji")]
    [InlineData("results --help", "results --only guide", "results --only tables")]
    [InlineData("site --help", "site --runs DIR", "site --only PART")]
    [InlineData("emoji --help", "emoji package")]
    public void Help_says_what_there_is(string line, params string[] expected)
    {
        using TempFolder folder = new();
        using ChildProcess tool = Run(folder, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((ExitCode.Success, string.Empty), (tool.ExitCode, tool.Error));
        Assert.All(expected, text => Assert.Contains($"  {text} ", tool.Output, StringComparison.Ordinal));
        Assert.All(tool.Output.Split('\n'), text => Assert.InRange(text.Length, 0, Columns));
    }

    [Theory]
    [InlineData("result", "'result' is not known here. Did you mean results?")]
    [InlineData("train", "'train' is not known here. Use --help to see what there is.")]
    [InlineData("results x", "'x' is not known here. Use --help to see what there is.")]
    [InlineData("results --only", "--only has no value; it needs one: --only NAME.")]
    [InlineData("results --olny guide", "'--olny' is not known here. Did you mean --only?")]
    [InlineData("results --only figures", "--only is 'figures'; it needs one of experiments, guide, mistakes, models, ")]
    [InlineData("emoji", "'' has no emoji.json: give the unpacked package emoji-datasource-google.")]
    [InlineData("site --only figures", "--only is 'figures'; it needs one of models, family, priors, ")]
    public void Another_word_is_refused(string line, string fault)
    {
        using TempFolder folder = new();
        using ChildProcess tool = Run(folder, line.Split(' '));
        Assert.Equal((ExitCode.BadInput, string.Empty), (tool.ExitCode, tool.Output));
        Assert.StartsWith($"Error: {fault}", tool.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("results")]
    [InlineData("results --only tables")]
    [InlineData("site")]
    [InlineData("site --only results")]
    public void It_works_in_the_repository_only(string command)
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.At("README.md"), "mine");
        File.WriteAllText(folder.At("index.html"), "mine");
        Directory.CreateDirectory(folder.At("assets"));
        using ChildProcess tool = Run(folder, command.Split(' '));
        Assert.Equal((ExitCode.BadInput, string.Empty), (tool.ExitCode, tool.Output));
        Assert.EndsWith($"has no VaeLab.slnx: run {command.Split(' ')[0]} in the root of VaeLab's repository.\n", tool.Error, StringComparison.Ordinal);
        Assert.Equal(["README.md", "assets", "index.html"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray());
        Assert.All(Directory.GetFiles(folder.Path), file => Assert.Equal("mine", File.ReadAllText(file)));
    }

    private static ChildProcess Run(TempFolder folder, params IEnumerable<string> args) =>
        ChildProcess.Run(ChildProcess.Built("VaeLab.Publishing"), args, folder.Path);
}
