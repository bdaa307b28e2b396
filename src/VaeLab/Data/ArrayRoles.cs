namespace VaeLab.Data;

/// <summary>
/// Which arrays of a file are samples, which are labels, and of which set, by what they are called: <c>x</c> or <c>data</c> or
/// <c>images</c>, <c>y</c> or <c>labels</c> or <c>target</c>, and with a set's name before or behind, as in <c>x_train</c> and
/// <c>test_images</c>. The only array of a file may have any name.
/// </summary>
/// <param name="Sets">The sets: one without a name, or some of training, validation and test, in this order.</param>
/// <param name="LeftOut">The arrays that are none of these.</param>
internal sealed record ArrayRoles(IReadOnlyList<(string Set, StoredArray Samples, StoredArray? Labels)> Sets, IReadOnlyList<StoredArray> LeftOut)
{
    public const string Training = "training", Validation = "validation", Test = "test";

    private static readonly string[] s_order = [string.Empty, Training, Validation, Test];

    private static readonly HashSet<string> s_samples = new(StringComparer.Ordinal) { "x", "data", "image", "images", "samples", "features", "inputs" };

    private static readonly HashSet<string> s_labels = new(StringComparer.Ordinal) { "y", "label", "labels", "target", "targets", "classes" };

    private static readonly Dictionary<string, string> s_sets = new(StringComparer.Ordinal)
    {
        ["train"] = Training,
        ["training"] = Training,
        ["val"] = Validation,
        ["valid"] = Validation,
        ["validation"] = Validation,
        ["test"] = Test,
        ["testing"] = Test,
    };

    /// <summary>Tells the arrays of a file apart.</summary>
    /// <param name="path">The file.</param>
    /// <param name="arrays">Its arrays.</param>
    /// <exception cref="InputException">It cannot be told which of them are the samples.</exception>
    public static ArrayRoles Of(string path, IReadOnlyList<StoredArray> arrays)
    {
        if (arrays.Count == 1)
            return new([(string.Empty, arrays[0], null)], []);
        var found = arrays.ToLookup(array => Role(array.Name));
        StoredArray? Only(string set, bool isLabels)
        {
            StoredArray[] same = [.. found[(set, isLabels)]];
            return same.Length < 2 ? same.SingleOrDefault()
                : throw Unclear(path, arrays, $"{string.Join(" and ", same.Select(array => $"'{array.Name}'"))} could both be {(isLabels ? "labels" : "samples")}");
        }

        var sets = s_order.Select(set => (Set: set, Samples: Only(set, isLabels: false), Labels: Only(set, isLabels: true))).Where(set => set.Samples is not null)
            .Select(set => (set.Set, set.Samples!, set.Labels)).ToArray();
        if (sets.Length == 0)
            throw Unclear(path, arrays, "no name says which are the samples");
        if (sets.Length > 1 && sets[0].Set.Length == 0)
            throw Unclear(path, arrays, $"'{sets[0].Item2.Name}' has no set, and '{sets[1].Item2.Name}' has one");
        HashSet<StoredArray> taken = [.. sets.SelectMany(set => new[] { set.Item2, set.Labels }).OfType<StoredArray>()];
        return new(sets, [.. arrays.Where(array => !taken.Contains(array))]);
    }

    private static (string Set, bool IsLabels)? Role(string name)
    {
        string set = string.Empty;
        bool? isLabels = null;
        foreach (string word in name.ToLowerInvariant().Split('_'))
        {
            if (s_sets.TryGetValue(word, out string? named) && set.Length == 0)
                set = named;
            else if (isLabels is null && (s_samples.Contains(word) || s_labels.Contains(word)))
                isLabels = s_labels.Contains(word);
            else
                return null;
        }

        return isLabels is { } labels ? (set, labels) : null;
    }

    private static InputException Unclear(string path, IReadOnlyList<StoredArray> arrays, string why) => Fault.Of(
        $"'{path}' does not say what its arrays are for: {why}. It holds {(arrays.Count == 0 ? "none" : string.Join(", ", arrays))}. Save those that are needed as x and perhaps y, or as x_train, y_train, x_test and y_test, for example np.savez('new.npz', x=..., y=...).");
}
