namespace VaeLab.Data;

/// <summary>The files of <c>data/mnist</c>, which the assembly carries.</summary>
internal static class EmbeddedMnist
{
    public static (ImageSet Training, ImageSet Test) Read() => Read(Open);

    /// <summary>The file with a number in <see cref="IdxQuadruple.Names"/>.</summary>
    public static IdxSource Source(int number) => Source(IdxQuadruple.Names[number] + ".gz", Open);

    /// <param name="open">Opens a file of <c>data/mnist</c> by its name.</param>
    /// <exception cref="InputException">A file is missing or has not the SHA-256 that it should have.</exception>
    public static (ImageSet Training, ImageSet Test) Read(Func<string, Stream> open)
    {
        try
        {
            return IdxQuadruple.Read(
                number => Source(IdxQuadruple.Names[number] + ".gz", open), () => Sha256Sums.Read(Source(Sha256Sums.FileName, open)));
        }
        catch (InputException cause)
        {
            throw Fault.Of($"The MNIST files inside VaeLab.dll are damaged: build or install VaeLab again. {cause.Message}", cause);
        }
    }

    private static IdxSource Source(string name, Func<string, Stream> open) => new("mnist/" + name, name, () => open(name));

    public static Stream Open(string name) =>
        typeof(EmbeddedMnist).Assembly.GetManifestResourceStream("mnist/" + name)
        ?? throw new FileNotFoundException("The assembly does not carry the file.", name);
}
