using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>A line of the tables of other models: a training, with several seeds.</summary>
/// <param name="Page">The chapter that it belongs to, for example <c>conditional</c>; its lesson is <c>code/vae_{Page}.cs</c>.</param>
/// <param name="Label">What the line is called.</param>
/// <param name="Name">What its runs are called; lines of two chapters that are one training share it.</param>
/// <param name="Arguments">What is typed after <c>vae train</c>.</param>
internal sealed record ModelTraining(string Page, string Label, string Name, string Arguments)
{
    private const int Seeds = 3;
    private const string Twenty = "--experiment 2d --latent-dim 20 --epochs 3";

    /// <summary>All lines, chapter by chapter. In each, what the model is compared with comes first.</summary>
    public static IReadOnlyList<ModelTraining> All { get; } =
    [
        new("conditional", "VAE, which sees no labels", "unconditional", "--experiment 2d --epochs 15"),
        new("conditional", "conditional VAE", "conditional", "--model conditional")
        {
            Pictures = [("classes.png", "conditional_classes.png"), ("style_transfer.png", "conditional_style_transfer.png")],
        },
        new("adversarial", "VAE, held to its prior by a KL", "unconditional", "--experiment 2d --epochs 15"),
        new("adversarial", "adversarial autoencoder", "adversarial", "--model adversarial")
        {
            Pictures = [("discriminator.png", "adversarial_gaussian.png")],
        },
        new("adversarial", "adversarial autoencoder, correlated prior", "adversarial-correlated", "--model adversarial --prior-covariance \"1,0.4;0.4,0.5\""),
        new("adversarial", "adversarial autoencoder, ten Gaussians in a ring", "adversarial-mixture", "--model adversarial --prior-shape mixture")
        {
            Pictures = [("discriminator.png", "adversarial_mixture.png")],
        },
        new("adversarial", "adversarial autoencoder, swiss roll", "adversarial-swiss-roll", "--model adversarial --prior-shape swiss-roll")
        {
            Pictures = [("discriminator.png", "adversarial_swiss_roll.png")],
        },
        new("adversarial", "VAE of ten dimensions", "ten", "--experiment 2d --latent-dim 10 --epochs 10")
        {
            Pictures = [("reconstructions.png", "vae_gan_plain.png")],
        },
        new("adversarial", "VAE-GAN of ten dimensions", "vae-gan", "--model vae-gan")
        {
            Pictures = [("reconstructions.png", "vae_gan_reconstructions.png")],
        },
        new("hierarchical", "VAE of one layer of 28 dimensions, with as many weights", "one-layer", "--experiment 2d --latent-dim 28 --hidden 536,256 --epochs 15"),
        new("hierarchical", "two layers, top-down", "hierarchical-two", "--model hierarchical --lower-layers 16 --latent-dim 12 --inference top-down"),
        new("hierarchical", "three layers, ladder, without warm-up", "hierarchical-cold", "--model hierarchical --kl-schedule constant")
        {
            Pictures = [("layers.png", "hierarchical_layers_cold.png")],
        },
        new("hierarchical", "three layers, ladder, free bits instead", "hierarchical-free-bits", "--model hierarchical --kl-schedule constant --free-bits 0.1"),
        new("hierarchical", "three layers, ladder", "hierarchical", "--model hierarchical")
        {
            Pictures = [("layers.png", "hierarchical_layers.png"), ("resampled.png", "hierarchical_resampled.png")],
        },
        new("vq", "VQ-VAE, codes that follow their own loss", "vq-loss", "--model vq --codebook loss --restart-below 0"),
        new("vq", "VQ-VAE, codes as moving averages", "vq", "--model vq")
        {
            Pictures = [("codebook.png", "vq_codebook.png"), ("code_maps.png", "vq_code_maps.png"), ("samples.png", "vq_samples.png"), ("reconstructions.png", "vq_reconstructions.png")],
        },
        new("importance_weighted", "VAE, one draw", "bound-elbo", Twenty),
        new("importance_weighted", "five draws", "bound-iwae", Twenty + " --objective iwae:5"),
        new("importance_weighted", "five draws, doubly-reparameterized gradient", "bound-dreg", Twenty + " --objective iwae:5 --gradient dreg"),
        new("importance_weighted", "a learnt mixture of 50 Gaussians as prior", "bound-mixture", Twenty + " --prior mixture:50"),
        new("importance_weighted", "a VampPrior of 50 pseudo-inputs", "bound-vamp", Twenty + " --prior vamp:50")
        {
            Pictures = [("pseudo_inputs.png", "vamp_pseudo_inputs.png")],
        },
    ];

    /// <summary>What is measured of its models that a chapter is about, in the order of its table.</summary>
    public static IReadOnlyDictionary<string, string[]> Measures { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["conditional"] = ["class_agreement"],
        ["adversarial"] = ["energy_distance", "sharpness"],
        ["hierarchical"] = ["kl_1", "active_1", "kl_2", "active_2", "kl_3", "active_3"],
        ["vq"] = ["perplexity", "live_codes"],
        ["importance_weighted"] = ["energy_distance", "neg_bound"],
    };

    /// <summary>Each training once.</summary>
    public static IEnumerable<ModelTraining> Once => All.DistinctBy(training => training.Name, StringComparer.Ordinal);

    /// <summary>The chapters.</summary>
    public static IReadOnlyList<string> Pages => [.. All.Select(training => training.Page).Distinct(StringComparer.Ordinal)];

    /// <summary>Which figures of the first seed's run go to assets/, and what they are called there.</summary>
    public IReadOnlyList<(string Figure, string Picture)> Pictures { get; init; } = [];

    /// <summary>The run folders' names, by seed.</summary>
    public IReadOnlyList<string> Folders => [.. Enumerable.Range(0, Seeds).Select(seed => Invariant($"{Name}-seed{seed}"))];

    /// <summary>The committed runs, by seed; nothing if they are not all there.</summary>
    /// <param name="assets">The folder whose <c>models/</c> has them.</param>
    public IReadOnlyList<RunRecord> Kept(string assets)
    {
        string[] folders = [.. Folders.Select(folder => Path.Combine(assets, "models", folder))];
        return Array.TrueForAll(folders, Directory.Exists) ? [.. folders.Select(RunRecord.Read)] : [];
    }
}
