using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using static System.FormattableString;

namespace VaeLab.Cli.Benchmarking;

/// <summary>What this machine's processor is called.</summary>
internal static class Processor
{
    /// <summary>The name that the processor gives itself. Virtual machines tend to shorten it, so family and model stand behind it.</summary>
    public static string Name { get; } = X86Base.IsSupported ? OfX86() : OfOthers() ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>The brand string of CPUID leaves 0x80000002 to 4, and the family and model of leaf 1.</summary>
    private static string OfX86()
    {
        var brand = new byte[3 * 16];
        for (int leaf = 0; leaf < 3; leaf++)
        {
            (int a, int b, int c, int d) = X86Base.CpuId(unchecked((int)0x80000002) + leaf, 0);
            int[] registers = [a, b, c, d];
            for (int i = 0; i < registers.Length; i++)
                BinaryPrimitives.WriteInt32LittleEndian(brand.AsSpan((leaf * 16) + (i * 4)), registers[i]);
        }

        int signature = X86Base.CpuId(1, 0).Eax;
        int family = (signature >> 8) & 15, model = (signature >> 4) & 15;
        if (family is 6 or 15)
            model |= (signature >> 12) & 0xF0;
        if (family is 15)
            family += (signature >> 20) & 0xFF;
        string name = string.Join(' ', Encoding.ASCII.GetString(brand).TrimEnd('\0').Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return Invariant($"{name} (family {family}, model {model})");
    }

    private static string? OfOthers()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
            }

            if (!OperatingSystem.IsMacOS())
                return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
            using Process? sysctl = Process.Start(new ProcessStartInfo("sysctl", ["-n", "machdep.cpu.brand_string"]) { UseShellExecute = false, RedirectStandardOutput = true });
            return sysctl?.StandardOutput.ReadToEnd().Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
