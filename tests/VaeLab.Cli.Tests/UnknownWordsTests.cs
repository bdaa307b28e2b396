using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class UnknownWordsTests
{
    [Theory]
    [InlineData("trian", "'trian' is not known here. Did you mean train?")]
    [InlineData("reprot", "'reprot' is not known here. Did you mean report?")]
    [InlineData("--hlep", "'--hlep' is not known here. Did you mean --help?")]
    [InlineData("--verison", "'--verison' is not known here. Did you mean --version?")]
    [InlineData("", "'' is not known here. Use --help to see what there is.")]
    [InlineData("studio-of-mine", "'studio-of-mine' is not known here. Use --help to see what there is.")]
    [InlineData("[suggest]", "'[suggest]' is not known here. Use --help to see what there is.")]
    [InlineData("TRAIN", "'TRAIN' is not known here. Use --help to see what there is.")]
    public void Another_command_is_refused(string word, string fault) => Assert.Equal([fault], Faults(word));

    [Fact]
    public void A_word_too_many_is_named()
    {
        Assert.Equal(["'x' is not known here. Use --help to see what there is."], Faults("--version", "x"));
        Assert.Equal(["'x' is not known here. Use --help to see what there is."], Faults("help", "x"));
        Assert.Equal(["'x' is not known here. Use --help to see what there is."], Vae.TrainFaults("x"));
    }

    [Fact]
    public void Another_option_is_refused_with_the_one_that_may_be_meant() => Assert.Equal(
        [
            "'--epcohs' is not known here. Did you mean --epochs?",
            "'--LATENT-DIM=4' is not known here. Use --help to see what there is.",
        ],
        Vae.TrainFaults("--epcohs", "3", "--LATENT-DIM=4"));

    [Fact]
    public void The_experiment_must_be_one_that_there_is()
    {
        Assert.Equal(["--experiment is missing; it needs one of: 2d, 3d, correlated. Or give the data alone, with --dataset NAME or --data DIR."], Faults("train"));
        Assert.Equal(["--experiment is '4d'; it needs one of: 2d, 3d, correlated."], Faults("train", "--experiment", "4d"));
        Assert.Equal(["--experiment is ''; it needs one of: 2d, 3d, correlated."], Faults("train", "--experiment", ""));
        Assert.Equal(["--experiment has no value; it needs one: --experiment NAME."], Faults("train", "--experiment"));
    }

    /// <summary>System.CommandLine would read more options from a file of that name.</summary>
    [Fact]
    public void A_word_with_an_at_sign_is_a_word() =>
        Assert.Equal(["'@more' is not known here. Use --help to see what there is."], Vae.TrainFaults("@more"));

    [Fact]
    public void Options_behind_two_dashes_are_explained() => Assert.Equal(
        ["'--seed' stands after --, where no option is read: leave out that --."],
        Vae.TrainFaults("--data", ".", "--", "--seed", "3"));

    private static string[] Faults(params string[] args)
    {
        using var folder = new TempFolder();
        return Vae.Faults(folder.Path, args);
    }
}
