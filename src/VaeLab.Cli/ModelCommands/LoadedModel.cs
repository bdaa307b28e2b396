using VaeLab.Data;
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
    private string? _givenClass;
    private IReadOnlyList<string>? _ownClasses;
    private int[] _ownLabels = [];

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

    /// <summary>The option for the images that a command takes.</summary>
    public static (string Name, string Value, string Meaning) Input { get; } = ("--input", "PATH", "a folder of images or IDX files, or an image, .csv, .json, .npy, .npz or IDX file");

    /// <summary>Where a command writes images.</summary>
    public const string ImagesOut = "one .png, .csv, .json, .npy, .npz or .idx, or a folder of PNGs";

    /// <summary>The option for the class of images that come without one.</summary>
    public static (string Name, string Value, string Meaning) Label(string what) => ("--label", "CLASS", $"for a model that sees labels: {what}");

    /// <summary>Takes the class of all images and points for a model that sees labels, which must then be given.</summary>
    /// <exception cref="InputException">It is missing, or no class of the model, or the model sees none.</exception>
    public void UseLabel(string? label) => UseLabels(label, own: null);

    /// <summary>Takes the classes of images and points: the one that is given for all, or else their own.</summary>
    /// <param name="label">The class of all; null if none is given.</param>
    /// <param name="own">What the class of each is called; null for none.</param>
    /// <exception cref="InputException">They are missing for a model that sees labels, or are no classes of it, or it sees none and one is given.</exception>
    public void UseLabels(string? label, IReadOnlyList<string>? own)
    {
        if (ReadLabel(label) is { } given)
        {
            Inspector.Class = given;
            _givenClass = Name(given);
            return;
        }

        if (_stored.Model.Classes == 0)
        {
            // Folders may stand for something else, unless they are called as the classes of the run's data.
            _ownClasses = own?.All(name => _stored.ClassNames?.Contains(name, StringComparer.Ordinal) == true) == true ? own : null;
            return;
        }

        _ownClasses = own;
        if (own is null)
            throw new InputException($"The model sees labels: say which class these are with --label, {Classes()}.");
        _ownLabels = [.. own.Select(name => Find(name) ?? throw new InputException($"'{name}' is no class of the model: it needs {Classes()}. Or give one class for all, with --label."))];
    }

    /// <summary>Reads images of the size that the model takes.</summary>
    public NamedImages Read(string path)
    {
        var images = NamedImages.Read(path, _stored.Terms, _stored.Options.Images);
        if (_stored.Model.Likelihood.IndexOfUnusable(images.Pixels) is var unusable and >= 0)
            throw new InputException(FormattableString.Invariant($"'{path}' has {images.Pixels[unusable]} in image '{images.Names[unusable / _stored.Model.Pixels]}', and the model takes {_stored.Model.Likelihood.UsableValues}: scale them as the training data were."));
        Say(images.LeftOut);
        return images;
    }

    /// <summary>Takes the classes of images: the one that is given for all, or else their own, by label or by folder.</summary>
    /// <inheritdoc cref="UseLabels"/>
    /// <param name="images">The images.</param>
    public void UseClasses(string? label, NamedImages images)
    {
        if (images.Labels is { } labels && label is null && _stored.Model.Classes == 0 && _stored.ClassNames is null)
            _ownClasses = labels;
        else
            UseLabels(label, images.Labels is { } own ? [.. own.Select(Named)] : images.Folders is { } folders && folders.All(folder => folder.Length > 0) ? folders : null);
    }

    /// <summary>The options that say which data the model was trained on.</summary>
    public static (string Name, string Value, string Meaning) TrainingDataOption { get; } = ("--data", "PATH", "the data that it was trained on, if not where the configuration says");

    /// <summary>The images that the model was trained on; null and a reason where they cannot be told.</summary>
    /// <param name="path">Where they are; null for where the configuration says.</param>
    /// <exception cref="InputException">They cannot be read, or are other data.</exception>
    public (SampleSet? Images, string Why) TrainingImages(string? path)
    {
        if (_stored.DataSha256.Length == 0)
            return (null, "the model comes from elsewhere, and what it was trained on is not known");
        if (path is null && _stored.Options.Dataset is null)
            return (null, "the training data are not known here; give them with --data PATH");
        Dataset data = (_stored.Options with { Dataset = path is null ? _stored.Options.Dataset : null, DataFolder = path }).LoadDataToJudge(_stored.Terms);
        return string.Equals(data.Sha256, _stored.DataSha256, StringComparison.Ordinal) ? (data.Train, string.Empty)
            : throw new InputException($"The data '{data.Name}' are not what the model was trained on: give these with --data PATH.");
    }

    /// <summary>Images as the model's samples, with the classes that <see cref="UseClasses"/> has taken for a model that sees labels.</summary>
    public SampleSet Samples(NamedImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        int[] labels = _stored.Model.Classes == 0 ? [] : _ownLabels.Length > 0 ? _ownLabels : [.. Enumerable.Repeat(Inspector.Class, images.Names.Count)];
        return new FloatSet(images.Pixels, _stored.Model.Shape, labels);
    }

    /// <summary>What the class of each image is called, for a table; null where none is known.</summary>
    public IReadOnlyList<string>? ClassColumn(NamedImages images) => _givenClass is null ? _ownClasses : [.. Enumerable.Repeat(_givenClass, images.Names.Count)];

    /// <summary>What a label is called.</summary>
    public string Named(int label) => Name(label);

    /// <summary>The whole stored model.</summary>
    public StoredModel Stored => _stored;

    /// <summary>The threads to compute on.</summary>
    public WorkerPool Workers => _workers;

    /// <summary>Draws new images, and writes them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="label">The class of all of them; null for each class in turn. For a model that sees no labels, null.</param>
    /// <param name="path">Where to.</param>
    public void Sample(int count, ulong seed, string? label, string path)
    {
        int? given = ReadLabel(label);
        int classes = _stored.Model.Classes;
        int[] labels = classes == 0 ? [] : [.. Enumerable.Range(0, count).Select(n => given ?? n % classes)];
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
    public void Decode(float[] points, IReadOnlyList<string>? names, string path, int? columns = null) => Write(Inspector.Decode(points, _ownLabels), names, path, columns);

    /// <summary>Decodes what a file has for each image: a latent point, or codes.</summary>
    /// <param name="input">The file.</param>
    /// <param name="label">For a model that sees labels, the class of all; null for those that the file names.</param>
    /// <param name="path">Where to write the expected images.</param>
    public void DecodeRows(string input, string? label, string path)
    {
        if (_stored.Model is VqVae { Vq: var vq } && Codes is { } inspector)
        {
            ReadLabel(label);
            (float[] codes, IReadOnlyList<string> names, string? leftOut) = CodeRows.Read(input, vq.Positions, vq.Codes);
            Say(leftOut);
            Write(inspector.Decode(codes), names, path, columns: null);
        }
        else
        {
            (float[] points, IReadOnlyList<string> names, string? leftOut) = LatentRows.Read(input, Model.LatentDimensions);
            Say(leftOut);
            UseLabels(label, LatentRows.Classes(input));
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
            CodeRows.Write(path, images.Names, inspector.Encode(images.Pixels), _ownClasses);
            return;
        }

        (float[] means, float[] deviations) = Inspector.EncodePosteriors(images.Pixels, _ownLabels);
        LatentRows.Write(path, images.Names, means, deviations, ClassColumn(images));
    }

    public void Dispose() => _workers.Dispose();

    private static void Say(string? leftOut)
    {
        if (leftOut is not null)
            Console.WriteLine(leftOut);
    }

    /// <summary>Writes images of the model's size, and says so.</summary>
    /// <param name="pixels">The images.</param>
    /// <param name="names">What they are called; null for their numbers.</param>
    /// <param name="path">Where to.</param>
    /// <param name="columns">Images in a row of a single picture; null for about as many as there are rows.</param>
    public void Write(float[] pixels, IReadOnlyList<string>? names, string path, int? columns)
    {
        NamedImages images = NamedImages.Numbered(pixels, _stored.Model.Shape);
        if (names is not null)
            images = images with { Names = names };
        images.Write(path, columns ?? (int)Math.Ceiling(Math.Sqrt(images.Names.Count)));
        Console.WriteLine(FormattableString.Invariant($"{images.Names.Count} images are in {path}."));
    }

    /// <summary>The class that was given; null if none was.</summary>
    private int? ReadLabel(string? label)
    {
        if (label is null)
            return null;
        if (_stored.Model.Classes == 0)
            throw new InputException($"--label is '{label}', and the model sees no labels: leave it out.");
        int found = Find(label) ?? throw new InputException($"--label is '{label}'; it needs {Classes()}.");
        if (_stored.ClassNames is not null)
            Console.WriteLine(FormattableString.Invariant($"--label {label} is the class '{Name(found)}', number {found} of 0 to {_stored.Model.Classes - 1}."));
        return found;
    }

    /// <summary>A class by its name or, where none has that name, by its number.</summary>
    private int? Find(string text)
    {
        int named = _stored.ClassNames?.ToList().IndexOf(text) ?? -1;
        if (named >= 0)
            return named;
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) && number < _stored.Model.Classes ? number : null;
    }

    private string Named(string label) => int.TryParse(label, System.Globalization.CultureInfo.InvariantCulture, out int number) ? Name(number) : label;

    private string Name(int label) => _stored.ClassNames is { } names && label < names.Count ? names[label] : SettingText.Text(label);

    /// <summary>What a class may be called.</summary>
    private string Classes()
    {
        const int MostNamed = 20;
        string numbers = FormattableString.Invariant($"a whole number from 0 to {_stored.Model.Classes - 1}");
        return _stored.ClassNames is { } names ? $"{numbers}, or a name ({string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", …" : string.Empty)})" : numbers;
    }
}
