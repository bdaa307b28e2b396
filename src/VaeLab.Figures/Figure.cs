namespace VaeLab.Figures;

/// <summary>A finished picture.</summary>
/// <param name="Png">The bytes of a PNG file that states its 300 dots per inch.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public sealed record Figure(byte[] Png, int Width, int Height)
{
    /// <summary>
    /// Writes the picture, creating the folder if need be. A reader of <paramref name="path"/> sees the old file or the
    /// new one, never half of one: the bytes go to a file beside it, which then takes its name.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var unfinished = FormattableString.Invariant($"{target}.{Environment.ProcessId}.tmp");
        try
        {
            File.WriteAllBytes(unfinished, Png);
            File.Move(unfinished, target, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
