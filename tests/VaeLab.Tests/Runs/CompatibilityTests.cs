using System.Text.Json.Nodes;
using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Runs;
using VaeLab.Tests.Data;
using VaeLab.Training;

namespace VaeLab.Tests.Runs;

/// <summary>What was written once is read for ever, or says why not.</summary>
public sealed class CompatibilityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static string Fixture => Path.Combine(AppContext.BaseDirectory, "fixtures", "run-format-1");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_of_format_1_is_read()
    {
        StoredModel stored = StoredModel.Read(Fixture);
        Assert.Equal((Activation.LeakyRelu, Posterior.Full, LikelihoodKind.ContinuousBernoulli), (stored.Model.Options.Activation, stored.Model.Options.Posterior, stored.Model.Options.Likelihood));
        Assert.Equal((4, 4), (stored.Width, stored.Height));
        Assert.Equal((0.5, LearningRateSchedule.Cosine, 7UL), (stored.Options.Training.Beta, stored.Options.Training.LearningRateSchedule, stored.Options.Training.Seed));

        RunRecord record = RunRecord.Read(Fixture);
        Assert.Equal(2, record.History.Count);
        Assert.Equal(record.Summary.Epochs, record.History[^1].Epoch);
    }

    [Fact]
    public void A_configuration_of_a_later_format_says_so()
    {
        Copy();
        Change(config => (config["format"], config["model"]!["attention"]) = (2, true));
        Assert.Equal(
            [$"Configuration '{_folder.At("config.json")}' is of format 2, and this VaeLab reads format 1: take a later VaeLab, such as the one that wrote it."],
            Assert.Throws<InputException>(() => StoredModel.Read(_folder.Path)).Faults);
    }

    [Fact]
    public void A_model_file_of_a_later_format_says_so()
    {
        Copy();
        using (FileStream file = File.Create(_folder.At("model.safetensors")))
            SafeTensors.Write(file, StoredModel.Read(Fixture).Model.Parameters, new Dictionary<string, string>(StringComparer.Ordinal) { ["vaelab_config"] = """{"format":3}""" });
        Assert.Equal(
            [$"Model file '{_folder.At("model.safetensors")}' is of format 3, and this VaeLab reads format 1: take a later VaeLab, such as the one that wrote it."],
            Assert.Throws<InputException>(() => StoredModel.Read(_folder.Path)).Faults);
    }

    [Fact]
    public void Metrics_and_summary_of_a_later_format_say_so()
    {
        Copy();
        Change(config => config["format"] = 2);
        Assert.StartsWith("Configuration '", Assert.Throws<InputException>(() => RunRecord.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    /// <summary>A key that later versions add has a default that means what was done before it.</summary>
    [Fact]
    public void Keys_that_are_not_there_stand_for_their_defaults()
    {
        File.WriteAllText(_folder.At("config.json"), """{"format":1,"experiment":"mine","dataset":{"width":4,"height":3},"model":{"hidden":[5]},"training":{}}""");
        RunConfig config = RunConfig.Read(_folder.At("config.json"));
        Assert.Equal([5], config.Model.Hidden);
        Assert.Equal(new ModelOptions { Hidden = config.Model.Hidden }, config.Model);
        Assert.Equal(new TrainingOptions() with { Threads = config.Training.Threads }, config.Training);
        Assert.Equal((string.Empty, string.Empty), (config.Dataset.Name, config.Dataset.Sha256));
    }

    [Theory]
    [InlineData("""{"format":1}""")]
    [InlineData("""{"format":"1"}""")]
    [InlineData("""[1]""")]
    [InlineData("""null""")]
    [InlineData("""{"format":1,"format":1,"experiment":"x","dataset":{"width":1,"height":1},"model":{},"training":{}}""")]
    [InlineData("""{"format":1,"experiment":"x","dataset":{"width":1,"height":1},"model":{"hidden":null},"training":{}}""")]
    [InlineData("""{"format":1,"experiment":"x","dataset":{"width":1,"height":1},"model":{"prior_covariance":[null,null]},"training":{}}""")]
    [InlineData("""{"format":1,"experiment":null,"dataset":{"width":1,"height":1},"model":{},"training":{}}""")]
    [InlineData("""{"format":1,"experiment":"x","dataset":{"width":1,"height":1},"model":[],"training":{}}""")]
    public void What_is_no_configuration_is_refused(string json)
    {
        File.WriteAllText(_folder.At("config.json"), json);
        Assert.Contains("config.json", Assert.Throws<InputException>(() => RunConfig.Read(_folder.At("config.json"))).Message, StringComparison.Ordinal);
    }

    private void Copy()
    {
        foreach (string file in Directory.GetFiles(Fixture))
            File.Copy(file, _folder.At(Path.GetFileName(file)));
    }

    private void Change(Action<JsonNode> change)
    {
        JsonNode config = JsonNode.Parse(File.ReadAllText(_folder.At("config.json")))!;
        change(config);
        File.WriteAllText(_folder.At("config.json"), config.ToJsonString());
    }
}
