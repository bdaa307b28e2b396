namespace VaeLab.Publishing.Results;

/// <summary>The short trainings that show in docs/guide.md what each option does.</summary>
/// <param name="Group">The table, and the name in its markers.</param>
/// <param name="Base">What all its lines have in common.</param>
/// <param name="Lines">What each line adds; nothing for the base itself.</param>
internal sealed record GuideTrainings(string Group, string Base, params IReadOnlyList<string> Lines)
{
    /// <summary>
    /// Options that say where data and results are and how images are read, and change nothing else; those of other models, which their chapters measure; and those of other
    /// optimizers, which need a learning rate of their own.
    /// </summary>
    public static IReadOnlyList<string> Unmeasured { get; } =
    [
        "--dataset", "--data", "--out", "--checkpoint-steps", "--classes", "--prior-shape", "--adversarial-weight", "--discriminator",
        "--codes", "--positions", "--code-length", "--codebook", "--codebook-decay", "--commitment", "--restart-below", "--code-prior",
        "--lower-layers", "--between", "--inference", "--encoder", "--decoder", "--prior", "--objective", "--gradient", "--optimizer", "--weight-decay", "--momentum", "--means",
        "--colours", "--size", "--fit", "--background", "--invert", "--skip-broken",
    ];

    private const string Plane = "--experiment 2d --epochs 5";
    private const string Ten = Plane + " --latent-dim 10";
    private const string Correlated = "--experiment correlated --epochs 5";
    private const string FewImages = "--experiment 2d --latent-dim 10 --validation-fraction 0.99 --batch-size 32 --learning-rate 0.003 --epochs 50";

    /// <summary>All tables, in the guide's order.</summary>
    public static IReadOnlyList<GuideTrainings> All { get; } =
    [
        new("recipe", Plane, "", "--recipe best --kl-warm-up 2"),
        new("latent-dim", Plane, "--latent-dim 1", "", "--latent-dim 3", "--latent-dim 5", "--latent-dim 10", "--latent-dim 32"),
        new("hidden", Plane, "--hidden 64", "", "--hidden 1024,512", "--hidden 512,512,256"),
        new(
            "activation", Plane, "", "--activation identity", "--activation tanh", "--activation sigmoid", "--activation softplus", "--activation elu",
            "--activation leaky-relu", "--activation gelu-tanh", "--activation silu"),
        new(
            "prior", Correlated, "", "--posterior full", "--prior-covariance \"2,-0.7;-0.7,1.5\"", "--prior-covariance \"1,-0.5;-0.5,1\"",
            "--prior-covariance \"1.5,0.8;0.8,0.8\"", "--prior-mean 3,-2", "--beta 100", "--beta 100 --posterior full"),
        new("likelihood", Plane, "", "--likelihood continuous-bernoulli", "--likelihood gaussian", "--likelihood gaussian --sigma 0.1", "--likelihood gaussian --sigma 0.5"),
        new("beta", Ten, "--beta 0.1", "--beta 0.25", "--beta 0.5", "", "--beta 2", "--beta 4", "--beta 8"),
        new("kl-schedule", Ten, "", "--kl-schedule linear --kl-warm-up 3", "--kl-schedule sigmoid --kl-warm-up 3", "--kl-schedule cyclical --kl-cycles 2"),
        new("free-bits", Plane + " --latent-dim 32", "", "--free-bits 0.1", "--free-bits 0.5"),
        new("capacity", Ten, "", "--capacity 10 --kl-warm-up 3", "--capacity 10 --kl-warm-up 3 --capacity-weight 0.5"),
        new("epochs", Plane, "--epochs 1", "--epochs 2", "", "--epochs 10"),
        new("early-stopping", FewImages, "", "--early-stopping 3"),
        new("batch-size", Plane, "--batch-size 32", "", "--batch-size 1024"),
        new("learning-rate", Plane, "--learning-rate 0.0001", "", "--learning-rate 0.01"),
        new(
            "learning-rate-schedule", Plane + " --learning-rate 0.01", "", "--learning-rate-schedule cosine",
            "--learning-rate-schedule step --learning-rate-step 2 --learning-rate-factor 0.3"),
        new("adam", Plane, "", "--adam-beta1 0", "--adam-beta2 0.9", "--adam-epsilon 0.01", "--clip-norm 10", "--average-decay 0.99", "--average-decay 0.999"),
        new("seed", Plane, "", "--threads 1", "--seed 1", "--seed 2"),
        new("data", Plane, "", "--validation-fraction 0.5", "--binarization static", "--binarization dynamic"),
    ];
}
