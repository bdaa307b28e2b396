namespace VaeLab.Data;

/// <summary>The files of <c>data/emoji</c>: the arrays, and the names of the classes, one a line.</summary>
internal static class EmbeddedEmoji
{
    private const string Arrays = "emoji.npz", Classes = "classes.txt";

    private static readonly DataCarrier s_carrier = new("VaeLab.Data.Emoji", "emoji", "Emoji", $"give Dataset.FromFile the file {Arrays}");

    /// <summary>The arrays' file.</summary>
    public static IdxSource Source { get; } = s_carrier.Source(Arrays);

    /// <exception cref="InputException">The assembly is missing, or a file in it is damaged.</exception>
    public static (FolderData Data, string[] ClassNames) Read() => Read(Open);

    /// <param name="open">Opens a file of <c>data/emoji</c> by its name.</param>
    /// <exception cref="InputException">A file is missing or has not the SHA-256 that it should have.</exception>
    public static (FolderData Data, string[] ClassNames) Read(Func<string, Stream> open) => s_carrier.Read(() =>
    {
        IdxSource arrays = s_carrier.Source(Arrays, open), classes = s_carrier.Source(Classes, open);
        Sha256Sums sums = Sha256Sums.Read(s_carrier.Source(Sha256Sums.FileName, open));
        sums.Verify(arrays);
        sums.Verify(classes);
        using var names = new StreamReader(classes.Open());
        return (new ArrayReader(arrays).Read() with { Notes = new() }, names.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    });

    public static Stream Open(string name) => s_carrier.Open(name);
}
