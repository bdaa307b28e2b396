using System.Reflection;

namespace VaeLab.Data;

/// <summary>The files of <c>data/mnist</c>, in an assembly of their own: a library without them is a tenth as large.</summary>
internal static class EmbeddedMnist
{
    private const string CarrierName = "VaeLab.Data.Mnist";

    /// <exception cref="InputException">The assembly is missing, or a file in it is damaged.</exception>
    public static (ImageSet Training, ImageSet Test) Read()
    {
        _ = Carrier();
        return Read(Open);
    }

    /// <summary>The file with a number in <see cref="IdxQuadruple.Names"/>.</summary>
    public static IdxSource Source(int number) => Source(IdxQuadruple.Names[number] + ".gz", Open);

    /// <param name="open">Opens a file of <c>data/mnist</c> by its name.</param>
    /// <exception cref="InputException">A file is missing or has not the SHA-256 that it should have.</exception>
    public static (ImageSet Training, ImageSet Test) Read(Func<string, Stream> open)
    {
        try
        {
            IdxFile?[] files = IdxQuadruple.Read(
                number => Source(IdxQuadruple.Names[number] + ".gz", open), () => Sha256Sums.Read(Source(Sha256Sums.FileName, open)));
            return (Join(files[0]!, files[1]!), Join(files[2]!, files[3]!));
        }
        catch (InputException cause)
        {
            throw Fault.Of($"The MNIST files inside {CarrierName}.dll are damaged: build or install it again. {cause.Message}", cause);
        }
    }

    private static ImageSet Join(IdxFile images, IdxFile labels) => new(images.Payload, labels.Payload, images.Width, images.Height);

    private static IdxSource Source(string name, Func<string, Stream> open) => new("mnist/" + name, name, () => open(name));

    public static Stream Open(string name) =>
        Carrier().GetManifestResourceStream("mnist/" + name) ?? throw new FileNotFoundException("The assembly does not carry the file.", name);

    private static Assembly Carrier()
    {
        try
        {
            return Assembly.Load(new AssemblyName(CarrierName));
        }
        catch (FileNotFoundException exception)
        {
            throw new InputException($"MNIST comes in a package of its own, {CarrierName}, and this program does not have it: run dotnet add package {CarrierName}, or give Dataset.FromFolder a folder with the four files.", exception);
        }
    }
}
