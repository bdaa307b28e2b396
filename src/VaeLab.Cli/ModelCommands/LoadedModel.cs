using VaeLab.Evaluation;
using VaeLab.Interop;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Cli.ModelCommands;

/// <summary>A run's model, ready to look at.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly StoredModel _stored;
    private readonly WorkerPool _workers;

    /// <exception cref="InputException">The run has no model that can be read.</exception>
    public LoadedModel(string run)
    {
        _stored = StoredModel.Read(run);
        _workers = new WorkerPool(_stored.Options.Training.Threads);
        Inspector = new ModelInspector(Model, _workers);
    }

    public LatentModel Model => _stored.Latent;

    public ModelInspector Inspector { get; }

    /// <summary>Reads images of the size that the model takes.</summary>
    public NamedImages Read(string path) => NamedImages.Read(path, _stored.Width, _stored.Height);

    /// <summary>Points of the prior.</summary>
    public float[] Sample(int count, ulong seed) => Model.Prior.Sample(count, new(seed, RandomPurpose.Samples));

    /// <summary>Decodes points, and writes the expected images.</summary>
    /// <param name="points">count × d.</param>
    /// <param name="names">What they are called; null for their numbers.</param>
    /// <param name="path">Where to.</param>
    /// <param name="columns">Images in a row of a single picture; null for about as many as there are rows.</param>
    public void Decode(float[] points, IReadOnlyList<string>? names, string path, int? columns = null)
    {
        NamedImages images = NamedImages.Numbered(Inspector.Decode(points), _stored.Width, _stored.Height);
        if (names is not null)
            images = images with { Names = names };
        images.Write(path, columns ?? (int)Math.Ceiling(Math.Sqrt(images.Names.Count)));
        Console.WriteLine(FormattableString.Invariant($"{images.Names.Count} images are in {path}."));
    }

    public void Dispose() => _workers.Dispose();
}
