namespace VaeLab.Numerics;

/// <summary>
/// Random numbers by position: number n of a stream is a function of seed, purpose, index and n alone (<see cref="Philox"/>).
/// The same seed gives the same numbers on any thread, in any order, after any resume.
/// </summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Purpose">What the numbers are for.</param>
/// <param name="Index">Which of that purpose's streams.</param>
public readonly record struct RandomStream(ulong Seed, RandomPurpose Purpose, uint Index = 0)
{
    private const double ToUnit = 1.0 / (1L << 32);

    /// <summary>What the numbers are for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of <see cref="RandomPurpose"/>: numbers of your own are for <see cref="RandomPurpose.Own"/>.</exception>
    public RandomPurpose Purpose { get; init => field = Known(value); } = Known(Purpose);

    /// <summary>Word number <paramref name="position"/>: each of the 2³² values equally likely.</summary>
    public uint WordAt(ulong position) => Block(position / 4).Word((int)(position % 4));

    /// <summary>Number <paramref name="position"/> of a uniform distribution on (0, 1).</summary>
    public double UniformAt(ulong position) => ToOpenUnit(WordAt(position));

    /// <summary>Numbers position, position + 1, … of a uniform distribution on [0, 1), in steps of 2⁻²⁴.</summary>
    public void FillUniform(Span<float> target, ulong position = 0)
    {
        const float Step = 1f / (1 << 24);
        for (int i = 0; i < target.Length;)
        {
            ulong n = position + (ulong)i;
            Philox.Words words = Block(n / 4);
            for (int k = (int)(n % 4); k < 4 && i < target.Length; k++, i++)
                target[i] = (words.Word(k) >> 8) * Step;
        }
    }

    /// <summary>Standard normal numbers <paramref name="position"/>, position + 1, … (Box &amp; Muller 1958).</summary>
    public void FillNormal(Span<float> target, ulong position = 0)
    {
        for (int i = 0; i < target.Length;)
        {
            ulong n = position + (ulong)i;
            Philox.Words words = Block(n / 4);
            (double a, double b) = BoxMuller(words.A, words.B);
            (double c, double d) = BoxMuller(words.C, words.D);
            for (int k = (int)(n % 4); k < 4 && i < target.Length; k++, i++)
                target[i] = (float)(k switch { 0 => a, 1 => b, 2 => c, _ => d });
        }
    }

    /// <summary>A random order of 0 … n − 1, each equally likely (Fisher &amp; Yates; Lemire 2019 for the bounded numbers).</summary>
    public void Permute(Span<int> target)
    {
        for (int i = 0; i < target.Length; i++)
            target[i] = i;
        ulong position = 0;
        for (int i = target.Length - 1; i > 0; i--)
        {
            int j = (int)Below((uint)i + 1, ref position);
            (target[i], target[j]) = (target[j], target[i]);
        }
    }

    private static (double First, double Second) BoxMuller(uint first, uint second)
    {
        double radius = Math.Sqrt(-2 * Math.Log(ToOpenUnit(first)));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * ToOpenUnit(second));
        return (radius * cos, radius * sin);
    }

    private static RandomPurpose Known(RandomPurpose purpose) => Enum.IsDefined(purpose) ? purpose
        : throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "It is no purpose of random numbers: use RandomPurpose.Own, and tell streams apart by their index.");

    private static double ToOpenUnit(uint word) => (word + 0.5) * ToUnit;

    private uint Below(uint bound, ref ulong position)
    {
        uint threshold = (0u - bound) % bound;
        while (true)
        {
            ulong product = (ulong)WordAt(position++) * bound;
            if ((uint)product >= threshold)
                return (uint)(product >> 32);
        }
    }

    private Philox.Words Block(ulong block) =>
        Philox.At(new((uint)block, (uint)(block >> 32), (uint)Purpose, Index), Seed);
}
