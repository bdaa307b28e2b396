using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>What git knows of the repository.</summary>
internal static class Git
{
    private static readonly Lazy<string[]?> s_tracked = new(() => Lines("ls-files", "-z")?.Split('\0', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>All tracked files, with forward slashes. The test is skipped where the sources came without git.</summary>
    public static string[] TrackedFiles()
    {
        Assert.SkipWhen(s_tracked.Value is null, "This is no git repository, or there is no git here.");
        return [.. s_tracked.Value!.Where(file => File.Exists(Checkout.At(file)))];
    }

    /// <summary>What git prints, or null where it does not work.</summary>
    public static string? Lines(params string[] args)
    {
        try
        {
            // Git distrusts a repository of another user unless told otherwise.
            using ChildProcess git = ChildProcess.Run("git", ["-c", "safe.directory=*", "-c", "core.quotepath=off", .. args], Checkout.Root);
            return git.ExitCode == 0 ? git.Output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
