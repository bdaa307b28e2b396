using System.Runtime.CompilerServices;

namespace VaeLab.Numerics;

/// <summary>
/// Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): a counter and a key in, four random
/// 32-bit words out. There is no state, so any thread may ask for any position in any order.
/// </summary>
internal static class Philox
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>The four words that belong to a counter under a key.</summary>
    public static Words At(Words counter, ulong key)
    {
        uint key0 = (uint)key, key1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * counter.A;
            ulong product1 = (ulong)Multiplier1 * counter.C;
            counter = new(
                (uint)(product1 >> 32) ^ counter.B ^ key0,
                (uint)product1,
                (uint)(product0 >> 32) ^ counter.D ^ key1,
                (uint)product0);
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return counter;
    }

    /// <summary>Four 32-bit words.</summary>
    public readonly record struct Words(uint A, uint B, uint C, uint D)
    {
        /// <summary>One of the four.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Word(int index) => index switch { 0 => A, 1 => B, 2 => C, _ => D };
    }
}
