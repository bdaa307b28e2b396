namespace VaeLab.Data;

/// <summary>The files of <c>data/mnist</c>.</summary>
internal static class EmbeddedMnist
{
    private static readonly DataCarrier s_carrier = new("VaeLab.Data.Mnist", "mnist", "MNIST", "give Dataset.FromFolder a folder with the four files");

    /// <exception cref="InputException">The assembly is missing, or a file in it is damaged.</exception>
    public static (ImageSet Training, ImageSet Test) Read() => Read(Open);

    /// <summary>The file with a number in <see cref="IdxQuadruple.Names"/>.</summary>
    public static IdxSource Source(int number) => Source(number, Open);

    /// <param name="open">Opens a file of <c>data/mnist</c> by its name.</param>
    /// <exception cref="InputException">A file is missing or has not the SHA-256 that it should have.</exception>
    public static (ImageSet Training, ImageSet Test) Read(Func<string, Stream> open) => s_carrier.Read(() =>
    {
        IdxFile?[] files = IdxQuadruple.Read(number => Source(number, open), () => Sha256Sums.Read(s_carrier.Source(Sha256Sums.FileName, open)));
        return (Join(files[0]!, files[1]!), Join(files[2]!, files[3]!));
    });

    public static Stream Open(string name) => s_carrier.Open(name);

    private static ImageSet Join(IdxFile images, IdxFile labels) => new(images.Payload, labels.Payload, images.Width, images.Height);

    private static IdxSource Source(int number, Func<string, Stream> open) => s_carrier.Source(IdxQuadruple.Names[number] + ".gz", open);
}
