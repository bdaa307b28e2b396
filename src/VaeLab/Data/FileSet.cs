using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using VaeLab.Formats;

namespace VaeLab.Data;

/// <summary>
/// Samples in a file, which is read as they are needed, so that it may be larger than memory. The operating system keeps in memory what
/// fits. The values lie one after the other, sample by sample, without gaps: bytes, which are divided by 255, or 32-bit floats,
/// little-endian; or, of an array that <see cref="Dataset.FromFile(string, string?)"/> reads, any numbers. The file must not change while it is in use.
/// </summary>
public sealed class FileSet : SampleSet, IDisposable
{
    private const int BytesAtOnce = 4096;

    private readonly string _path;
    private readonly long _offset;
    private readonly NumberFormat _format;
    private readonly float _divisor;
    private readonly bool _channelsLast;
    private readonly SafeFileHandle _file;

    private FileSet(string path, NumberFormat format, SampleShape shape, int count, long offset, ReadOnlyMemory<int> labels, float divisor = 1, bool channelsLast = false)
        : base(shape, count, labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        (_path, _format, _offset, _divisor, _channelsLast) = (path, format, offset, divisor, channelsLast);
        try
        {
            if (RegularFile.IsEmpty(path))
                throw Fault.Of($"'{path}' is empty, or no regular file: give a file with samples.");
            _file = File.OpenHandle(path, options: FileOptions.RandomAccess);
            (long length, long end) = (RandomAccess.GetLength(_file), Position(count));
            if (length < end)
            {
                _file.Dispose();
                throw Fault.Of($"'{path}' holds {length:N0} bytes, and {count:N0} samples of {shape} from byte {offset:N0} on end at {end:N0}: give a lower count, or the whole file.");
            }
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(path, cause);
        }
    }

    /// <summary>Opens a file of bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">The shape of one sample.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="offset">Bytes before the first sample: the length of a header.</param>
    /// <param name="labels">The class of each sample, 0 or more; empty for none.</param>
    /// <exception cref="InputException">The file cannot be read, or is too short.</exception>
    /// <exception cref="ArgumentException">The shape, the offset or the labels cannot be.</exception>
    public static FileSet OfBytes(string path, SampleShape shape, int count, long offset = 0, ReadOnlyMemory<int> labels = default) =>
        new(path, NumberFormat.Bytes, shape, count, offset, labels, ImageSet.White);

    /// <summary>Opens a file of 32-bit floats, little-endian. They may be any finite numbers.</summary>
    /// <inheritdoc cref="OfBytes"/>
    public static FileSet OfFloats(string path, SampleShape shape, int count, long offset = 0, ReadOnlyMemory<int> labels = default) =>
        new(path, NumberFormat.Floats, shape, count, offset, labels);

    /// <summary>The samples of an array that lies in its file as it is, in C order.</summary>
    /// <param name="array">The array, the samples along its first axis.</param>
    /// <param name="shape">The shape of one sample.</param>
    /// <param name="channelsLast">Whether the array has the channels of a pixel one after the other.</param>
    /// <param name="divisor">What to divide its numbers by.</param>
    /// <param name="labels">The class of each sample, 0 or more; empty for none.</param>
    internal static FileSet OfArray(StoredArray array, SampleShape shape, bool channelsLast, float divisor, ReadOnlyMemory<int> labels)
    {
        (string path, long offset) = array.Place!.Value;
        return new(path, array.Format, shape, (int)array.Header.Shape[0], offset, labels, divisor, channelsLast && shape.Channels > 1);
    }

    /// <summary>Closes the file; samples can no longer be read, from slices neither.</summary>
    public void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    protected override void Read(int start, int count, Span<float> target)
    {
        try
        {
            if (_format == NumberFormat.Floats && BitConverter.IsLittleEndian && !_channelsLast)
                ReadExactly(MemoryMarshal.AsBytes(target), Position(start));
            else
                ReadPieces(target, Position(start));
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(_path, cause);
        }

        if (_divisor != 1)
            TensorPrimitives.Divide(target, _divisor, target);
    }

    private long Position(int sample) => _offset + ((long)sample * Shape.Length * _format.Size);

    private void ReadPieces(Span<float> target, long position)
    {
        Span<byte> buffer = stackalloc byte[BytesAtOnce];
        Span<float> values = stackalloc float[BytesAtOnce];
        int most = BytesAtOnce / _format.Size;
        for (int at = 0; at < target.Length; at += most)
        {
            int count = Math.Min(most, target.Length - at);
            ReadExactly(buffer[..(count * _format.Size)], position + ((long)at * _format.Size));
            Span<float> piece = _channelsLast ? values[..count] : target.Slice(at, count);
            if (_format.IsBytes)
                TensorPrimitives.ConvertChecked<byte, float>(buffer[..count], piece);
            else
                _format.Convert<float>(buffer[..(count * _format.Size)], piece);
            for (int i = 0; i < count && _channelsLast; i++)
                target[ChannelsFirst(at + i)] = piece[i];
        }
    }

    /// <summary>Where a value goes whose place in the file is with the other channels of its pixel.</summary>
    private int ChannelsFirst(int place)
    {
        int within = place % Shape.Length;
        return place - within + (within % Shape.Channels * Shape.Height * Shape.Width) + (within / Shape.Channels);
    }

    private void ReadExactly(Span<byte> target, long position)
    {
        for (int read = 0; !target.IsEmpty; target = target[read..], position += read)
        {
            read = RandomAccess.Read(_file, target, position);
            if (read == 0)
                throw new EndOfStreamException("it has become shorter");
        }
    }
}
