using System.Text;

namespace VaeLab.Tests.Fuzzing;

/// <summary>Damages files: flipped, overwritten, cut, inserted and repeated bytes, and words that parsers stumble over.</summary>
internal static class Mutation
{
    private const int Head = 20, MostChanges = 3;

    private static readonly byte[][] s_words =
    [
        .. ((string[])
        [
            "null", "true", "[]", "{}", "\"\"", "-1", "0", "1e999", "-0.0", "NaN", "\"NaN\"", "\"-Infinity\"", "4294967296", "2147483647",
            "-2147483649", "9223372036854775807", "99999999999999999999", "[null]", "[[]]", "[[[[[[[[[[[[[[[[", "\"\\u0000\"", "\"\\ud800\"", "../../x", "\"\n\"", ",,", "/*",
        ]).Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>One to three changes to a file.</summary>
    /// <param name="original">The file.</param>
    /// <param name="stream">Tells kinds of files apart.</param>
    /// <param name="number">Which mutant; the same number makes the same one.</param>
    public static byte[] Of(byte[] original, int stream, int number)
    {
        byte[] mutant = original;
        int changes = 1 + MutationHash.Below(MostChanges, stream, 64L * number);
        for (int change = 0; change < changes && mutant.Length > 0; change++)
            mutant = Change(mutant, use => MutationHash.At(stream, (64L * number) + (16 * change) + use));
        return mutant;
    }

    private static byte[] Change(byte[] bytes, Func<int, ulong> random)
    {
        int Below(int limit, int use) => (int)(random(use) % (ulong)limit);
        int reach = Below(2, 1) == 0 ? Math.Min(Head, bytes.Length) : bytes.Length; // the header gets its share
        int at = Below(reach, 2), length = Below(Math.Min(bytes.Length - at, 1 + Below(bytes.Length, 3)), 4) + 1;
        byte value = (byte)Below(256, 5);
        byte[] copy = [.. bytes], word = s_words[Below(s_words.Length, 6)];
        switch (Below(9, 7))
        {
            case 0: copy[at] ^= (byte)(1 << (value & 7)); return copy;
            case 1: copy[at] = value; return copy;
            case 2: return copy[..at];
            case 3: return [.. copy, .. copy[at..(at + length)]];
            case 4: return [.. copy[..at], .. word, .. copy[at..]];
            case 5: return [.. copy[..(at + length)], .. copy[at..]];
            case 6: return [.. copy[..at], .. copy[(at + length)..]];
            case 7:
                // A whole value of a text, from one separator to the next.
                int start = bytes.AsSpan(0, at).LastIndexOfAny(":,["u8) + 1, end = at + Math.Max(0, bytes.AsSpan(at).IndexOfAny(",]}"u8));
                return [.. copy[..start], .. word, .. copy[Math.Max(start, end)..]];
            default:
                copy.AsSpan(at, length).Fill(value);
                return copy;
        }
    }
}
