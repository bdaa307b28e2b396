namespace VaeLab.Numerics.Tests;

/// <summary>The known answers of Random123, the reference implementation that comes with Salmon et al. 2011.</summary>
public sealed class PhiloxTests
{
    [Theory]
    [InlineData("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [InlineData("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [InlineData("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void Counter_and_key_give_the_known_words(string counter, string key, string expected)
    {
        uint[] c = Words(counter), k = Words(key), words = Words(expected);
        Philox.Words actual = Philox.At(new(c[0], c[1], c[2], c[3]), ((ulong)k[1] << 32) | k[0]);
        Assert.Equal(new Philox.Words(words[0], words[1], words[2], words[3]), actual);
        Assert.Equal(words, Enumerable.Range(0, 4).Select(actual.Word));
    }

    private static uint[] Words(string hex) => [.. hex.Split(' ').Select(word => Convert.ToUInt32(word, 16))];
}
