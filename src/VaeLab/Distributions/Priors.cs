using System.Globalization;

namespace VaeLab.Distributions;

/// <summary>The priors that a configuration can name. Many threads may use it at once.</summary>
public static class Priors
{
    /// <summary>The name of <see cref="MultivariateNormal"/>.</summary>
    public const string Gaussian = "gaussian";

    /// <summary>The name of <see cref="RingOfGaussians"/>; with a number of components behind it, <c>mixture:10</c>, that of <see cref="LearntMixture"/>.</summary>
    public const string Mixture = "mixture";

    /// <summary>The name of <see cref="Distributions.SwissRoll"/>.</summary>
    public const string SwissRoll = "swiss-roll";

    /// <summary>The name of <see cref="VampPrior"/>, with the number of its components behind it: <c>vamp:500</c>.</summary>
    public const string Vamp = "vamp";

    private const char BeforeComponents = ':';

    private static readonly Lock s_lock = new();
    private static readonly OrderedDictionary<string, Func<int, Prior>> s_makers = new(StringComparer.Ordinal)
    {
        [Gaussian] = MultivariateNormal.Standard,
        [Mixture] = _ => new RingOfGaussians(),
        [SwissRoll] = _ => new SwissRoll(),
    };

    /// <summary>All names that are known, but for those with a number of components: VaeLab's own, and then the registered ones.</summary>
    public static IReadOnlyList<string> Names
    {
        get
        {
            lock (s_lock)
                return [.. s_makers.Keys];
        }
    }

    /// <summary>
    /// Makes a prior of one's own known, so that a configuration can name it. Register it at the start of each program that trains such a
    /// model or reads one.
    /// </summary>
    /// <param name="name">Its <see cref="Prior.Name"/>.</param>
    /// <param name="make">Makes one for each model, of as many dimensions: it may have something to learn.</param>
    /// <exception cref="ArgumentException">The name is empty, or known already.</exception>
    public static void Register(string name, Func<int, Prior> make)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(make);
        lock (s_lock)
        {
            if (!s_makers.TryAdd(name, make))
                throw new ArgumentException($"There is a prior '{name}' already: choose another name.", nameof(name));
        }
    }

    /// <summary>Makes a prior; a Gaussian one is N(0, I).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">d. Some priors are of a plane, whatever is asked for.</param>
    /// <exception cref="InputException">The name is unknown, or what is registered has another name.</exception>
    public static Prior Create(string name, int dimensions)
    {
        Func<int, Prior>? make;
        lock (s_lock)
            s_makers.TryGetValue(name, out make);
        Prior made = make?.Invoke(dimensions) ?? Learnt(name, dimensions) ?? throw new InputException(Unknown(name));
        return string.Equals(made.Name, name, StringComparison.Ordinal)
            ? made
            : throw new InputException($"The prior registered as '{name}' has the name '{made.Name}': register it by its own name.");
    }

    /// <summary>What to say of a name that is not known.</summary>
    internal static string Unknown(string name) =>
        $"ModelOptions.Prior is '{name}'; it needs one of {string.Join(", ", Names)}, mixture:K or vamp:K with K from 1 to {MixturePrior.MostComponents} learnt components, or one of your own that Priors.Register has made known.";

    /// <summary>Whether there is a prior of a name.</summary>
    internal static bool IsKnown(string name) => Names.Contains(name, StringComparer.Ordinal) || Learnt(name, 1) is not null;

    /// <summary>Reads a name as it is typed.</summary>
    /// <exception cref="FormatException">There is none of that name; the message says what is needed.</exception>
    internal static string Parse(string text) => Learnt(text, 1)?.Name ?? (Names.FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
        ?? throw new FormatException($"one of {string.Join(", ", Names)}, or mixture:K or vamp:K with K from 1 to {MixturePrior.MostComponents}"));

    /// <summary>A prior with learnt components, by a name with their number; null for any other name.</summary>
    private static MixturePrior? Learnt(string name, int dimensions)
    {
        int end = name.IndexOf(BeforeComponents, StringComparison.Ordinal);
        if (end < 0 || !int.TryParse(name.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int components) || components is < 1 or > MixturePrior.MostComponents)
            return null;
        return name[..end].ToUpperInvariant() switch
        {
            "MIXTURE" => new LearntMixture(dimensions, components),
            "VAMP" => new VampPrior(dimensions, components),
            _ => null,
        };
    }
}
