namespace VaeLab.Tests.Shared;

/// <summary>The repository that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string At(string path) => Path.Combine(Root, path);

    private static string Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "VaeLab.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above '{start}' holds VaeLab.slnx.");
    }
}
