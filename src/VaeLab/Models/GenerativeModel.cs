using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>
/// A model of images that is trained by one loss. Training, checkpoints and model files know no more of it than this; what makes
/// it the model that it is are its own equations, in <see cref="Loss(Batch, KlPenalty)"/>.
/// Many threads may record it at once, each on a tape of its own, as long as nobody trains it.
/// </summary>
public abstract class GenerativeModel
{
    /// <summary>Checks the shape, before any weights are made.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="likelihood">How an image is drawn from what the decoder outputs.</param>
    /// <param name="faults">What else is wrong, each fault in a sentence.</param>
    /// <exception cref="InputException">The shape cannot be built; all faults together.</exception>
    protected GenerativeModel(SampleShape shape, ModelOptions options, Likelihood likelihood, params IEnumerable<string> faults)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(likelihood);
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Length, 1);
        string[] all = [.. options.Faults().Union(faults, StringComparer.Ordinal)];
        if (all.Length > 0)
            throw new InputException(all);
        (Shape, Options, Likelihood) = (shape, options, likelihood);
    }

    /// <summary>The shape of a sample.</summary>
    public SampleShape Shape { get; }

    /// <summary>Numbers of a sample.</summary>
    public int Pixels => Shape.Length;

    /// <summary>The model's shape.</summary>
    public ModelOptions Options { get; }

    /// <summary>p(x|z): how an image is drawn from what the decoder outputs.</summary>
    public Likelihood Likelihood { get; }

    /// <summary>All that a model file holds, in the order of the layers.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Those of <see cref="Parameters"/> that follow their gradients; usually all of them.</summary>
    public virtual IReadOnlyList<Parameter> Learnt => Parameters;

    /// <summary>What the model remembers from step to step of a training besides its parameters; usually nothing.</summary>
    public virtual IReadOnlyList<Parameter> Memory => [];

    /// <summary>Numbers of noise that the loss of an image takes.</summary>
    public abstract int NoiseLength { get; }

    /// <summary>How many classes the model is told of; 0 if it sees no labels.</summary>
    public int Classes => Options.Classes;

    /// <summary>The loss of a batch, to be minimized.</summary>
    /// <param name="batch">Images, noise, and labels if the model has <see cref="Classes"/>.</param>
    /// <param name="penalty">What becomes of the KL.</param>
    public abstract ModelLoss Loss(Batch batch, KlPenalty penalty);

    /// <summary>Numbers from which a new image is made.</summary>
    public abstract int SampleLength { get; }

    /// <summary>Makes standard normal numbers those that new images are made from, in place: as a rule, points of the prior.</summary>
    /// <param name="sample">Standard normal numbers, images × <see cref="SampleLength"/>.</param>
    public abstract void ShapeSample(Span<float> sample);

    /// <summary>The options that only a kind of model has.</summary>
    /// <param name="options">The model's options.</param>
    /// <exception cref="InputException">They are of another kind.</exception>
    protected static T Own<T>(ModelOptions options)
        where T : KindOptions
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Kind as T ?? throw new InputException($"ModelOptions.Kind is {options.Kind.GetType().Name}; this model needs {typeof(T).Name}.");
    }

    /// <summary>New images: what the decoder outputs, batch × pixels.</summary>
    /// <param name="sample">Batch × <see cref="SampleLength"/>, after <see cref="ShapeSample"/>.</param>
    /// <param name="labels">y, batch × <see cref="Classes"/>; null for a model that sees no labels.</param>
    public abstract Tensor Generate(Tensor sample, Tensor? labels = null);

    /// <summary>Numbers of the code of a sample; 0 for a model without codes.</summary>
    public virtual int CodeLength => 0;

    /// <summary>The code of each sample, without chance: batch × <see cref="CodeLength"/>.</summary>
    /// <param name="x">Batch × pixels in [0, 1].</param>
    /// <param name="labels">y, batch × <see cref="Classes"/>; null for a model that sees no labels.</param>
    /// <exception cref="NotSupportedException">The model has no codes.</exception>
    public virtual Tensor Code(Tensor x, Tensor? labels = null) => throw NoCodes();

    /// <summary>What the decoder outputs for each code, batch × pixels.</summary>
    /// <param name="code">Batch × <see cref="CodeLength"/>.</param>
    /// <param name="labels">y, batch × <see cref="Classes"/>; null for a model that sees no labels.</param>
    /// <exception cref="NotSupportedException">The model has no codes.</exception>
    public virtual Tensor FromCode(Tensor code, Tensor? labels = null) => throw NoCodes();

    /// <summary>What the decoder outputs for the code of each sample, batch × pixels.</summary>
    /// <param name="x">Batch × pixels in [0, 1].</param>
    /// <param name="labels">y, batch × <see cref="Classes"/>; null for a model that sees no labels.</param>
    /// <exception cref="NotSupportedException">The model has no codes.</exception>
    public virtual Tensor Reconstruct(Tensor x, Tensor? labels = null) => FromCode(Code(x, labels), labels);

    /// <summary>Makes the noise of some images what the model needs, in place; usually it stays standard normal.</summary>
    /// <param name="noise">Standard normal numbers, images × <see cref="NoiseLength"/>.</param>
    public virtual void ShapeNoise(Span<float> noise)
    {
    }

    /// <summary>What follows a step of training and no gradient; usually nothing.</summary>
    /// <param name="loss">The loss of that step, as <see cref="Loss(Batch, KlPenalty)"/> recorded it, with its values.</param>
    /// <param name="random">Random numbers of that step's own.</param>
    public virtual void AfterStep(ModelLoss loss, RandomStream random)
    {
    }

    private NotSupportedException NoCodes() => new($"A model of the kind '{Options.Kind.Name}' has no codes: override CodeLength, Code and FromCode if yours has.");
}
