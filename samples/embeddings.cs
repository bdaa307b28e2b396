#:project ../src/VaeLab
#:project ../src/VaeLab.Data.Mnist
#:package Microsoft.Extensions.AI.Abstractions

// The encoder of a VAE as an embedding generator of Microsoft.Extensions.AI, and a search for the nearest images.
//
//     dotnet run samples/embeddings.cs -- runs/vae_2d
//
// Give a run that was trained on MNIST; without one, the program trains a model for a moment.
using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using VaeLab;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Prediction;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

const int Searched = 2000, Shown = 5;
Dataset data;
GenerativeModel model;
try
{
    data = args is [_, var folder] ? Dataset.FromFolder(folder) : Dataset.Mnist();
    model = args is [var run, ..] && run != "-" ? StoredModel.Read(run).Model : Train(data);
    if (model.Shape != data.Shape)
        throw new InputException($"The images are {data.Shape}, and the model takes {model.Shape}: give the data that belong to it.");
}
catch (InputException fault)
{
    Console.Error.WriteLine($"Error: {fault.Message}");
    return 2;
}

using IEmbeddingGenerator<ReadOnlyMemory<float>, Embedding<float>> generator = new VaeEmbeddings(new(model));

// Embed once, search often.
SampleSet library = data.Train.Slice(0, Math.Min(Searched, data.Train.Count));
GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(Images(library, library.Count));
SampleSet queries = data.HeldOut;
GeneratedEmbeddings<Embedding<float>> asked = await generator.GenerateAsync(Images(queries, Shown));
for (int query = 0; query < asked.Count; query++)
{
    int[] nearest = [.. Enumerable.Range(0, embeddings.Count)
        .OrderBy(i => TensorPrimitives.Distance(asked[query].Vector.Span, embeddings[i].Vector.Span)).Take(Shown)];
    Console.WriteLine(Invariant($"A {queries.Labels.Span[query]} is nearest to: {string.Join(' ', nearest.Select(i => library.Labels.Span[i]))}"));
}

return 0;

static IEnumerable<ReadOnlyMemory<float>> Images(SampleSet samples, int count)
{
    var pixels = new float[count * samples.Shape.Length];
    samples.Fill(0, count, pixels);
    return Enumerable.Range(0, count).Select(i => new ReadOnlyMemory<float>(pixels, i * samples.Shape.Length, samples.Shape.Length));
}

static GenerativeModel Train(Dataset data)
{
    GenerativeModel model = new ModelOptions { LatentDimensions = 10, Hidden = [128] }.Create(data.Shape, seed: 1);
    using var workers = new WorkerPool(Environment.ProcessorCount);
    new Trainer(model, data, new() { Epochs = 1, BatchSize = Math.Min(128, data.Train.Count) }, workers).Fit();
    return model;
}

/// <summary>Posterior means as embeddings. Many threads may use it at once.</summary>
/// <param name="predictor">The model.</param>
internal sealed class VaeEmbeddings(Predictor predictor) : IEmbeddingGenerator<ReadOnlyMemory<float>, Embedding<float>>
{
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<ReadOnlyMemory<float>> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        foreach (ReadOnlyMemory<float> sample in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var code = new float[predictor.Model.CodeLength];
            predictor.Encode(sample.Span, code);
            embeddings.Add(new(code));
        }

        return Task.FromResult(embeddings);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : serviceType == typeof(Predictor) ? predictor : null;

    public void Dispose()
    {
        // A predictor holds memory alone.
    }
}
