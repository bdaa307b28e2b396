using System.Buffers.Binary;
using VaeLab.Data;

namespace VaeLab.Tests.Shared;

/// <summary>Folders of IDX files that a model goes through in a moment.</summary>
internal static class TinyData
{
    private static readonly Lazy<Dataset> s_mnist = new(Dataset.Mnist);

    /// <summary>The first images of MNIST.</summary>
    public static TempFolder OfMnist(int training = 200, int test = 50)
    {
        Dataset mnist = s_mnist.Value;
        return Write((ImageSet)mnist.Train.Slice(0, training), (ImageSet)mnist.HeldOut.Slice(0, test));
    }

    /// <summary>Slanted stripes of three kinds, in images of any size.</summary>
    public static TempFolder OfStripes(int width, int height, int training = 150, int test = 20) =>
        Write(Stripes(width, height, training), Stripes(width, height, test));

    /// <summary>PNG images of 4 × 4 pixels in a folder for each class, of another brightness each.</summary>
    public static TempFolder OfClasses(int each, params string[] names)
    {
        var folder = new TempFolder();
        for (int i = 0; i < each * names.Length; i++)
        {
            int label = i % names.Length;
            byte[] pixels = [.. Enumerable.Range(0, 16).Select(pixel => (byte)(pixel % 4 == i / names.Length % 4 ? 255 : 200 * label / names.Length))];
            Directory.CreateDirectory(folder.At(names[label]));
            using FileStream file = File.Create(folder.At(names[label], FormattableString.Invariant($"{i}.png")));
            PngFile.Write(file, new(pixels, 4, 4));
        }

        return folder;
    }

    /// <summary>PNG images in colour, of 6 × 5 pixels (height × width), without folders.</summary>
    public static TempFolder OfPictures(int count)
    {
        const int Length = 3 * 6 * 5;
        var folder = new TempFolder();
        float[] pixels = [.. Enumerable.Range(0, count * Length).Select(at => ((at * 7) + (at / Length * 40 * (at % 3))) % 256 / 255f)];
        VaeLab.Runs.NamedImages.Numbered(pixels, new(3, 6, 5)).Write(folder.Path, columns: 1);
        return folder;
    }

    private static ImageSet Stripes(int width, int height, int count)
    {
        var pixels = new byte[count * width * height];
        var labels = new byte[count];
        for (int i = 0; i < pixels.Length; i++)
        {
            int image = i / (width * height), row = i / width % height, column = i % width;
            labels[image] = (byte)(image % 3);
            pixels[i] = (byte)((row + (column * labels[image]) + image) % 4 * 85);
        }

        return new(pixels, labels, width, height);
    }

    private static TempFolder Write(ImageSet training, ImageSet test)
    {
        var folder = new TempFolder();
        WriteSet(folder, "train", training);
        WriteSet(folder, "t10k", test);
        return folder;
    }

    private static void WriteSet(TempFolder folder, string prefix, ImageSet set)
    {
        folder.Write($"{prefix}-images-idx3-ubyte", [.. Words(0x803, set.Count, set.Height, set.Width), .. set.Pixels.Span]);
        folder.Write($"{prefix}-labels-idx1-ubyte", [.. Words(0x801, set.Count), .. set.Labels.ToArray().Select(label => (byte)label)]);
    }

    private static byte[] Words(params ReadOnlySpan<int> words)
    {
        var bytes = new byte[words.Length * sizeof(int)];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * sizeof(int)), words[i]);
        return bytes;
    }
}
