using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VaeLab.Numerics.Kernels;

/// <summary>Between 32 samples as rows and 32 samples as columns, four by four.</summary>
internal static unsafe class Transpose
{
    /// <summary>Samples in a block.</summary>
    public const int Samples = Tile.Columns;

    /// <summary>target[c, n] = source[n, c] for 32 samples n, one number at a time: the plain form.</summary>
    public static void ToColumnsReference(float* source, int columns, float* target)
    {
        for (int n = 0; n < Samples; n++)
        {
            for (int c = 0; c < columns; c++)
                target[(c * Samples) + n] = source[(n * columns) + c];
        }
    }

    /// <summary>target[c, n] = source[n, c] for 32 samples n.</summary>
    /// <param name="source">32 × columns.</param>
    /// <param name="columns">The samples' length.</param>
    /// <param name="target">columns × 32.</param>
    public static void ToColumns(float* source, int columns, float* target) => ToColumns(source, columns, columns, target, Samples, add: false);

    /// <summary>The same for a part of each sample.</summary>
    /// <param name="source">32 × columns.</param>
    /// <param name="sourceRow">From one sample to the next.</param>
    /// <param name="columns">The part's length.</param>
    /// <param name="target">columns × 32.</param>
    /// <param name="targetRow">From one column to the next.</param>
    /// <param name="add">Whether to add to what the target holds.</param>
    public static void ToColumns(float* source, int sourceRow, int columns, float* target, int targetRow, bool add)
    {
        int c = 0;
        for (; c <= columns - 4; c += 4)
        {
            for (int n = 0; n < Samples; n += 4)
                FourByFour(source + (n * sourceRow) + c, sourceRow, target + (c * targetRow) + n, targetRow, add);
        }

        for (; c < columns; c++)
        {
            for (int n = 0; n < Samples; n++)
            {
                float* cell = target + (c * targetRow) + n;
                *cell = (add ? *cell : 0) + source[(n * sourceRow) + c];
            }
        }
    }

    /// <summary>target[n, c] = source[c, n], or += if <paramref name="add"/>, for 32 samples n.</summary>
    /// <param name="source">columns × 32.</param>
    /// <param name="columns">The samples' length.</param>
    /// <param name="target">32 × columns.</param>
    /// <param name="add">Whether to add to what the target holds.</param>
    public static void ToRows(float* source, int columns, float* target, bool add) => ToRows(source, Samples, columns, target, columns, add);

    /// <summary>The same for a part of each sample.</summary>
    /// <param name="source">columns × 32.</param>
    /// <param name="sourceRow">From one column to the next.</param>
    /// <param name="columns">The part's length.</param>
    /// <param name="target">32 × columns.</param>
    /// <param name="targetRow">From one sample to the next.</param>
    /// <param name="add">Whether to add to what the target holds.</param>
    public static void ToRows(float* source, int sourceRow, int columns, float* target, int targetRow, bool add)
    {
        // Row by row of the target: its rows may lie a power of two apart, and writing to all of them in turn would use a few
        // lines of the cache only.
        int whole = columns / 4 * 4;
        for (int n = 0; n < Samples; n += 8)
        {
            for (int column = 0; column < whole; column += 4)
            {
                FourByFour(source + (column * sourceRow) + n, sourceRow, target + (n * targetRow) + column, targetRow, add);
                FourByFour(source + (column * sourceRow) + n + 4, sourceRow, target + ((n + 4) * targetRow) + column, targetRow, add);
            }
        }

        for (int c = whole; c < columns; c++)
        {
            for (int n = 0; n < Samples; n++)
            {
                float* cell = target + (n * targetRow) + c;
                *cell = (add ? *cell : 0) + source[(c * sourceRow) + n];
            }
        }
    }

    /// <summary>target[n, c] = source[c, n] for 32 samples n and the columns c from one to another; the other columns of 32 become zeros.</summary>
    /// <param name="source">Columns × 32.</param>
    /// <param name="from">The first column.</param>
    /// <param name="to">The column behind the last.</param>
    /// <param name="target">32 × 32.</param>
    public static void Panel(float* source, int from, int to, float* target)
    {
        if (to - from < Samples)
            new Span<float>(target, Samples * Samples).Clear();
        ToRows(source + (from * Samples), Samples, to - from, target + from, Samples, add: false);
    }

    /// <summary>The four columns of four rows of four numbers.</summary>
    public static (Vector128<float> First, Vector128<float> Second, Vector128<float> Third, Vector128<float> Fourth) FourByFour(float* source, int sourceRow) =>
        FourByFour(Vector128.Load(source), Vector128.Load(source + sourceRow), Vector128.Load(source + (2 * sourceRow)), Vector128.Load(source + (3 * sourceRow)));

    /// <summary>The same of rows that are loaded.</summary>
    public static (Vector128<float> First, Vector128<float> Second, Vector128<float> Third, Vector128<float> Fourth) FourByFour(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        // a₀b₀a₁b₁, a₂b₂a₃b₃ and the same of c and d, whose halves are the columns.
        Vector128<float> abLow = ZipLow(a, b), abHigh = ZipHigh(a, b);
        Vector128<float> cdLow = ZipLow(c, d), cdHigh = ZipHigh(c, d);
        return (LowHalves(abLow, cdLow), HighHalves(abLow, cdLow), LowHalves(abHigh, cdHigh), HighHalves(abHigh, cdHigh));
    }

    private static void FourByFour(float* source, int sourceRow, float* target, int targetRow, bool add)
    {
        (Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth) = FourByFour(source, sourceRow);
        Store(first, target, add);
        Store(second, target + targetRow, add);
        Store(third, target + (2 * targetRow), add);
        Store(fourth, target + (3 * targetRow), add);
    }

    // On x86 each of the four is one instruction, which the general form does not become.
    private static Vector128<float> ZipLow(Vector128<float> first, Vector128<float> second) => Sse.IsSupported
        ? Sse.UnpackLow(first, second)
        : Blend(Vector128.Create(-1, 0, -1, 0), Vector128.Shuffle(first, Vector128.Create(0, 0, 1, 1)), Vector128.Shuffle(second, Vector128.Create(0, 0, 1, 1)));

    private static Vector128<float> ZipHigh(Vector128<float> first, Vector128<float> second) => Sse.IsSupported
        ? Sse.UnpackHigh(first, second)
        : Blend(Vector128.Create(-1, 0, -1, 0), Vector128.Shuffle(first, Vector128.Create(2, 2, 3, 3)), Vector128.Shuffle(second, Vector128.Create(2, 2, 3, 3)));

    private static Vector128<float> LowHalves(Vector128<float> first, Vector128<float> second) => Sse.IsSupported
        ? Sse.MoveLowToHigh(first, second)
        : Blend(Vector128.Create(-1, -1, 0, 0), first, Vector128.Shuffle(second, Vector128.Create(0, 1, 0, 1)));

    private static Vector128<float> HighHalves(Vector128<float> first, Vector128<float> second) => Sse.IsSupported
        ? Sse.MoveHighToLow(second, first)
        : Blend(Vector128.Create(-1, -1, 0, 0), Vector128.Shuffle(first, Vector128.Create(2, 3, 2, 3)), second);

    private static Vector128<float> Blend(Vector128<int> mask, Vector128<float> chosen, Vector128<float> otherwise) =>
        Vector128.ConditionalSelect(mask.AsSingle(), chosen, otherwise);

    private static void Store(Vector128<float> value, float* target, bool add) =>
        (add ? value + Vector128.Load(target) : value).Store(target);
}
