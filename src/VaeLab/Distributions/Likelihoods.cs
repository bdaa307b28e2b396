namespace VaeLab.Distributions;

/// <summary>The likelihoods that a configuration can name. Many threads may use it at once.</summary>
public static class Likelihoods
{
    /// <summary>The name of <see cref="Likelihood.Bernoulli"/>.</summary>
    public const string Bernoulli = "bernoulli";

    /// <summary>The name of <see cref="Likelihood.ContinuousBernoulli"/>.</summary>
    public const string ContinuousBernoulli = "continuous-bernoulli";

    /// <summary>The name of <see cref="Likelihood.Gaussian"/>, and without a σ of <see cref="Likelihood.GaussianWithLearntSigma"/>.</summary>
    public const string Gaussian = "gaussian";

    /// <summary>The name of <see cref="Likelihood.DiscretizedLogistic"/>.</summary>
    public const string DiscretizedLogistic = "discretized-logistic";

    private static readonly Lock s_lock = new();
    private static readonly OrderedDictionary<string, Func<double?, GaussianMeans, Likelihood>> s_makers = new(StringComparer.Ordinal)
    {
        [Bernoulli] = (_, _) => Likelihood.Bernoulli,
        [ContinuousBernoulli] = (_, _) => Likelihood.ContinuousBernoulli,
        [DiscretizedLogistic] = (_, _) => Likelihood.DiscretizedLogistic,
        [Gaussian] = (sigma, means) => sigma is { } given ? Likelihood.Gaussian(given, means) : Likelihood.GaussianWithLearntSigma(means: means),
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
    /// Makes a likelihood of one's own known, so that a configuration can name it. Register it at the start of each program that
    /// trains such a model or reads one.
    /// </summary>
    /// <param name="name">Its <see cref="Likelihood.Name"/>.</param>
    /// <param name="make">Makes one for each model: it may have something to learn.</param>
    /// <exception cref="ArgumentException">The name is empty, or known already.</exception>
    public static void Register(string name, Func<Likelihood> make)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(make);
        lock (s_lock)
        {
            if (!s_makers.TryAdd(name, (_, _) => make()))
                throw new ArgumentException($"There is a likelihood '{name}' already: choose another name.", nameof(name));
        }
    }

    /// <summary>Makes a likelihood.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sigma">σ of <see cref="Gaussian"/>, null to learn it; others do without.</param>
    /// <param name="means">How the means of <see cref="Gaussian"/> come from the decoder's outputs; others do without.</param>
    /// <exception cref="InputException">The name is unknown, σ is not above 0, or what is registered has another name.</exception>
    public static Likelihood Create(string name, double? sigma = null, GaussianMeans means = GaussianMeans.Identity)
    {
        Func<double?, GaussianMeans, Likelihood>? make;
        lock (s_lock)
            s_makers.TryGetValue(name, out make);
        Likelihood made = make?.Invoke(sigma, means) ?? throw new InputException(Unknown(name));
        return string.Equals(made.Name, name, StringComparison.Ordinal)
            ? made
            : throw new InputException($"The likelihood registered as '{name}' has the name '{made.Name}': register it by its own name.");
    }

    /// <summary>What to say of a name that is not known.</summary>
    internal static string Unknown(string name) =>
        $"ModelOptions.Likelihood is '{name}'; it needs one of {string.Join(", ", Names)}, or one of your own that Likelihoods.Register has made known.";
}
