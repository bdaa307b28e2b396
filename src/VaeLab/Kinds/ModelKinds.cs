using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Kinds;

/// <summary>The kinds of model that are known. Many threads may use it at once.</summary>
public static class ModelKinds
{
    private const string ConditionalName = "conditional";

    private static readonly Lock s_lock = new();
    private static readonly List<ModelKind> s_registered = [];

    /// <summary>The variational autoencoder, with or without labels.</summary>
    public static ModelKind Vae { get; } = new PlainVae();

    /// <summary>The adversarial autoencoder.</summary>
    public static ModelKind Adversarial { get; } = new Adversarial();

    /// <summary>The vector-quantized VAE.</summary>
    public static ModelKind VectorQuantized { get; } = new VectorQuantized();

    /// <summary>The hierarchical VAE.</summary>
    public static ModelKind Hierarchical { get; } = new Hierarchical();

    /// <summary>The VAE with the discriminator of a GAN.</summary>
    public static ModelKind VaeGan { get; } = new VaeGanKind();

    /// <summary>The conditional VAE: a plane that says how a digit is drawn, and a label that says which.</summary>
    public static ExperimentOptions Conditional { get; } =
        new() { Name = "vae_conditional", Model = new ModelOptions { Classes = 10 }, Training = new TrainingOptions { Epochs = 15 } };

    /// <summary>All kinds: VaeLab's own, and then the registered ones.</summary>
    public static IReadOnlyList<ModelKind> All
    {
        get
        {
            lock (s_lock)
                return [Vae, Adversarial, VectorQuantized, Hierarchical, VaeGan, .. s_registered];
        }
    }

    /// <summary>What the training of a model may start from, by name: a preset for each kind, and one with labels.</summary>
    public static IReadOnlyDictionary<string, ExperimentOptions> Presets
    {
        get
        {
            var presets = new OrderedDictionary<string, ExperimentOptions>(StringComparer.Ordinal);
            foreach (ModelKind kind in All)
            {
                presets[kind.Name] = kind.Preset;
                if (kind == Vae)
                    presets[ConditionalName] = Conditional;
            }

            return presets;
        }
    }

    /// <summary>
    /// Makes a kind of one's own known, so that configurations and the command line can name it. Register it at the start of each program
    /// that trains such a model or reads one.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public static void Register(ModelKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (Presets.ContainsKey(kind.Name))
            throw new ArgumentException($"There is a kind of model '{kind.Name}' already: choose another name.", nameof(kind));
        lock (s_lock)
            s_registered.Add(kind);
    }

    /// <summary>The kind of a model.</summary>
    /// <param name="options">The options that only this kind has.</param>
    /// <exception cref="InputException">Nobody has registered such a kind.</exception>
    public static ModelKind Of(KindOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return All.FirstOrDefault(kind => kind.Has(options)) ?? throw new InputException($"ModelOptions.Kind is {options.GetType().Name}, which is not known here: make it known with ModelKinds.Register.");
    }

    /// <summary>The kind of a name.</summary>
    /// <param name="name">Its <see cref="ModelKind.Name"/>.</param>
    /// <exception cref="InputException">No kind has that name.</exception>
    public static ModelKind Named(string name) => All.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.Ordinal))
        ?? throw new InputException($"ModelOptions.Kind is '{name}'; it needs one of {string.Join(", ", All.Select(kind => kind.Name))}, or one of your own that ModelKinds.Register has made known.");
}
