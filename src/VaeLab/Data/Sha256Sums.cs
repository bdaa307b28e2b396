using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace VaeLab.Data;

/// <summary>What a file in the format of <c>sha256sum</c> lists: a hex digest, two blanks and a file name on each line.</summary>
internal sealed partial class Sha256Sums
{
    public const string FileName = "SHA256SUMS";
    private const int MaxBytes = 1024 * 1024;

    private readonly string _file;
    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);

    private Sha256Sums(string file) => _file = file;

    /// <exception cref="InputException">The list is unreadable, or a line of it is not of the format.</exception>
    public static Sha256Sums Read(IdxSource source)
    {
        try
        {
            using Stream stored = source.Open();
            if (stored.Length > MaxBytes)
                throw Fault.Of($"'{source.Display}' holds {stored.Length:N0} bytes, but a list of digests has at most {MaxBytes:N0}: make it anew with sha256sum.");
            using var reader = new StreamReader(stored);
            var sums = new Sha256Sums(source.Display);
            for (int number = 1; reader.ReadLine() is { } line; number++)
                sums.Add(line.TrimEnd(), number);
            return sums;
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(source.Display, cause);
        }
    }

    /// <summary>Compares the stored bytes with the digest that is listed for them, if one is.</summary>
    /// <exception cref="InputException">They differ, or the file cannot be read.</exception>
    public void Verify(IdxSource source)
    {
        if (!_digests.TryGetValue(source.FileName, out string? expected)) return;
        string actual;
        try
        {
            using Stream stored = source.Open();
            actual = Convert.ToHexStringLower(SHA256.HashData(stored));
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(source.Display, cause);
        }

        if (!string.Equals(actual, expected, StringComparison.Ordinal))
            throw Fault.Of($"'{source.Display}' has the wrong hash: its SHA-256 is {actual}, but '{_file}' lists {expected}; get the file again, or correct the list if the change was meant.");
    }

    private void Add(string line, int number)
    {
        if (line.Length == 0) return;
        Match match = Line().Match(line);
        if (!match.Success)
            throw Fault.Of($"'{_file}', line {number}, is not 64 hex digits, two blanks and a file name: make the list anew with sha256sum, or remove it.");
        string name = match.Groups["name"].Value;
        string digest = match.Groups["digest"].Value.ToLowerInvariant();
        if (!_digests.TryAdd(name, digest) && !string.Equals(_digests[name], digest, StringComparison.Ordinal))
            throw Fault.Of($"'{_file}', line {number}, lists '{name}' again with another digest: keep the right one.");
    }

    [GeneratedRegex(@"^(?<digest>[0-9a-fA-F]{64}) [ *](\./)?(?<name>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
