namespace VaeLab.Data;

/// <summary>The datasets that have a name, and where they are found.</summary>
internal static class DatasetCatalog
{
    public const string Mnist = "mnist";
    public const string FashionMnist = "fashion-mnist";
    public const string Emoji = "emoji";

    /// <summary>What Fashion-MNIST's authors call the labels, whose files have no names.</summary>
    private static readonly string[] s_clothes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    public static IReadOnlyList<string> Names { get; } = [Mnist, FashionMnist, Emoji];

    /// <summary>Where Fashion-MNIST may be, in the order of the search.</summary>
    public static IReadOnlyList<string> FashionMnistFolders { get; } =
    [
        "/usr/share/datasets/fashion-mnist", // Debian's package dataset-fashion-mnist
        Path.Combine("data", FashionMnist),
    ];

    public static Dataset Load(string name, string? folder, IReadOnlyList<string> fashionMnistFolders) => name switch
    {
        Mnist => folder is null ? Dataset.Mnist() : Dataset.FromPath(folder, Mnist),
        FashionMnist => Dataset.FromPath(folder ?? Find(fashionMnistFolders), FashionMnist).Named(s_clothes),
        Emoji => folder is null ? Dataset.Emoji() : Dataset.FromPath(folder, Emoji),
        _ => throw Fault.Of($"There is no dataset '{name}': the known ones are {string.Join(", ", Names)}; give one of them."),
    };

    /// <summary>The folder that a dataset is in; null for one that comes with VaeLab.</summary>
    /// <exception cref="InputException">It is in none of the usual places.</exception>
    public static string? Folder(string? name, string? folder) =>
        folder ?? (name == FashionMnist ? Find(FashionMnistFolders) : null);

    private static string Find(IReadOnlyList<string> folders) =>
        folders.FirstOrDefault(Directory.Exists)
        ?? throw Fault.Of($"Dataset '{FashionMnist}' is in none of {string.Join(", ", folders.Select(folder => $"'{folder}'"))}: on Debian or Ubuntu run apt-get install dataset-fashion-mnist, or download the four .gz files from the project zalandoresearch/fashion-mnist on GitHub and give their folder with ExperimentOptions.DataFolder.");
}
