using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;

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
    }

    /// <summary>The model, for what needs a latent space.</summary>
    /// <exception cref="InputException">It has none.</exception>
    public LatentModel Model => _stored.Latent;

    /// <summary>Looks at its latent space.</summary>
    /// <exception cref="InputException">It has none.</exception>
    public ModelInspector Inspector => field ??= new ModelInspector(Model, _workers);

    /// <summary>Looks at its codes; null for a model without a codebook.</summary>
    public CodeInspector? Codes => _stored.Model is VqVae model ? field ??= new CodeInspector(model, _workers) : null;

    /// <summary>The option for the class of images that come without one.</summary>
    public static (string Name, string Value, string Meaning) Label(string what) => ("--label", "N", $"for a model that sees labels: {what}");

    /// <summary>Takes the class of images and points for a model that sees labels, which must then be given.</summary>
    /// <exception cref="InputException">It is missing, or no class of the model, or the model sees none.</exception>
    public void UseLabel(string? label)
    {
        if (ReadLabel(label) is { } given)
            Inspector.Class = given;
        else if (_stored.Model.Classes > 0)
            throw new InputException(FormattableString.Invariant($"The model sees labels: say which class these are with --label, a whole number from 0 to {_stored.Model.Classes - 1}."));
    }

    /// <summary>Reads images of the size that the model takes.</summary>
    public NamedImages Read(string path) => NamedImages.Read(path, _stored.Width, _stored.Height);

    /// <summary>Draws new images, and writes them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="label">The class of all of them; null for each class in turn. For a model that sees no labels, null.</param>
    /// <param name="path">Where to.</param>
    public void Sample(int count, ulong seed, string? label, string path)
    {
        byte? given = ReadLabel(label);
        int classes = _stored.Model.Classes;
        byte[] labels = classes == 0 ? [] : [.. Enumerable.Range(0, count).Select(n => given ?? (byte)(n % classes))];
        float[] images = new Sampler(_stored.Model, _workers).Sample(count, new(seed, RandomPurpose.Samples), labels);
        Write(images, names: null, path, columns: classes > 0 && given is null ? classes : null);
    }

    /// <summary>Points of the prior.</summary>
    public float[] SamplePrior(int count, ulong seed) => Model.Prior.Sample(count, new(seed, RandomPurpose.Samples));

    /// <summary>Decodes points, and writes the expected images.</summary>
    /// <param name="points">count × d.</param>
    /// <param name="names">What they are called; null for their numbers.</param>
    /// <param name="path">Where to.</param>
    /// <param name="columns">Images in a row of a single picture; null for about as many as there are rows.</param>
    public void Decode(float[] points, IReadOnlyList<string>? names, string path, int? columns = null) => Write(Inspector.Decode(points), names, path, columns);

    /// <summary>Decodes what a file has for each image: a latent point, or codes.</summary>
    /// <param name="input">The file.</param>
    /// <param name="path">Where to write the expected images.</param>
    public void DecodeRows(string input, string path)
    {
        if (_stored.Model is VqVae { Vq: var vq } && Codes is { } inspector)
        {
            (float[] codes, IReadOnlyList<string> names) = CodeRows.Read(input, vq.Positions, vq.Codes);
            Write(inspector.Decode(codes), names, path, columns: null);
        }
        else
        {
            (float[] points, IReadOnlyList<string> names) = LatentRows.Read(input, Model.LatentDimensions);
            Decode(points, names, path);
        }
    }

    /// <summary>Writes what the encoder makes of images: means and standard deviations of their latent points, or codes.</summary>
    /// <param name="images">The images.</param>
    /// <param name="path">Where to.</param>
    public void EncodeRows(NamedImages images, string path)
    {
        if (Codes is { } inspector)
        {
            CodeRows.Write(path, images.Names, inspector.Encode(images.Pixels));
            return;
        }

        (float[] means, float[] deviations) = Inspector.EncodePosteriors(images.Pixels);
        LatentRows.Write(path, images.Names, means, deviations);
    }

    public void Dispose() => _workers.Dispose();

    private void Write(float[] pixels, IReadOnlyList<string>? names, string path, int? columns)
    {
        NamedImages images = NamedImages.Numbered(pixels, _stored.Width, _stored.Height);
        if (names is not null)
            images = images with { Names = names };
        images.Write(path, columns ?? (int)Math.Ceiling(Math.Sqrt(images.Names.Count)));
        Console.WriteLine(FormattableString.Invariant($"{images.Names.Count} images are in {path}."));
    }

    private byte? ReadLabel(string? label)
    {
        int classes = _stored.Model.Classes;
        if (label is null)
            return null;
        if (classes == 0)
            throw new InputException($"--label is '{label}', and the model sees no labels: leave it out.");
        return byte.TryParse(label, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out byte value) && value < classes
            ? value
            : throw new InputException(FormattableString.Invariant($"--label is '{label}'; it needs a whole number from 0 to {classes - 1}."));
    }
}
