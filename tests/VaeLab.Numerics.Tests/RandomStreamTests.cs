using CsCheck;

namespace VaeLab.Numerics.Tests;

public sealed class RandomStreamTests
{
    private const int Many = 100_000;
    private static readonly RandomStream s_stream = new(7, RandomPurpose.Test);

    [Fact]
    public void Any_slice_is_a_part_of_the_whole()
    {
        var whole = new float[400];
        s_stream.FillNormal(whole);
        Gen.Select(Gen.Int[0, 399], Gen.Int[0, 399]).Sample(
            (a, b) =>
            {
                (int start, int end) = (Math.Min(a, b), Math.Max(a, b));
                var slice = new float[end - start];
                s_stream.FillNormal(slice, (ulong)start);
                return slice.AsSpan().SequenceEqual(whole.AsSpan(start, end - start));
            },
            seed: "0N0XIzNsQ0O2");
    }

    [Fact]
    public void Positions_beyond_32_bits_have_numbers_of_their_own()
    {
        const ulong far = 1UL << 34;
        Assert.NotEqual(s_stream.WordAt(0), s_stream.WordAt(far));
        Span<float> near = stackalloc float[8], distant = stackalloc float[8];
        s_stream.FillNormal(near);
        s_stream.FillNormal(distant, far);
        Assert.False(near.SequenceEqual(distant));
    }

    [Fact]
    public void Every_seed_purpose_and_index_has_a_stream_of_its_own()
    {
        RandomStream[] streams =
        [
            .. from seed in new ulong[] { 0, 1, 1UL << 32, ulong.MaxValue }
               from purpose in Enum.GetValues<RandomPurpose>()
               from index in new uint[] { 0, 1, 2, uint.MaxValue }
               select new RandomStream(seed, purpose, index),
        ];
        string[] starts = [.. streams.Select(stream => string.Join(' ', Enumerable.Range(0, 4).Select(i => stream.WordAt((ulong)i))))];
        Assert.Equal(streams.Length, starts.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Words_are_those_of_the_block_that_they_lie_in()
    {
        var stream = new RandomStream(0x1122334455667788, RandomPurpose.Shuffle, 9);
        for (ulong position = 0; position < 20; position++)
        {
            Philox.Words block = Philox.At(new((uint)(position / 4), 0, (uint)RandomPurpose.Shuffle, 9), 0x1122334455667788);
            Assert.Equal(block.Word((int)(position % 4)), stream.WordAt(position));
        }
    }

    [Fact]
    public void Uniform_numbers_are_uniform_and_never_0_or_1()
    {
        double[] numbers = [.. Enumerable.Range(0, Many).Select(i => s_stream.UniformAt((ulong)i))];
        Assert.All(numbers, x => Assert.True(x > 0 && x < 1));
        Assert.InRange(numbers.Average(), 0.5 - 0.004, 0.5 + 0.004);                                     // 4 standard errors
        Assert.InRange(numbers.Average(x => (x - 0.5) * (x - 0.5)), (1 / 12.0) - 0.001, (1 / 12.0) + 0.001);
        AssertDistributed(numbers, x => x);
    }

    [Fact]
    public void Uniform_single_numbers_are_the_upper_24_bits_of_the_words_at_their_positions()
    {
        foreach (ulong position in new ulong[] { 0, 1, 2, 3, 4, 7, 1000, (1UL << 40) + 3 })
        {
            for (int length = 0; length <= 11; length++)
            {
                var numbers = new float[length];
                s_stream.FillUniform(numbers, position);
                for (int i = 0; i < length; i++)
                    Assert.Equal((s_stream.WordAt(position + (ulong)i) >> 8) / 16777216f, numbers[i]);
            }
        }
    }

    [Fact]
    public void Uniform_single_numbers_fill_the_range_from_0_to_1()
    {
        var numbers = new float[Many];
        s_stream.FillUniform(numbers);
        Assert.All(numbers, x => Assert.True(x is >= 0 and < 1));
        AssertDistributed([.. numbers.Select(x => (double)x)], x => x);
    }

    [Fact]
    public void Two_words_give_two_normal_numbers_by_Box_and_Muller()
    {
        var numbers = new float[40];
        s_stream.FillNormal(numbers);
        for (int i = 0; i < numbers.Length; i += 2)
        {
            double u1 = s_stream.UniformAt((ulong)i), u2 = s_stream.UniformAt((ulong)i + 1);
            Assert.Equal(Math.Sqrt(-2 * Math.Log(u1)) * Math.Cos(2 * Math.PI * u2), numbers[i], 1e-6);
            Assert.Equal(Math.Sqrt(-2 * Math.Log(u1)) * Math.Sin(2 * Math.PI * u2), numbers[i + 1], 1e-6);
        }
    }

    [Fact]
    public void Normal_numbers_are_normal_and_uncorrelated()
    {
        var numbers = new float[Many];
        s_stream.FillNormal(numbers);
        Assert.InRange(numbers.Average(), -0.0127, 0.0127);                                              // 4 standard errors each
        Assert.InRange(numbers.Average(x => (double)x * x), 1 - 0.018, 1 + 0.018);
        Assert.InRange(numbers.Average(x => (double)x * x * x), -0.049, 0.049);
        Assert.InRange(numbers.Average(x => (double)x * x * x * x), 3 - 0.124, 3 + 0.124);
        for (int lag = 1; lag <= 4; lag++)
            Assert.InRange(Enumerable.Range(0, Many - lag).Average(i => (double)numbers[i] * numbers[i + lag]), -0.0127, 0.0127);
        AssertDistributed([.. numbers.Select(x => (double)x)], NormalDistribution);
    }

    [Fact]
    public void Permutations_hold_each_number_once()
    {
        foreach (int n in new[] { 0, 1, 2, 3, 10, 1000 })
        {
            var order = new int[n];
            new RandomStream(3, RandomPurpose.Test, (uint)n).Permute(order);
            Assert.Equal(Enumerable.Range(0, n), order.Order());
        }

        var (first, second) = (new int[1000], new int[1000]);
        new RandomStream(3, RandomPurpose.Test, 0).Permute(first);
        new RandomStream(3, RandomPurpose.Test, 1).Permute(second);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Every_permutation_is_equally_likely()
    {
        const int n = 4, permutations = 24, rounds = 24_000;
        var counts = new Dictionary<int, int>();
        Span<int> order = stackalloc int[n];
        for (uint index = 0; index < rounds; index++)
        {
            new RandomStream(11, RandomPurpose.Test, index).Permute(order);
            int key = (order[0] * 64) + (order[1] * 16) + (order[2] * 4) + order[3];
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        // χ² with 23 degrees of freedom exceeds 49.7 once in a thousand times; biased swaps give hundreds.
        const double expected = (double)rounds / permutations;
        Assert.Equal(permutations, counts.Count);
        Assert.InRange(counts.Values.Sum(count => (count - expected) * (count - expected) / expected), 0, 49.7);
    }

    /// <summary>Kolmogorov and Smirnov: the largest gap between shares and probabilities exceeds 1.95/√n once in a thousand times.</summary>
    private static void AssertDistributed(double[] numbers, Func<double, double> distribution)
    {
        double[] sorted = [.. numbers.Order()];
        double gap = sorted.Select((x, i) => Math.Max(distribution(x) - ((double)i / sorted.Length), ((i + 1.0) / sorted.Length) - distribution(x))).Max();
        Assert.InRange(gap, 0, 1.95 / Math.Sqrt(sorted.Length));
    }

    /// <summary>Φ, to 1.2e-7 (Numerical Recipes, erfcc).</summary>
    private static double NormalDistribution(double x)
    {
        double z = Math.Abs(x) / Math.Sqrt(2), t = 1 / (1 + (0.5 * z));
        double[] coefficients = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
        double tail = 0.5 * t * Math.Exp((-z * z) + coefficients.Reverse().Aggregate((sum, c) => (sum * t) + c));
        return x > 0 ? 1 - tail : tail;
    }

    /// <summary>A purpose of one's own making might be VaeLab's next one.</summary>
    [Fact]
    public void A_purpose_that_nobody_has_named_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1, (RandomPurpose)1000));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_stream with { Purpose = (RandomPurpose)1000 });
        Assert.NotEqual(new RandomStream(1, RandomPurpose.Own).WordAt(0), new RandomStream(1, RandomPurpose.Test).WordAt(0));
    }
}
