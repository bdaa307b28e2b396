using System.Diagnostics;
using System.IO.Compression;
using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Data;
using VaeLab.Tests.Models;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Tests.Fuzzing;

/// <summary>
/// Whatever bytes a file holds, it is read or refused in words; nothing else is thrown, nothing hangs, and memory stays within a
/// bound that the file's own length sets.
/// </summary>
public sealed class ParserFuzzTests
{
    private const int Usual = 3000, Long = 1_000_000;

    /// <summary>Streams, what arrives first, tables of a parser, and the wording of a fault.</summary>
    private const long Overhead = 256 * 1024;

    /// <summary>Bytes of memory for each byte of a file: JSON takes a dozen for a token, and a fault quotes from it.</summary>
    private const long PerByte = 64;

    /// <summary>Pixels for each byte of a PNG image: what deflate can pack into it, at a bit each.</summary>
    private const long PerPngByte = 8 * 1032;

    /// <summary>Of a small image file: 64 bytes for each of the million pixels that any file may announce, which the decoder is held to, and its own tables.</summary>
    private const long ImageMemory = 96L << 20;

    /// <summary>Of lossless WebP, whose decoder takes tables for 65,536 codes as soon as one pixel asks for the last.</summary>
    private const long LosslessMemory = 2700L << 20;

    /// <summary>Of a larger one: 64 bytes for each of 4,096 pixels.</summary>
    private const long PerImageByte = 64 * 4096;

    /// <summary>Bytes of memory for each byte of an archive: what deflate can pack into it, as floats.</summary>
    private const long PerNpzByte = sizeof(float) * 1032;

    private static readonly (string Name, byte[] Array)[] s_arrays = [("x", NpyBytes.Of("|u1", [12, 3, 2])), ("y", NpyBytes.Of("<i8", [12], [.. Enumerable.Range(0, 96).Select(i => (byte)(i % 8 == 0 ? i / 8 % 3 : 0))]))];

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private static readonly Dataset s_data =
        Dataset.Create("pattern", new ImageSet(IdxBytes.Pattern(40 * 6), IdxBytes.Pattern(40), 2, 3), new ImageSet(IdxBytes.Pattern(4 * 6), IdxBytes.Pattern(4), 2, 3));

    private static readonly ExperimentOptions s_options = new()
    {
        Name = "fuzzed",
        Model = new() { Hidden = [5], PriorMean = [1, 2], PriorCovariance = [[1, 0.4], [0.4, 0.5]] },
        Training = new() { Epochs = 3, BatchSize = 7, Threads = 1 },
    };

    private static readonly WorkerPool s_workers = new(1);
    private static readonly Trainer s_trainer = new(s_options.CreateModel(s_data.Train.Shape), s_data, s_options.Training, s_workers);
    private static readonly IReadOnlyDictionary<string, byte[]> s_run = Run();

    [Theory]
    [InlineData("idx-images")]
    [InlineData("idx-labels")]
    [InlineData("idx-gzip")]
    [InlineData("idx-stored-gzip")]
    [InlineData("idx-sound-gzip")]
    [InlineData("sha256sums")]
    [InlineData("png")]
    [InlineData("png-sound-checksums")]
    [InlineData("safetensors")]
    [InlineData("config")]
    [InlineData("metrics")]
    [InlineData("summary")]
    [InlineData("machine")]
    [InlineData("checkpoint")]
    [InlineData("csv")]
    [InlineData("json-rows")]
    [InlineData("png-palette")]
    [InlineData("npy")]
    [InlineData("npy-judged")]
    [InlineData("npz")]
    [InlineData("npz-stored")]
    [InlineData("npz-sound-arrays")]
    [InlineData("idx-floats")]
    public void A_mutant_is_read_or_refused(string parser)
    {
        byte[] images = IdxBytes.Images(10, 5, 7);
        switch (parser)
        {
            case "idx-images": Fuzz(parser, 0, images, Idx); break;
            case "idx-labels": Fuzz(parser, 1, IdxBytes.Labels(50), Idx); break;
            case "idx-gzip": Fuzz(parser, 2, IdxBytes.Gzip(images), Idx); break;
            case "idx-stored-gzip": Fuzz(parser, 3, IdxBytes.Gzip(images, CompressionLevel.NoCompression), Idx); break;
            case "idx-sound-gzip": Fuzz(parser, 4, images, Idx, mutant => IdxBytes.Gzip(mutant, CompressionLevel.Fastest)); break;
            case "sha256sums": Fuzz(parser, 5, File.ReadAllBytes(Checkout.At("data/mnist/SHA256SUMS")), bytes => Sha256Sums.Read(new("a file", "file", () => new MemoryStream(bytes)))); break;
            case "png": Fuzz(parser, 11, PngBytes.Of(9, 7, 8, 0), bytes => PngFile.Parse(bytes, "a file"), perByte: PerPngByte); break;
            case "png-sound-checksums": Fuzz(parser, 12, PngBytes.Of(9, 7, 4, 3, interlaced: true), bytes => PngFile.Parse(bytes, "a file"), PngBytes.WithSoundChecksums, PerPngByte); break;
            case "safetensors": Fuzz(parser, 6, s_run["model.safetensors"], bytes => Tensors(bytes).Fill(s_trainer.Model.Parameters)); break;
            case "config": Fuzz(parser, 7, s_run["config.json"], bytes => RunConfig.Parse(bytes, "a file")); break;
            case "metrics": Fuzz(parser, 8, s_run["metrics.jsonl"], bytes => JsonFile.ParseLines(bytes, RunJson.Line.EpochMetrics, Fault)); break;
            case "summary": Fuzz(parser, 9, s_run["summary.json"], bytes => JsonFile.Parse(bytes, RunJson.Default.RunSummary, Fault)); break;
            case "machine": Fuzz(parser, 13, s_run["machine.json"], bytes => JsonFile.Parse(bytes, RunJson.Default.VersionsEntry, Fault)); break;
            case "csv": Fuzz(parser, 14, "image,z1,other,z2\n\"a, b\",0.5,x,-1e-3\r\n\"c \"\"d\"\"\",2,y,3\n"u8.ToArray(), bytes => NumberTable.Parse(bytes, "a file.csv", "z", 2)); break;
            case "json-rows": Fuzz(parser, 15, """[{"image":"a","z":[0.5,-1e-3]},{"z":[2,3]},[4,5]]"""u8.ToArray(), bytes => NumberTable.Parse(bytes, "a file.json", "z", 2)); break;
            case "png-palette": Fuzz(parser, 16, PngBytes.Of(6, 5, 2, 3, transparency: [255, 0, 7]), bytes => PngFile.Parse(bytes, "a file"), PngBytes.WithSoundChecksums, PerPngByte); break;
            case "npy": Fuzz(parser, 17, NpyBytes.Of("<f4", [12, 3, 2]), bytes => Arrays(bytes)); break;
            case "npy-judged": Fuzz(parser, 18, NpyBytes.Of(">i2", [12, 9], [.. Enumerable.Range(0, 216).Select(i => (byte)(i % 2 * (i / 2 % 8)))]), bytes => Arrays(bytes, new(SampleShape.Gray(3, 3), 7))); break;
            case "npz": Fuzz(parser, 19, NpyBytes.Npz(CompressionLevel.Optimal, s_arrays), bytes => Arrays(bytes), perByte: PerNpzByte); break;
            case "npz-stored": Fuzz(parser, 20, NpyBytes.Npz(CompressionLevel.NoCompression, s_arrays), bytes => Arrays(bytes), perByte: PerNpzByte); break;
            case "npz-sound-arrays": Fuzz(parser, 21, s_arrays[0].Array, bytes => Arrays(bytes), mutant => NpyBytes.Npz(CompressionLevel.Optimal, [("x", mutant), s_arrays[1]]), PerNpzByte); break;
            case "idx-floats": Fuzz(parser, 22, [.. IdxBytes.Header(0xd03, 10, 3, 2), .. IdxBytes.Pattern(4 * 60)], Idx); break;
            default:
                var config = RunConfig.Parse(s_run["config.json"], "a file");
                Fuzz(parser, 10, s_run["checkpoint.safetensors"], bytes => Checkpoint.Restore(Tensors(bytes), s_trainer, config));
                break;
        }
    }

    /// <summary>The same of images in other formats than PNG, which a library decodes.</summary>
    [Theory]
    [InlineData("jpeg", 23)]
    [InlineData("jpeg-gray", 24)]
    [InlineData("webp", 25)]
    [InlineData("webp-lossless", 26)]
    [InlineData("gif", 27)]
    [InlineData("bmp", 28)]
    [InlineData("bmp-alpha", 29)]
    [InlineData("tiff", 30)]
    [InlineData("tiff-lzw", 31)]
    [InlineData("tiff-deflate", 32)]
    public void A_mutant_of_an_image_is_read_or_refused(string format, int stream) =>
        Fuzz(format, stream, ImageBytes.Of(format), bytes => ImageFile.Decode(bytes, "a file"), perByte: PerImageByte, fixedBytes: string.Equals(format, "webp-lossless", StringComparison.Ordinal) ? LosslessMemory : ImageMemory);

    private static void Fuzz(string parser, int stream, byte[] original, Action<byte[]> parse, Func<byte[], byte[]>? pack = null, long perByte = PerByte, long fixedBytes = Overhead)
    {
        pack ??= bytes => bytes;
        parse(pack(original));
        int refused = 0, count = Soak.Asked ? Long : Usual;
        long most = 0;
        for (int number = 0; number < count; number++)
        {
            byte[] mutant = pack(Mutation.Of(original, stream, number));
            long before = GC.GetAllocatedBytesForCurrentThread(), began = Stopwatch.GetTimestamp();
            TimeSpan computed = Environment.CpuUsage.TotalTime;
            try
            {
                parse(mutant);
            }
            catch (InputException fault)
            {
                refused++;
                Assert.All(fault.Faults, Assert.NotEmpty);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail(FormattableString.Invariant($"Mutant {number} of {parser} is neither read nor refused: {exception}"));
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= fixedBytes + (perByte * mutant.Length), FormattableString.Invariant($"Mutant {number} of {parser}, {mutant.Length} bytes, took {allocated} bytes."));

            // A machine that does other work meanwhile is no fault of the file.
            Assert.True(Stopwatch.GetElapsedTime(began) < s_longest || Environment.CpuUsage.TotalTime - computed < s_longest, FormattableString.Invariant($"Mutant {number} of {parser} took {Stopwatch.GetElapsedTime(began)}."));
            most = Math.Max(most, allocated);
        }

        Assert.InRange(refused, count / 20, count - 1);
        Soak.Record(parser, ("mutants", count), ("read", count - refused), ("refused", refused), ("most_bytes", most));
    }

    private static void Idx(byte[] bytes) => IdxFile.Read(new IdxSource("a file", "file", () => new MemoryStream(bytes, writable: false)));

    private static void Arrays(byte[] bytes, SampleTerms? terms = null) =>
        new ArrayReader(new("a file", "file", () => new MemoryStream(bytes, writable: false)), terms, inPlaceFrom: long.MaxValue).Read();

    private static StoredTensors Tensors(byte[] bytes) => SafeTensorsReader.Read(new MemoryStream(bytes, writable: false), "a file");

    private static string Fault(string reason) => $"'a file' cannot be read: {reason}";

    /// <summary>The files of a small run, with its last checkpoint.</summary>
    private static Dictionary<string, byte[]> Run()
    {
        using var folder = new Shared.TempFolder();
        using RunFolder run = RunFolder.Create(s_options with { OutputFolder = folder.At("run") }, s_data);
        run.Follow(s_trainer);
        TrainingResult result = s_trainer.Fit();
        byte[] checkpoint = File.ReadAllBytes(folder.At("run", "checkpoint.safetensors"));
        run.Save(s_trainer.Model);
        run.Save(RunSummary.Of(s_options, s_data, result, LittleData.Evaluation(new(1, 2), new(1, 2))));
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["checkpoint.safetensors"] = checkpoint };
        foreach (string name in (string[])["model.safetensors", "config.json", "machine.json", "metrics.jsonl", "summary.json"])
            files[name] = File.ReadAllBytes(folder.At("run", name));
        return files;
    }
}
