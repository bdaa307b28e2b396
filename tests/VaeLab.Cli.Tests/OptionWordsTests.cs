using System.Text.RegularExpressions;
using VaeLab.Cli.Terminal;
using VaeLab.Kinds;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Cli.Tests;

/// <summary>The library names members of its options; at a command line they are options.</summary>
public sealed partial class OptionWordsTests
{
    [Theory]
    [InlineData("Try TrainingOptions.KlSchedule = Linear, or TrainingOptions.FreeBits = 0.1.", "Try --kl-schedule linear, or --free-bits 0.1.")]
    [InlineData("VqOptions.Codebook = MovingAverage helps", "--codebook moving-average helps")]
    [InlineData("ModelOptions.LatentDimensions is 0; it needs 2.", "--latent-dim is 0; it needs 2.")]
    [InlineData("Say ModelOptions.Kind = vae-gan.", "Say --model vae-gan.")]
    [InlineData("OwnOptions.Unknown = 3 stays", "OwnOptions.Unknown = 3 stays")]
    public void Members_become_options(string sentence, string expected) => Assert.Equal(expected, OptionWords.Of(sentence));

    /// <summary>Every member that a sentence of the library's names is one that has an option.</summary>
    [Fact]
    public void Every_member_that_is_named_has_an_option()
    {
        string[] members =
        [
            .. Directory.EnumerateFiles(Checkout.At("src/VaeLab"), "*.cs", SearchOption.AllDirectories).SelectMany(File.ReadLines)
                .SelectMany(line => Literal().Matches(line)).SelectMany(literal => Member().Matches(literal.Value)).Select(match => match.Value).Distinct(StringComparer.Ordinal),
        ];
        Assert.True(members.Length > 30);
        Assert.All(members, member => Assert.StartsWith("--", OptionWords.Of(member), StringComparison.Ordinal));
    }

    /// <summary>An option has one descriptor: a name is there twice only where two kinds of model share it.</summary>
    [Fact]
    public void Each_name_stands_for_one_member_of_a_kind()
    {
        foreach (ModelKind kind in ModelKinds.All)
        {
            Setting<ExperimentOptions>[] settings = [.. ExperimentSettings.Topics(kind.Preset.Model.Kind).SelectMany(topic => topic.Settings)];
            Assert.Equal(settings.Length, settings.DistinctBy(setting => setting.Name, StringComparer.Ordinal).Count());
            Assert.Equal(settings.Length, settings.DistinctBy(setting => setting.Member, StringComparer.Ordinal).Count());
        }
    }

    [Theory]
    [InlineData("--kl-cycles", "3", "--kl-schedule cyclical")]
    [InlineData("--kl-warm-up", "3", "--kl-schedule linear, --kl-schedule sigmoid or --capacity")]
    [InlineData("--capacity-weight", "3", "--capacity")]
    [InlineData("--learning-rate-step", "3", "--learning-rate-schedule step")]
    [InlineData("--codes", "3", "--model vq")]
    [InlineData("--adversarial-weight", "3", "--model adversarial or --model vae-gan")]
    public void An_option_without_effect_is_refused(string option, string value, string missing) =>
        Assert.Equal([$"{option} has no effect without {missing}; add that, or leave {option} out."], Vae.TrainFaults(option, value));

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"", RegexOptions.None, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<![{\w])(Model|Training|Experiment|Adversarial|VaeGan|Vq|Hierarchical)Options\.[A-Z]\w*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Member();
}
