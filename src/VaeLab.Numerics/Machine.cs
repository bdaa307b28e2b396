using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics;

/// <summary>What the engine found on this machine.</summary>
public static class Machine
{
    /// <summary>The vectors that kernels use: Vector512 (AVX-512), Vector256 (AVX2), Vector128 (SSE, NEON) or scalar.</summary>
    public static string Vectors => KernelSet.Best.Name;
}
