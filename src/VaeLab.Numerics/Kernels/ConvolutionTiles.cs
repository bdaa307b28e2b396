using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// The products of a convolution. Pictures lie in blocks of 32 samples, pixel by pixel, and in a pixel channel by channel, so that the 32
/// numbers of one channel of one pixel stand side by side (see <see cref="Blocks"/>). A vector holds some of these samples. So nothing is
/// copied together beforehand, and any kernel, stride and padding runs at the same speed.
/// <list type="bullet">
/// <item>Both directions sum, for 4 or 8 channels of the target at a time, weights times numbers of the source (<see cref="Apply"/>). Where there are
/// fewer channels, 4 or 8 pixels are taken together in their place.</item>
/// <item>The gradient of the weights sums products of both pictures over samples and pixels (<see cref="AddProducts"/>). Where the small picture has
/// few channels, a vector holds samples there too (<see cref="AddProductsOfOne"/>).</item>
/// </list>
/// Each number is one sum in a fixed order, whatever the tile that computes it and the number of threads.
/// </summary>
internal static unsafe class ConvolutionTiles
{
    private const int Samples = Transpose.Samples;

    /// <summary>Computes a whole block of the target.</summary>
    /// <param name="map">Which numbers are joined.</param>
    /// <param name="w">The weights, in panels.</param>
    /// <param name="x">A block of the source.</param>
    /// <param name="y">A block of the target.</param>
    /// <param name="finish">What happens with the sums.</param>
    /// <param name="samples">Samples that matter, from 1 to 32; what the others get is not specified.</param>
    public static void Apply<TVector, TSimd>(ConvolutionMap map, float* w, float* x, float* y, in Finish finish, int samples)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        int channels = map.Target.Channels, perGroup = channels / map.Groups;
        foreach (ConvolutionMap.Series line in map.Down.Pixels)
        {
            float* source = x + (line.Place * map.Source.Width * map.Source.Channels * Samples);
            float* target = y + (line.First * map.Target.Width * channels * Samples);
            for (int channel = 0, rows; channel < channels; channel += rows)
            {
                int group = channel / perGroup;
                int left = Math.Min(((group + 1) * perGroup) - channel, map.RowsTogether - (channel % map.RowsTogether));
                var part = new Part(map, group, line.Class, channel, w + map.WeightOf(channel), source, target + (channel * Samples));
                if (left >= TSimd.TileRows)
                {
                    rows = TSimd.TileRows;
                    Channels<TVector, TSimd>(part, finish, samples);
                }
                else
                {
                    rows = 1;
                    Pixels<TVector, TSimd>(part, finish, samples);
                }
            }
        }
    }

    /// <summary>Adds a[r, n] · b[n, c] over 32 samples n to some rows of 32 sums each: sums[r, c] += Σₙ a[r, n] · b[n, c].</summary>
    /// <param name="a">Where each row begins: 32 numbers.</param>
    /// <param name="sums">Where the sums of each row are: 32 numbers.</param>
    /// <param name="rows">How many rows, a multiple of 8.</param>
    /// <param name="b">32 × 32.</param>
    public static void AddProducts<TVector, TSimd>(float** a, float** sums, int rows, float* b)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        for (int column = 0; column < Samples; column += 2 * TSimd.Count)
        {
            for (int row = 0; row < rows; row += TSimd.TileRows)
            {
                if (TSimd.TileRows == 8)
                    AddEight<TVector, TSimd>(a + row, sums + row, column, b + column);
                else
                    AddFour<TVector, TSimd>(a + row, sums + row, column, b + column);
            }
        }
    }

    /// <summary>Adds products of one channel and some channels of the other picture, over pixels p and 32 samples n: sums[c] += Σₚ Σₙ a[p, n] · b[p, c, n].</summary>
    /// <param name="walk">The pixels.</param>
    /// <param name="a">The channel's first pixel.</param>
    /// <param name="b">The other picture's first pixel, from the first channel on.</param>
    /// <param name="channels">Its channels, at most 4.</param>
    /// <param name="sums">A sum for each of them.</param>
    /// <param name="step">From one sum to the next.</param>
    public static void AddProductsOfOne<TVector, TSimd>(in Walk walk, float* a, float* b, int channels, float* sums, int step)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        // The last channel stands in for those that are missing.
        int second = Math.Min(1, channels - 1) * Samples, third = Math.Min(2, channels - 1) * Samples, fourth = (channels - 1) * Samples;
        TVector c0 = TSimd.Broadcast(0), c1 = c0, c2 = c0, c3 = c0;
        for (int line = 0; line < walk.Lines; line++)
        {
            float* left = a + (line * walk.ALine);
            float* right = b + (line * walk.BLine);
            for (int pixel = 0; pixel < walk.Pixels; pixel++)
            {
                for (int n = 0; n < Samples; n += TSimd.Count)
                {
                    TVector x = TSimd.Load(left + n);
                    c0 = TSimd.MultiplyAdd(x, TSimd.Load(right + n), c0);
                    c1 = TSimd.MultiplyAdd(x, TSimd.Load(right + n + second), c1);
                    c2 = TSimd.MultiplyAdd(x, TSimd.Load(right + n + third), c2);
                    c3 = TSimd.MultiplyAdd(x, TSimd.Load(right + n + fourth), c3);
                }

                left += walk.APixel;
                right += walk.BPixel;
            }
        }

        Vector128<float> each = TSimd.SumEach(c0, c1, c2, c3);
        for (int channel = 0; channel < channels; channel++)
            sums[channel * step] += each[channel];
    }

    private static void Channels<TVector, TSimd>(in Part part, in Finish finish, int samples)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        ConvolutionMap map = part.Map;
        int from = map.Source.Channels * Samples, to = map.Target.Channels * Samples;
        foreach (ConvolutionMap.Series series in map.Across.AllSeries)
        {
            ConvolutionMap.Run* runs = map.Runs(part.Group, part.Line, series.Class, out int count);
            for (int i = 0; i < series.Count; i++)
            {
                float* source = part.Source + ((series.Place + (i * series.PlaceStep)) * from);
                float* target = part.Target + ((series.First + (i * series.Step)) * to);
                for (int column = 0; column < samples; column += 2 * TSimd.Count)
                {
                    if (TSimd.TileRows == 8)
                        EightChannels<TVector, TSimd>(part.Weights, map.WeightRow, map.WeightStep, source + column, runs, count, target + column, finish.For(part.Channel));
                    else
                        FourChannels<TVector, TSimd>(part.Weights, map.WeightRow, map.WeightStep, source + column, runs, count, target + column, finish.For(part.Channel));
                }
            }
        }
    }

    private static void Pixels<TVector, TSimd>(in Part part, in Finish finish, int samples)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        ConvolutionMap map = part.Map;
        int from = map.Source.Channels * Samples, to = map.Target.Channels * Samples;
        foreach (ConvolutionMap.Series series in map.Across.AllSeries)
        {
            ConvolutionMap.Run* runs = map.Runs(part.Group, part.Line, series.Class, out int count);
            int sourceStep = series.PlaceStep * from, targetStep = series.Step * to;
            float* source = part.Source + (series.Place * from);
            float* target = part.Target + (series.First * to);
            for (int i = 0, pixels; i < series.Count; i += pixels)
            {
                pixels = series.Count - i >= 4 ? 4 : 1;
                for (int column = 0; column < samples; column += 2 * TSimd.Count)
                {
                    if (pixels == 4)
                        FourPixels<TVector, TSimd>(part.Weights, map.WeightStep, source + column, sourceStep, runs, count, target + column, targetStep, finish.For(part.Channel));
                    else
                        OnePixel<TVector, TSimd>(part.Weights, map.WeightStep, source + column, runs, count, target + column, finish.For(part.Channel));
                }

                source += pixels * sourceStep;
                target += pixels * targetStep;
            }
        }
    }

    private static void EightChannels<TVector, TSimd>(float* w, int row, int step, float* x, ConvolutionMap.Run* runs, int count, float* y, in Finish finish)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector c00 = finish.Start<TVector, TSimd>(0, y, 0), c01 = finish.Start<TVector, TSimd>(0, y, TSimd.Count);
        TVector c10 = finish.Start<TVector, TSimd>(1, y, 0), c11 = finish.Start<TVector, TSimd>(1, y, TSimd.Count);
        TVector c20 = finish.Start<TVector, TSimd>(2, y, 0), c21 = finish.Start<TVector, TSimd>(2, y, TSimd.Count);
        TVector c30 = finish.Start<TVector, TSimd>(3, y, 0), c31 = finish.Start<TVector, TSimd>(3, y, TSimd.Count);
        TVector c40 = finish.Start<TVector, TSimd>(4, y, 0), c41 = finish.Start<TVector, TSimd>(4, y, TSimd.Count);
        TVector c50 = finish.Start<TVector, TSimd>(5, y, 0), c51 = finish.Start<TVector, TSimd>(5, y, TSimd.Count);
        TVector c60 = finish.Start<TVector, TSimd>(6, y, 0), c61 = finish.Start<TVector, TSimd>(6, y, TSimd.Count);
        TVector c70 = finish.Start<TVector, TSimd>(7, y, 0), c71 = finish.Start<TVector, TSimd>(7, y, TSimd.Count);
        for (ConvolutionMap.Run* end = runs + count; runs < end; runs++)
        {
            float* low = w + runs->Weight;
            float* high = low + (4 * row);
            float* b = x + runs->Source;
            for (int k = runs->Length; k > 0; k--)
            {
                TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + TSimd.Count);
                TVector a = TSimd.Broadcast(low[0]);
                c00 = TSimd.MultiplyAdd(a, b0, c00);
                c01 = TSimd.MultiplyAdd(a, b1, c01);
                a = TSimd.Broadcast(low[row]);
                c10 = TSimd.MultiplyAdd(a, b0, c10);
                c11 = TSimd.MultiplyAdd(a, b1, c11);
                a = TSimd.Broadcast(low[2 * row]);
                c20 = TSimd.MultiplyAdd(a, b0, c20);
                c21 = TSimd.MultiplyAdd(a, b1, c21);
                a = TSimd.Broadcast(low[3 * row]);
                c30 = TSimd.MultiplyAdd(a, b0, c30);
                c31 = TSimd.MultiplyAdd(a, b1, c31);
                a = TSimd.Broadcast(high[0]);
                c40 = TSimd.MultiplyAdd(a, b0, c40);
                c41 = TSimd.MultiplyAdd(a, b1, c41);
                a = TSimd.Broadcast(high[row]);
                c50 = TSimd.MultiplyAdd(a, b0, c50);
                c51 = TSimd.MultiplyAdd(a, b1, c51);
                a = TSimd.Broadcast(high[2 * row]);
                c60 = TSimd.MultiplyAdd(a, b0, c60);
                c61 = TSimd.MultiplyAdd(a, b1, c61);
                a = TSimd.Broadcast(high[3 * row]);
                c70 = TSimd.MultiplyAdd(a, b0, c70);
                c71 = TSimd.MultiplyAdd(a, b1, c71);
                low += step;
                high += step;
                b += Samples;
            }
        }

        finish.Store<TVector, TSimd>(c00, c01, y, 0);
        finish.Store<TVector, TSimd>(c10, c11, y, 1);
        finish.Store<TVector, TSimd>(c20, c21, y, 2);
        finish.Store<TVector, TSimd>(c30, c31, y, 3);
        finish.Store<TVector, TSimd>(c40, c41, y, 4);
        finish.Store<TVector, TSimd>(c50, c51, y, 5);
        finish.Store<TVector, TSimd>(c60, c61, y, 6);
        finish.Store<TVector, TSimd>(c70, c71, y, 7);
    }

    private static void FourChannels<TVector, TSimd>(float* w, int row, int step, float* x, ConvolutionMap.Run* runs, int count, float* y, in Finish finish)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector c00 = finish.Start<TVector, TSimd>(0, y, 0), c01 = finish.Start<TVector, TSimd>(0, y, TSimd.Count);
        TVector c10 = finish.Start<TVector, TSimd>(1, y, 0), c11 = finish.Start<TVector, TSimd>(1, y, TSimd.Count);
        TVector c20 = finish.Start<TVector, TSimd>(2, y, 0), c21 = finish.Start<TVector, TSimd>(2, y, TSimd.Count);
        TVector c30 = finish.Start<TVector, TSimd>(3, y, 0), c31 = finish.Start<TVector, TSimd>(3, y, TSimd.Count);
        for (ConvolutionMap.Run* end = runs + count; runs < end; runs++)
        {
            float* a = w + runs->Weight;
            float* b = x + runs->Source;
            for (int k = runs->Length; k > 0; k--)
            {
                TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + TSimd.Count);
                TVector weight = TSimd.Broadcast(a[0]);
                c00 = TSimd.MultiplyAdd(weight, b0, c00);
                c01 = TSimd.MultiplyAdd(weight, b1, c01);
                weight = TSimd.Broadcast(a[row]);
                c10 = TSimd.MultiplyAdd(weight, b0, c10);
                c11 = TSimd.MultiplyAdd(weight, b1, c11);
                weight = TSimd.Broadcast(a[2 * row]);
                c20 = TSimd.MultiplyAdd(weight, b0, c20);
                c21 = TSimd.MultiplyAdd(weight, b1, c21);
                weight = TSimd.Broadcast(a[3 * row]);
                c30 = TSimd.MultiplyAdd(weight, b0, c30);
                c31 = TSimd.MultiplyAdd(weight, b1, c31);
                a += step;
                b += Samples;
            }
        }

        finish.Store<TVector, TSimd>(c00, c01, y, 0);
        finish.Store<TVector, TSimd>(c10, c11, y, 1);
        finish.Store<TVector, TSimd>(c20, c21, y, 2);
        finish.Store<TVector, TSimd>(c30, c31, y, 3);
    }

    private static void FourPixels<TVector, TSimd>(
        float* w, int step, float* x, int sourceStep, ConvolutionMap.Run* runs, int count, float* y, int targetStep, in Finish finish)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector c00 = finish.Start<TVector, TSimd>(0, y, 0), c01 = finish.Start<TVector, TSimd>(0, y, TSimd.Count);
        TVector c10 = finish.Start<TVector, TSimd>(0, y + targetStep, 0), c11 = finish.Start<TVector, TSimd>(0, y + targetStep, TSimd.Count);
        TVector c20 = finish.Start<TVector, TSimd>(0, y + (2 * targetStep), 0), c21 = finish.Start<TVector, TSimd>(0, y + (2 * targetStep), TSimd.Count);
        TVector c30 = finish.Start<TVector, TSimd>(0, y + (3 * targetStep), 0), c31 = finish.Start<TVector, TSimd>(0, y + (3 * targetStep), TSimd.Count);
        for (ConvolutionMap.Run* end = runs + count; runs < end; runs++)
        {
            float* a = w + runs->Weight;
            float* b0 = x + runs->Source;
            float* b1 = b0 + sourceStep;
            float* b2 = b1 + sourceStep;
            float* b3 = b2 + sourceStep;
            for (int k = 0; k < runs->Length * Samples; k += Samples)
            {
                TVector weight = TSimd.Broadcast(*a);
                c00 = TSimd.MultiplyAdd(TSimd.Load(b0 + k), weight, c00);
                c01 = TSimd.MultiplyAdd(TSimd.Load(b0 + k + TSimd.Count), weight, c01);
                c10 = TSimd.MultiplyAdd(TSimd.Load(b1 + k), weight, c10);
                c11 = TSimd.MultiplyAdd(TSimd.Load(b1 + k + TSimd.Count), weight, c11);
                c20 = TSimd.MultiplyAdd(TSimd.Load(b2 + k), weight, c20);
                c21 = TSimd.MultiplyAdd(TSimd.Load(b2 + k + TSimd.Count), weight, c21);
                c30 = TSimd.MultiplyAdd(TSimd.Load(b3 + k), weight, c30);
                c31 = TSimd.MultiplyAdd(TSimd.Load(b3 + k + TSimd.Count), weight, c31);
                a += step;
            }
        }

        finish.Store<TVector, TSimd>(c00, c01, y, 0);
        finish.Store<TVector, TSimd>(c10, c11, y + targetStep, 0);
        finish.Store<TVector, TSimd>(c20, c21, y + (2 * targetStep), 0);
        finish.Store<TVector, TSimd>(c30, c31, y + (3 * targetStep), 0);
    }

    private static void OnePixel<TVector, TSimd>(float* w, int step, float* x, ConvolutionMap.Run* runs, int count, float* y, in Finish finish)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector c0 = finish.Start<TVector, TSimd>(0, y, 0), c1 = finish.Start<TVector, TSimd>(0, y, TSimd.Count);
        for (ConvolutionMap.Run* end = runs + count; runs < end; runs++)
        {
            float* a = w + runs->Weight;
            float* b = x + runs->Source;
            for (int k = runs->Length; k > 0; k--)
            {
                TVector weight = TSimd.Broadcast(*a);
                c0 = TSimd.MultiplyAdd(TSimd.Load(b), weight, c0);
                c1 = TSimd.MultiplyAdd(TSimd.Load(b + TSimd.Count), weight, c1);
                a += step;
                b += Samples;
            }
        }

        finish.Store<TVector, TSimd>(c0, c1, y, 0);
    }

    private static void AddEight<TVector, TSimd>(float** a, float** sums, int column, float* b)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        float* a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4], a5 = a[5], a6 = a[6], a7 = a[7];
        TVector c00 = TSimd.Load(sums[0] + column), c01 = TSimd.Load(sums[0] + column + TSimd.Count);
        TVector c10 = TSimd.Load(sums[1] + column), c11 = TSimd.Load(sums[1] + column + TSimd.Count);
        TVector c20 = TSimd.Load(sums[2] + column), c21 = TSimd.Load(sums[2] + column + TSimd.Count);
        TVector c30 = TSimd.Load(sums[3] + column), c31 = TSimd.Load(sums[3] + column + TSimd.Count);
        TVector c40 = TSimd.Load(sums[4] + column), c41 = TSimd.Load(sums[4] + column + TSimd.Count);
        TVector c50 = TSimd.Load(sums[5] + column), c51 = TSimd.Load(sums[5] + column + TSimd.Count);
        TVector c60 = TSimd.Load(sums[6] + column), c61 = TSimd.Load(sums[6] + column + TSimd.Count);
        TVector c70 = TSimd.Load(sums[7] + column), c71 = TSimd.Load(sums[7] + column + TSimd.Count);
        for (int n = 0; n < Samples; n++, b += Tile.Columns)
        {
            TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + TSimd.Count);
            TVector x = TSimd.Broadcast(a0[n]);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            x = TSimd.Broadcast(a1[n]);
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            x = TSimd.Broadcast(a2[n]);
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            x = TSimd.Broadcast(a3[n]);
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
            x = TSimd.Broadcast(a4[n]);
            c40 = TSimd.MultiplyAdd(x, b0, c40);
            c41 = TSimd.MultiplyAdd(x, b1, c41);
            x = TSimd.Broadcast(a5[n]);
            c50 = TSimd.MultiplyAdd(x, b0, c50);
            c51 = TSimd.MultiplyAdd(x, b1, c51);
            x = TSimd.Broadcast(a6[n]);
            c60 = TSimd.MultiplyAdd(x, b0, c60);
            c61 = TSimd.MultiplyAdd(x, b1, c61);
            x = TSimd.Broadcast(a7[n]);
            c70 = TSimd.MultiplyAdd(x, b0, c70);
            c71 = TSimd.MultiplyAdd(x, b1, c71);
        }

        Store<TVector, TSimd>(c00, c01, sums[0] + column);
        Store<TVector, TSimd>(c10, c11, sums[1] + column);
        Store<TVector, TSimd>(c20, c21, sums[2] + column);
        Store<TVector, TSimd>(c30, c31, sums[3] + column);
        Store<TVector, TSimd>(c40, c41, sums[4] + column);
        Store<TVector, TSimd>(c50, c51, sums[5] + column);
        Store<TVector, TSimd>(c60, c61, sums[6] + column);
        Store<TVector, TSimd>(c70, c71, sums[7] + column);
    }

    private static void AddFour<TVector, TSimd>(float** a, float** sums, int column, float* b)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        float* a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
        TVector c00 = TSimd.Load(sums[0] + column), c01 = TSimd.Load(sums[0] + column + TSimd.Count);
        TVector c10 = TSimd.Load(sums[1] + column), c11 = TSimd.Load(sums[1] + column + TSimd.Count);
        TVector c20 = TSimd.Load(sums[2] + column), c21 = TSimd.Load(sums[2] + column + TSimd.Count);
        TVector c30 = TSimd.Load(sums[3] + column), c31 = TSimd.Load(sums[3] + column + TSimd.Count);
        for (int n = 0; n < Samples; n++, b += Tile.Columns)
        {
            TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + TSimd.Count);
            TVector x = TSimd.Broadcast(a0[n]);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            x = TSimd.Broadcast(a1[n]);
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            x = TSimd.Broadcast(a2[n]);
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            x = TSimd.Broadcast(a3[n]);
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
        }

        Store<TVector, TSimd>(c00, c01, sums[0] + column);
        Store<TVector, TSimd>(c10, c11, sums[1] + column);
        Store<TVector, TSimd>(c20, c21, sums[2] + column);
        Store<TVector, TSimd>(c30, c31, sums[3] + column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVector, TSimd>(TVector first, TVector second, float* target)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TSimd.Store(first, target);
        TSimd.Store(second, target + TSimd.Count);
    }

    /// <summary>What the sums begin with, and what is stored of them.</summary>
    /// <param name="bias">A number for each channel, which the sums begin with; null for none.</param>
    /// <param name="relu">Whether max(0, ·) is stored.</param>
    /// <param name="add">Whether the sums begin with what the target holds.</param>
    internal readonly struct Finish(float* bias, bool relu, bool add)
    {
        private readonly float* _bias = bias;
        private readonly bool _relu = relu;
        private readonly bool _add = add;

        /// <summary>The same from some channel on.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Finish For(int channel) => new(_bias == null ? null : _bias + channel, _relu, _add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Start<TVector, TSimd>(int channel, float* y, int column)
            where TVector : struct
            where TSimd : struct, ISimd<TVector> =>
            _add ? TSimd.Load(y + (channel * Samples) + column) : TSimd.Broadcast(_bias == null ? 0 : _bias[channel]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store<TVector, TSimd>(TVector first, TVector second, float* y, int channel)
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            TVector zero = TSimd.Broadcast(0);
            ConvolutionTiles.Store<TVector, TSimd>(_relu ? TSimd.Max(first, zero) : first, _relu ? TSimd.Max(second, zero) : second, y + (channel * Samples));
        }
    }

    /// <summary>Pixels of two pictures that belong together: a rectangle of each.</summary>
    /// <param name="Lines">Its height.</param>
    /// <param name="Pixels">Its width.</param>
    /// <param name="ALine">Numbers from one line of the first picture to the next.</param>
    /// <param name="APixel">Numbers from one of its pixels to the next.</param>
    /// <param name="BLine">Numbers from one line of the second picture to the next.</param>
    /// <param name="BPixel">Numbers from one of its pixels to the next.</param>
    internal readonly record struct Walk(int Lines, int Pixels, int ALine, int APixel, int BLine, int BPixel);

    /// <summary>Some channels of one line of the target.</summary>
    private readonly struct Part(ConvolutionMap map, int group, int line, int channel, float* weights, float* source, float* target)
    {
        public ConvolutionMap Map { get; } = map;

        public int Group { get; } = group;

        /// <summary>The class of the line.</summary>
        public int Line { get; } = line;

        public int Channel { get; } = channel;

        public float* Weights { get; } = weights;

        public float* Source { get; } = source;

        public float* Target { get; } = target;
    }
}
