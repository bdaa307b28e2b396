using System.Security.Cryptography;
using VaeLab.Numerics;

namespace VaeLab.Data;

/// <summary>Images to train on, to choose by and to judge by, which share no image.</summary>
public sealed class Dataset
{
    private const int FewestTrainingImages = 10;

    private readonly ImageSet _training;

    private Dataset(string name, ImageSet training, int validation, ImageSet test, string sha256)
    {
        _training = training;
        Name = name;
        Train = training.Slice(0, training.Count - validation);
        Validation = training.Slice(training.Count - validation, validation);
        Test = test;
        Sha256 = sha256;
    }

    /// <summary>What it is called in options, reports and run folders.</summary>
    public string Name { get; }

    /// <summary>The first 90 % of the training images: 54,000 of MNIST's 60,000.</summary>
    public ImageSet Train { get; }

    /// <summary>The last 10 % of the training images, rounded down, at least 1: 6,000 of MNIST's 60,000.</summary>
    public ImageSet Validation { get; }

    /// <summary>The test images, which no choice may depend on: MNIST's 10,000.</summary>
    public ImageSet Test { get; }

    /// <summary>
    /// Identifies the data, however it is packed or named: the SHA-256, in 64 lower-case hex digits, of the four unpacked
    /// IDX files one after the other, headers included: training images, training labels, test images, test labels
    /// (<c>gzip -dc</c> of the four in this order, piped into <c>sha256sum</c>).
    /// </summary>
    public string Sha256 { get; }

    /// <summary>The names that <see cref="Load"/> knows.</summary>
    public static IReadOnlyList<string> KnownNames => DatasetCatalog.Names;

    /// <summary>Makes a dataset of images in memory. The last 10 % of <paramref name="training"/> become the validation set.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="training">At least 10 images.</param>
    /// <param name="test">At least 1 image, of the same width and height.</param>
    /// <exception cref="InputException">There are too few images, or their sizes differ; all faults together.</exception>
    public static Dataset Create(string name, ImageSet training, ImageSet test)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        return Create(name, $"Dataset '{name}'", training, test);
    }

    /// <summary>MNIST, which VaeLab carries: 60,000 training and 10,000 test images of 28 × 28 pixels, labels 0 to 9.</summary>
    /// <exception cref="InputException">The assembly is damaged: a file in it has not the SHA-256 that it should have.</exception>
    public static Dataset Mnist()
    {
        (ImageSet training, ImageSet test) = EmbeddedMnist.Read();
        return Create(DatasetCatalog.Mnist, training, test);
    }

    /// <summary>
    /// Reads <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c> and
    /// <c>t10k-labels-idx1-ubyte</c> from a folder. Each may be plain or end in <c>.gz</c>, and <c>.idx</c> may stand for
    /// <c>-idx</c>; where several are there, the plain one is read. If the folder holds <c>SHA256SUMS</c>, those of the
    /// files read that it lists must have the digests that it gives. A folder without any of these files may hold PNG images
    /// instead: in sub-folders <c>train</c> and <c>test</c>, or all together; below that, sub-folders are classes.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">What to call the dataset; the folder's name if null.</param>
    /// <exception cref="InputException">
    /// The folder or a file is missing or unusable, a hash is wrong, counts of images and labels differ, there are fewer
    /// than 10 training images, or training and test images differ in size. All faults of the four files come together.
    /// </exception>
    public static Dataset FromFolder(string path, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var idx = new IdxFolder(path);
        (ImageSet training, ImageSet test) = !idx.HasAny && ImageFolder.Names(path).Length > 0 ? ImageFolder.Read(path) : idx.Read();
        string folder = Path.GetFullPath(path);
        return Create(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), $"Folder '{path}'", training, test);
    }

    /// <summary>
    /// What the options <c>--dataset NAME --data DIR</c> mean. <c>mnist</c> comes with VaeLab; <c>fashion-mnist</c> is
    /// looked for where Debian's package dataset-fashion-mnist puts it and in <c>data/fashion-mnist</c> under the current folder.
    /// </summary>
    /// <param name="name">One of <see cref="KnownNames"/>.</param>
    /// <param name="folder">Where to read it from instead, as <see cref="FromFolder"/> does; null for the usual place.</param>
    /// <exception cref="InputException">The name is unknown, or the data is missing or unusable.</exception>
    public static Dataset Load(string name, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return DatasetCatalog.Load(name, folder, DatasetCatalog.FashionMnistFolders);
    }

    /// <summary>The same data with another share of the training images, the last ones, as validation set.</summary>
    /// <param name="share">Above 0 and below 1; rounded down to whole images, but at least one each is left.</param>
    public Dataset WithValidationShare(double share)
    {
        int validation = Math.Clamp((int)Math.Floor(_training.Count * share), 1, _training.Count - 1);
        return new Dataset(Name, _training, validation, Test, Sha256);
    }

    /// <summary>The same data with black and white pixels only: pixel x becomes 1 with probability x, once for all.</summary>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="alsoTraining">Whether the training images are drawn too, or stay gray.</param>
    public Dataset Binarize(ulong seed, bool alsoTraining)
    {
        ImageSet training = _training.Binarize(new(seed, RandomPurpose.Binarization), from: alsoTraining ? 0 : Train.Count);
        return new Dataset(Name, training, Validation.Count, Test.Binarize(new(seed, RandomPurpose.Binarization, 1), from: 0), Sha256);
    }

    private static Dataset Create(string name, string source, ImageSet training, ImageSet test)
    {
        var faults = new List<string>();
        if (training.Count < FewestTrainingImages)
            faults.Add(FormattableString.Invariant($"{source} holds {training.Count} training images, but at least {FewestTrainingImages} are needed, a tenth of them for validation: add images."));
        if (test.Count == 0)
            faults.Add($"{source} holds no test images, but at least 1 is needed: add images.");
        if (Math.Max(training.Width, training.Height) > SampleShape.MaxSide)
            faults.Add(FormattableString.Invariant($"{source} holds images of {training.Height} × {training.Width} pixels (height × width), and a side may have {SampleShape.MaxSide}: make them smaller."));
        if ((training.Width, training.Height) != (test.Width, test.Height))
            faults.Add(FormattableString.Invariant($"{source} holds training images of {training.Height} × {training.Width} pixels and test images of {test.Height} × {test.Width} pixels (height × width), but all must have one size: scale them alike."));
        return faults.Count == 0
            ? new Dataset(name, training, training.Count / 10, test, Digest(training, test))
            : throw new InputException(faults);
    }

    private static string Digest(params ReadOnlySpan<ImageSet> sets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ImageSet set in sets)
        {
            hash.AppendData(IdxHeader.Images(set.Count, set.Height, set.Width).ToBytes());
            hash.AppendData(set.Pixels.Span);
            hash.AppendData(IdxHeader.Labels(set.Count).ToBytes());
            hash.AppendData(set.Labels.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
