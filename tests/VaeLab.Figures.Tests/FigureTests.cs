namespace VaeLab.Figures.Tests;

public sealed class FigureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vaelab-figures-").FullName;

    [Fact]
    public void Save_creates_the_folder_and_leaves_only_the_picture()
    {
        var path = Path.Combine(_folder, "runs", "a", "figure.png");
        new Figure([1, 2, 3], 1, 1).Save(path);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Save_replaces_an_older_picture()
    {
        var path = Path.Combine(_folder, "figure.png");
        new Figure([1, 2, 3], 1, 1).Save(path);
        new Figure([4], 1, 1).Save(path);
        Assert.Equal([4], File.ReadAllBytes(path));
    }

    [Fact]
    public void Save_leaves_nothing_behind_when_it_cannot_write()
    {
        var path = Path.Combine(_folder, "taken");
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<Exception>(() => new Figure([1], 1, 1).Save(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
