namespace VaeLab.Cli;

/// <summary>A line of the front page's table: an experiment that is trained with several seeds.</summary>
/// <param name="Name">What its run folders begin with.</param>
/// <param name="Experiment">What <c>vae train --experiment</c> calls it.</param>
/// <param name="Code">The lesson that the line leads to.</param>
/// <param name="Options">What is added to it.</param>
public sealed record ResultsTraining(string Name, string Experiment, string Code, params IReadOnlyList<string> Options)
{
    private const int Seeds = 3;

    /// <summary>All lines, in their order.</summary>
    public static IReadOnlyList<ResultsTraining> All { get; } =
    [
        new("vae_2d", "2d", "code/vae_2d.cs")
        {
            Pictures =
            [
                ("manifold.png", "latent2D.png"),
                ("latent_space.png", "Clusters2D.png"),
                ("loss_curves.png", "loss_2d.png"),
                ("reconstructions.png", "reconstructions_2d.png"),
            ],
        },
        new("vae_3d", "3d", "code/vae_3d.cs")
        {
            Pictures =
            [
                ("latent_3d.png", "Clusters3D.png"),
                ("latent_pairs.png", "2D3DClusters.png"),
                ("manifold_slice_-1.png", "3DLatent1.png"),
                ("manifold_slice_0.png", "3DLatent2.png"),
                ("manifold_slice_1.png", "3DLatent3.png"),
                ("latent_dimensions.png", "latent_variance_3d.png"),
                ("reconstructions.png", "reconstructions_3d.png"),
            ],
        },
        new("vae_correlated", "correlated", "code/vae_correlated.cs")
        {
            Pictures =
            [
                ("latent_ellipses.png", "KLAdapted.png"),
                ("manifold_tilted.png", "latent_correlated.png"),
                ("covariance.png", "covariance_matrix.png"),
            ],
        },
    ];

    /// <summary>Which figures of the first seed's run go to assets/, and what they are called there.</summary>
    internal IReadOnlyList<(string Figure, string Picture)> Pictures { get; init; } = [];

    /// <summary>The run folders' names, a seed each.</summary>
    public IReadOnlyList<string> Folders => [.. Enumerable.Range(0, Seeds).Select(seed => FormattableString.Invariant($"{Name}-seed{seed}"))];
}
