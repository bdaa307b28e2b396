using System.Text.Json.Serialization;
using VaeLab.Formats;
using static System.FormattableString;

namespace VaeLab.Models;

/// <summary>
/// An importance-weighted bound on log p(x) to train on in place of the evidence lower bound, of several draws z₁, …, z_K from q(z|x) with
/// the weights wₖ = p(x|zₖ) p(zₖ) / q(zₖ|x). Values of two bounds, or of one bound for two K, may not be compared: all grow with K.
/// </summary>
[JsonConverter(typeof(ObjectiveJson))]
public sealed record Objective
{
    /// <summary>The most draws for an image: beyond is a typing error rather than a wish.</summary>
    public const int MostDraws = 10_000;

    private const string NeedsWord = "elbo, or a bound with its numbers: iwae:5, miwae:8x8, piwae:8x8 or ciwae:64/0.5";

    private Objective(Bound bound, int groups, int samples, double elboShare) => (Bound, Groups, Samples, ElboShare) = (bound, groups, samples, elboShare);

    /// <summary>Which bound.</summary>
    public Bound Bound { get; }

    /// <summary>M, how many groups of draws there are: 1 for the bounds of a single one.</summary>
    public int Groups { get; }

    /// <summary>K, the draws of a group.</summary>
    public int Samples { get; }

    /// <summary>β of CIWAE: how much of the ELBO there is in the sum; 0 for the others.</summary>
    public double ElboShare { get; }

    /// <summary>M·K, the draws for each image.</summary>
    public int Draws => Groups * Samples;

    /// <summary>The draws whose IWAE bound the model's decoder is trained on: K, and M·K for PIWAE.</summary>
    public int BoundSamples => Bound == Bound.Piwae ? Draws : Samples;

    /// <summary>How it is spelt on the command line and in configurations, for example <c>iwae:5</c>.</summary>
    public string Word => Bound switch
    {
        Bound.Miwae => Invariant($"miwae:{Groups}x{Samples}"),
        Bound.Piwae => Invariant($"piwae:{Groups}x{Samples}"),
        Bound.Ciwae => Invariant($"ciwae:{Samples}/{ElboShare}"),
        _ => Invariant($"iwae:{Samples}"),
    };

    /// <summary>E[ln 1/K Σₖ wₖ], the bound of importance-weighted autoencoders (Burda, Grosse &amp; Salakhutdinov 2015, equation 8).</summary>
    /// <param name="samples">K.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1 to <see cref="MostDraws"/>.</exception>
    public static Objective Iwae(int samples) => new(Bound.Iwae, 1, Checked(1, samples), 0);

    /// <summary>The mean of M independent bounds of K draws each (Rainforth et al. 2018, equation 5): the value of IWAE with K draws, and a gradient with less noise.</summary>
    /// <param name="groups">M.</param>
    /// <param name="samples">K.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them, or their product, is not from 1 to <see cref="MostDraws"/>.</exception>
    public static Objective Miwae(int groups, int samples) => new(Bound.Miwae, groups, Checked(groups, samples), 0);

    /// <summary>The decoder is trained on IWAE with M·K draws, and the encoder, by the same draws, on MIWAE with M groups of K (Rainforth et al. 2018, section 5).</summary>
    /// <inheritdoc cref="Miwae"/>
    public static Objective Piwae(int groups, int samples) => new(Bound.Piwae, groups, Checked(groups, samples), 0);

    /// <summary>β · ELBO + (1 − β) · IWAE, both of the same K draws (Rainforth et al. 2018, equation 6).</summary>
    /// <param name="samples">K.</param>
    /// <param name="elboShare">β, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not in its range.</exception>
    public static Objective Ciwae(int samples, double elboShare) => new(Bound.Ciwae, 1, Checked(1, samples), elboShare is >= 0 and <= 1 ? elboShare
        : throw new ArgumentOutOfRangeException(nameof(elboShare), elboShare, "The share of the ELBO needs a number from 0 to 1."));

    /// <summary>Reads an objective.</summary>
    /// <param name="text">For example <c>iwae:5</c>, <c>miwae:8x8</c>, <c>piwae:8x8</c> or <c>ciwae:64/0.5</c>.</param>
    /// <exception cref="FormatException">There is none of that name; the message says what is needed.</exception>
    public static Objective Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', 2), numbers = parts[^1].Split('x', 'X', '/');
        try
        {
            return (parts[0].ToUpperInvariant(), parts.Length == 2 ? numbers.Length : 0, parts[^1].Contains('/', StringComparison.Ordinal)) switch
            {
                ("IWAE", 1, false) => Iwae(SettingText.Whole<int>(numbers[0])),
                ("MIWAE", 2, false) => Miwae(SettingText.Whole<int>(numbers[0]), SettingText.Whole<int>(numbers[1])),
                ("PIWAE", 2, false) => Piwae(SettingText.Whole<int>(numbers[0]), SettingText.Whole<int>(numbers[1])),
                ("CIWAE", 2, true) => Ciwae(SettingText.Whole<int>(numbers[0]), SettingText.Real(numbers[1])),
                _ => throw new FormatException(NeedsWord),
            };
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new FormatException(Invariant($"from 1 to {MostDraws} draws for an image, and a share from 0 to 1: {NeedsWord}"), exception);
        }
        catch (FormatException exception)
        {
            throw new FormatException(NeedsWord, exception);
        }
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() => Word;

    /// <summary>What a model of these options cannot do with it, each fault in a sentence.</summary>
    /// <param name="model">The model's options.</param>
    /// <param name="gradient">How its gradient is estimated.</param>
    internal IEnumerable<string> Faults(ModelOptions model, BoundGradient gradient)
    {
        if (model.Kind is not (VaeOptions or HierarchicalOptions))
        {
            yield return $"TrainingOptions.Objective = {Word} is a bound on log p(x) of a VAE, and ModelOptions.Kind = {model.Kind.Name} has a loss of its own; leave it out, or take ModelOptions.Kind = vae or hierarchical.";
            yield break;
        }

        bool isDoubly = gradient == BoundGradient.Dreg;
        if (model.Kind is HierarchicalOptions && (isDoubly || Bound == Bound.Piwae))
            yield return $"{(isDoubly ? "TrainingOptions.Gradient = Dreg" : $"TrainingOptions.Objective = {Word}")} gives encoder and decoder weights of their own, and in ModelOptions.Kind = hierarchical the encoder's layers depend on the decoder's; leave it out, or take ModelOptions.Kind = vae.";
        if (isDoubly && model.Posterior == Posterior.Full)
            yield return "TrainingOptions.Gradient = Dreg needs ln q(z|x) as a function of z, which is there for ModelOptions.Posterior = Diagonal only; take that, or leave the gradient out.";
    }

    private static int Checked(int groups, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)groups * samples, MostDraws, nameof(samples));
        return samples;
    }
}

/// <summary>The importance-weighted bounds: see <see cref="Objective"/>.</summary>
public enum Bound
{
    /// <summary>Importance-weighted autoencoder.</summary>
    Iwae,

    /// <summary>The mean of several.</summary>
    Miwae,

    /// <summary>One for the decoder, another for the encoder.</summary>
    Piwae,

    /// <summary>A combination with the ELBO.</summary>
    Ciwae,
}

/// <summary>How the gradient of an importance-weighted bound is estimated; all are right in the mean, and differ in their noise.</summary>
[JsonConverter(typeof(KebabCaseEnum<BoundGradient>))]
public enum BoundGradient
{
    /// <summary>The derivative of the bound as it is drawn (Burda et al. 2015, equation 14). As K grows, the encoder's part of it is more and more noise (Rainforth et al. 2018).</summary>
    Plain,

    /// <summary>The doubly-reparameterized gradient of the encoder (Tucker, Lawson, Gu &amp; Maddison 2019, equation 8), whose noise does not grow with K.</summary>
    Dreg,
}

/// <summary>An objective is a JSON string.</summary>
internal sealed class ObjectiveJson() : TextJson<Objective>("objective", "iwae:5", Objective.Parse);
