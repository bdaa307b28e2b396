using VaeLab.Data;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>
/// The variational mixture of posteriors (Tomczak &amp; Welling 2018, equation 9): p(z) = 1/K Σₖ q(z|uₖ), with the model's own encoder at K
/// pseudo-inputs, which are learnt. Each is the sigmoid of its parameters, so that its numbers are in [0, 1] as those of images are.
/// </summary>
/// <param name="dimensions">d.</param>
/// <param name="components">K.</param>
public sealed class VampPrior(int dimensions, int components) : MixturePrior(FormattableString.Invariant($"{Priors.Vamp}:{components}"), dimensions, components)
{
    // Pseudo-inputs begin dark and all different: as images of dark ground, and so that each learns something else.
    private const float Middle = -2;

    private Parameter? _inputs;
    private Func<Tensor, GaussianPosterior>? _encoder;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _inputs is null ? [] : [_inputs];

    /// <inheritdoc/>
    internal override int PseudoInputs => Components;

    private Parameter Bound => _inputs ?? throw new InvalidOperationException("A VampPrior is made of a model's encoder: make the model with it first.");

    /// <inheritdoc/>
    public override void Bind(SampleShape shape, Func<Tensor, GaussianPosterior> encoder)
    {
        if (_inputs is not null)
            throw new InvalidOperationException("This VampPrior is that of another model: make one for each.");
        (_encoder, _inputs) = (encoder, new Parameter("prior.inputs", Components, shape.Length));
        var values = new float[_inputs.Length];
        new RandomStream(0, RandomPurpose.Weights, uint.MaxValue).FillNormal(values);
        _inputs.CopyFrom(Array.ConvertAll(values, value => Middle + value));
    }

    /// <summary>u, the pseudo-inputs as they are now: K × pixels in [0, 1].</summary>
    public float[] Inputs() => Array.ConvertAll(Values(Bound), value => 1 / (1 + MathF.Exp(-value)));

    /// <inheritdoc/>
    public override (float[] Means, float[] Variances) Gaussians()
    {
        using var workers = new WorkerPool(1);
        var tape = new Tape(1, workers, gradients: false);
        (Tensor means, Tensor logVariances) = Gaussians(tape);
        tape.Forward();
        return (means.Values.ToArray(), Array.ConvertAll(logVariances.Values.ToArray(), MathF.Exp));
    }

    /// <inheritdoc/>
    protected override (Tensor Means, Tensor LogVariances) Gaussians(Tape tape)
    {
        GaussianPosterior q = _encoder!(Sigmoid(Rows(tape, Bound)));
        return (q.Mean, q.LogVariance);
    }

    /// <inheritdoc/>
    internal override long LearntNumbers(SampleShape shape) => (long)Components * shape.Length;
}
