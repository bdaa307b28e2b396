using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using VaeLab.Formats;

namespace VaeLab.Data;

/// <summary>
/// Samples in a file, which is read as they are needed, so that it may be larger than memory. The operating system keeps in memory what
/// fits. The values lie one after the other, sample by sample, without gaps: bytes, which are divided by 255, or 32-bit floats,
/// little-endian. The file must not change while it is in use.
/// </summary>
public sealed class FileSet : SampleSet, IDisposable
{
    private const int BytesAtOnce = 4096;

    private readonly string _path;
    private readonly long _offset;
    private readonly bool _isBytes;
    private readonly SafeFileHandle _file;

    private FileSet(string path, bool isBytes, SampleShape shape, int count, long offset, ReadOnlyMemory<int> labels)
        : base(shape, count, labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        (_path, _isBytes, _offset) = (path, isBytes, offset);
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
        new(path, isBytes: true, shape, count, offset, labels);

    /// <summary>Opens a file of 32-bit floats, little-endian. They may be any finite numbers.</summary>
    /// <inheritdoc cref="OfBytes"/>
    public static FileSet OfFloats(string path, SampleShape shape, int count, long offset = 0, ReadOnlyMemory<int> labels = default) =>
        new(path, isBytes: false, shape, count, offset, labels);

    /// <summary>Closes the file; samples can no longer be read, from slices neither.</summary>
    public void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    protected override void Read(int start, int count, Span<float> target)
    {
        try
        {
            if (_isBytes)
                ReadBytes(target, Position(start));
            else
                ReadFloats(target, Position(start));
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(_path, cause);
        }
    }

    private long Position(int sample) => _offset + ((long)sample * Shape.Length * (_isBytes ? 1 : sizeof(float)));

    private void ReadBytes(Span<float> target, long position)
    {
        Span<byte> buffer = stackalloc byte[BytesAtOnce];
        for (int at = 0; at < target.Length; at += BytesAtOnce)
        {
            Span<byte> bytes = buffer[..Math.Min(BytesAtOnce, target.Length - at)];
            ReadExactly(bytes, position + at);
            ImageSet.ToFloats(bytes, target.Slice(at, bytes.Length));
        }
    }

    private void ReadFloats(Span<float> target, long position)
    {
        ReadExactly(MemoryMarshal.AsBytes(target), position);
        Span<int> words = MemoryMarshal.Cast<float, int>(target);
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(words, words);
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
