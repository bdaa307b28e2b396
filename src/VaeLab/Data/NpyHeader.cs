using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace VaeLab.Data;

/// <summary>
/// What an array of NumPy's format announces (<c>numpy.lib.format</c>, versions 1.0, 2.0 and 3.0): a magic number, the length of a text,
/// and that text, a dictionary of Python with <c>descr</c>, <c>fortran_order</c> and <c>shape</c>.
/// </summary>
/// <param name="Format">How its numbers are stored; null for what are no numbers, or none that can be read.</param>
/// <param name="Type">The type as the file has it, for example <c>&lt;f8</c>.</param>
/// <param name="IsFortran">Whether the first index runs fastest, not the last.</param>
/// <param name="Shape">How many along each axis.</param>
/// <param name="Bytes">The header as it is stored.</param>
internal sealed record NpyHeader(NumberFormat? Format, string Type, bool IsFortran, IReadOnlyList<long> Shape, byte[] Bytes)
{
    private const int MagicLength = 6, MostBytes = ushort.MaxValue, Alignment = 64, MostAxes = 64;

    /// <summary>How many numbers there are.</summary>
    public long Count => Shape.Aggregate(1L, (product, side) => product * side);

    /// <summary>Characters of each text, in UTF-32; 0 for what is no text.</summary>
    public int TextLength => Type is ['<', 'U', ..] && int.TryParse(Type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length <= ushort.MaxValue ? length : 0;

    /// <summary>Bytes that follow the header; 0 for what cannot be read.</summary>
    public long PayloadLength => Count * (Format?.Size ?? (TextLength * sizeof(int)));

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Whether some bytes begin as an array does.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>The header of an array in C order, little-endian, of version 1.0.</summary>
    /// <param name="type">Its type, for example <c>&lt;f4</c>.</param>
    /// <param name="shape">How many along each axis.</param>
    public static byte[] ToBytes(string type, params ReadOnlySpan<int> shape)
    {
        var sides = new StringBuilder();
        foreach (int side in shape)
            sides.Append(CultureInfo.InvariantCulture, $"{side}, ");
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sides}), }}";
        int start = MagicLength + 4, length = (start + text.Length + Alignment) / Alignment * Alignment;
        byte[] bytes = [.. Magic, 1, 0, 0, 0, .. Encoding.ASCII.GetBytes(text.PadRight(length - start - 1)), (byte)'\n'];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(MagicLength + 2), (ushort)(length - start));
        return bytes;
    }

    /// <summary>Reads the header and nothing more.</summary>
    /// <param name="content">The array, from its start.</param>
    /// <param name="file">How faults name it.</param>
    /// <exception cref="InputException">It is no such array, or announces what cannot be.</exception>
    public static NpyHeader Read(Stream content, string file)
    {
        byte[] start = new byte[MagicLength + 2];
        int got = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (got < start.Length || !IsMagic(start))
            throw Fault.Of($"'{file}' does not start as an array of NumPy does: save it with np.save or np.savez.");
        (byte major, byte minor) = (start[MagicLength], start[MagicLength + 1]);
        if (major is < 1 or > 3 || minor != 0)
            throw Fault.Of($"'{file}' is of version {major}.{minor} of NumPy's format, and versions 1.0, 2.0 and 3.0 are read: save it anew with np.save.");

        byte[] size = new byte[major == 1 ? sizeof(ushort) : sizeof(uint)];
        got = content.ReadAtLeast(size, size.Length, throwOnEndOfStream: false);
        uint length = got < size.Length ? 0 : major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > MostBytes)
            throw Fault.Of($"'{file}' announces a header of {length:N0} bytes, and at most {MostBytes:N0} are read: get the file again.");
        byte[] text = new byte[length];
        if (content.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length || length == 0)
            throw Fault.Of($"'{file}' is truncated: it ends within its header; get the file again.");
        return Parse(Encoding.UTF8.GetString(text), file, [.. start, .. size, .. text]);
    }

    private static NpyHeader Parse(string text, string file, byte[] bytes)
    {
        string? type = null;
        bool? isFortran = null;
        List<long>? shape = null;
        var words = new Scanner(text);
        bool isSound = words.Take('{');
        while (isSound && !words.Take('}'))
        {
            isSound = words.Text() is { } key && words.Take(':') && key switch
            {
                "descr" => (type ??= words.Text() ?? words.Nested()) is not null,
                "fortran_order" => (isFortran ??= words.Truth()) is not null,
                "shape" => (shape ??= words.Sides(MostAxes)) is not null,
                _ => false,
            };
            isSound = isSound && (words.Take(',') || words.IsNext('}'));
        }

        if (!isSound || type is null || isFortran is null || shape is null)
            throw Fault.Of($"'{file}' has a header that says not what NumPy's format needs (descr, fortran_order, shape): get the file again, or save it anew with np.save.");
        if (shape.Aggregate(UInt128.One, (product, side) => product > long.MaxValue ? product : product * (ulong)side) > long.MaxValue / (ushort.MaxValue * sizeof(double)))
            throw Fault.Of($"'{file}' announces {string.Join(" × ", shape)} numbers, more than any file holds: get the file again.");
        return new(FormatOf(type), type, isFortran.Value, shape, bytes);
    }

    private static NumberFormat? FormatOf(string type)
    {
        NumberType? found = type.TrimStart('<', '>', '|', '=') switch
        {
            "b1" or "?" => NumberType.Bool,
            "u1" => NumberType.UInt8,
            "i1" => NumberType.Int8,
            "u2" => NumberType.UInt16,
            "i2" => NumberType.Int16,
            "u4" => NumberType.UInt32,
            "i4" => NumberType.Int32,
            "u8" => NumberType.UInt64,
            "i8" => NumberType.Int64,
            "f2" => NumberType.Float16,
            "f4" => NumberType.Float32,
            "f8" => NumberType.Float64,
            _ => null,
        };
        return found is { } number ? new(number, IsBigEndian: type[0] == '>') : null;
    }

    /// <summary>Takes the text of the header apart; what is not there is null.</summary>
    private ref struct Scanner(string text)
    {
        private ReadOnlySpan<char> _rest = text;

        public bool IsNext(char character)
        {
            _rest = _rest.TrimStart();
            return _rest is [var next, ..] && next == character;
        }

        public bool Take(char character)
        {
            bool isNext = IsNext(character);
            if (isNext)
                _rest = _rest[1..];
            return isNext;
        }

        public string? Text()
        {
            char quote = IsNext('\'') ? '\'' : '"';
            if (!Take(quote) || _rest.IndexOf(quote) is not (>= 0 and var end))
                return null;
            string found = _rest[..end].ToString();
            _rest = _rest[(end + 1)..];
            return found;
        }

        /// <summary>The list of fields of an array of records, as it stands there.</summary>
        public string? Nested()
        {
            int depth = 0;
            _rest = _rest.TrimStart();
            for (int i = 0; i < _rest.Length && (i > 0 || _rest[0] == '['); i++)
            {
                depth += _rest[i] switch { '[' or '(' => 1, ']' or ')' => -1, _ => 0 };
                if (depth > 0)
                    continue;
                string found = _rest[..(i + 1)].ToString();
                _rest = _rest[(i + 1)..];
                return found;
            }

            return null;
        }

        public bool? Truth()
        {
            _rest = _rest.TrimStart();
            foreach ((string word, bool value) in ((string, bool)[])[("True", true), ("False", false)])
            {
                if (!_rest.StartsWith(word, StringComparison.Ordinal))
                    continue;
                _rest = _rest[word.Length..];
                return value;
            }

            return null;
        }

        public List<long>? Sides(int most)
        {
            if (!Take('('))
                return null;
            var sides = new List<long>();
            while (!Take(')'))
            {
                _rest = _rest.TrimStart();
                int end = _rest.IndexOfAnyExceptInRange('0', '9');
                if (end <= 0 || sides.Count == most || !long.TryParse(_rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out long side))
                    return null;
                sides.Add(side);
                _rest = _rest[end..];
                Take('L'); // as Python 2 wrote long numbers
                if (!Take(',') && !IsNext(')'))
                    return null;
            }

            return sides;
        }
    }
}
