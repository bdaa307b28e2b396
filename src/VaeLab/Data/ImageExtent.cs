using System.Buffers.Binary;

namespace VaeLab.Data;

/// <summary>
/// Whether a file holds an image to its end, and whether another follows in it: decoders take what is missing for gray. Only the frame of each
/// format is looked at: the segments of JPEG (ITU-T T.81), the chunks of RIFF in WebP, the blocks of GIF89a, the header of BMP and the
/// strips or tiles of TIFF 6.0.
/// </summary>
/// <param name="IsWhole">Whether nothing is missing.</param>
/// <param name="HasMore">Whether it is the first of several.</param>
internal readonly record struct ImageExtent(bool IsWhole, bool HasMore = false)
{
    private static readonly ImageExtent s_cut = new(IsWhole: false), s_whole = new(IsWhole: true);

    /// <summary>Looks at a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="format">What it is: JPEG, WEBP, GIF, BMP or TIFF.</param>
    public static ImageExtent Of(ReadOnlySpan<byte> file, string format) => format.ToUpperInvariant() switch
    {
        "JPEG" => OfJpeg(file),
        "WEBP" => OfWebp(file),
        "GIF" => OfGif(file),
        "BMP" => OfBmp(file),
        "TIFF" => OfTiff(file),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };

    private static ImageExtent OfJpeg(ReadOnlySpan<byte> file)
    {
        const byte Mark = 0xff, End = 0xd9, Scan = 0xda, Start = 0xd8, FirstRestart = 0xd0, Lone = 0x01;
        for (int at = 2; ;)
        {
            int mark = file[at..].IndexOf(Mark); // between segments, and to the end of a scan
            if (mark < 0 || (at += mark + 1) >= file.Length)
                return s_cut;
            byte kind = file[at];
            if (kind == End)
                return s_whole;
            if (kind is Mark or 0 or Lone or (>= FirstRestart and <= Start))
            {
                at += kind == Mark ? 0 : 1;
                continue;
            }

            if (at + 3 > file.Length)
                return s_cut;
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 1)..]);
            at += 1 + length;
            if (at >= file.Length)
                return s_cut;
            if (kind != Scan && file[at] != Mark)
                return s_whole; // its segments are damaged, which decoding says better
        }
    }

    private static ImageExtent OfWebp(ReadOnlySpan<byte> file)
    {
        const int Header = 12, Chunk = 8;
        if (file.Length < Header || BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) > file.Length - Chunk)
            return s_cut;
        for (long at = Header; at + Chunk <= file.Length;)
        {
            long length = BinaryPrimitives.ReadUInt32LittleEndian(file[((int)at + 4)..]);
            at += Chunk + length + (length % 2);
            if (at - (length % 2) > file.Length)
                return s_cut;
        }

        return s_whole;
    }

    private static ImageExtent OfGif(ReadOnlySpan<byte> file)
    {
        const byte Image = 0x2c, Extension = 0x21;
        const int Header = 13, Descriptor = 10;
        if (file.Length < Header)
            return s_cut;
        bool whole = false;
        for (int at = Header + Colours(file[10]); at < file.Length; at++)
        {
            bool isImage = file[at] == Image;
            switch (file[at])
            {
                case Image when whole:
                    return new(IsWhole: true, HasMore: true);
                case Image when at + Descriptor <= file.Length:
                    at += Descriptor + Colours(file[at + Descriptor - 1]) + 1;
                    break;
                case Extension:
                    at += 2;
                    break;
                default:
                    return new(whole);
            }

            while (at < file.Length && file[at] != 0)
                at += 1 + file[at];
            whole |= isImage && at < file.Length; // at the empty block that ends its data
        }

        return new(whole);

        static int Colours(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static ImageExtent OfBmp(ReadOnlySpan<byte> file)
    {
        const int Header = 54, OldHeader = 26, OldLength = 12, LastHeader = 138, LastLength = 124, Info = 14;
        if (file.Length < OldHeader)
            return s_cut;
        long data = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[Info..]) == OldLength)
            return new(data + Bytes(BinaryPrimitives.ReadUInt16LittleEndian(file[18..]), BinaryPrimitives.ReadUInt16LittleEndian(file[20..]), BinaryPrimitives.ReadUInt16LittleEndian(file[24..])) <= file.Length);
        if (file.Length < Header)
            return s_cut;
        (long width, long height) = (BinaryPrimitives.ReadInt32LittleEndian(file[18..]), BinaryPrimitives.ReadInt32LittleEndian(file[22..]));
        uint packing = BinaryPrimitives.ReadUInt32LittleEndian(file[30..]);
        bool isPacked = packing is 1 or 2;
        long length = isPacked ? BinaryPrimitives.ReadUInt32LittleEndian(file[34..]) : Bytes(width, Math.Abs(height), BinaryPrimitives.ReadUInt16LittleEndian(file[28..]));
        long profile = file.Length >= LastHeader && BinaryPrimitives.ReadUInt32LittleEndian(file[Info..]) == LastLength
            ? Info + (long)BinaryPrimitives.ReadUInt32LittleEndian(file[126..]) + BinaryPrimitives.ReadUInt32LittleEndian(file[130..])
            : 0;
        return new(data + Math.Max(length, 0) <= file.Length && profile <= file.Length); // a decoder takes memory for all that stands before the pixels, and for the profile of colours

        static long Bytes(long width, long height, int bits) => ((width * bits) + 31) / 32 * 4 * height;
    }

    private static ImageExtent OfTiff(ReadOnlySpan<byte> file)
    {
        const int Entry = 12;
        const ushort StripOffsets = 273, StripBytes = 279, TileOffsets = 324, TileBytes = 325;
        bool isLittle = file[0] == 'I';
        if (file.Length < 8)
            return s_cut;
        long directory = Number(file[4..], 4, isLittle);
        if (directory + 2 > file.Length)
            return s_cut;
        long count = Number(file[(int)directory..], 2, isLittle), end = directory + 2 + (Entry * count);
        if (end + 4 > file.Length)
            return s_cut;
        long[] offsets = [], lengths = [];
        for (long at = directory + 2; at < end; at += Entry)
        {
            ReadOnlySpan<byte> entry = file.Slice((int)at, Entry);
            long tag = Number(entry, 2, isLittle);
            if (tag is not (StripOffsets or StripBytes or TileOffsets or TileBytes))
                continue;
            int size = Number(entry[2..], 2, isLittle) == 3 ? 2 : 4;
            long values = Number(entry[4..], 4, isLittle), place = values * size <= 4 ? at + 8 : Number(entry[8..], 4, isLittle);
            if (place + (values * size) > file.Length)
                return s_cut;
            var numbers = new long[values];
            for (int i = 0; i < numbers.Length; i++)
                numbers[i] = Number(file[(int)(place + (i * size))..], size, isLittle);
            if (tag is StripOffsets or TileOffsets)
                offsets = numbers;
            else
                lengths = numbers;
        }

        long length = file.Length;
        return new(offsets.Zip(lengths).All(strip => strip.First + strip.Second <= length), HasMore: Number(file[(int)end..], 4, isLittle) != 0);

        static long Number(ReadOnlySpan<byte> bytes, int size, bool isLittle) => (size, isLittle) switch
        {
            (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (2, false) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            (_, false) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        };
    }
}
