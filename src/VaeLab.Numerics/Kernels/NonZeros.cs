using System.Runtime.Intrinsics;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// The left factor of a <see cref="SparseTile"/>: four rows of a matrix, step by step, without the steps where all four numbers are 0.
/// </summary>
/// <param name="values">count × 4.</param>
/// <param name="offsets">For each step, where its 32 numbers of the right factor begin.</param>
/// <param name="count">Steps.</param>
internal readonly unsafe struct SparseRows(float* values, int* offsets, int count)
{
    /// <summary>The four numbers of each step, count × 4.</summary>
    public float* Values { get; } = values;

    /// <summary>For each step, where its 32 numbers of the right factor begin.</summary>
    public int* Offsets { get; } = offsets;

    /// <summary>The number of steps.</summary>
    public int Count { get; } = count;
}

/// <summary>
/// Packs left factors for <see cref="SparseTile"/>: four numbers for each step of a sum, without the steps where all four are 0.
/// Four fifths of MNIST's pixels are 0, and so are most outputs of a ReLU. Data without zeros is packed too: the tile then reads its
/// left factor from consecutive memory.
/// </summary>
internal readonly unsafe struct NonZeros
{
    private readonly float* _values;
    private readonly int* _offsets;
    private readonly int* _counts;
    private readonly int _steps;

    /// <summary>Room for several left factors.</summary>
    /// <param name="memory"><see cref="Length"/> numbers.</param>
    /// <param name="groups">How many factors.</param>
    /// <param name="steps">The most steps in each.</param>
    public NonZeros(float* memory, int groups, int steps)
    {
        _values = memory;
        _offsets = (int*)(memory + (groups * steps * SparseTile.Rows));
        _counts = _offsets + (groups * steps);
        _steps = steps;
    }

    /// <summary>The memory that so many factors of so many steps take, in numbers.</summary>
    public static int Length(int groups, int steps) => checked(groups * ((steps * (SparseTile.Rows + 1)) + 1));

    /// <summary>One factor, as it was packed last.</summary>
    public SparseRows this[int group] => new(Values(group), Offsets(group), _counts[group]);

    /// <summary>Packs four samples into a factor, as <see cref="OfSamples"/> does.</summary>
    public void PackSamples(int group, float* x, int inputs) => _counts[group] = OfSamples(x, inputs, Values(group), Offsets(group));

    /// <summary>Packs four inputs into a factor, as <see cref="OfInputs"/> does.</summary>
    public void PackInputs(int group, float* x, int rows, int inputs) => _counts[group] = OfInputs(x, rows, inputs, Values(group), Offsets(group));

    /// <summary>Four samples, step by step along their inputs: the plain form.</summary>
    public static int OfSamplesReference(float* x, int inputs, float* a, int* offsets)
    {
        int count = 0;
        for (int i = 0; i < inputs; i++)
        {
            bool any = false;
            for (int r = 0; r < SparseTile.Rows; r++)
            {
                float value = x[(r * inputs) + i];
                a[(count * SparseTile.Rows) + r] = value;
                any |= value != 0;
            }

            offsets[count] = i * Tile.Columns;
            count += any ? 1 : 0;
        }

        return count;
    }

    /// <summary>Four samples, step by step along their inputs.</summary>
    /// <param name="x">4 × inputs; 3 numbers past the end must be readable.</param>
    /// <param name="inputs">The samples' length.</param>
    /// <param name="a">Receives up to inputs × 4 numbers; as many must be writable.</param>
    /// <param name="offsets">Receives 32 · input for each step kept; inputs must be writable.</param>
    /// <returns>The steps kept.</returns>
    public static int OfSamples(float* x, int inputs, float* a, int* offsets)
    {
        int count = 0, i = 0;
        for (; i <= inputs - 4; i += 4)
        {
            (Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth) = Transpose.FourByFour(x + i, inputs);
            Keep(first, i * Tile.Columns, a, offsets, ref count);
            Keep(second, (i + 1) * Tile.Columns, a, offsets, ref count);
            Keep(third, (i + 2) * Tile.Columns, a, offsets, ref count);
            Keep(fourth, (i + 3) * Tile.Columns, a, offsets, ref count);
        }

        for (; i < inputs; i++)
            Keep(Vector128.Create(x[i], x[inputs + i], x[(2 * inputs) + i], x[(3 * inputs) + i]), i * Tile.Columns, a, offsets, ref count);
        return count;
    }

    /// <summary>Four inputs, step by step along the samples: the plain form.</summary>
    public static int OfInputsReference(float* x, int rows, int inputs, float* a, int* offsets)
    {
        int count = 0;
        for (int n = 0; n < rows; n++)
        {
            bool any = false;
            for (int r = 0; r < SparseTile.Rows; r++)
            {
                float value = x[(n * inputs) + r];
                a[(count * SparseTile.Rows) + r] = value;
                any |= value != 0;
            }

            offsets[count] = n * Tile.Columns;
            count += any ? 1 : 0;
        }

        return count;
    }

    /// <summary>Four inputs, step by step along the samples.</summary>
    /// <param name="x">The first of the four inputs in a matrix of rows × inputs; 3 numbers past its end must be readable.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="inputs">From one sample to the next.</param>
    /// <param name="a">Receives up to rows × 4 numbers; as many must be writable.</param>
    /// <param name="offsets">Receives 32 · sample for each step kept; rows must be writable.</param>
    /// <returns>The steps kept.</returns>
    public static int OfInputs(float* x, int rows, int inputs, float* a, int* offsets)
    {
        int count = 0;
        for (int n = 0; n < rows; n++, x += inputs)
            Keep(Vector128.Load(x), n * Tile.Columns, a, offsets, ref count);
        return count;
    }

    private float* Values(int group) => _values + (group * _steps * SparseTile.Rows);

    private int* Offsets(int group) => _offsets + (group * _steps);

    // Branch-free compaction: always store, advance only if nonzero.
    private static void Keep(Vector128<float> values, int offset, float* a, int* offsets, ref int count)
    {
        values.Store(a + (count * SparseTile.Rows));
        offsets[count] = offset;
        count += Vector128.EqualsAll(values, Vector128<float>.Zero) ? 0 : 1;
    }
}
