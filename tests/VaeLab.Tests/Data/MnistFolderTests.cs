using System.IO.Compression;
using System.Security.Cryptography;
using VaeLab.Data;

namespace VaeLab.Tests.Data;

/// <summary>What data/mnist says of itself holds.</summary>
public sealed class MnistFolderTests
{
    private static readonly string Folder = Path.Combine(Root(), "data", "mnist");

    [Fact]
    public void The_folder_loads_like_the_assembly() =>
        Assert.Equal(Dataset.Mnist().Sha256, Dataset.FromFolder(Folder).Sha256);

    [Fact]
    public void The_readme_gives_every_digest()
    {
        string readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        string sums = File.ReadAllText(Path.Combine(Folder, "SHA256SUMS"));
        Assert.Contains(Dataset.Mnist().Sha256, readme, StringComparison.Ordinal);
        foreach (string name in IdxQuadruple.Names)
        {
            using FileStream stored = File.OpenRead(Path.Combine(Folder, name + ".gz"));
            string packed = Convert.ToHexStringLower(SHA256.HashData(stored));
            stored.Position = 0;
            using var content = new GZipStream(stored, CompressionMode.Decompress);
            string unpacked = Convert.ToHexStringLower(SHA256.HashData(content));

            Assert.Contains($"| `{name}.gz` | `{packed}` |", readme, StringComparison.Ordinal);
            Assert.Contains($"| `{name}` | `{unpacked}` |", readme, StringComparison.Ordinal);
            Assert.Contains($"{packed}  {name}.gz", sums, StringComparison.Ordinal);
        }
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "VaeLab.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
