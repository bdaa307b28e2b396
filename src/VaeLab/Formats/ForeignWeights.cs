namespace VaeLab.Formats;

/// <summary>Files of weights that are not safetensors files, told by how they begin, and how to make one of them.</summary>
internal static class ForeignWeights
{
    private const string Target = "model.safetensors";

    /// <summary>Bytes that are enough to tell.</summary>
    public const int Beginning = 16;

    /// <summary>What a file is, and what to do with it; null if it is none of these.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="path">What to call it.</param>
    public static string? Explain(ReadOnlySpan<byte> start, string path)
    {
        if (start.StartsWith("PK\u0003\u0004"u8) || IsPickle(start))
            return $"'{path}' is a {(IsPickle(start) ? "pickle file" : "zip archive")}, as torch.save writes it (.pt, .pth), and weights are read from safetensors. In Python: from safetensors.torch import save_file; state = torch.load('{path}', map_location='cpu', weights_only=True); save_file({{name: t.float().contiguous() for name, t in state.items()}}, '{Target}').";
        if (start is [0x89, .. var signature] && signature.StartsWith("HDF\r\n"u8))
            return $"'{path}' is an HDF5 file, as Keras writes it (.h5), and weights are read from safetensors. In Python: load the model, and save its weights with safetensors.numpy.save_file, each kernel transposed to outputs × inputs, that of a convolution to outputs × inputs × height × width.";
        if (IsOnnx(start))
            return $"'{path}' is an ONNX model, and weights are read from safetensors. In Python: from safetensors.numpy import save_file; save_file({{t.name: onnx.numpy_helper.to_array(t) for t in onnx.load('{path}').graph.initializer}}, '{Target}').";
        if (start is [0x93, .. var magic] && magic.StartsWith("NUMPY"u8))
            return $"'{path}' is a NumPy array, and weights are read from safetensors. In Python: safetensors.numpy.save_file({{name: array, …}}, '{Target}').";
        return start.StartsWith("{"u8)
            ? $"'{path}' is a JSON file, and weights are read from safetensors: give the weights first, and the configuration with --config."
            : null;
    }

    /// <summary>The opcode PROTO, with a version from 2 to 5.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> start) => start is [0x80, >= 2 and <= 5, ..];

    /// <summary>Field 1 of ModelProto, the version of the format as a small number, and then a text (2, 3, …) or the graph (7).</summary>
    private static bool IsOnnx(ReadOnlySpan<byte> start) => start is [0x08, > 0 and < 0x40, 0x12 or 0x1A or 0x22 or 0x3A or 0x42, ..];
}
