using System.Buffers;
using SixLabors.ImageSharp.Memory;

namespace VaeLab.Data;

/// <summary>The memory that decoding one image may take: so much altogether and no more, whatever the file announces.</summary>
/// <param name="bytes">How much.</param>
internal sealed class ImageMemory(long bytes) : MemoryAllocator
{
    private readonly SimpleGcMemoryAllocator _memory = new();
    private long _left = bytes;

    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None)
    {
        _left -= (long)length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        return _left < 0 ? throw new InvalidMemoryOperationException("it needs more memory than such a file may") : _memory.Allocate<T>(length, options);
    }

    protected override int GetBufferCapacityInBytes() => int.MaxValue;
}
