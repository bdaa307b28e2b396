using System.IO.Compression;
using VaeLab.Data;
using VaeLab.Tests.Shared;

namespace VaeLab.Tests.Data;

/// <summary>Files of NumPy's: what is taken for what, what is said of it, and what is refused.</summary>
public sealed class ArrayFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What NumPy itself has written: 0 to 23 in every type, in both byte orders and both orders of axes.</summary>
    [Fact]
    public void Numbers_of_every_type_are_what_numpy_wrote()
    {
        (IReadOnlyList<StoredArray> arrays, _) = ArrayFile.Open(IdxSource.File(Fixture("packed.npz")));
        Assert.Equal(22, arrays.Count);
        foreach (StoredArray array in arrays)
        {
            double[] expected = [.. Enumerable.Range(0, 24).Select(i => array.Name == "bool" ? (i % 3 == 1 ? 1.0 : 0) : i)];
            Assert.Equal(expected, array.Read<double>());
            Assert.Equal(Array.ConvertAll(expected, value => (float)value), array.Read<float>());
        }

        foreach (string version in (string[])["version1.npy", "version2.npy", "version3.npy"])
            Assert.Equal([.. Enumerable.Range(0, 24).Select(i => (double)i)], Assert.Single(ArrayFile.Open(IdxSource.File(Fixture(version))).Arrays).Read<double>());
    }

    [Fact]
    public void Arrays_without_numbers_are_left_out_and_named()
    {
        var notes = new ArrayReader(IdxSource.File(Fixture("stored.npz"))).ReadSets().Notes;
        Assert.Equal(["from x and y (samples and labels)"], notes.Changes);
        Assert.Equal([("arrays (names, things)", 2)], notes.LeftOut);
        Assert.Contains("holds values of the type '[('a', '<f4'), ('b', '<i2', (2,))]', and real numbers are needed", Fault(Fixture("records.npy")), StringComparison.Ordinal);
        Assert.Contains("has the shape a single number, and samples need two to four axes", Fault(Fixture("number.npy")), StringComparison.Ordinal);
    }

    /// <summary>Bytes in an array are the images that an IDX file of them holds, to the digest.</summary>
    [Fact]
    public void Bytes_are_images_as_from_idx_files()
    {
        using TempFolder idx = new();
        byte[] training = IdxBytes.Pattern(20 * 6), test = IdxBytes.Pattern(4 * 6), labels = IdxBytes.Pattern(20), testLabels = IdxBytes.Pattern(4);
        idx.Write("train-images-idx3-ubyte", IdxBytes.Images(20, 3, 2, training));
        idx.Write("train-labels-idx1-ubyte", IdxBytes.Labels(20));
        idx.Write("t10k-images-idx3-ubyte", IdxBytes.Images(4, 3, 2, test));
        idx.Write("t10k-labels-idx1-ubyte", IdxBytes.Labels(4));
        string path = Npz(
            CompressionLevel.Optimal, ("x_train", NpyBytes.Of("|u1", [20, 3, 2], training)), ("y_train", NpyBytes.Of("|u1", [20], labels)),
            ("x_test", NpyBytes.Of("|u1", [4, 3, 2], test)), ("y_test", NpyBytes.Of("|u1", [4, 1], testLabels)), ("note.txt", [1]));

        Dataset data = Dataset.FromFile(path);
        Assert.Equal(Dataset.FromFolder(idx.Path).Sha256, data.Sha256);
        Assert.Equal(("arrays", null as float?, false), (data.Name, data.DividedBy, data.HasOwnValidation));
        Assert.Equal(
            "24 images of 3 × 2 (18 training, 2 validation, 4 test), 19 classes, from x_train and y_train (training), x_test and y_test (test); left out: 1 other file (note.txt)",
            data.Reading.ToString());
        Assert.Equal(data.Sha256, Dataset.Load("mnist", path).Sha256);
    }

    [Fact]
    public void Sets_go_by_the_names_that_others_use()
    {
        Assert.Equal(
            "33 images of 3 × 2 (20 training, 6 validation, 7 test), 2 classes, from train_images and train_labels (training), val_images and val_labels (validation), test_images and test_labels (test)",
            Read(
                ("train_images", Bytes(20)), ("train_labels", Labels(20)), ("val_images", Bytes(6)), ("val_labels", Labels(6)), ("test_images", Bytes(7)), ("test_labels", Labels(7))));
        Assert.Equal("20 images of 3 × 2 (18 training, 2 validation), from X_train (training); left out: 1 array (x_other)", Read(("X_train", Bytes(20)), ("x_other", Bytes(1))));
        Assert.EndsWith("; left out: 2 arrays (extra, y_test)", Read(("images", Bytes(20)), ("extra", Bytes(2)), ("y_test", Labels(3))), StringComparison.Ordinal);
        Assert.Equal("20 images of 3 × 2 (17 training, 1 validation, 2 test), 2 classes, from data and target (samples and labels)", Read(("data", Bytes(20)), ("target", Labels(20))));
    }

    [Fact]
    public void What_is_not_clear_is_refused_with_all_arrays()
    {
        string end = "Save those that are needed as x and perhaps y, or as x_train, y_train, x_test and y_test, for example np.savez('new.npz', x=..., y=...).";
        Assert.Equal(
            $"'{_folder.At("arrays.npz")}' does not say what its arrays are for: 'data' and 'images' could both be samples. It holds data (20 × 6, float32), images (20 × 3 × 2, uint8), target (20, int64). {end}",
            Fault(("data", NpyBytes.Of("<f4", [20, 6])), ("images", Bytes(20)), ("target", Labels(20))));
        Assert.Contains("no name says which are the samples. It holds a (20 × 3 × 2, uint8), b (20 × 3 × 2, uint8). ", Fault(("a", Bytes(20)), ("b", Bytes(20))), StringComparison.Ordinal);
        Assert.Contains("'x' has no set, and 'x_test' has one", Fault(("x", Bytes(20)), ("x_test", Bytes(20))), StringComparison.Ordinal);
        Assert.Contains("'Y' and 'y' could both be labels", Fault(("x", Bytes(20)), ("Y", Labels(20)), ("y", Labels(20))), StringComparison.Ordinal);
        Assert.Contains("no name says which are the samples. It holds none.", Fault(("note.txt", [1])), StringComparison.Ordinal);
        Assert.Contains("holds samples for test and none for training", Fault(("x_test", Bytes(20)), ("y_test", Labels(20))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<f4", new[] { 20, 3, 2 }, "20 images of 3 × 2")]
    [InlineData("|u1", new[] { 20, 3, 2, 1 }, "20 images of 3 × 2")]
    [InlineData("|u1", new[] { 20, 1, 3, 2 }, "20 images of 3 × 2")]
    [InlineData("|u1", new[] { 20, 4, 5, 3 }, "20 colour images of 4 × 5")]
    [InlineData("|u1", new[] { 20, 3, 4, 5 }, "20 colour images of 4 × 5")]
    [InlineData("<f4", new[] { 20, 6 }, "20 samples of 6 features")]
    [InlineData("<f4", new[] { 20, 49 }, "20 samples of 49 features")]
    [InlineData("<f4", new[] { 20, 64 }, "20 images of 8 × 8")]
    [InlineData("<f4", new[] { 20, 64, 1, 1 }, "20 samples of 64 features")]
    public void The_axes_say_the_shape(string type, int[] shape, string reading)
    {
        string said = Read(("x", NpyBytes.Of(type, shape)));
        Assert.StartsWith(reading + " (17 training, 1 validation, 2 test)", said, StringComparison.Ordinal);
        Assert.Equal(reading.EndsWith("8 × 8", StringComparison.Ordinal), said.Contains(", rows of 64 numbers taken as images", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(new[] { 20 }, "has the shape 20, and samples need two to four axes: N × D, N × H × W, N × H × W × 3 or N × 3 × H × W; give it one of these, for example with a.reshape.")]
    [InlineData(new[] { 20, 2, 2, 2, 2 }, "has the shape 20 × 2 × 2 × 2 × 2, and samples need two to four axes")]
    [InlineData(new[] { 0, 3, 2 }, "has the shape 0 × 3 × 2, which is no data at all")]
    [InlineData(new[] { 20, 5, 3 }, "may be one picture in colour, or gray ones that are 3 pixels wide: give it the axes N × H × W × 3, or N × H × W × 1.")]
    [InlineData(new[] { 20, 3, 5, 3 }, "both its second and its last axis could be the colour channels")]
    [InlineData(new[] { 20, 5, 5, 4 }, "images need 1 or 3 colour channels, in the second or the last axis: leave transparency out, for example with a[..., :3].")]
    public void Other_axes_are_refused(int[] shape, string fault) => Assert.Contains(fault, Fault(("x", NpyBytes.Of("|u1", shape))), StringComparison.Ordinal);

    /// <summary>A float is 0.5, 1, … in the order of the file, so that each place can be told.</summary>
    [Theory]
    [InlineData(false, false, 0L)]
    [InlineData(false, false, long.MaxValue)]
    [InlineData(true, false, 0L)]
    [InlineData(true, false, long.MaxValue)]
    [InlineData(false, true, long.MaxValue)]
    [InlineData(true, true, 0L)]
    public void Values_come_to_their_places_from_memory_and_from_the_file(bool channelsLast, bool isFortran, long inPlaceFrom)
    {
        const int Count = 12, Height = 40, Width = 30, Channels = 3;
        int[] shape = channelsLast ? [Count, Height, Width, Channels] : [Count, Channels, Height, Width];
        var values = new float[Count * Channels * Height * Width];
        for (int i = 0; i < values.Length; i++)
        {
            int[] places = new int[4];
            for (int rest = i, axis = 0; axis < 4; axis++)
            {
                int at = isFortran ? axis : 3 - axis;
                (rest, places[at]) = (rest / shape[at], rest % shape[at]);
            }

            values[i] = channelsLast ? Value(places[0], places[3], places[1], places[2]) : Value(places[0], places[1], places[2], places[3]);
        }

        string path = _folder.Write("a.npy", NpyBytes.Of("<f4", shape, NpyBytes.Floats(values), isFortran));
        var reader = new ArrayReader(IdxSource.File(path), terms: null, inPlaceFrom);
        SampleSet samples = Assert.Single(reader.ReadSets().Sets).Samples;
        Assert.Equal(inPlaceFrom == 0 && !isFortran, samples is FileSet);
        Assert.Equal(new SampleShape(Channels, Height, Width), samples.Shape);
        var sample = new float[samples.Shape.Length];
        for (int n = 0; n < Count; n++)
        {
            samples.Fill(n, 1, sample);
            for (int i = 0; i < sample.Length; i++)
                Assert.Equal(Value(n, i / (Height * Width), i / Width % Height, i % Width), sample[i]);
        }

        static float Value(int n, int channel, int row, int column) => 0.5f + (n * 10_000) + (channel * 2000) + (row * 30) + column;
    }

    /// <summary>Where an array lies does not change a bit of the samples, of any type and scale.</summary>
    [Theory]
    [InlineData("|u1")]
    [InlineData(">u2")]
    [InlineData("<i8")]
    [InlineData("|b1")]
    public void An_array_read_from_its_file_is_the_one_in_memory(string type)
    {
        // Whole numbers up to 255: all but the least significant byte of each is 0.
        int size = type[2] - '0', least = type[0] == '>' ? size - 1 : 0;
        byte[] array = NpyBytes.Of(type, [30, 4, 5], [.. IdxBytes.Pattern(600 * size).Select((value, i) => i % size == least ? value : (byte)0)]);
        string readable = _folder.Write("x.npy", array);
        float[] expected = Values(new ArrayReader(IdxSource.File(readable)), inPlace: false);
        Assert.Equal(expected, Values(new ArrayReader(IdxSource.File(readable), terms: null, inPlaceFrom: 0), inPlace: true));

        static float[] Values(ArrayReader reader, bool inPlace)
        {
            SampleSet samples = Assert.Single(reader.ReadSets().Sets).Samples;
            Assert.Equal(inPlace, samples is FileSet);
            var values = new float[samples.Count * samples.Shape.Length];
            samples.Fill(0, samples.Count, values);
            return values;
        }
    }

    [Fact]
    public void A_member_that_is_not_packed_is_read_from_its_archive()
    {
        byte[] array = NpyBytes.Of("|u1", [30, 4, 5]);
        foreach ((CompressionLevel level, bool inPlace) in new[] { (CompressionLevel.NoCompression, true), (CompressionLevel.Optimal, false) })
        {
            string path = Npz(level, ("y", Labels(30)), ("x", array));
            var reader = new ArrayReader(IdxSource.File(path), terms: null, inPlaceFrom: 0);
            (IReadOnlyList<(string Set, SampleSet Samples)> sets, _, ReaderNotes notes) = reader.ReadSets();
            Assert.Equal(inPlace, sets[0].Samples is FileSet);
            Assert.Equal(inPlace, notes.Changes.Contains("read from the file as needed", StringComparer.Ordinal));
            var values = new float[30 * 20];
            sets[0].Samples.Fill(0, 30, values);
            Assert.Equal(IdxBytes.Pattern(600).Select(value => value / 255f), values);
            Assert.Equal([.. Enumerable.Range(0, 30).Select(i => i % 2)], sets[0].Samples.Labels.ToArray());
            Assert.Equal(inPlace ? 30 * sizeof(int) : (30 * sizeof(int)) + 600, reader.Size().Bytes);
        }
    }

    [Theory]
    [InlineData("<i4", new float[] { 0, 16, 3, 8 }, 16f, "whole numbers divided by their greatest, 16")]
    [InlineData("<f4", new float[] { 0, 16, 3, 8 }, 16f, "whole numbers divided by their greatest, 16")]
    [InlineData("<f4", new float[] { 0, 1, 0, 1 }, 1f, "numbers from 0 to 1 taken as they are")]
    [InlineData("<f4", new float[] { 0, 0.5f, 0.25f, 1 }, 1f, "numbers from 0 to 1 taken as they are")]
    [InlineData("<f4", new float[] { 0, 15.5f, 3, 8 }, 1f, "numbers from 0 to 15.5 taken as they are")]
    [InlineData("<i4", new float[] { -1, 2, 3, 8 }, 1f, "numbers from -1 to 8 taken as they are")]
    public void Numbers_are_scaled_by_a_rule_that_is_said(string type, float[] four, float divisor, string said)
    {
        Dataset data = Dataset.FromFile(_folder.Write("x.npy", Repeated(type, four)));
        Assert.Equal(divisor, data.DividedBy);
        Assert.EndsWith(", " + said, data.Reading.ToString(), StringComparison.Ordinal);
        var sample = new float[4];
        data.Train.Fill(0, 1, sample);
        Assert.Equal(Array.ConvertAll(four, value => value / divisor), sample);
        Assert.Equal(divisor, data.WithValidationShare(0.3).DividedBy);
    }

    /// <summary>A model's own scale holds for what it is given later, whatever the greatest value of that is.</summary>
    [Theory]
    [InlineData(16f, "<f4", new float[] { 0, 8, 3, 8 }, 16f)]
    [InlineData(16f, "<f4", new float[] { 0, 1, 0, 1 }, 16f)]
    [InlineData(16f, "<f4", new float[] { 0, 0.5f, 0, 1 }, 1f)]
    [InlineData(16f, "<f4", new float[] { 0, 17, 0, 1 }, 0f)]
    [InlineData(16f, "<f4", new float[] { 0, 8.5f, 0, 1 }, 0f)]
    [InlineData(16f, "|u1", new float[] { 0, 8, 0, 1 }, 16f)]
    [InlineData(16f, "|u1", new float[] { 0, 17, 0, 1 }, 0f)]
    [InlineData(1f, "<f4", new float[] { -2, 8.5f, 0, 1 }, 1f)]
    [InlineData(1f, "|u1", new float[] { 0, 17, 0, 1 }, 255f)]
    [InlineData(null, "|u1", new float[] { 0, 17, 0, 1 }, 255f)]
    [InlineData(null, "<i4", new float[] { 0, 17, 0, 1 }, 255f)]
    [InlineData(null, "<i4", new float[] { 0, 1, 0, 1 }, 1f)]
    [InlineData(null, "<i4", new float[] { 0, 256, 0, 1 }, 0f)]
    public void A_trained_model_says_the_scale(float? dividedBy, string type, float[] four, float divisor)
    {
        var terms = new SampleTerms(SampleShape.Gray(2, 2), dividedBy);
        string path = _folder.Write("x.npy", Repeated(type, four, columns: [4]));
        if (divisor == 0)
        {
            Assert.Contains(", and the model was trained on whole numbers from 0 to ", Assert.Throws<InputException>(() => Dataset.FromPathToJudge(path, new ImageOptions(), terms)).Message, StringComparison.Ordinal);
            return;
        }

        SampleSet all = Dataset.FromPathToJudge(path, new ImageOptions(), terms).Undivided!;
        Assert.Equal(terms.Shape, all.Shape);
        var sample = new float[4];
        all.Fill(0, 1, sample);
        Assert.Equal(Array.ConvertAll(four, value => value / divisor), sample);
    }

    [Fact]
    public void What_is_no_sound_array_is_refused()
    {
        Assert.EndsWith("one.jpg' is one image, and data are several: give the folder that it is in.", Fault(_folder.Write("one.jpg", ImageBytes.Of("jpeg"))), StringComparison.Ordinal);
        Assert.Contains("There is NaN in training sample", Fault(("x", Repeated("<f4", [0, float.NaN, 1, 1]))), StringComparison.Ordinal);
        Assert.Contains("as the label of sample 0; labels are whole numbers from 0", Fault(("x", Bytes(20)), ("y", Repeated("<f4", [0.5f], []))), StringComparison.Ordinal);
        Assert.Contains("has the shape 20 × 2, and labels need one whole number for each sample", Fault(("x", Bytes(20)), ("y", NpyBytes.Of("|u1", [20, 2]))), StringComparison.Ordinal);
        Assert.Contains("holds 20 samples and '" + _folder.At("arrays.npz") + ":y' holds 19 labels", Fault(("x", Bytes(20)), ("y", Labels(19))), StringComparison.Ordinal);
        Assert.Contains("holds samples of several types (x_train (20 × 3 × 2, uint8), x_test (20 × 2, float32))", Fault(("x_train", Bytes(20)), ("x_test", NpyBytes.Of("<f4", [20, 2]))), StringComparison.Ordinal);
        Assert.Contains("has labels for its training samples only", Fault(("x_train", Bytes(20)), ("y_train", Labels(20)), ("x_val", Bytes(20))), StringComparison.Ordinal);
        Assert.Contains("training samples of 3 × 2 and validation samples of 2 × 2", Fault(("x_train", Bytes(20)), ("x_val", NpyBytes.Of("|u1", [20, 2, 2]))), StringComparison.Ordinal);
        Assert.Contains("holds 9 training samples", Fault(("x_train", Bytes(9)), ("x_val", Bytes(9))), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], string> Damaged => new()
    {
        { "empty", [], "is empty, or no regular file" },
        { "text", "a,b\n1,2\n"u8.ToArray(), "starts with 0x612c620a, but an IDX file starts with" },
        { "cut", Bytes(20)[..^1], FormattableString.Invariant($"is truncated: it holds {Bytes(20).Length - 1} of the {Bytes(20).Length} bytes that its header announces") },
        { "longer", [.. Bytes(20), 0], FormattableString.Invariant($"is oversized: it goes on after the {Bytes(20).Length} bytes that its header announces") },
        { "cut in the header", Bytes(20)[..30], "is truncated: it ends within its header" },
        { "version 4", NpyBytes.Header("{}", major: 4), "is of version 4.0 of NumPy's format, and versions 1.0, 2.0 and 3.0 are read" },
        { "a long header", [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255], "announces a header of 4,294,967,295 bytes, and at most 65,535 are read" },
        { "no shape", NpyBytes.Header("{'descr': '<f4', 'fortran_order': False, }"), "has a header that says not what NumPy's format needs" },
        { "a shape of text", NpyBytes.Header("{'descr': '<f4', 'fortran_order': False, 'shape': ('a',), }"), "has a header that says not" },
        { "a negative side", NpyBytes.Header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2), }"), "has a header that says not" },
        { "overflow", NpyBytes.Header("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }"), "announces 4294967296 × 4294967296 numbers, more than any file holds" },
        { "a great side", NpyBytes.Header("{'descr': '|u1', 'fortran_order': False, 'shape': (999999999, 28, 28), }"), "is truncated" },
        { "a zip that is none", [.. "PK\u0003\u0004"u8, .. IdxBytes.Pattern(40)], "is a damaged zip archive" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_file_is_named_with_what_is_wrong(string kind, byte[] stored, string essential)
    {
        string path = _folder.Write(kind, stored);
        InputException fault = Assert.Throws<InputException>(() => Dataset.FromFile(path));
        Assert.Contains($"'{path}' {essential}", fault.Message, StringComparison.Ordinal);
        Assert.Single(fault.Faults);
    }

    [Fact]
    public void A_wrong_checksum_is_found()
    {
        byte[] stored = NpyBytes.Npz(CompressionLevel.NoCompression, ("x", Bytes(20)));
        int place = stored.AsSpan().IndexOf("NUMPY"u8) + 100;
        stored[place] ^= 1;
        Assert.Contains("is damaged: its checksum is wrong", Fault(_folder.Write("x.npz", stored)), StringComparison.Ordinal);
    }

    /// <summary>A megabyte that unpacks to a gigabyte is counted before memory is taken for it.</summary>
    [Fact]
    public void A_bomb_takes_no_memory()
    {
        byte[] header = NpyBytes.Header("{'descr': '|u1', 'fortran_order': False, 'shape': (1000000, 1000), }");
        byte[] zeros = new byte[1 << 20];
        string path = _folder.At("bomb.npz");
        using (var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry("x.npy", CompressionLevel.Fastest).Open();
            entry.Write(header);
            for (int i = 0; i < 10; i++)
                entry.Write(zeros);
        }

        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Contains("is truncated", Fault(path), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1 << 20);
    }

    private static byte[] Bytes(int count) => NpyBytes.Of("|u1", [count, 3, 2]);

    private static byte[] Labels(int count) => NpyBytes.Of("<i8", [count], [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((long)(i % 2)))]);

    /// <summary>Twenty samples of the same numbers.</summary>
    private static byte[] Repeated(string type, float[] numbers, int[]? columns = null)
    {
        float[] all = [.. Enumerable.Repeat(numbers, 20).SelectMany(some => some)];
        byte[] payload = type[1] switch
        {
            'f' => NpyBytes.Floats(all),
            'i' => [.. all.SelectMany(value => BitConverter.GetBytes((int)value))],
            _ => [.. all.Select(value => (byte)value)],
        };
        return NpyBytes.Of(type, [20, .. columns ?? [2, 2]], payload);
    }

    private static string Fixture(string name) => Checkout.At(Path.Combine("tests", "fixtures", "numpy", name));

    private static string Fault(string path) => Assert.Single(Assert.Throws<InputException>(() => Dataset.FromFile(path)).Faults);

    private string Fault(params (string Name, byte[] Array)[] arrays) => Fault(Npz(CompressionLevel.Optimal, arrays));

    private string Read(params (string Name, byte[] Array)[] arrays) => Dataset.FromFile(Npz(CompressionLevel.Optimal, arrays)).Reading.ToString();

    private string Npz(CompressionLevel level, params (string Name, byte[] Array)[] arrays) => _folder.Write("arrays.npz", NpyBytes.Npz(level, arrays));
}
