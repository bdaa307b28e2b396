using System.Buffers.Binary;
using System.Text;
using VaeLab.Formats;
using VaeLab.Numerics;
using VaeLab.Tests.Data;

namespace VaeLab.Tests.Formats;

public sealed class SafeTensorsReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read()
    {
        Parameter weight = new("encoder.0.weight", 33, 3), bias = new("encoder.0.bias", 33, 1);
        float[] values = [.. Enumerable.Range(0, 99).Select(i => i / 7f)];
        weight.CopyFrom(values);
        string path = _folder.At("model.safetensors");
        using (FileStream stream = File.Create(path))
            SafeTensors.Write(stream, [weight, bias], new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" });

        IReadOnlyDictionary<string, StoredTensor> tensors = SafeTensorsReader.Read(path).Tensors;
        Assert.Equal(["encoder.0.weight", "encoder.0.bias"], tensors.Keys.ToArray());
        Assert.Equal([33, 3], tensors["encoder.0.weight"].Shape);
        Assert.Equal(values, tensors["encoder.0.weight"].Values);
        Assert.Equal([33], tensors["encoder.0.bias"].Shape);
        Assert.Equal(new float[33], tensors["encoder.0.bias"].Values);
    }

    [Fact]
    public void Tensors_may_be_named_in_any_order()
    {
        const string header = """{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""";
        using var file = new MemoryStream();
        file.Write([(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(header), 0, 0, 128, 63, 0, 0, 0, 64]);
        file.Position = 0;
        StoredTensors stored = SafeTensorsReader.Read(file, "file");
        Parameter a = new("a", 1, 1), b = new("b", 1, 1);
        stored.Fill([a, b]);
        float[] values = new float[2];
        a.CopyTo(values.AsSpan(0, 1));
        b.CopyTo(values.AsSpan(1, 1));
        Assert.Equal([1f, 2f], values);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 8, "only F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "does not lie where")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "does not lie where")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 8, "does not lie where")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "cannot be understood")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,4],"data_offsets":[0,4]}}""", 4, "cannot be understood")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "negative")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "cannot be understood")]
    [InlineData("""[[[[[[[[[[[[]]]]]]]]]]]]""", 0, "cannot be understood")]
    [InlineData("""nonsense""", 0, "cannot be understood")]
    public void What_is_not_sound_is_refused(string header, int data, string reason)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)text.Length);
        text.CopyTo(file, 8);
        AssertRefused(file, reason);
    }

    [Fact]
    public void A_length_that_cannot_be_is_refused()
    {
        AssertRefused([1, 2, 3], "first 8 bytes");
        AssertRefused([255, 255, 255, 255, 255, 255, 255, 127], "its header claims");
        AssertRefused([9, 0, 0, 0, 0, 0, 0, 0, (byte)'{'], "its header claims");
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("nowhere", Assert.Throws<InputException>(() => SafeTensorsReader.Read(_folder.At("nowhere"))).Message, StringComparison.Ordinal);

    private void AssertRefused(byte[] file, string reason)
    {
        string path = _folder.At("model.safetensors");
        File.WriteAllBytes(path, file);
        InputException fault = Assert.Throws<InputException>(() => SafeTensorsReader.Read(path));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }
}
