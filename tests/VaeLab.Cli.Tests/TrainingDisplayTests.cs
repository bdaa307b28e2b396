using VaeLab.Cli.Terminal;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Cli.Tests;

public sealed class TrainingDisplayTests
{
    [Fact]
    public void Numbers_stand_below_their_headings()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        using ChildProcess vae = Vae.Run(folder.Path, Vae.QuickTraining);
        string[] lines = vae.Output.Split('\n');
        int first = Array.FindIndex(lines, line => line.StartsWith("epoch ", StringComparison.Ordinal));
        string heading = lines[first];

        Assert.InRange(heading.Length, 1, 79);
        AssertAligned(lines[first + 1]);
        AssertAligned(TrainingDisplay.EpochLine(new(1, 1.5, new(140.5, 6.25), new(139.125, 7))));
        AssertAligned(TrainingDisplay.EpochLine(new(30, 1234.5, new(543.21, 26.25), new(0, 0))));
        AssertAligned(TrainingDisplay.EpochLine(new(2, 1.5, new(-2e13, 1e5), new(-1e5, 2e9))));

        void AssertAligned(string line)
        {
            Assert.Equal(heading.Length, line.Length);
            int[] signs = [.. Enumerable.Range(0, heading.Length).Where(i => heading[i] is '=' or '+')];
            Assert.All(signs, i => Assert.Equal(heading[i], line[i]));
            foreach (string word in new[] { "epoch", " train", "reconstr.", "KL", "validation", "seconds" })
            {
                int end = heading.IndexOf(word, StringComparison.Ordinal) + word.Length;
                Assert.True(char.IsAsciiDigit(line[end - 1]) && (end == line.Length || line[end] == ' '), $"Nothing ends below '{word}':\n{heading}\n{line}");
            }
        }
    }

    [Fact]
    public void An_epoch_is_the_same_line_in_every_language() =>
        Assert.Equal(
            "   12   146.75 =    140.50 +   6.25      145.12 =    138.12 +   7.00     1.50",
            TrainingDisplay.EpochLine(new(12, 1.5, new Loss(140.5, 6.25), new Loss(138.125, 7))));
}
