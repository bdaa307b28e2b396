using System.Runtime.CompilerServices;
using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// A 4 × 32 tile of a matrix product whose left factor has zeros: <c>tile[r, c] = Σⱼ a[j, r] · b[offset[j] + c]</c> over the
/// steps j that <see cref="NonZeros"/> has kept. A skipped step would have added 0, so the sum has the same bits as the full one.
/// </summary>
internal static unsafe class SparseTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 4;

    /// <summary>Numbers in a tile.</summary>
    public const int Length = Rows * Tile.Columns;

    /// <summary>The plain form, for tests and readers.</summary>
    public static void Reference(in SparseRows rows, float* b, float* tile)
    {
        for (int r = 0; r < Rows; r++)
        {
            for (int c = 0; c < Tile.Columns; c++)
            {
                float sum = 0;
                for (int j = 0; j < rows.Count; j++)
                    sum += rows.Values[(j * Rows) + r] * b[rows.Offsets[j] + c];
                tile[(r * Tile.Columns) + c] = sum;
            }
        }
    }

    /// <summary>One tile.</summary>
    /// <param name="rows">The left factor.</param>
    /// <param name="b">The right factor.</param>
    /// <param name="tile">Receives 4 × 32 numbers.</param>
    public static void Multiply<TVector, TSimd>(in SparseRows rows, float* b, float* tile)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => InParts<TVector, TSimd>(rows, b, second: 0, tile, Tile.Columns / TSimd.Count);

    /// <summary>
    /// Two tiles with the same left factor. Where all 16 sums fit in the registers they are computed at once, otherwise part by part
    /// across both tiles: the more vectors at a time, the fewer loads for each product.
    /// </summary>
    /// <param name="rows">The left factor.</param>
    /// <param name="b">The first tile's right factor.</param>
    /// <param name="second">The distance from there to the second tile's right factor.</param>
    /// <param name="tiles">Receives 4 × 32 numbers, and the second tile's 4 × 32 numbers right behind them.</param>
    public static void MultiplyPair<TVector, TSimd>(in SparseRows rows, float* b, int second, float* tiles)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        if (2 * TSimd.Count == Tile.Columns)
            FourVectors<TVector, TSimd>(rows, b, second, tiles);
        else
            InParts<TVector, TSimd>(rows, b, second, tiles, 2 * Tile.Columns / TSimd.Count);
    }

    /// <summary>
    /// The vectors of one tile or two, three at a time and the rest two at a time: sixteen registers hold 4 × 3 sums, three vectors of
    /// b and a number of a.
    /// </summary>
    private static void InParts<TVector, TSimd>(in SparseRows rows, float* b, int second, float* tiles, int vectors)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        int column = 0;
        for (; vectors > 4 || vectors == 3; vectors -= 3, column += 3 * TSimd.Count)
            ThreeVectors<TVector, TSimd>(rows, b, second, tiles, column);
        for (; vectors > 0; vectors -= 2, column += 2 * TSimd.Count)
            TwoVectors<TVector, TSimd>(rows, b + Source(column, second), tiles + Target(column));
    }

    /// <summary>Where column 0 to 63 of two tiles begins in b.</summary>
    private static int Source(int column, int second) => column < Tile.Columns ? column : second + column - Tile.Columns;

    /// <summary>Where it goes: the second tile lies behind all rows of the first.</summary>
    private static int Target(int column) => column < Tile.Columns ? column : Length + column - Tile.Columns;

    private static void FourVectors<TVector, TSimd>(in SparseRows rows, float* b, int second, float* tiles)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        float* a = rows.Values;
        int* offsets = rows.Offsets;
        TVector c00 = TSimd.Broadcast(0), c01 = c00, c02 = c00, c03 = c00, c10 = c00, c11 = c00, c12 = c00, c13 = c00;
        TVector c20 = c00, c21 = c00, c22 = c00, c23 = c00, c30 = c00, c31 = c00, c32 = c00, c33 = c00;

        for (int* end = offsets + rows.Count; offsets < end; offsets++, a += Rows)
        {
            float* p = b + *offsets;
            TVector b0 = TSimd.Load(p), b1 = TSimd.Load(p + TSimd.Count);
            p += second;
            TVector b2 = TSimd.Load(p), b3 = TSimd.Load(p + TSimd.Count);
            TVector x = TSimd.Broadcast(a[0]);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            c02 = TSimd.MultiplyAdd(x, b2, c02);
            c03 = TSimd.MultiplyAdd(x, b3, c03);
            x = TSimd.Broadcast(a[1]);
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            c12 = TSimd.MultiplyAdd(x, b2, c12);
            c13 = TSimd.MultiplyAdd(x, b3, c13);
            x = TSimd.Broadcast(a[2]);
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            c22 = TSimd.MultiplyAdd(x, b2, c22);
            c23 = TSimd.MultiplyAdd(x, b3, c23);
            x = TSimd.Broadcast(a[3]);
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
            c32 = TSimd.MultiplyAdd(x, b2, c32);
            c33 = TSimd.MultiplyAdd(x, b3, c33);
        }

        float* secondTile = tiles + Length;
        StoreRow<TVector, TSimd>(c00, c01, tiles);
        StoreRow<TVector, TSimd>(c10, c11, tiles + Tile.Columns);
        StoreRow<TVector, TSimd>(c20, c21, tiles + (2 * Tile.Columns));
        StoreRow<TVector, TSimd>(c30, c31, tiles + (3 * Tile.Columns));
        StoreRow<TVector, TSimd>(c02, c03, secondTile);
        StoreRow<TVector, TSimd>(c12, c13, secondTile + Tile.Columns);
        StoreRow<TVector, TSimd>(c22, c23, secondTile + (2 * Tile.Columns));
        StoreRow<TVector, TSimd>(c32, c33, secondTile + (3 * Tile.Columns));
    }

    /// <summary>Three vectors from a column on; they may lie in both tiles.</summary>
    private static void ThreeVectors<TVector, TSimd>(in SparseRows rows, float* b, int second, float* tiles, int column)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        int next = column + TSimd.Count, last = next + TSimd.Count;
        float* b0Start = b + Source(column, second), b1Start = b + Source(next, second), b2Start = b + Source(last, second);
        float* a = rows.Values;
        int* offsets = rows.Offsets;
        TVector c00 = TSimd.Broadcast(0), c01 = c00, c02 = c00, c10 = c00, c11 = c00, c12 = c00;
        TVector c20 = c00, c21 = c00, c22 = c00, c30 = c00, c31 = c00, c32 = c00;

        for (int* end = offsets + rows.Count; offsets < end; offsets++, a += Rows)
        {
            TVector b0 = TSimd.Load(b0Start + *offsets), b1 = TSimd.Load(b1Start + *offsets), b2 = TSimd.Load(b2Start + *offsets);
            TVector x = TSimd.Broadcast(a[0]);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            c02 = TSimd.MultiplyAdd(x, b2, c02);
            x = TSimd.Broadcast(a[1]);
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            c12 = TSimd.MultiplyAdd(x, b2, c12);
            x = TSimd.Broadcast(a[2]);
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            c22 = TSimd.MultiplyAdd(x, b2, c22);
            x = TSimd.Broadcast(a[3]);
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
            c32 = TSimd.MultiplyAdd(x, b2, c32);
        }

        StoreColumn<TVector, TSimd>(c00, c10, c20, c30, tiles + Target(column));
        StoreColumn<TVector, TSimd>(c01, c11, c21, c31, tiles + Target(next));
        StoreColumn<TVector, TSimd>(c02, c12, c22, c32, tiles + Target(last));
    }

    private static void TwoVectors<TVector, TSimd>(in SparseRows rows, float* b, float* tile)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        float* a = rows.Values;
        int* offsets = rows.Offsets;
        TVector c00 = TSimd.Broadcast(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;

        for (int* end = offsets + rows.Count; offsets < end; offsets++, a += Rows)
        {
            float* p = b + *offsets;
            TVector b0 = TSimd.Load(p), b1 = TSimd.Load(p + TSimd.Count);
            TVector x = TSimd.Broadcast(a[0]);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            x = TSimd.Broadcast(a[1]);
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            x = TSimd.Broadcast(a[2]);
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            x = TSimd.Broadcast(a[3]);
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
        }

        StoreRow<TVector, TSimd>(c00, c01, tile);
        StoreRow<TVector, TSimd>(c10, c11, tile + Tile.Columns);
        StoreRow<TVector, TSimd>(c20, c21, tile + (2 * Tile.Columns));
        StoreRow<TVector, TSimd>(c30, c31, tile + (3 * Tile.Columns));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumn<TVector, TSimd>(TVector first, TVector second, TVector third, TVector fourth, float* target)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TSimd.Store(first, target);
        TSimd.Store(second, target + Tile.Columns);
        TSimd.Store(third, target + (2 * Tile.Columns));
        TSimd.Store(fourth, target + (3 * Tile.Columns));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TVector, TSimd>(TVector first, TVector second, float* target)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TSimd.Store(first, target);
        TSimd.Store(second, target + TSimd.Count);
    }
}
