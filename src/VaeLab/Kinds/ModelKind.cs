using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Kinds;

/// <summary>
/// What there is to know of a kind of model beyond its equations: what to start from, its options, what to measure of it, what may go
/// wrong in its training, and how it is stored. <see cref="ModelKinds"/> lists them.
/// Many threads may use it at once.
/// </summary>
public abstract class ModelKind
{
    private const int ComparedCodes = 5000;

    /// <summary>What it is, for a heading: <c>A variational autoencoder</c>.</summary>
    public abstract string Title { get; }

    /// <summary>What a training of it starts from if nothing else is asked for.</summary>
    public abstract ExperimentOptions Preset { get; }

    /// <summary>Its name in configurations and on the command line.</summary>
    public string Name => Preset.Model.Kind.Name;

    /// <summary>The options that only this kind has.</summary>
    public abstract IReadOnlyList<Setting<ModelOptions>> Settings { get; }

    /// <summary>Its options' key in <c>config.json</c>.</summary>
    public virtual string JsonKey => Name;

    /// <summary>How its options are stored.</summary>
    internal abstract JsonTypeInfo OptionsJson { get; }

    /// <summary>Options of this kind as they are when nothing is asked for.</summary>
    internal abstract KindOptions Defaults { get; }

    /// <summary>What to look for after each epoch: of each group, the first that finds something explains the others.</summary>
    /// <param name="trainer">The training.</param>
    public abstract IReadOnlyList<Diagnosis[]> Diagnoses(Trainer trainer);

    /// <summary>Whether a model is of this kind.</summary>
    /// <param name="options">The model's options.</param>
    public abstract bool Has(KindOptions options);

    /// <summary>Measures what there is to measure of this kind, beyond what all models have.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data that it was trained on.</param>
    /// <param name="images">The images to judge it by.</param>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <returns>In the order in which they are to be shown.</returns>
    public IReadOnlyList<Measure> Measure(GenerativeModel model, Dataset data, SampleSet images, ulong seed, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyList<Measure> own = MeasureOwn(model, images, seed, workers);
        return model.Classes > 0 && data.Train.Count > 0 ? [ClassAgreement.Measure(model, data, seed, workers), .. own] : own;
    }

    /// <summary>What there is to measure of this kind, beyond what all models with labels have.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images to judge it by.</param>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    protected virtual IReadOnlyList<Measure> MeasureOwn(GenerativeModel model, SampleSet images, ulong seed, WorkerPool workers)
    {
        if (model is not LatentModel latent)
            return [];
        SampleSet compared = images.Slice(0, Math.Min(ComparedCodes, images.Count));
        if (compared.Count < 2)
            return [];
        return
        [
            new("energy_distance", AggregatePosterior.Draw(latent, compared, seed, workers).Distance, FormattableString.Invariant(
                $"between the codes of {compared.Count} images and as many points of the prior: 0, or by chance a little less, where these are one distribution")),
            Sharpness.Measure(latent, images, seed, workers),
        ];
    }

    /// <summary>What may go wrong with a model that has a latent space and a KL.</summary>
    /// <param name="trainer">The training.</param>
    protected static IReadOnlyList<Diagnosis[]> OfPoints(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (trainer.Model is not LatentModel model)
            return [[new NothingLearntDiagnosis(trainer)], [new OverfittingDiagnosis()]];
        var explosion = new ExplosionDiagnosis(trainer, model.LatentDimensions);
        return [[explosion, new NothingLearntDiagnosis(trainer), new CollapseDiagnosis(trainer, model)], [explosion, new OverfittingDiagnosis()]];
    }

    /// <summary>How options are stored: snake_case keys, and no key that is unknown.</summary>
    protected static JsonSerializerOptions JsonOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        IgnoreReadOnlyProperties = true,
    };
}

/// <inheritdoc/>
/// <typeparam name="T">Its options.</typeparam>
public abstract class ModelKind<T> : ModelKind
    where T : KindOptions, new()
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<Setting<ModelOptions>> Settings => field ??=
        [.. Own.Select(setting => setting
            .In<ModelOptions>(model => model.Kind as T ?? new(), (model, own) => model.Kind is T ? model with { Kind = own } : model)
            .OnlyIf(model => model.Kind is T, $"ModelOptions.Kind = {Name}"))];

    /// <summary>How its options are stored: from a context of your own, made with <see cref="ModelKind.JsonOptions"/>.</summary>
    public abstract JsonTypeInfo<T> Json { get; }

    /// <inheritdoc/>
    internal sealed override JsonTypeInfo OptionsJson => Json;

    /// <inheritdoc/>
    internal sealed override KindOptions Defaults => new T();

    /// <summary>The options that only this kind has.</summary>
    protected virtual IReadOnlyList<Setting<T>> Own => [];

    /// <inheritdoc/>
    public sealed override bool Has(KindOptions options) => options is T;
}
