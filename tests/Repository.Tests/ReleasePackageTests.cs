using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>The packages as a release makes them. They are built in folders of their own, beside all other tests.</summary>
public sealed class ReleasePackageTests
{
    private static readonly string[] s_projects = ["VaeLab.Numerics", "VaeLab", "VaeLab.Data.Mnist", "VaeLab.Data.Emoji", "VaeLab.Figures", "VaeLab.Cli"];

    /// <summary>Release packages made in two folders: nothing in them depends on the folder, and nothing tells of it.</summary>
    [Fact]
    public void Release_packages_are_the_same_from_any_folder()
    {
        Assert.SkipUnless(PublishTests.IsContinuousIntegration, "Two release builds take minutes: set CI=true to have them compared.");
        using TempFolder one = PackRelease(), other = PackRelease();
        string[] files = Directory.GetFiles(one.At("packages"), "*.nupkg");
        Assert.Equal(s_projects.Length, files.Length);
        foreach (string file in Directory.GetFiles(one.At("packages")))
        {
            string name = Path.GetFileName(file);
            using ZipArchive first = ZipFile.OpenRead(file), second = ZipFile.OpenRead(other.At("packages", name));
            foreach (ZipArchiveEntry entry in first.Entries.Where(entry => Path.GetExtension(entry.Name) is ".dll" or ".pdb" or ".xml" or ".json" or ".nuspec"))
            {
                byte[] bytes = Read(entry);
                foreach (Encoding encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode])
                    Assert.True(bytes.AsSpan().IndexOf(encoding.GetBytes(one.Path)) < 0, $"{entry.FullName} of {name} tells the folder that it was built in.");
                Assert.True(bytes.AsSpan().SequenceEqual(Read(second.GetEntry(entry.FullName)!)), $"{entry.FullName} of {name} is another in another folder.");
            }
        }

        static byte[] Read(ZipArchiveEntry entry)
        {
            using Stream stream = entry.Open();
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            return memory.ToArray();
        }
    }

    /// <summary>The tracked files in a folder of their own, packed by one build.</summary>
    private static TempFolder PackRelease()
    {
        var folder = new TempFolder();
        foreach (string file in Git.TrackedFiles().Where(file => !file.Contains('/', StringComparison.Ordinal) || file.StartsWith("src/", StringComparison.Ordinal) || file.StartsWith("data/", StringComparison.Ordinal) || file.StartsWith("site/", StringComparison.Ordinal)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At(file))!);
            File.Copy(Checkout.At(file), folder.At(file));
        }

        new XElement("Solution", s_projects.Select(project => new XElement("Project", new XAttribute("Path", $"src/{project}/{project}.csproj")))).Save(folder.At("packages.slnx"));
        PackageTests.Dotnet(folder.Path, "pack", "packages.slnx", "-c", "Release", $"-p:Version={PackageTests.Version}", "-p:RunAnalyzers=false", "-p:EnableSourceControlManagerQueries=false", "-o", folder.At("packages"));
        return folder;
    }
}
