using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text;
using VaeLab.Numerics;

namespace VaeLab.Data;

/// <summary>Samples to train on, to choose by and to judge by, which share no sample. Many threads may use it at once.</summary>
public sealed class Dataset
{
    private const int FewestTrainingSamples = 10;

    private readonly SampleSet _training;
    private readonly string? _outside;
    private readonly ReaderNotes _notes;

    private Dataset(string name, SampleSet training, int validation, SampleSet? test, string sha256, string? outside, ReaderNotes notes)
    {
        (_training, _outside, _notes) = (training, outside, notes);
        Name = name;
        Train = training.Slice(0, training.Count - validation);
        Validation = training.Slice(training.Count - validation, validation);
        Test = test;
        Sha256 = sha256;
    }

    /// <summary>What it is called in options, reports and run folders.</summary>
    public string Name { get; }

    /// <summary>The first 90 % of the training samples: 54,000 of MNIST's 60,000. All of them for data with a validation set of their own.</summary>
    public SampleSet Train { get; }

    /// <summary>The last 10 % of the training samples, rounded down, at least 1: 6,000 of MNIST's 60,000. Or the data's own validation set.</summary>
    public SampleSet Validation { get; }

    /// <summary>The test samples, which no choice may depend on: MNIST's 10,000. Null for data without a test set.</summary>
    public SampleSet? Test { get; }

    /// <summary>
    /// All samples of a folder that does not say which of them are for training and which for test; null for all other data. It is what
    /// to judge a model by that was trained on other data.
    /// </summary>
    public SampleSet? Undivided { get; private init; }

    /// <summary>What to judge a trained model by: the test samples, or where there are none the validation samples.</summary>
    public SampleSet HeldOut => Test ?? Validation;

    /// <summary>Which samples <see cref="HeldOut"/> are: <c>test</c> or <c>validation</c>.</summary>
    public string HeldOutName => Test is null ? "validation" : "test";

    /// <summary>The shape of one sample.</summary>
    public SampleShape Shape => _training.Shape;

    /// <summary>What the classes are called, in the order of their labels; null for data whose classes have no names.</summary>
    public IReadOnlyList<string>? ClassNames => _training.ClassNames;

    /// <summary>Whether the data come with a validation set, so that no share of the training samples is taken for it.</summary>
    public bool HasOwnValidation { get; private init; }

    /// <summary>
    /// What the whole numbers of an array were divided by: their greatest. 1 for numbers of an array as they are. Null for bytes, which are
    /// divided by 255, and for samples that no array was read for.
    /// </summary>
    public float? DividedBy { get; private init; }

    /// <summary>Whether the training samples have been drawn by <see cref="Binarize"/>.</summary>
    internal bool HasBinarizedTraining { get; private init; }

    /// <summary>What the data were made of, and what was left out.</summary>
    public DataReading Reading => new(
        Shape, Train.Count, Validation.Count, Test?.Count ?? 0,
        new[] { _training, Test }.SelectMany(set => set is null ? [] : set.Labels.ToArray()).Distinct().Count(), ClassNames, _notes);

    /// <summary>Whether all samples have labels, or none.</summary>
    public bool HasLabels => _training.HasLabels;

    /// <summary>The greatest label of all sets; −1 where there are none.</summary>
    internal int GreatestLabel => new[] { _training, Test }.Max(set => set is { HasLabels: true } ? TensorPrimitives.Max(set.Labels.Span) : -1);

    /// <summary>How many classes there are: at least those that have names, whether or not a sample is of each.</summary>
    internal int ClassCount => Math.Max(GreatestLabel + 1, ClassNames?.Count ?? 0);

    /// <summary>
    /// Identifies the data, however they are named: a SHA-256 in 64 lower-case hex digits. For gray images as bytes in memory with labels up to
    /// 255 it is that of the four unpacked IDX files one after the other, headers included: training images, training labels, test images,
    /// test labels (<c>gzip -dc</c> of the four in this order, piped into <c>sha256sum</c>). Any other set has instead of its two files a
    /// line of text, <c>channels height width count labelled</c> with <c>1</c> or <c>0</c> for the last, then its values as 32-bit floats,
    /// then its labels, if any, as 32-bit integers, all little-endian. A set that is not there adds nothing. A validation set of the data's own
    /// is the end of the training samples, and a line <c>validation count</c> follows all else.
    /// </summary>
    public string Sha256 { get; }

    /// <summary>The names that <see cref="Load"/> knows.</summary>
    public static IReadOnlyList<string> KnownNames => DatasetCatalog.Names;

    /// <summary>
    /// Makes a dataset of any samples. The last 10 % of <paramref name="training"/> become the validation set. All values are read once,
    /// to check them and to compute <see cref="Sha256"/>.
    /// </summary>
    /// <param name="name">What to call it.</param>
    /// <param name="training">At least 10 samples, in random order.</param>
    /// <param name="test">At least 1 sample of the same shape; null for no test set. Labels are on both or on neither.</param>
    /// <exception cref="InputException">
    /// There are too few samples, shapes differ, or only one set has labels: all such faults together. Or a value is not finite.
    /// </exception>
    public static Dataset Create(string name, SampleSet training, SampleSet? test = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(training);
        return Create(name, $"Dataset '{name}'", new(training, null, test, new()));
    }

    /// <summary>MNIST, which the package <c>VaeLab.Data.Mnist</c> carries: 60,000 training and 10,000 test images of 28 × 28 pixels, labels 0 to 9.</summary>
    /// <exception cref="InputException">The package is missing, or damaged: a file in it has not the SHA-256 that it should have.</exception>
    public static Dataset Mnist()
    {
        (ImageSet training, ImageSet test) = EmbeddedMnist.Read();
        return Create(DatasetCatalog.Mnist, $"Dataset '{DatasetCatalog.Mnist}'", new(training, null, test, new()));
    }

    /// <summary>
    /// Emoji in colour, which the package <c>VaeLab.Data.Emoji</c> carries: 1,716 training and 190 test images of 32 × 32 pixels on white, from
    /// Google's Noto Emoji. Labels 0 to 8 are the categories of Unicode, see <see cref="ClassNames"/>.
    /// </summary>
    /// <exception cref="InputException">The package is missing, or damaged: a file in it has not the SHA-256 that it should have.</exception>
    public static Dataset Emoji()
    {
        (FolderData data, string[] classNames) = EmbeddedEmoji.Read();
        return Create(DatasetCatalog.Emoji, $"Dataset '{DatasetCatalog.Emoji}'", data).Named(classNames);
    }

    /// <summary>
    /// Reads <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c> and
    /// <c>t10k-labels-idx1-ubyte</c> from a folder. Each may be plain or end in <c>.gz</c>, and <c>.idx</c> may stand for
    /// <c>-idx</c>; where several are there, the plain one is read. If the folder holds <c>SHA256SUMS</c>, those of the
    /// files read that it lists must have the digests that it gives. A folder without any of these files may hold images (PNG, JPEG, WebP,
    /// GIF, BMP, TIFF) instead: in sub-folders <c>train</c> and <c>test</c> or <c>validation</c> or all three, or all together; below that, sub-folders are
    /// classes. <c>training</c>, <c>testing</c>, <c>valid</c> and <c>val</c> are known too, in any case. <see cref="Reading"/> says what was left out.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">What to call the dataset; the folder's name if null.</param>
    /// <param name="images">How images are read; null for the defaults.</param>
    /// <exception cref="InputException">
    /// The folder or a file is missing or unusable, a hash is wrong, counts of images and labels differ, there are fewer
    /// than 10 training images, or training and test images differ in size. All faults of the four files come together.
    /// </exception>
    public static Dataset FromFolder(string path, string? name = null, ImageOptions? images = null) => FromFolder(path, name, images ?? new(), FewestTrainingSamples, terms: null);

    /// <summary>
    /// Reads a file with samples: an array of NumPy's, <c>.npy</c>, or several, <c>.npz</c>, or images in one IDX file. An array has the axes
    /// N × H × W, N × H × W × 3, N × 3 × H × W or N × D; such rows are images where D is a square from 8 × 8 on and all numbers lie
    /// in [0, 1] after division. Numbers are of any type of real numbers of NumPy's: bytes are divided by 255, other whole numbers from 0 on by
    /// their greatest, see <see cref="DividedBy"/>, and all else is taken as it is. In an <c>.npz</c> the samples are called <c>x</c>,
    /// <c>data</c> or <c>images</c>, the labels, if any, <c>y</c>, <c>labels</c> or <c>target</c>, with a set's name before or behind:
    /// <c>x_train</c>, <c>val_labels</c>. Samples without a set are put in random order, always the same, and a tenth of them is the test set.
    /// An array of 256 MiB or more that is not packed is read from its file as needed: it may be larger than memory, and must not change.
    /// <see cref="Reading"/> says what was taken for what, and what was left out.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What to call the dataset; the file's name without its ending if null.</param>
    /// <exception cref="InputException">
    /// The file is missing, damaged or of another format; its arrays cannot be told apart, or do not fit together; or there are fewer than 10
    /// training samples.
    /// </exception>
    public static Dataset FromFile(string path, string? name = null) => FromFile(path, name, FewestTrainingSamples, terms: null);

    /// <summary>A dataset in a folder or a file.</summary>
    internal static Dataset FromPath(string path, string? name = null, ImageOptions? images = null) => FromPath(path, name, images ?? new(), FewestTrainingSamples, terms: null);

    /// <summary>As <see cref="FromPath(string, string?, ImageOptions?)"/>, of any number of samples, to judge a model by: the other sets may be empty.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="images">How images are read.</param>
    /// <param name="terms">What the model says of its samples; null where that is not known.</param>
    internal static Dataset FromPathToJudge(string path, ImageOptions images, SampleTerms? terms) => FromPath(path, name: null, images, fewest: 0, terms);

    /// <summary>
    /// What the options <c>--dataset NAME --data DIR</c> mean. <c>mnist</c> and <c>emoji</c> come with VaeLab; <c>fashion-mnist</c>, whose
    /// classes have names, is looked for where Debian's package dataset-fashion-mnist puts it and in <c>data/fashion-mnist</c> under the current folder.
    /// </summary>
    /// <param name="name">One of <see cref="KnownNames"/>.</param>
    /// <param name="folder">Where to read it from instead, a folder or a file, as <see cref="FromFolder(string, string?, ImageOptions?)"/> and <see cref="FromFile(string, string?)"/> do; null for the usual place.</param>
    /// <exception cref="InputException">The name is unknown, or the data is missing or unusable.</exception>
    public static Dataset Load(string name, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return DatasetCatalog.Load(name, folder, DatasetCatalog.FashionMnistFolders);
    }

    /// <summary>The same data with another share of the training samples, the last ones, as validation set; unless they have one of their own.</summary>
    /// <param name="share">Above 0 and below 1; rounded down to whole samples, but at least one each is left.</param>
    public Dataset WithValidationShare(double share)
    {
        if (HasOwnValidation || _training.Count < 2)
            return this;
        int validation = Math.Clamp((int)Math.Floor(_training.Count * share), 1, _training.Count - 1);
        return With(_training, validation, Test, Undivided, HasBinarizedTraining);
    }

    /// <summary>The same data with values 0 and 1 only: value x becomes 1 with probability x, once for all.</summary>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="alsoTraining">Whether the training samples are drawn too, or stay gray.</param>
    /// <exception cref="InputException">A value is outside [0, 1].</exception>
    public Dataset Binarize(ulong seed, bool alsoTraining)
    {
        if (UnitIntervalFault("binarization") is { } fault)
            throw new InputException(fault);
        SampleSet training = _training.Binarize(new(seed, RandomPurpose.Binarization), from: alsoTraining ? 0 : Train.Count);
        var random = new RandomStream(seed, RandomPurpose.Binarization, 1);
        return With(training, Validation.Count, Test?.Binarize(random, from: 0), Undivided?.Binarize(random, from: 0), alsoTraining);
    }

    /// <summary>The same data with names for its classes. Data whose classes have names already, or that have no labels or other ones, stay as they are.</summary>
    /// <param name="classNames">The names, in the order of the labels.</param>
    internal Dataset Named(IReadOnlyList<string> classNames) => !HasLabels || ClassNames is not null || GreatestLabel >= classNames.Count
        ? this
        : With(_training.Named(classNames), Validation.Count, Test?.Named(classNames), Undivided?.Named(classNames), HasBinarizedTraining);

    /// <summary>Why the data cannot be used where values must lie in [0, 1]; null if they all do.</summary>
    /// <param name="user">What needs such values.</param>
    internal string? UnitIntervalFault(string user) => _outside is null ? null
        : $"There is {_outside}, and {user} needs values in [0, 1]: scale the data, or take a Gaussian likelihood without binarization.";

    /// <summary>The first value that a search finds, and where it stands; null for none.</summary>
    /// <param name="search">Where the value is among some; −1 for not there.</param>
    internal string? Find(Func<ReadOnlySpan<float>, int> search)
    {
        string? place = null;
        foreach ((string name, SampleSet? set) in new (string, SampleSet?)[] { ("training", _training), ("test", Test) })
        {
            set?.Visit((values, start) =>
            {
                if (place is null && search(values) is var found and >= 0)
                    place = FormattableString.Invariant($"{values[found]} in {name} sample {start + (found / Shape.Length)}");
            });
        }

        return place;
    }

    private static Dataset FromPath(string path, string? name, ImageOptions images, int fewest, SampleTerms? terms)
    {
        if (!File.Exists(path))
            return FromFolder(path, name, images, fewest, terms);
        RequireNoOptions(path, "is a file, which is read as it is", images);
        return FromFile(path, name, fewest, terms);
    }

    /// <summary>Images have options of reading; arrays are read as they are.</summary>
    private static void RequireNoOptions(string path, string what, ImageOptions images)
    {
        if (images != new ImageOptions())
            throw Fault.Of($"'{path}' {what}, without {string.Join(", ", ImageOptions.Settings.Where(setting => setting.Text(images) != setting.Text(new())).Select(setting => setting.Member))}: give a folder of images, or leave these out.");
    }

    private static Dataset FromFolder(string path, string? name, ImageOptions images, int fewest, SampleTerms? terms)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (images.Faults().ToArray() is [_, ..] faults)
            throw new InputException(faults);
        FolderData data = Read(path, images, terms);
        string folder = Path.GetFullPath(path);
        return Create(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), $"Folder '{path}'", data, fewest);
    }

    private static Dataset FromFile(string path, string? name, int fewest, SampleTerms? terms)
    {
        ArgumentNullException.ThrowIfNull(path);
        FolderData data = ArrayFile.IsOne(path) ? new ArrayReader(IdxSource.File(path), terms).Read() : OfImages(path, terms);
        return Create(name ?? Path.GetFileNameWithoutExtension(path), $"File '{path}'", data, fewest);
    }

    private static FolderData OfImages(string path, SampleTerms? terms)
    {
        if (ImageFile.IsNamedSo(path))
            throw Fault.Of($"'{path}' is one image, and data are several: give the folder that it is in.");
        (SampleSet images, float? dividedBy, ReaderNotes notes) = IdxFolder.ReadImages(path, terms);
        return FolderData.OfWhole(images, dividedBy, notes);
    }

    private static FolderData Read(string path, ImageOptions options, SampleTerms? terms)
    {
        var idx = new IdxFolder(path);
        if (idx.HasAny)
        {
            RequireNoOptions(path, "holds IDX files, which are read as they are", options);
            return idx.Read(terms);
        }

        var images = new ImageFolder(path);
        if (images.Count == 0 && images.OtherFormats is { } others)
            throw new InputException(others);
        return images.Count > 0 ? images.Read(options) : idx.Read(terms);
    }

    private static Dataset Create(string name, string source, FolderData data, int fewest = FewestTrainingSamples)
    {
        (SampleSet training, int? validation, SampleSet? test, _, SampleSet? undivided) = data;
        var faults = new List<string>();
        int toTrain = training.Count - (validation ?? 0);
        if (toTrain < fewest)
            faults.Add(FormattableString.Invariant($"{source} holds {toTrain} training samples, but at least {FewestTrainingSamples} are needed{(validation is null ? ", a tenth of them for validation" : string.Empty)}: add some."));
        if (validation == 0)
            faults.Add($"{source} holds no validation samples, but at least 1 is needed: add some, or remove the set.");
        if (test?.Count == 0)
            faults.Add($"{source} holds no test samples, but at least 1 is needed: add some.");
        if (Math.Max(training.Shape.Width, training.Shape.Height) > SampleShape.MaxSide)
            faults.Add(FormattableString.Invariant($"{source} holds samples of {training.Shape}, and a side may have {SampleShape.MaxSide} pixels: make them smaller."));
        if (test is not null && training.Shape != test.Shape)
            faults.Add(FormattableString.Invariant($"{source} holds training samples of {training.Shape} and test samples of {test.Shape} (channels × height × width; one channel is left out), but all must have one shape: scale them alike."));
        foreach (SampleSet set in new[] { training, test }.OfType<SampleSet>().Where(set => set is { ClassNames: not null, HasLabels: true }))
        {
            if (TensorPrimitives.Max(set.Labels.Span) is var greatest && greatest >= set.ClassNames!.Count)
                faults.Add(FormattableString.Invariant($"{source} has {set.ClassNames.Count} class names and a label {greatest}: give a name for each class from 0 to {greatest}, or none."));
        }

        if (test is { Count: > 0 } && training.Count > 0 && training.HasLabels != test.HasLabels)
            faults.Add($"{source} has labels for its {(test.HasLabels ? "test" : "training")} samples only: give labels for both, or for neither.");
        if (faults.Count > 0)
            throw new InputException(faults);

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string? outside = training.Examine(digest, "training");
        string? outsideOfTest = test?.Examine(digest, "test");
        if (validation is { } own)
            digest.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"validation {own}\n")));
        return new Dataset(
            name, training, validation ?? (training.Count / 10), test, Convert.ToHexStringLower(digest.GetHashAndReset()), outside ?? outsideOfTest, data.Notes.With(undivided ?? training))
        {
            HasOwnValidation = validation is not null,
            Undivided = undivided,
            DividedBy = data.DividedBy,
        };
    }

    /// <summary>The same data, divided or drawn otherwise.</summary>
    private Dataset With(SampleSet training, int validation, SampleSet? test, SampleSet? undivided, bool binarizedTraining) => new(Name, training, validation, test, Sha256, _outside, _notes)
    {
        HasOwnValidation = HasOwnValidation,
        Undivided = undivided,
        DividedBy = DividedBy,
        HasBinarizedTraining = binarizedTraining,
    };
}
