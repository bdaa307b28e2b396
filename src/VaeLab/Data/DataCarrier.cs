using System.Reflection;

namespace VaeLab.Data;

/// <summary>An assembly that has the files of a dataset and no code: a library without them is a tenth as large.</summary>
/// <param name="assembly">The assembly's name, which is that of its package.</param>
/// <param name="folder">What comes before the names of its files, which is the folder below <c>data</c> that they are in.</param>
/// <param name="title">What faults call the dataset.</param>
/// <param name="otherwise">What to do without the package, for example <c>give …</c>.</param>
internal sealed class DataCarrier(string assembly, string folder, string title, string otherwise)
{
    /// <summary>A file of the dataset.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="open">Opens a file by its name; null for the assembly's own.</param>
    public IdxSource Source(string name, Func<string, Stream>? open = null) => new($"{folder}/{name}", name, () => (open ?? Open)(name));

    /// <summary>Opens a file of the assembly.</summary>
    /// <exception cref="InputException">The assembly is missing.</exception>
    public Stream Open(string name) =>
        Load().GetManifestResourceStream($"{folder}/{name}") ?? throw new FileNotFoundException("The assembly does not carry the file.", name);

    /// <summary>Reads files of the dataset; a fault in one of them is the assembly's.</summary>
    /// <param name="read">Reads them.</param>
    /// <exception cref="InputException">The assembly is missing or damaged.</exception>
    public T Read<T>(Func<T> read)
    {
        _ = Load();
        try
        {
            return read();
        }
        catch (InputException cause)
        {
            throw Fault.Of($"The {title} files inside {assembly}.dll are damaged: build or install it again. {cause.Message}", cause);
        }
    }

    private Assembly Load()
    {
        try
        {
            return Assembly.Load(new AssemblyName(assembly));
        }
        catch (FileNotFoundException exception)
        {
            throw new InputException($"{title} comes in a package of its own, {assembly}, and this program does not have it: run dotnet add package {assembly}, or {otherwise}.", exception);
        }
    }
}
