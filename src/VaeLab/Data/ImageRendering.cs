namespace VaeLab.Data;

/// <summary>Turns images into samples: background, colours, size and inversion, in this order.</summary>
/// <param name="options">What to do.</param>
internal sealed class ImageRendering(ImageOptions options)
{
    /// <summary>The shape that a sample of an image will have.</summary>
    public SampleShape Shape(ColourImage image) => new(options.Channels, options.Size?.Height ?? image.Height, options.Size?.Width ?? image.Width);

    /// <summary>Makes a sample.</summary>
    /// <param name="image">The image.</param>
    /// <param name="background">What transparent pixels stand on, and what is around a padded image.</param>
    /// <param name="facts">What the image had.</param>
    /// <returns>Channels × height × width bytes.</returns>
    public byte[] Render(ColourImage image, Rgb background, out ImageFacts facts)
    {
        byte[][] planes = Planes(image, background, out facts);
        if (options.Size is { } size && facts.IsScaled)
            planes = [.. planes.Zip(Components(background), (plane, ground) => Resize(plane, image, size, ground))];
        byte[] sample = planes is [var red, var green, var blue] ? [.. red, .. green, .. blue] : planes[0];
        for (int i = 0; options.Invert && i < sample.Length; i++)
            sample[i] = (byte)~sample[i];
        return sample;
    }

    /// <summary>Luma, or red, green and blue, on the background. The contrast is that of the luma.</summary>
    private byte[][] Planes(ColourImage image, Rgb background, out ImageFacts facts)
    {
        int count = image.Width * image.Height;
        byte[][] planes = [.. Enumerable.Range(0, options.Channels).Select(_ => new byte[count])];
        byte[] ground = Components(background);
        bool hasColours = false, isTransparent = false;
        Range onBlack = new(), onWhite = new();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pixel = image.Pixels.AsSpan(ColourImage.Channels * i, ColourImage.Channels);
            byte alpha = pixel[3], luma = new Rgb(pixel[0], pixel[1], pixel[2]).Luma;
            hasColours |= pixel[0] != pixel[1] || pixel[1] != pixel[2];
            isTransparent |= alpha < byte.MaxValue;
            onBlack.Add(On(byte.MinValue, luma, alpha));
            onWhite.Add(On(byte.MaxValue, luma, alpha));
            for (int channel = 0; channel < planes.Length; channel++)
                planes[channel][i] = On(ground[channel], planes.Length == 1 ? luma : pixel[channel], alpha);
        }

        bool isScaled = options.Size is { } size && (size.Width, size.Height) != (image.Width, image.Height);
        facts = new(hasColours, image.Depth, image.HasMore, isScaled, isTransparent, onBlack.Contrast, onWhite.Contrast);
        return planes;
    }

    private byte[] Components(Rgb colour) => options.Colours == ImageColours.Gray ? [colour.Luma] : [colour.Red, colour.Green, colour.Blue];

    private static byte On(byte ground, byte value, byte alpha) => (byte)(((value * alpha) + (ground * (byte.MaxValue - alpha)) + 127) / 255);

    /// <summary>Brings one channel to a size, in the middle: as Pillow's ImageOps.fit and ImageOps.pad do it, or stretched.</summary>
    private byte[] Resize(byte[] plane, ColourImage image, ImageSize size, byte ground)
    {
        (double width, double height) = (image.Width, image.Height);
        double across = size.Width / width, down = size.Height / height;
        if (options.Fit == ImageFit.Stretch || across == down)
            return Resampling.Resize(plane, image.Width, image.Height, size);
        if (options.Fit == ImageFit.Crop)
        {
            (double keptWidth, double keptHeight) = across > down ? (width, size.Height / across) : (size.Width / down, height);
            return Resampling.Resize(plane, image.Width, image.Height, size, ((width - keptWidth) / 2, (height - keptHeight) / 2, keptWidth, keptHeight));
        }

        var inside = across < down
            ? size with { Height = Math.Max(1, (int)Math.Round(height * across)) }
            : size with { Width = Math.Max(1, (int)Math.Round(width * down)) };
        byte[] scaled = Resampling.Resize(plane, image.Width, image.Height, inside), padded = new byte[size.Width * size.Height];
        padded.AsSpan().Fill(ground);
        int left = (size.Width - inside.Width) / 2, top = (size.Height - inside.Height) / 2;
        for (int y = 0; y < inside.Height; y++)
            scaled.AsSpan(y * inside.Width, inside.Width).CopyTo(padded.AsSpan(((top + y) * size.Width) + left));
        return padded;
    }

    /// <summary>The least and the greatest of some bytes.</summary>
    private struct Range
    {
        private byte? _least, _most;

        public readonly int Contrast => (_most ?? 0) - (_least ?? 0);

        public void Add(byte value) => (_least, _most) = (Math.Min(_least ?? value, value), Math.Max(_most ?? value, value));
    }
}
