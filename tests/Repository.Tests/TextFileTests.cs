using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

public sealed class TextFileTests
{
    private const long LargestFile = 1_500_000;

    /// <summary>As committed: a checkout on Windows may have other line endings.</summary>
    [Fact]
    public void Committed_text_has_unix_line_endings()
    {
        Git.TrackedFiles();
        string[] wrong = [.. Git.Lines("ls-files", "--eol")!.Split('\n')
            .Where(line => line.StartsWith("i/crlf", StringComparison.Ordinal) || line.StartsWith("i/mixed", StringComparison.Ordinal))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Text_ends_with_one_line_ending()
    {
        foreach (string file in Git.TrackedFiles())
        {
            byte[] content = File.ReadAllBytes(Checkout.At(file));
            if (content.Length == 0 || content.Contains((byte)0))
                continue;
            Assert.True(content[^1] == '\n', $"{file} does not end with a line ending.");
            Assert.False(content.Length > 1 && content[^2] == '\n', $"{file} ends with an empty line.");
        }
    }

    [Fact]
    public void Files_outside_the_data_are_small()
    {
        foreach (string file in Git.TrackedFiles().Where(file => !file.StartsWith("data/", StringComparison.Ordinal)))
            Assert.True(new FileInfo(Checkout.At(file)).Length <= LargestFile, $"{file} is too large for a repository of text.");
    }
}
