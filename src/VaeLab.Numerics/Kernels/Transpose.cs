using System.Runtime.Intrinsics;

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
    public static void ToColumns(float* source, int columns, float* target)
    {
        int c = 0;
        for (; c <= columns - 4; c += 4)
        {
            for (int n = 0; n < Samples; n += 4)
                FourByFour(source + (n * columns) + c, columns, target + (c * Samples) + n, Samples, add: false);
        }

        for (; c < columns; c++)
        {
            for (int n = 0; n < Samples; n++)
                target[(c * Samples) + n] = source[(n * columns) + c];
        }
    }

    /// <summary>target[n, c] = source[c, n], or += if <paramref name="add"/>, for 32 samples n.</summary>
    /// <param name="source">columns × 32.</param>
    /// <param name="columns">The samples' length.</param>
    /// <param name="target">32 × columns.</param>
    /// <param name="add">Whether to add to what the target holds.</param>
    public static void ToRows(float* source, int columns, float* target, bool add)
    {
        int c = 0;
        for (; c <= columns - 4; c += 4)
        {
            for (int n = 0; n < Samples; n += 4)
                FourByFour(source + (c * Samples) + n, Samples, target + (n * columns) + c, columns, add);
        }

        for (; c < columns; c++)
        {
            for (int n = 0; n < Samples; n++)
            {
                float* cell = target + (n * columns) + c;
                *cell = (add ? *cell : 0) + source[(c * Samples) + n];
            }
        }
    }

    private static void FourByFour(float* source, int sourceRow, float* target, int targetRow, bool add)
    {
        Vector128<float> a = Vector128.Load(source);
        Vector128<float> b = Vector128.Load(source + sourceRow);
        Vector128<float> c = Vector128.Load(source + (2 * sourceRow));
        Vector128<float> d = Vector128.Load(source + (3 * sourceRow));

        // a₀b₀a₁b₁, a₂b₂a₃b₃ and the same of c and d …
        Vector128<float> abLow = Zip(a.GetLower(), b.GetLower());
        Vector128<float> abHigh = Zip(a.GetUpper(), b.GetUpper());
        Vector128<float> cdLow = Zip(c.GetLower(), d.GetLower());
        Vector128<float> cdHigh = Zip(c.GetUpper(), d.GetUpper());

        // … whose halves are the columns.
        Store(Vector128.Create(abLow.GetLower(), cdLow.GetLower()), target, add);
        Store(Vector128.Create(abLow.GetUpper(), cdLow.GetUpper()), target + targetRow, add);
        Store(Vector128.Create(abHigh.GetLower(), cdHigh.GetLower()), target + (2 * targetRow), add);
        Store(Vector128.Create(abHigh.GetUpper(), cdHigh.GetUpper()), target + (3 * targetRow), add);
    }

    private static Vector128<float> Zip(Vector64<float> first, Vector64<float> second) =>
        Vector128.Shuffle(Vector128.Create(first, second), Vector128.Create(0, 2, 1, 3));

    private static void Store(Vector128<float> value, float* target, bool add) =>
        (add ? value + Vector128.Load(target) : value).Store(target);
}
