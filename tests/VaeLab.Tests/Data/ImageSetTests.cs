using System.Runtime.InteropServices;
using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class ImageSetTests
{
    private static readonly byte[] Pixels = IdxBytes.Pattern(6 * 5 * 7);
    private static readonly ImageSet Set = new(Pixels, new byte[] { 0, 1, 2, 3, 4, 5 }, width: 7, height: 5);

    [Fact]
    public void Sizes_are_those_given()
    {
        Assert.Equal((6, 7, 5, 35), (Set.Count, Set.Width, Set.Height, Set.PixelCount));
        Assert.Equal(Pixels[35..70], Set[1].ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Set[6].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Set[-1].Length);
    }

    [Fact]
    public void A_slice_is_a_view_of_the_same_bytes()
    {
        ImageSet slice = Set.Slice(2, 3);

        Assert.Equal((3, 7, 5), (slice.Count, slice.Width, slice.Height));
        Assert.Equal([2, 3, 4], slice.Labels.ToArray());
        Assert.True(MemoryMarshal.TryGetArray(slice.Pixels, out ArraySegment<byte> segment));
        Assert.Same(Pixels, segment.Array);
        Assert.Equal((70, 105), (segment.Offset, segment.Count));
        Assert.Equal(0, Set.Slice(6, 0).Count);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 7)]
    [InlineData(7, 0)]
    [InlineData(5, int.MaxValue)]
    public void A_slice_lies_inside(int start, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Set.Slice(start, count));

    [Theory]
    [InlineData(34, 1, 7, 5)]
    [InlineData(35, 2, 7, 5)]
    [InlineData(0, 1, 65536, 65536)]
    public void Pixels_and_labels_must_fit(int pixels, int labels, int width, int height) =>
        Assert.Throws<ArgumentException>(() => new ImageSet(new byte[pixels], new byte[labels], width, height));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(7, 0)]
    [InlineData(-7, -5)]
    public void A_size_is_positive(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSet(new byte[35], new byte[1], width, height));
}
