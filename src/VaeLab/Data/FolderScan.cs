namespace VaeLab.Data;

/// <summary>
/// The files in folders below a root, however deep, each file once. Links are followed only to what was not found without them, so that
/// a link to a parent folder or to a file of the same dataset repeats nothing. Folders of trainings are not looked into. Hidden files and folders are not looked at.
/// </summary>
internal sealed class FolderScan
{
    private static readonly EnumerationOptions s_here = new() { IgnoreInaccessible = false };

    private readonly string _root;
    private readonly string _real;
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <param name="root">The folder of the dataset.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public FolderScan(string root)
    {
        _root = root;
        _real = Guard(() => Real(Path.GetFullPath(root)));
        for (string? parent = _real; parent is not null; parent = Path.GetDirectoryName(parent))
            _found.Add(parent);
    }

    /// <summary>Links to files and folders that were found already.</summary>
    public int RepeatedLinks { get; private set; }

    /// <summary>Folders of trainings, whose pictures are no data.</summary>
    public int Runs { get; private set; }

    /// <summary>Links that lead nowhere.</summary>
    public int BrokenLinks { get; private set; }

    /// <summary>The folders in the root, by name.</summary>
    /// <exception cref="InputException">The root cannot be read.</exception>
    public string[] Folders() => Guard(() => new DirectoryInfo(_root).EnumerateDirectories("*", s_here).Select(folder => folder.Name).Order(StringComparer.Ordinal).ToArray());

    /// <summary>The files below some folders that no call before has returned.</summary>
    /// <param name="folders">Names of folders in the root; an empty name for the root itself.</param>
    /// <returns>For each folder, the paths within it, with / between names, in the order of these.</returns>
    /// <exception cref="InputException">A folder cannot be read.</exception>
    public string[][] Files(params IReadOnlyList<string> folders) => Guard(() =>
    {
        List<string>[] files = [.. folders.Select(_ => new List<string>())];
        var links = new Queue<(FileSystemInfo Link, string Name, List<string> Files)>();
        foreach ((int i, string folder) in folders.Index())
        {
            var info = new DirectoryInfo(Path.Combine(_root, folder));
            string real = Real(Path.Combine(_real, folder));
            bool isNew = _found.Add(real) || folder.Length == 0;
            _found.Add(Path.Combine(_real, folder)); // where it is a link
            if (isNew)
                Walk(info, real, string.Empty, files[i], links);
        }

        while (links.TryDequeue(out var next))
            Follow(next.Link, next.Name, next.Files, links);
        return files.Select(names => names.Order(StringComparer.Ordinal).ToArray()).ToArray();
    });

    private void Walk(DirectoryInfo folder, string real, string prefix, List<string> files, Queue<(FileSystemInfo Link, string Name, List<string> Files)> links)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos("*", s_here).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string name = prefix + entry.Name, place = Path.Combine(real, entry.Name);
            if (!_found.Add(place))
                continue;
            if (IsLink(entry))
                links.Enqueue((entry, name, files));
            else if (entry is DirectoryInfo inside)
            {
                if (IsRun(place))
                    Runs++;
                else
                    Walk(inside, place, name + "/", files, links);
            }
            else
                files.Add(name);
        }
    }

    private void Follow(FileSystemInfo link, string name, List<string> files, Queue<(FileSystemInfo Link, string Name, List<string> Files)> links)
    {
        string real = Real(link.FullName);
        if (!Path.Exists(real) || IsLink(new FileInfo(real)))
            BrokenLinks++;
        else if (!_found.Add(real))
            RepeatedLinks++;
        else if (Directory.Exists(real))
            Walk(new DirectoryInfo(link.FullName), real, name + "/", files, links);
        else
            files.Add(name);
    }

    private static bool IsRun(string folder) => File.Exists(Path.Combine(folder, "config.json")) && File.Exists(Path.Combine(folder, "metrics.jsonl"));

    /// <summary>A path without links in it, as far as these lead anywhere.</summary>
    private static string Real(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        string place = Path.Combine(Real(parent), Path.GetFileName(path));
        return IsLink(new FileInfo(place)) && Target(place) is { } target ? Real(target) : place;
    }

    /// <summary>Where a chain of links ends; null for links in a circle, or where it ends nowhere.</summary>
    private static string? Target(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: true) is { } target && Path.Exists(target.FullName) ? target.FullName : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsLink(FileSystemInfo entry) => entry.Attributes is not (FileAttributes)(-1) && entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.LinkTarget is not null;

    private T Guard<T>(Func<T> look)
    {
        try
        {
            return look();
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(_root, cause);
        }
    }
}
