using System.Text.Json;
using System.Text.RegularExpressions;
using VaeLab.Cli;
using VaeLab.Data;
using VaeLab.Kinds;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages => [.. MarkdownFiles()];

    /// <summary>What the page on models that travel shows as a configuration is that of a model that is imported.</summary>
    [Fact]
    public void The_configuration_for_an_import_is_one()
    {
        Match shown = JsonBlock().Match(File.ReadAllText(Checkout.At("docs/models-that-travel.md")));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Checkout.At("tests/fixtures/pytorch/diagonal/config.json"))), config = JsonDocument.Parse(shown.Groups["text"].Value);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, config.RootElement));
    }

    public static TheoryData<string> CommandLines =>
        [.. MarkdownFiles().SelectMany(Commands).Where(line => line.StartsWith("dotnet run ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];

    [Fact]
    public void The_front_page_says_how_to_start_and_how_to_test()
    {
        string[] commands = [.. Commands("README.md")];
        Assert.Contains("dotnet run code/vae_2d.cs", commands, StringComparer.Ordinal);
        Assert.Contains("dotnet test", commands, StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_tracked_files(string page)
    {
        string[] tracked = Git.TrackedFiles();
        string text = CodeBlock().Replace(File.ReadAllText(Checkout.At(page)), string.Empty);
        IEnumerable<string> links = Link().Matches(text).Concat(Attribute().Matches(text)).Select(match => match.Groups["target"].Value);
        foreach (string link in links.Where(link => !External().IsMatch(link)))
        {
            string target = Uri.UnescapeDataString(link.Split('#')[0]);
            string path = Path.GetRelativePath(Checkout.Root, Path.GetFullPath(Path.Combine(Checkout.Root, Path.GetDirectoryName(page)!, target))).Replace('\\', '/');
            bool found = target.Length == 0
                || tracked.Contains(path, StringComparer.Ordinal)
                || tracked.Any(file => file.StartsWith(path + "/", StringComparison.Ordinal));
            Assert.True(found, $"{page} links to {link}, which is not in the repository.");
        }
    }

    /// <summary>
    /// Each command that starts a program is given to it together with one fault, an empty --out: that it names this fault and
    /// no other shows that it takes all the rest. A run to go on with is replaced by one that is not there.
    /// </summary>
    [Theory]
    [MemberData(nameof(CommandLines))]
    public void Commands_are_understood(string line)
    {
        string[] words = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('"'))];
        string[] options = [.. words.SkipWhile(word => word is not "--").Skip(1)];
        bool isLesson = words[2].StartsWith("code/", StringComparison.Ordinal);
        if (words is [_, _, "-c", "Release", ..])
            words = [.. words[..2], .. words[4..]];
        bool isCommand = words is [_, _, "--project", "src/VaeLab.Cli", "--", ..];
        if (words is [_, _, "--project", string project, ..] && project.StartsWith("bench/", StringComparison.Ordinal))
        {
            AssertBenchmark(project, options);
            return;
        }

        if (words is [_, _, "--project", "tools/VaeLab.Publishing", "--", ..])
        {
            AssertPublishing(options);
            return;
        }

        Assert.True(isLesson || isCommand, $"'{line}' starts neither a lesson nor the command vae.");
        if (isLesson)
            Assert.Contains(words[2], Lessons.Files, StringComparer.Ordinal);

        // Data of the reader's own are not here.
        using TempFolder pictures = TinyData.OfPictures(200);
        string data = ImageOptions.Settings.Any(setting => options.Contains(setting.Name, StringComparer.Ordinal)) ? pictures.Path : "data/mnist";
        options = [.. options.Select((word, i) => i > 0 && options[i - 1] is "--data" ? data : word)];
        if (options.Contains("fashion-mnist", StringComparer.Ordinal))
            options = [.. options, "--data", data];

        // A lesson has the options of vae train, which starts at once: LessonTests run the lessons themselves.
        if (isLesson)
            options = ["train", .. Start(words[2]), .. options];
        bool explains = options is ["evaluate" or "bench", ..];
        bool runsThrough = explains || options.Contains("--help", StringComparer.Ordinal);
        bool resumes = options is ["train", "--resume" or "--verify", ..];
        string[] given = resumes ? ["train", options[1], "", .. options[3..]] : explains ? [.. options, "--help"] : runsThrough ? options : [.. WithoutOut(options), "--out", ""];
        using ChildProcess program = Cli.Tests.Vae.Run(Checkout.Root, given);
        if (runsThrough)
            Assert.Equal((ExitCode.Success, string.Empty), (program.ExitCode, program.Error));
        else if (resumes)
            Assert.Matches("^Error: '' holds no run: it has no config.json. Give the folder of a run[^\n]*, for example runs/vae_2d.\n$", program.Error);
        else
            Assert.Matches("^Error: --out is empty; it needs [^\n]+\n$", program.Error);
    }

    /// <summary>What <c>vae train</c> starts from as a lesson does: its model, if it has one of its own.</summary>
    private static string[] Start(string lesson) =>
        ModelKinds.Presets.Keys.FirstOrDefault(model => string.Equals(lesson, $"code/vae_{model}.cs", StringComparison.Ordinal)) is { } model
            ? ["--model", model]
            : ["--experiment", "2d"];

    /// <summary>Its commands have no fault that can be added to them. The parts that they name stand in their help.</summary>
    private static void AssertPublishing(string[] options)
    {
        using ChildProcess program = ChildProcess.Run(ChildProcess.Built("VaeLab.Publishing"), [options[0], "--help"], Checkout.Root);
        Assert.Equal((ExitCode.Success, string.Empty), (program.ExitCode, program.Error));
        Assert.Matches($@"(?m)^  {string.Join(' ', options)}( |$)", program.Output);
    }

    /// <summary>Benchmarks are not built for these tests, so that their sources must do.</summary>
    private static void AssertBenchmark(string project, string[] options)
    {
        Assert.Single(Directory.GetFiles(Checkout.At(project), "*.csproj"));
        string sources = string.Concat(Directory.GetFiles(Checkout.At(project), "*.cs").Select(File.ReadAllText));
        if (sources.Contains("BenchmarkSwitcher", StringComparison.Ordinal))
            Assert.Equal(["--filter", "'*'"], options);
        else
            Assert.All(options, option => Assert.Contains($"\"{option}\"", sources, StringComparison.Ordinal));
    }

    private static IEnumerable<string> WithoutOut(string[] options)
    {
        int at = Array.IndexOf(options, "--out");
        return at < 0 ? options : [.. options[..at], .. options[(at + 2)..]];
    }

    /// <summary>Pages of documentation, found without git so that they can be rows of a theory.</summary>
    internal static IEnumerable<string> MarkdownFiles() =>
        new[] { string.Empty, "assets", "bench", "code", "data", "docs", "samples", "site", "src" }
            .Where(folder => Directory.Exists(Checkout.At(folder)))
            .SelectMany(folder => Directory.GetFiles(Checkout.At(folder), "*.md", folder.Length == 0 ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Checkout.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>The lines of a page's shell blocks, without comments.</summary>
    private static IEnumerable<string> Commands(string page) => ShellBlock().Matches(File.ReadAllText(Checkout.At(page)))
        .SelectMany(block => block.Groups["text"].Value.Split('\n'))
        .Select(line => line.Split(" #")[0].Trim())
        .Where(line => line.Length > 0);

    [GeneratedRegex(@"^```(sh|bash|shell|console)[ \t]*\r?\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"^```json\r?\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex JsonBlock();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)[^)]*\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(src|href)=""(?<target>[^""]+)""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Attribute();

    [GeneratedRegex("^([a-z][a-z+.-]*:|//)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex External();
}
