using VaeLab.Formats;

namespace VaeLab.Figures;

/// <summary>A finished picture.</summary>
/// <param name="Png">The bytes of a PNG file that states its 300 dots per inch.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public sealed record Figure(byte[] Png, int Width, int Height)
{
    /// <summary>Writes the picture, creating the folder if need be; it is there whole or not at all.</summary>
    /// <exception cref="InputException">The file cannot be written there.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        AtomicFile.Write(path, stream => stream.Write(Png));
    }
}
