using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VaeLab.Tests.Data;

/// <summary>Writes arrays of NumPy's format independently of the code under test.</summary>
internal static class NpyBytes
{
    /// <summary>An array whose bytes are a pattern; those of floats are small whole numbers.</summary>
    public static byte[] Of(string type, int[] shape, bool isFortran = false)
    {
        int count = shape.Aggregate(1, (product, side) => product * side);
        return Of(type, shape, type[1] == 'f' ? Floats([.. IdxBytes.Pattern(count).Select(value => value / 255f)]) : IdxBytes.Pattern(count * (type[2] - '0')), isFortran);
    }

    public static byte[] Of(string type, int[] shape, byte[] payload, bool isFortran = false) =>
        [.. Header($"{{'descr': '{type}', 'fortran_order': {(isFortran ? "True" : "False")}, 'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : string.Empty)}), }}"), .. payload];

    public static byte[] Header(string text, byte major = 1)
    {
        byte[] size = new byte[major == 1 ? 2 : 4];
        if (major == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(size, (ushort)(text.Length + 1));
        else
            BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)(text.Length + 1));
        return [0x93, .. "NUMPY"u8, major, 0, .. size, .. Encoding.UTF8.GetBytes(text), (byte)'\n'];
    }

    public static byte[] Floats(params float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    public static byte[] Npz(CompressionLevel level, params (string Name, byte[] Array)[] arrays)
    {
        var stored = new MemoryStream();
        using (var archive = new ZipArchive(stored, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] array) in arrays)
            {
                using Stream entry = archive.CreateEntry(name.Contains('.', StringComparison.Ordinal) ? name : name + ".npy", level).Open();
                entry.Write(array);
            }
        }

        return stored.ToArray();
    }
}
