using System.Text.RegularExpressions;
using VaeLab.Cli;
using VaeLab.Data;
using VaeLab.Repository.Tests.Documentation;
using VaeLab.Runs;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>docs/your-data.md: its commands run, and what it quotes was printed.</summary>
public sealed partial class YourDataTests
{
    private const string Start = "dotnet run --project src/VaeLab.Cli -- train ";

    private static readonly string s_page = MarkdownPage.All.Single(page => page.Path == "docs/your-data.md").Text;

    public static TheoryData<string> Commands => [.. s_page.Split('\n').Where(line => line.StartsWith(Start, StringComparison.Ordinal)).Select(line => line[Start.Length..])];

    [Fact]
    public void There_are_five() => Assert.Equal(5, Commands.Count);

    /// <summary>Each command as it stands there, but for one epoch and a small network.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public void Its_commands_train(string command)
    {
        using TempFolder folder = SmallPart(), clothes = TinyData.OfStripes(8, 8);
        string[] words = Epochs().Replace(command, "--epochs 1").Split(' ');
        string[] more = words.Contains("fashion-mnist", StringComparer.Ordinal) ? ["--data", clothes.Path] : [];
        using ChildProcess vae = Cli.Tests.Vae.Run(folder.Path, ["train", .. words, .. more, "--hidden", "8", "--figures", "some"]);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        string name = words[Array.IndexOf(words, "--out") + 1];
        Assert.Contains($"\nModel, metrics and figures are in {name}.\n", vae.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At(name, "figures", "reconstructions.png")), vae.Output);
    }

    [Fact]
    public void Everything_it_quotes_was_printed()
    {
        string[] printed = [.. Directory.GetFiles(Checkout.At("assets/your-data"), "*.txt").SelectMany(File.ReadAllLines)];
        string[] quoted = [.. Quotation().Matches(s_page).SelectMany(block => block.Groups["text"].Value.TrimEnd('\n').Split('\n'))];
        Assert.Equal(5, quoted.Count(line => line.StartsWith("Data ", StringComparison.Ordinal)));
        Assert.Equal(5, quoted.Count(line => line.StartsWith("Test: ", StringComparison.Ordinal)));
        Assert.All(quoted, line => Assert.Contains(line, printed, StringComparer.Ordinal));
        Assert.Contains($"Data emoji: {Dataset.Emoji().Reading}.", quoted, StringComparer.Ordinal);
    }

    /// <summary>A few samples of each set that does not come with VaeLab, under the names that the page gives them.</summary>
    private static TempFolder SmallPart()
    {
        const int Samples = 40;
        var folder = new TempFolder();
        Write(folder.At("digits.npz"), SampleShape.Gray(8, 8));
        Write(folder.At("tiles.npz"), new(3, 16, 16));
        using TempFolder colour = TinyData.OfPictures(15), gray = TinyData.OfClasses(15, "gray");
        Directory.CreateDirectory(folder.At("mixed"));
        foreach ((int number, string file) in Directory.GetFiles(colour.Path).Concat(Directory.GetFiles(gray.At("gray"))).Index())
            File.Copy(file, folder.At("mixed", FormattableString.Invariant($"{number}.png")));
        folder.Write(Path.Combine("mixed", "truncated.jpg"), [0xFF, 0xD8, 0xFF, 0xE0]);
        return folder;

        static void Write(string path, SampleShape shape) =>
            NamedImages.Numbered([.. Enumerable.Range(0, Samples * shape.Length).Select(i => i * 7 % 256 / 255f)], shape).Write(path, columns: 1);
    }

    [GeneratedRegex("--epochs [0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Epochs();

    [GeneratedRegex(@"^```text\r?\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Quotation();
}
