using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VaeLab.Cli;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Prediction;
using VaeLab.Publishing.Results;
using VaeLab.Runs;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>The programs in samples/, built as <c>dotnet run</c> builds them.</summary>
[Collection(nameof(CheckoutBuilds))]
public sealed class SampleTests
{
    [Fact]
    public void A_training_on_arrays_leaves_a_model_that_knows_its_data()
    {
        using TempFolder folder = new();
        using ChildProcess sample = ChildProcess.Run("dotnet", [Lessons.Build("samples/train_on_arrays.cs"), folder.At("waves.safetensors")], folder.Path);
        Assert.True(sample.ExitCode == ExitCode.Success, sample.Output + sample.Error);
        string[] words = sample.Output.Trim().Split('\n')[^1].Split(' ');
        Assert.True(Number(words[3]) < Number(words[7]), sample.Output);
        using FileStream file = File.OpenRead(folder.At("waves.safetensors"));
        Assert.Equal(32, ModelFile.Load<Vae>(file).Pixels);

        static double Number(string word) => double.Parse(word.TrimEnd('.'), CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Embeddings_find_neighbours()
    {
        using TempFolder data = TinyData.OfMnist();
        using ChildProcess sample = ChildProcess.Run("dotnet", [Lessons.Build("samples/embeddings.cs"), "-", data.Path], data.Path);
        Assert.True(sample.ExitCode == ExitCode.Success, sample.Output + sample.Error);
        Assert.Equal(5, sample.Output.Split('\n').Count(line => line.Contains(" is nearest to: ", StringComparison.Ordinal)));
    }

    /// <summary>Eight clients at once, over loopback: each answer has the bits of a predictor in this process.</summary>
    [Fact]
    public async Task The_service_answers_many_clients_at_once()
    {
        using TempFolder folder = new();
        Vae model = (Vae)new ModelOptions { Hidden = [16] }.Create(new(1, 4, 5), seed: 1);
        using (FileStream file = File.Create(folder.At("model.safetensors")))
            model.Save(file);
        using var service = new RunningService(["dotnet", Lessons.Build("samples/service.cs")], folder.At("model.safetensors"));
        HttpClient client = service.Client;
        CancellationToken cancel = TestContext.Current.CancellationToken;

        var predictor = new Predictor(model);
        (byte[] Request, byte[] Answer)[] asked = [.. Enumerable.Range(0, 50).Select(number =>
        {
            float[] samples = new float[(1 + (number % 3)) * model.Pixels], codes = new float[(1 + (number % 3)) * 2];
            new RandomStream((ulong)number, RandomPurpose.Test).FillUniform(samples);
            predictor.Encode(samples, codes);
            return (JsonSerializer.SerializeToUtf8Bytes(samples), JsonSerializer.SerializeToUtf8Bytes(codes));
        })];
        var load = new ServiceLoad(service, "encode", [.. asked.Select(one => one.Request)], [.. asked.Select(one => one.Answer)]);
        ServiceLoad.Round round = await load.RunAsync(clients: 8, count: 1000);
        Assert.Equal(0, round.Wrong);
        Assert.InRange(round.BytesPerRequest, 1, 100_000);
        load = new(service, "encode", [asked[0].Request], [asked[1].Answer]);
        Assert.Equal(10, (await load.RunAsync(clients: 8, count: 10)).Wrong);

        Assert.Equal("Healthy", await client.GetStringAsync("health", cancel));
        Assert.Contains("/reconstruct", await client.GetStringAsync("openapi/v1.json", cancel), StringComparison.Ordinal);
        Assert.Contains("New samples", await client.GetStringAsync(string.Empty, cancel), StringComparison.Ordinal);
        Assert.Equal(2 * model.Pixels, (await client.GetFromJsonAsync<float[]>("sample?seed=3&count=2", cancel))!.Length);
        using HttpResponseMessage wrong = await client.PostAsJsonAsync("score", new float[] { 1, 2, 3 }, cancel);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("give whole rows", await wrong.Content.ReadAsStringAsync(cancel), StringComparison.Ordinal);
    }
}
