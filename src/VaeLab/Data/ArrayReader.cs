using static System.FormattableString;

namespace VaeLab.Data;

/// <summary>
/// Makes samples of the arrays in a file of NumPy's, scaled by <see cref="ArrayScale"/>. What was done is said in <see cref="ReaderNotes"/>.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="terms">What a trained model says of its samples; null for data to train on.</param>
/// <param name="inPlaceFrom">From how many bytes on an array stays in its file.</param>
internal sealed class ArrayReader(IdxSource source, SampleTerms? terms = null, long inPlaceFrom = ArrayValues.InPlaceFrom)
{
    private const int LeastSideOfRows = 8;

    /// <summary>How many samples there are and how long they are, from the headers alone, and the bytes that they will take in memory.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public DatasetSize Size()
    {
        ArrayRoles roles = Roles(out _);
        long bytes = 0, count = 0;
        SampleShape sample = default;
        foreach ((_, StoredArray samples, StoredArray? labels) in roles.Sets)
        {
            (SampleShape shape, _) = Shape(samples, isUnit: true);
            (count, sample) = (count + samples.Header.Shape[0], shape);
            bool inPlace = samples.Place is not null && samples.Header.PayloadLength >= inPlaceFrom;
            bytes += (inPlace ? 0 : samples.Header.Count * (samples.Format.IsBytes ? 1 : sizeof(float))) + (samples.Header.Shape[0] * sizeof(int));
        }

        return new(count, sample) { Bytes = bytes };
    }

    /// <summary>Reads the samples of all sets, each in the order of the file.</summary>
    /// <returns>The sets, what their whole numbers were divided by or null for bytes, and what is to be said.</returns>
    /// <exception cref="InputException">The file cannot be read, or is not clear, or holds what cannot be used.</exception>
    public (IReadOnlyList<(string Set, SampleSet Samples)> Sets, float? DividedBy, ReaderNotes Notes) ReadSets()
    {
        ArrayRoles roles = Roles(out IReadOnlyList<string> others);
        StoredArray[] samples = [.. roles.Sets.Select(set => set.Samples)];
        if (samples.Select(array => array.Format.Type).Distinct().Count() > 1)
            throw Fault.Of($"'{source.Display}' holds samples of several types ({string.Join(", ", samples.AsEnumerable())}), so that it is not clear what their numbers mean: save them as one type.");
        foreach (StoredArray array in samples)
            RequireSamples(array);
        int[][] labels = [.. roles.Sets.Select(set => set.Labels is null ? [] : Labels(set.Labels, set.Samples))];
        ArrayValues[] values = [.. samples.Select(array => new ArrayValues(array, inPlaceFrom, terms))];
        var scale = ArrayScale.Of(samples[0].Display, values, terms);
        bool isUnit = values.All(one => one.Least >= 0 && one.Greatest <= scale.Divisor);
        (SampleShape Shape, bool ChannelsLast)[] shapes = [.. samples.Select(array => Shape(array, isUnit))];
        var sets = roles.Sets.Select((set, i) => (set.Set, Samples: values[i].ToSamples(shapes[i].Shape, shapes[i].ChannelsLast, scale.Divisor, labels[i]))).ToArray();
        string[] changes =
        [
            .. roles.Sets is [{ Set: "", Labels: null }] && roles.LeftOut.Count == 0 ? Array.Empty<string>() : ["from " + string.Join(", ", roles.Sets.Select(Source))],
            .. samples[0].Header.Shape.Count == 2 && shapes[0].Shape.IsImage ? new[] { Invariant($"rows of {shapes[0].Shape.Length:N0} numbers taken as images") } : [],
            .. scale.Said is { } said ? new[] { said } : [],
            .. values.Any(one => one.IsInPlace) ? new[] { "read from the file as needed" } : [],
        ];
        (string, int)[] leftOut =
        [
            .. roles.LeftOut.Count == 0 ? Array.Empty<(string, int)>() : [($"{(roles.LeftOut.Count == 1 ? "array" : "arrays")} ({string.Join(", ", roles.LeftOut.Select(array => array.Name))})", roles.LeftOut.Count)],
            .. others.Count == 0 ? Array.Empty<(string, int)>() : [($"{(others.Count == 1 ? "other file" : "other files")} ({string.Join(", ", others)})", others.Count)],
        ];
        return (sets, scale.DividedBy, new() { Changes = changes, LeftOut = leftOut });
    }

    /// <summary>Reads a dataset. Samples without a set are put in random order, always the same, and the last tenth of them is the test set.</summary>
    /// <exception cref="InputException">As for <see cref="ReadSets"/>; or there are sets, and none to train on.</exception>
    public FolderData Read()
    {
        (IReadOnlyList<(string Set, SampleSet Samples)> sets, float? dividedBy, ReaderNotes notes) = ReadSets();
        SampleSet? Find(string set) => sets.FirstOrDefault(one => one.Set == set).Samples;
        if (Find(string.Empty) is { } whole)
            return FolderData.OfWhole(whole, dividedBy, notes);
        SampleSet training = Find(ArrayRoles.Training) ?? throw Fault.Of($"'{source.Display}' holds samples for {sets[0].Set} and none for training: save these as x_train, or all together as x.");
        if (Find(ArrayRoles.Validation) is not { } validation)
            return new(training, null, Find(ArrayRoles.Test), notes) { DividedBy = dividedBy };
        if (training.Shape != validation.Shape)
            throw Fault.Of($"'{source.Display}' holds training samples of {training.Shape} and validation samples of {validation.Shape}, but all must have one shape: scale them alike.");
        if (training.HasLabels != validation.HasLabels)
            throw Fault.Of($"'{source.Display}' has labels for its {(training.HasLabels ? "training" : "validation")} samples only: give labels for all sets, or for none.");
        return new(ArrangedSet.Join(training, validation), validation.Count, Find(ArrayRoles.Test), notes) { DividedBy = dividedBy };
    }

    /// <summary>Numbers as labels.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="display">How faults name the array.</param>
    /// <exception cref="InputException">One is no whole number from 0 on.</exception>
    public static int[] Labels(double[] numbers, string display)
    {
        int wrong = Array.FindIndex(numbers, number => !(number >= 0 && number <= int.MaxValue && number == Math.Floor(number)));
        return wrong < 0 ? Array.ConvertAll(numbers, number => (int)number)
            : throw Fault.Of($"'{display}' has {numbers[wrong]} as the label of sample {wrong}; labels are whole numbers from 0: number the classes so, or leave the array out.");
    }

    private static string Source((string Set, StoredArray Samples, StoredArray? Labels) set) =>
        $"{set.Samples.Name}{(set.Labels is null ? string.Empty : $" and {set.Labels.Name}")}{(set.Set.Length == 0 ? (set.Labels is null ? string.Empty : " (samples and labels)") : $" ({set.Set})")}";

    private static void RequireSamples(StoredArray array)
    {
        if (array.Header.Shape.Count is < 2 or > 4)
            throw Fault.Of($"'{array.Display}' has the shape {array.Sides}, and samples need two to four axes: N × D, N × H × W, N × H × W × 3 or N × 3 × H × W; give it one of these, for example with a.reshape.");
        if (array.Header.Count == 0)
            throw Fault.Of($"'{array.Display}' has the shape {array.Sides}, which is no data at all: give an array with samples.");
        if (array.Header.Shape[0] > int.MaxValue || array.Header.Shape.Skip(1).Aggregate(1.0, (product, side) => product * side) > Array.MaxLength)
            throw Fault.Of($"'{array.Display}' has the shape {array.Sides}: a sample may have {Array.MaxLength:N0} numbers, and there may be {int.MaxValue:N0} samples; split it.");
    }

    private static int[] Labels(StoredArray labels, StoredArray samples)
    {
        IReadOnlyList<long> shape = labels.Header.Shape;
        if (shape.Count is 0 or > 2 || (shape.Count == 2 && shape[1] != 1))
            throw Fault.Of($"'{labels.Display}' has the shape {labels.Sides}, and labels need one whole number for each sample: of rows with a 1 in the place of the class make numbers with np.argmax(y, axis=1), or leave the array out.");
        if (shape[0] != samples.Header.Shape[0])
            throw Fault.Of($"'{samples.Display}' holds {samples.Header.Shape[0]:N0} samples and '{labels.Display}' holds {shape[0]:N0} labels, but each sample needs one label: give two arrays that belong together.");
        return Labels(labels.Read<double>(), labels.Display);
    }

    private ArrayRoles Roles(out IReadOnlyList<string> others)
    {
        (IReadOnlyList<StoredArray> arrays, others) = ArrayFile.Open(source);
        return ArrayRoles.Of(source.Display, arrays);
    }

    /// <summary>The shape of one sample, and whether its channels are the last axis.</summary>
    private (SampleShape Shape, bool ChannelsLast) Shape(StoredArray array, bool isUnit)
    {
        RequireSamples(array);
        int[] sides = [.. array.Header.Shape.Skip(1).Select(side => (int)side)];
        int first = sides[0], last = sides[^1], side = (int)Math.Sqrt(first);
        if (sides.Length == 2 && last is 3 or 4 && terms?.Shape != SampleShape.Gray(first, last))
            throw Fault.Of($"'{array.Display}' has the shape {array.Sides}, which may be one picture in colour, or gray ones that are {last} pixels wide: give it the axes N × H × W × 3, or N × H × W × 1.");
        if (sides.Length == 2)
            return (SampleShape.Gray(first, last), false);
        if (sides.Length == 3)
            return OfChannels(array, first, sides[1], last);
        if (terms?.Shape.Length == first)
            return (terms.Shape, false);
        return (isUnit && side >= LeastSideOfRows && side * side == first ? SampleShape.Gray(side, side) : SampleShape.Features(first), false);
    }

    private (SampleShape Shape, bool ChannelsLast) OfChannels(StoredArray array, int first, int second, int third)
    {
        SampleShape channelsFirst = new(first, second, third), channelsLast = new(third, first, second);
        bool isFirst = first == 1 || (first == 3 && third != 1) || (second == 1 && third == 1), isLast = first != 1 && (third == 3 || (third == 1 && second != 1));
        if (isFirst && isLast && terms is not null && channelsFirst != channelsLast)
            (isFirst, isLast) = (terms.Shape == channelsFirst, terms.Shape == channelsLast);
        if (isFirst != isLast)
            return isFirst ? (channelsFirst, false) : (channelsLast, true);
        throw new InputException(isFirst
            ? $"'{array.Display}' has the shape {array.Sides}, and both its second and its last axis could be the colour channels: give gray images the axes N × H × W."
            : $"'{array.Display}' has the shape {array.Sides}, and images need 1 or 3 colour channels, in the second or the last axis: leave transparency out, for example with a[..., :3].");
    }
}
