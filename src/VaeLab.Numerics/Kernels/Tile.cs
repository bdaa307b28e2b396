using System.Runtime.CompilerServices;
using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// The one loop where training spends its time: an 8 × 32 tile of a matrix product, held in registers while it is summed,
/// <c>tile[r, c] = Σₖ a[k, r] · b[k, c]</c> for r &lt; 8, c &lt; 32.
/// All three products of a dense layer are this tile with other strides (see <see cref="DenseProducts"/>).
/// Each number of the result is one sum in the order of k, whatever the width of the vectors or the number of threads.
/// </summary>
internal static unsafe class Tile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 8;

    /// <summary>Columns of a tile.</summary>
    public const int Columns = 32;

    /// <summary>Where a tile finds the numbers a[k, r].</summary>
    /// <param name="Row">From a[k, r] to a[k, r + 1].</param>
    /// <param name="Step">From a[k, r] to a[k + 1, r].</param>
    /// <param name="Run">So many steps lie <paramref name="Step"/> apart, and then comes a jump.</param>
    /// <param name="Jump">From the first step of a run to the first step of the next.</param>
    public readonly record struct Walk(int Row, int Step, int Run, int Jump);

    /// <summary>The plain form, for tests and readers.</summary>
    public static void Reference(float* a, Walk walk, float* b, int depth, float* tile, int tileRow)
    {
        for (int r = 0; r < Rows; r++)
        {
            for (int c = 0; c < Columns; c++)
            {
                float sum = 0;
                for (int k = 0; k < depth; k++)
                    sum += a[(k / walk.Run * walk.Jump) + (k % walk.Run * walk.Step) + (r * walk.Row)] * b[(k * Columns) + c];
                tile[(r * tileRow) + c] = sum;
            }
        }
    }

    /// <summary>The fast form.</summary>
    /// <param name="a">a[0, 0]; with <paramref name="walk"/>, all of a.</param>
    /// <param name="walk">The strides of a.</param>
    /// <param name="b">depth × 32, row by row.</param>
    /// <param name="depth">The number of terms in each sum.</param>
    /// <param name="tile">Receives 8 × 32 numbers.</param>
    /// <param name="tileRow">From one row of the tile to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<TVector, TSimd>(float* a, in Walk walk, float* b, int depth, float* tile, int tileRow)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        for (int column = 0; column < Columns; column += 2 * TSimd.Count)
        {
            if (TSimd.TileRows == Rows)
            {
                EightRows<TVector, TSimd>(a, walk, b + column, depth, tile + column, tileRow);
            }
            else
            {
                FourRows<TVector, TSimd>(a, walk, b + column, depth, tile + column, tileRow);
                FourRows<TVector, TSimd>(a + (4 * walk.Row), walk, b + column, depth, tile + (4 * tileRow) + column, tileRow);
            }
        }
    }

    private static void EightRows<TVector, TSimd>(float* a, in Walk walk, float* b, int depth, float* tile, int tileRow)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector c00 = TSimd.Broadcast(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
        TVector c40 = c00, c41 = c00, c50 = c00, c51 = c00, c60 = c00, c61 = c00, c70 = c00, c71 = c00;
        int row = walk.Row, step = walk.Step;

        for (; depth > 0; depth -= walk.Run, a += walk.Jump)
        {
            float* low = a;
            float* high = a + (4 * row);
            for (int k = Math.Min(depth, walk.Run); k > 0; k--)
            {
                TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + TSimd.Count);
                TVector x = TSimd.Broadcast(low[0]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(low[row]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(low[2 * row]);
                c20 = TSimd.MultiplyAdd(x, b0, c20);
                c21 = TSimd.MultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(low[3 * row]);
                c30 = TSimd.MultiplyAdd(x, b0, c30);
                c31 = TSimd.MultiplyAdd(x, b1, c31);
                x = TSimd.Broadcast(high[0]);
                c40 = TSimd.MultiplyAdd(x, b0, c40);
                c41 = TSimd.MultiplyAdd(x, b1, c41);
                x = TSimd.Broadcast(high[row]);
                c50 = TSimd.MultiplyAdd(x, b0, c50);
                c51 = TSimd.MultiplyAdd(x, b1, c51);
                x = TSimd.Broadcast(high[2 * row]);
                c60 = TSimd.MultiplyAdd(x, b0, c60);
                c61 = TSimd.MultiplyAdd(x, b1, c61);
                x = TSimd.Broadcast(high[3 * row]);
                c70 = TSimd.MultiplyAdd(x, b0, c70);
                c71 = TSimd.MultiplyAdd(x, b1, c71);
                low += step;
                high += step;
                b += Columns;
            }
        }

        StoreRow<TVector, TSimd>(c00, c01, tile);
        StoreRow<TVector, TSimd>(c10, c11, tile + tileRow);
        StoreRow<TVector, TSimd>(c20, c21, tile + (2 * tileRow));
        StoreRow<TVector, TSimd>(c30, c31, tile + (3 * tileRow));
        StoreRow<TVector, TSimd>(c40, c41, tile + (4 * tileRow));
        StoreRow<TVector, TSimd>(c50, c51, tile + (5 * tileRow));
        StoreRow<TVector, TSimd>(c60, c61, tile + (6 * tileRow));
        StoreRow<TVector, TSimd>(c70, c71, tile + (7 * tileRow));
    }

    private static void FourRows<TVector, TSimd>(float* a, in Walk walk, float* b, int depth, float* tile, int tileRow)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector c00 = TSimd.Broadcast(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
        int row = walk.Row, step = walk.Step;

        for (; depth > 0; depth -= walk.Run, a += walk.Jump)
        {
            float* p = a;
            for (int k = Math.Min(depth, walk.Run); k > 0; k--)
            {
                TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + TSimd.Count);
                TVector x = TSimd.Broadcast(p[0]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(p[row]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(p[2 * row]);
                c20 = TSimd.MultiplyAdd(x, b0, c20);
                c21 = TSimd.MultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(p[3 * row]);
                c30 = TSimd.MultiplyAdd(x, b0, c30);
                c31 = TSimd.MultiplyAdd(x, b1, c31);
                p += step;
                b += Columns;
            }
        }

        StoreRow<TVector, TSimd>(c00, c01, tile);
        StoreRow<TVector, TSimd>(c10, c11, tile + tileRow);
        StoreRow<TVector, TSimd>(c20, c21, tile + (2 * tileRow));
        StoreRow<TVector, TSimd>(c30, c31, tile + (3 * tileRow));
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
