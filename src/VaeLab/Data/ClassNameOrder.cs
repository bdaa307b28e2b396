namespace VaeLab.Data;

/// <summary>The order of class names: whole numbers by their value, then all others by the codes of their characters.</summary>
internal sealed class ClassNameOrder : IComparer<string>
{
    public static ClassNameOrder Instance { get; } = new();

    public int Compare(string? x, string? y) => (Number(x), Number(y)) switch
    {
        (null, null) => string.CompareOrdinal(x, y),
        (null, _) => 1,
        (_, null) => -1,
        var (a, b) when a.Length != b.Length => a.Length - b.Length,
        var (a, b) when string.CompareOrdinal(a, b) is var order and not 0 => order,
        _ => string.CompareOrdinal(x, y),
    };

    /// <summary>The digits of a number without zeros before them; null for what is no number.</summary>
    private static string? Number(string? name) => name is { Length: > 0 } && name.All(char.IsAsciiDigit) ? name.TrimStart('0') : null;
}
