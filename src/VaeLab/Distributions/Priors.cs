namespace VaeLab.Distributions;

/// <summary>The priors that a configuration can name. Many threads may use it at once.</summary>
public static class Priors
{
    /// <summary>The name of <see cref="MultivariateNormal"/>.</summary>
    public const string Gaussian = "gaussian";

    /// <summary>The name of <see cref="RingOfGaussians"/>.</summary>
    public const string Mixture = "mixture";

    /// <summary>The name of <see cref="Distributions.SwissRoll"/>.</summary>
    public const string SwissRoll = "swiss-roll";

    private static readonly Lock s_lock = new();
    private static readonly OrderedDictionary<string, Func<int, Prior>> s_makers = new(StringComparer.Ordinal)
    {
        [Gaussian] = MultivariateNormal.Standard,
        [Mixture] = _ => new RingOfGaussians(),
        [SwissRoll] = _ => new SwissRoll(),
    };

    /// <summary>All names that are known: VaeLab's own, and then the registered ones.</summary>
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
        Prior made = make?.Invoke(dimensions) ?? throw new InputException(Unknown(name));
        return string.Equals(made.Name, name, StringComparison.Ordinal)
            ? made
            : throw new InputException($"The prior registered as '{name}' has the name '{made.Name}': register it by its own name.");
    }

    /// <summary>What to say of a name that is not known.</summary>
    internal static string Unknown(string name) =>
        $"ModelOptions.Prior is '{name}'; it needs one of {string.Join(", ", Names)}, or one of your own that Priors.Register has made known.";
}
