using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics;

/// <summary>What the engine found on this machine.</summary>
public static class Machine
{
    /// <summary>The vectors that kernels use: Vector512 (AVX-512), Vector256 (AVX2), Vector128 (SSE, NEON) or scalar.</summary>
    public static string Vectors => KernelSet.Best.Name;

    /// <summary>The instructions that matter here and that the runtime may use, widest first, with blanks between them; empty for none.</summary>
    public static string Instructions { get; } = string.Join(' ', Available());

    private static IEnumerable<string> Available()
    {
        if (Avx512F.IsSupported)
            yield return "AVX-512";
        if (Avx2.IsSupported)
            yield return "AVX2";
        if (Fma.IsSupported)
            yield return "FMA";
        if (Sse42.IsSupported)
            yield return "SSE4.2";
        if (AdvSimd.IsSupported)
            yield return "NEON";
    }
}
