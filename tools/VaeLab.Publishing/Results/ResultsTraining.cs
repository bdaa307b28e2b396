using VaeLab.Cli;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>A line of the front page's table: an experiment, trained by a recipe with several seeds.</summary>
/// <param name="Experiment">What <c>vae train --experiment</c> calls it.</param>
/// <param name="Recipe">How it is trained.</param>
internal sealed record ResultsTraining(string Experiment, Recipe Recipe)
{
    private const int Seeds = 3;

    /// <summary>All lines, in their order.</summary>
    public static IReadOnlyList<ResultsTraining> All { get; } =
    [
        new("2d", Recipe.Faithful)
        {
            Pictures =
            [
                ("manifold.png", "latent2D.png"),
                ("latent_space.png", "Clusters2D.png"),
                ("loss_curves.png", "loss_2d.png"),
                ("reconstructions.png", "reconstructions_2d.png"),
            ],
        },
        new("2d", Recipe.Best),
        new("3d", Recipe.Faithful)
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
        new("3d", Recipe.Best),
        new("correlated", Recipe.Faithful)
        {
            Pictures =
            [
                ("latent_ellipses.png", "KLAdapted.png"),
                ("manifold_tilted.png", "latent_correlated.png"),
                ("covariance.png", "covariance_matrix.png"),
            ],
        },
        new("correlated", Recipe.Best),
    ];

    /// <summary>Which figures of the first seed's run go to assets/, and what they are called there.</summary>
    public IReadOnlyList<(string Figure, string Picture)> Pictures { get; init; } = [];

    /// <summary>The experiment's name, which its lesson has too.</summary>
    public string Lesson => TrainCommand.Experiments[Experiment].Name;

    /// <summary>The name of its runs.</summary>
    public string Name => TrainCommand.Experiments[Experiment].With(Recipe).Name;

    /// <summary>The run folders' names, by seed.</summary>
    public IReadOnlyList<string> Folders => [.. Enumerable.Range(0, Seeds).Select(seed => Invariant($"{Name}-seed{seed}"))];
}
