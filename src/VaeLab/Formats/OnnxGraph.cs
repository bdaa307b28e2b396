using System.Buffers.Binary;
using VaeLab.Numerics;

namespace VaeLab.Formats;

/// <summary>
/// A computation in the format of ONNX, built step by step. The numbers of fields are those of its definition
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
/// For one thread at a time.
/// </summary>
/// <param name="name">The graph's name.</param>
public sealed class OnnxGraph(string name)
{
    /// <summary>The version of the operators: from 2020, so that tools of many years read it.</summary>
    public const int Opset = 13;

    private const int IrVersion = 7, FloatType = 1, Int64Type = 7, FloatAttribute = 1, IntAttribute = 2, IntsAttribute = 7;

    private readonly ProtobufMessage _graph = new ProtobufMessage().Add(2, name);
    private int _nodes;

    /// <summary>What the caller gives: batch × columns.</summary>
    public string Input(string name, int columns, string meaning)
    {
        _graph.Add(11, Value(name, columns, meaning));
        return name;
    }

    /// <summary>What the caller gets: batch × columns.</summary>
    public void Output(string name, string value, int columns, string meaning)
    {
        _graph.Add(1, new ProtobufMessage().Add(1, value).Add(2, name).Add(4, "Identity"));
        _graph.Add(12, Value(name, columns, meaning));
    }

    /// <summary>Constant float32 numbers.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="values">The numbers, row-major.</param>
    /// <param name="dimensions">Their shape; none for a single number.</param>
    public string Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> dimensions)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return Tensor(name, FloatType, bytes, dimensions);
    }

    /// <summary>A parameter's present numbers, under its name.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="dimensions">The shape to give it.</param>
    public string Constant(Parameter parameter, params ReadOnlySpan<int> dimensions)
    {
        var values = new float[parameter.Length];
        parameter.CopyTo(values);
        return Constant(parameter.Name, values, dimensions);
    }

    /// <summary>Constant whole numbers.</summary>
    /// <inheritdoc cref="Constant(string, ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public string Constant(string name, ReadOnlySpan<long> values, params ReadOnlySpan<int> dimensions)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return Tensor(name, Int64Type, bytes, dimensions);
    }

    /// <summary>A single constant number.</summary>
    public string Number(double value) => Constant(FormattableString.Invariant($"number_{_nodes++}"), [(float)value]);

    /// <summary>An operator applied to values; returns the name of its result.</summary>
    public string Apply(string operation, params ReadOnlySpan<string> inputs) => Apply(operation, inputs, []);

    /// <summary>An operator with attributes.</summary>
    public string Apply(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, float? Real, int? Whole)> attributes)
    {
        string output = Node(operation, inputs, out ProtobufMessage node);
        foreach ((string attribute, float? real, int? whole) in attributes)
        {
            node.Add(5, real is { } number
                ? new ProtobufMessage().Add(1, attribute).Add(2, number).Add(20, FloatAttribute)
                : new ProtobufMessage().Add(1, attribute).Add(3, (long)(whole ?? 0)).Add(20, IntAttribute));
        }

        _graph.Add(1, node);
        return output;
    }

    /// <summary>Constant whole numbers in a row, under a name of their own.</summary>
    internal string Numbers(params ReadOnlySpan<long> values) => Constant(FormattableString.Invariant($"numbers_{_nodes++}"), values, values.Length);

    /// <summary>Constant numbers, under a name of their own.</summary>
    internal string Numbers(ReadOnlySpan<float> values, ReadOnlySpan<int> dimensions) => Constant(FormattableString.Invariant($"numbers_{_nodes++}"), values, dimensions);

    /// <summary>An operator with attributes that are lists of whole numbers.</summary>
    internal string ApplyLists(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, int[] Values)> attributes)
    {
        string output = Node(operation, inputs, out ProtobufMessage node);
        foreach ((string attribute, int[] values) in attributes)
        {
            var list = new ProtobufMessage().Add(1, attribute);
            foreach (int value in values)
                list.Add(8, (long)value);
            node.Add(5, list.Add(20, IntsAttribute));
        }

        _graph.Add(1, node);
        return output;
    }

    /// <summary>Writes the model file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="metadata">What it says about itself.</param>
    public void WriteTo(Stream stream, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        ProtobufMessage model = new ProtobufMessage().Add(1, (long)IrVersion).Add(2, "VaeLab").Add(7, _graph)
            .Add(8, new ProtobufMessage().Add(1, string.Empty).Add(2, (long)Opset));
        foreach ((string key, string value) in metadata)
            model.Add(14, new ProtobufMessage().Add(1, key).Add(2, value));
        model.WriteTo(stream);
    }

    private string Node(string operation, ReadOnlySpan<string> inputs, out ProtobufMessage node)
    {
        string output = FormattableString.Invariant($"{operation}_{_nodes++}");
        node = new ProtobufMessage();
        foreach (string input in inputs)
            node.Add(1, input);
        node.Add(2, output).Add(3, output).Add(4, operation);
        return output;
    }

    private string Tensor(string name, int type, byte[] bytes, ReadOnlySpan<int> dimensions)
    {
        var tensor = new ProtobufMessage();
        foreach (int dimension in dimensions)
            tensor.Add(1, (long)dimension);
        _graph.Add(5, tensor.Add(2, (long)type).Add(8, name).Add(9, bytes));
        return name;
    }

    private static ProtobufMessage Value(string name, int columns, string meaning)
    {
        ProtobufMessage shape = new ProtobufMessage()
            .Add(1, new ProtobufMessage().Add(2, "batch"))
            .Add(1, new ProtobufMessage().Add(1, (long)columns));
        ProtobufMessage type = new ProtobufMessage().Add(1, new ProtobufMessage().Add(1, (long)FloatType).Add(2, shape));
        return new ProtobufMessage().Add(1, name).Add(2, type).Add(3, meaning);
    }
}
