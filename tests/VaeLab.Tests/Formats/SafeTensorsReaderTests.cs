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
        Parameter weight = new("encoder.0.weight", 33, 3), bias = new("encoder.0.bias", 33);
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
    [InlineData("""{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}""", 1, "is of type F4, which is not known here")]
    [InlineData("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}""", 8, "does not lie where")]
    [InlineData("""{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,8]}}""", 8, "does not lie where")]
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

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00 }, new[] { 1f, -2f, 5.9604645e-8f })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0x00, 0xC0, 0x49, 0x40 }, new[] { 1f, -2f, 3.140625f })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0x9A, 0x99, 0x99, 0x99, 0x99, 0x99, 0xB9, 0x3F }, new[] { 1f, -2f, 0.1f })]
    public void Other_floats_become_float32(string type, byte[] data, float[] values)
    {
        StoredTensors stored = Read($$$"""{"a":{"dtype":"{{{type}}}","shape":[3],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        Assert.Equal(type, stored.Tensors["a"].Type);
        Assert.Equal(values, stored.Tensors["a"].Values);
        var parameter = new Parameter("a", 3);
        stored.Fill([parameter]);
        var filled = new float[3];
        parameter.CopyTo(filled);
        Assert.Equal(values, filled);
    }

    [Fact]
    public void More_numbers_than_a_piece_are_converted()
    {
        byte[] data = [.. Enumerable.Range(0, 10_000).SelectMany(i => BitConverter.GetBytes((Half)(i % 2000)))];
        StoredTensors stored = Read("""{"a":{"dtype":"F16","shape":[10,1000],"data_offsets":[0,20000]}}""", data);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => (float)(i % 2000)), stored.Tensors["a"].Values);
    }

    [Fact]
    public void Whole_numbers_are_said_only_where_weights_are_needed()
    {
        StoredTensors stored = Read("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"n":{"dtype":"I64","shape":[],"data_offsets":[4,12]}}""", new byte[12]);
        Parameter a = new("a", 1), n = new("n", 1);
        Assert.Equal("n", Assert.Single(stored.Extra([a])));
        Assert.Equal("'file' has a tensor 'n', which the configuration knows nothing of.", Assert.Throws<InputException>(() => stored.Fill([a])).Message);
        Assert.Equal("'file' has 'n' as I64, and weights are read from F32, F16, BF16, F64: convert it, in PyTorch by tensor.float().", Assert.Throws<InputException>(() => stored.Fill([a, n])).Message);
        stored.Without(["n"]).Fill([a]);
    }

    [Theory]
    [InlineData("module.", "", "encoder.0.weight,encoder.0.bias,encoder.10.weight,other")]
    [InlineData("module.encoder.0", "e", "e.weight,e.bias,module.encoder.10.weight,other")]
    [InlineData("module.encoder.1", "e", null)]
    [InlineData("other", "more", "module.encoder.0.weight,module.encoder.0.bias,module.encoder.10.weight,more")]
    [InlineData("module.*.weight", "*.kernel", "encoder.0.kernel,module.encoder.0.bias,encoder.10.kernel,other")]
    [InlineData("*", "m.*", "m.module.encoder.0.weight,m.module.encoder.0.bias,m.module.encoder.10.weight,m.other")]
    [InlineData("*", "same", null)]
    [InlineData("*.*", "*", null)]
    [InlineData("other", "*", null)]
    [InlineData("", "x", null)]
    public void Tensors_get_other_names(string from, string to, string? names)
    {
        string[] before = ["module.encoder.0.weight", "module.encoder.0.bias", "module.encoder.10.weight", "other"];
        var stored = new StoredTensors("file", before.ToDictionary(name => name, _ => new StoredTensor([0], []), StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        if (names is not null)
            Assert.Equal(names, string.Join(',', stored.Rename(from, to).Tensors.Keys));
        else
            Assert.Contains($"'{from}={to}'", Assert.Throws<InputException>(() => stored.Rename(from, to)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_faults_are_counted()
    {
        var stored = new StoredTensors("file", Enumerable.Range(0, 300_000).ToDictionary(i => FormattableString.Invariant($"t{i}"), _ => new StoredTensor([0], []), StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        IReadOnlyList<string> faults = Assert.Throws<InputException>(() => stored.Fill([new("a", 1)])).Faults;
        Assert.Equal(12, faults.Count);
        Assert.Equal("There are 299990 more faults like these.", faults[^1]);
    }

    /// <summary>A file of another kind is called what it is, and never damaged.</summary>
    [Theory]
    [InlineData("504B0304140000080808", "zip archive, as torch.save writes it (.pt, .pth)")]
    [InlineData("80025D7100", "pickle file, as torch.save writes it (.pt, .pth)")]
    [InlineData("894844460D0A1A0A00000000", "an HDF5 file, as Keras writes it (.h5)")]
    [InlineData("08071206566165", "an ONNX model")]
    [InlineData("934E554D505901007600", "a NumPy array")]
    [InlineData("7B22666F726D6174223A", "a JSON file")]
    public void A_file_of_another_kind_is_named(string start, string kind)
    {
        byte[] file = [.. Convert.FromHexString(start), .. new byte[100]];
        AssertRefused(file, kind);
        Assert.DoesNotContain("rain the model again", Assert.Throws<InputException>(() => SafeTensorsReader.Read(new MemoryStream(file), "file")).Message, StringComparison.Ordinal);
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

    private static StoredTensors Read(string header, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return SafeTensorsReader.Read(new MemoryStream([.. length, .. Encoding.UTF8.GetBytes(header), .. data]), "file");
    }

    private void AssertRefused(byte[] file, string reason)
    {
        string path = _folder.At("model.safetensors");
        File.WriteAllBytes(path, file);
        InputException fault = Assert.Throws<InputException>(() => SafeTensorsReader.Read(path));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }
}
