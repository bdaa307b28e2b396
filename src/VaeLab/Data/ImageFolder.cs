using VaeLab.Numerics;
namespace VaeLab.Data;

/// <summary>
/// A folder of images, all of one size or scaled to one. Where it has sub-folders <c>train</c> and <c>test</c> or <c>validation</c>, these are the sets;
/// otherwise a tenth of the images, drawn once for all, is the test set. Sub-folders below are classes, as torchvision's ImageFolder has it,
/// with numbers in their own order before words in that of the alphabet.
/// </summary>
internal sealed class ImageFolder
{
    private const int Testing = 10;
    private const string Train = "train", Validation = "validation", Test = "test";

    /// <summary>What the folders of the sets are called, in small letters or capitals.</summary>
    private static readonly Dictionary<string, string> s_setNames = new(StringComparer.OrdinalIgnoreCase)
    {
        [Train] = Train,
        ["training"] = Train,
        [Validation] = Validation,
        ["valid"] = Validation,
        ["val"] = Validation,
        [Test] = Test,
        ["testing"] = Test,
    };

    private static readonly HashSet<string> s_otherImages = new(StringComparer.OrdinalIgnoreCase)
        { ".avif", ".heic", ".heif", ".pgm", ".ppm", ".pbm", ".pnm", ".tga", ".jp2", ".jxl", ".svg", ".ico", ".psd", ".exr", ".raw", ".dng" };

    private readonly string _path;
    private readonly (string Set, string Folder, string[] Files)[] _sets;
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Looks for images.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="divided">Whether to look for the folders of sets in it; otherwise all its images are one set.</param>
    /// <exception cref="InputException">The folder cannot be read, or its sets cannot be told.</exception>
    public ImageFolder(string path, bool divided = true)
    {
        _path = path;
        var scan = new FolderScan(path);
        (string Set, string Folder)[] sets = divided ? Sets(scan.Folders()) : [(Train, string.Empty)];
        string[][] files = scan.Files([.. sets.Select(set => set.Folder)]);
        _sets = [.. sets.Zip(files, (set, found) => (set.Set, set.Folder, Images(found)))];
        if (IsDivided)
            CountBeside(scan.Files(string.Empty)[0]);
        else if (divided)
            RequireNoSetsWithin(_sets[0].Files);
        if (scan.RepeatedLinks > 0)
            _leftOut.Add("links to what is read already", scan.RepeatedLinks);
        if (scan.Runs > 0)
            _leftOut.Add("folders of trainings", scan.Runs);
        if (scan.BrokenLinks > 0)
            _leftOut.Add("links that lead nowhere", scan.BrokenLinks);
    }

    /// <summary>How many images there are.</summary>
    public int Count => _sets.Sum(set => set.Files.Length);

    /// <summary>The images by their paths within the folder, with / between names, in the order of these, set by set.</summary>
    public IEnumerable<string> Names => _sets.SelectMany(set => set.Files.Select(file => set.Folder.Length == 0 ? file : $"{set.Folder}/{file}"));

    /// <summary>Files that are not read, by the endings of their names, and how many of each.</summary>
    public IReadOnlyList<(string What, int Count)> LeftOut => [.. _leftOut.Select(left => (left.Key, left.Value))];

    /// <summary>That images of other formats are not read, and what to do; null if there are none.</summary>
    public string? OtherFormats
    {
        get
        {
            (string What, int Count)[] others = [.. LeftOut.Where(left => s_otherImages.Contains(left.What))];
            return others.Length == 0 ? null
                : $"Only PNG, JPEG, WebP, GIF, BMP and TIFF images are read, and '{_path}' has others ({DataReading.Counts(others)}): convert them to PNG, for example by ImageMagick's 'magick mogrify -format png *{others[0].What}' in their folder.";
        }
    }

    private bool IsDivided => _sets[0].Folder.Length > 0;

    /// <summary>Reads the sets, each in an order that depends on its size only.</summary>
    /// <param name="options">How.</param>
    /// <exception cref="InputException">An image cannot be used, or classes cannot be told.</exception>
    public FolderData Read(ImageOptions options)
    {
        (string Set, string File, string Class)[] images = [.. _sets.SelectMany(set => Shuffle(List(set.Set, set.Folder, set.Files)))];
        RequireClassesInAllSets(images);
        string[] classes = [.. images.Select(image => image.Class).Distinct(StringComparer.Ordinal).Order(ClassNameOrder.Instance)];
        var labelOf = classes.Index().ToDictionary(named => named.Item, named => named.Index, StringComparer.Ordinal);

        var stack = ImageStack.Read([.. images.Select(image => image.File)], options, maySkip: true);
        (string Set, string File, string Class)[] read = [.. stack.Files.Select(i => images[i])];
        var all = new ImageSet(stack.Pixels, stack.Shape, read.Select(image => labelOf[image.Class]).ToArray()) { ClassNames = classes is [""] ? null : classes };
        int validation = read.Count(image => image.Set == Validation);
        int testing = IsDivided ? read.Count(image => image.Set == Test) : Math.Max(1, all.Count / Testing);
        var notes = new ReaderNotes
        {
            Changes = stack.Changes,
            LeftOut = stack.Unreadable.Length == 0 ? LeftOut : [.. LeftOut, ("unreadable", stack.Unreadable.Length)],
            Warnings =
            [
                .. OtherFormats is { } others ? [others] : Array.Empty<string>(),
                .. stack.Warnings,
            ],
        };
        return new(
            all.Slice(0, all.Count - testing),
            Has(Validation) ? validation : null,
            testing > 0 || Has(Test) ? all.Slice(all.Count - testing, testing) : null,
            notes,
            IsDivided ? null : all);
    }

    private bool Has(string name) => _sets.Any(set => set.Set == name);

    /// <summary>The sub-folder that an image is in, which is its class; empty for none.</summary>
    /// <param name="name">Its path within the folder of its set.</param>
    public static string ClassOf(string name) => name.IndexOf('/', StringComparison.Ordinal) is var end and > 0 ? name[..end] : string.Empty;

    /// <summary>Which folders are which sets; where there are none, the folder itself is one.</summary>
    private (string Set, string Folder)[] Sets(string[] folders)
    {
        var found = folders.Where(s_setNames.ContainsKey).ToLookup(folder => s_setNames[folder], StringComparer.Ordinal);
        if (!found.Contains(Train) && !found.Contains(Test))
            return [(Train, string.Empty)];
        if (found.FirstOrDefault(set => set.Count() > 1) is { } twice)
            throw Fault.Of($"'{_path}' has the folders {string.Join(" and ", twice.Select(folder => $"'{folder}'"))}, and both are names of the {twice.Key} set: put all its images into one of them.");
        if (!found.Contains(Train) || (!found.Contains(Test) && !found.Contains(Validation)))
            throw Fault.Of($"'{_path}' has only one of the folders 'train' and 'test': give it both, 'train' and 'validation', or neither.");
        return new[] { Train, Validation, Test }.Where(found.Contains).Select(set => (set, found[set].Single())).ToArray();
    }

    /// <summary>Takes the images of some files, and counts the others.</summary>
    private string[] Images(string[] files)
    {
        foreach (string file in files)
        {
            if (!ImageFile.IsNamedSo(file))
                CountLeftOut(Kind(file));
        }

        return [.. files.Where(ImageFile.IsNamedSo)];
    }

    /// <summary>Counts the files beside the folders of the sets.</summary>
    private void CountBeside(string[] files)
    {
        foreach (string file in files)
            CountLeftOut(Kind(file) + (ClassOf(file) is { Length: > 0 } folder ? $" in '{folder}'" : ImageFile.IsNamedSo(file) ? " beside the folders of the sets" : string.Empty));
    }

    private void CountLeftOut(string what) => _leftOut[what] = _leftOut.GetValueOrDefault(what) + 1;

    /// <summary>Sets inside classes, or a whole dataset inside a folder, would be taken for classes and mixed.</summary>
    private void RequireNoSetsWithin(string[] files)
    {
        var sets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] folders in files.Select(file => file.Split('/')[..^1]))
        {
            for (int depth = 1; depth < folders.Length; depth++)
            {
                if (s_setNames.TryGetValue(folders[depth], out string? set))
                    sets.TryAdd(set, string.Join('/', folders[..(depth + 1)]));
            }
        }

        if (sets.Count > 1)
            throw Fault.Of($"'{_path}' has folders of sets inside others ({string.Join(", ", sets.Values.Select(folder => $"'{folder}'"))}), and they are looked for only at its top: give the folder that holds them, or move them up, with the classes inside.");
    }

    private (string Set, string File, string Class)[] List(string set, string folderOfSet, string[] names)
    {
        string folder = Path.Combine(_path, folderOfSet);
        (string Set, string File, string Class)[] images = [.. names.Select(name => (set, Path.Combine(folder, name), ClassOf(name)))];
        if (images.Length == 0)
            throw Fault.Of($"'{folder}' holds no images: put them there, or give another folder.");
        if (images.Any(image => image.Class.Length == 0) && images.Any(image => image.Class.Length > 0))
            throw Fault.Of($"'{folder}' has images in sub-folders, which are classes, and '{images.First(image => image.Class.Length == 0).File}' beside them: put all into sub-folders, or none.");
        return images;
    }

    private void RequireClassesInAllSets((string Set, string File, string Class)[] images)
    {
        string? with = FolderOf(image => image.Class.Length > 0), without = FolderOf(image => image.Class.Length == 0);
        if (with is not null && without is not null)
            throw Fault.Of($"'{_path}' has classes, which are sub-folders, in '{with}' and none in '{without}': give them to all sets, or to none.");

        string? FolderOf(Func<(string Set, string File, string Class), bool> has) =>
            images.Where(has).Select(image => Array.Find(_sets, set => set.Set == image.Set).Folder).FirstOrDefault();
    }

    /// <summary>In an order that depends on their number only: validation and test images are the last ones, and should be of all classes.</summary>
    private static (string Set, string File, string Class)[] Shuffle((string Set, string File, string Class)[] images)
    {
        var order = new int[images.Length];
        new RandomStream(0, RandomPurpose.Shuffle).Permute(order);
        return [.. order.Select(i => images[i])];
    }

    /// <summary>How files that are left out are counted: by the ending of their names, or by their whole names without one.</summary>
    internal static string Kind(string file) => Path.GetExtension(file) is { Length: > 1 } ending ? ending.ToLowerInvariant() : $"'{Path.GetFileName(file)}'";
}
