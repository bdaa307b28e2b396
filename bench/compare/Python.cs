using System.ComponentModel;
using System.Diagnostics;

namespace VaeLab.Compare;

/// <summary>Looks for a Python that has PyTorch.</summary>
internal static class Python
{
    /// <summary>The Python that was asked for, or the first usual one that has PyTorch.</summary>
    /// <exception cref="InputException">None has it.</exception>
    public static string WithTorch(string? asked)
    {
        string[] candidates = asked is null ? ["python3", "/usr/bin/python3", "python"] : [asked];
        return Array.Find(candidates, HasTorch) ?? throw new InputException(
            $"There is no PyTorch: {string.Join(", ", candidates.Select(candidate => $"'{candidate}'"))} cannot import torch. On Debian and Ubuntu install it by: apt-get install python3-torch libopenblas0-openmp. "
            + "If another Python has it: --python FILE.");
    }

    private static bool HasTorch(string python)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(python, ["-c", "import torch"]) { UseShellExecute = false, RedirectStandardError = true });
            process?.StandardError.ReadToEnd();
            process?.WaitForExit();
            return process?.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
