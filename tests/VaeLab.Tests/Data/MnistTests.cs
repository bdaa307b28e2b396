using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class MnistTests
{
    private static readonly Lazy<Dataset> Mnist = new(Dataset.Mnist);

    [Fact]
    public void It_has_its_known_counts_and_size()
    {
        Dataset mnist = Mnist.Value;
        Assert.Equal("mnist", mnist.Name);
        Assert.Equal((54_000, 6_000, 10_000), (mnist.Train.Count, mnist.Validation.Count, mnist.Test!.Count));
        Assert.All([mnist.Train, mnist.Validation, mnist.Test!], set => Assert.Equal(SampleShape.Gray(28, 28), set.Shape));
    }

    [Fact]
    public void It_has_its_known_digest() => // gzip -dc of the four files, piped into sha256sum
        Assert.Equal("b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a", Mnist.Value.Sha256);

    [Fact]
    public void It_has_its_known_numbers_of_each_digit()
    {
        Dataset mnist = Mnist.Value;
        int[] training = [.. Histogram(mnist.Train).Zip(Histogram(mnist.Validation), (a, b) => a + b)];
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], training);
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Histogram(mnist.Test!));
    }

    /// <summary>The MD5 of the canonical files, as published beside many copies of them.</summary>
    [Theory]
    [InlineData("train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb")]
    [InlineData("train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624")]
    [InlineData("t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea")]
    [InlineData("t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637")]
    public void The_files_are_the_canonical_ones(string name, string md5)
    {
        using var content = new GZipStream(EmbeddedMnist.Open(name + ".gz"), CompressionMode.Decompress);
#pragma warning disable CA5351 // The published digests are MD5; here they identify, they do not protect.
        Assert.Equal(md5, Convert.ToHexStringLower(MD5.HashData(content)));
#pragma warning restore CA5351
    }

    [Fact]
    public void Pixels_are_in_memory_once()
    {
        Assert.True(MemoryMarshal.TryGetArray(((ImageSet)Mnist.Value.Train).Pixels, out ArraySegment<byte> train));
        Assert.True(MemoryMarshal.TryGetArray(((ImageSet)Mnist.Value.Validation).Pixels, out ArraySegment<byte> validation));
        Assert.Same(train.Array, validation.Array);
        Assert.Equal(60_000 * 28 * 28, train.Array!.Length);
        Assert.Equal((0, train.Count), (train.Offset, validation.Offset));
    }

    [Fact]
    public void Damaged_files_in_the_assembly_are_refused()
    {
        InputException fault = Assert.Throws<InputException>(() => EmbeddedMnist.Read(name =>
            name.StartsWith("t10k-labels", StringComparison.Ordinal)
                ? new MemoryStream(IdxBytes.Gzip(IdxBytes.Labels(10_000)))
                : EmbeddedMnist.Open(name)));

        Assert.Contains("VaeLab.Data.Mnist.dll are damaged: build or install it again", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'mnist/t10k-labels-idx1-ubyte.gz' has the wrong hash", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_in_the_assembly_is_named()
    {
        InputException fault = Assert.Throws<InputException>(() => EmbeddedMnist.Read(name => EmbeddedMnist.Open("no-" + name)));
        Assert.Contains("'mnist/SHA256SUMS' does not exist", fault.Message, StringComparison.Ordinal);
    }

    private static int[] Histogram(SampleSet set)
    {
        var counts = new int[10];
        foreach (int label in set.Labels.Span) counts[label]++;
        return counts;
    }
}
