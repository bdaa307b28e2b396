using VaeLab.Numerics.Operations;

namespace VaeLab.Numerics;

/// <summary>
/// The functions of tensors, to be read as on paper: <c>using static VaeLab.Numerics.Functions;</c> and then
/// <c>mean + Exp(0.5f * logVariance) * noise</c>. Each call records an operation on the operands' tape.
/// </summary>
public static class Functions
{
    /// <summary>eˣ, number by number.</summary>
    public static Tensor Exp(Tensor x) => new Unary<ExpFunction>(x).Output;

    /// <summary>ln x, number by number.</summary>
    public static Tensor Log(Tensor x) => new Unary<LogFunction>(x).Output;

    /// <summary>x², number by number.</summary>
    public static Tensor Square(Tensor x) => new Unary<SquareFunction>(x).Output;

    /// <summary>max(0, x), number by number.</summary>
    public static Tensor Relu(Tensor x) => new Unary<ReluFunction>(x).Output;

    /// <summary>1 / (1 + e⁻ˣ), number by number.</summary>
    public static Tensor Sigmoid(Tensor x) => new Unary<SigmoidFunction>(x).Output;

    /// <summary>The hyperbolic tangent, number by number.</summary>
    public static Tensor Tanh(Tensor x) => new Unary<TanhFunction>(x).Output;

    /// <summary>ln(1 + eˣ), number by number.</summary>
    public static Tensor Softplus(Tensor x) => new Unary<SoftplusFunction>(x).Output;

    /// <summary>The sum of each row: batch × columns to batch × 1.</summary>
    public static Tensor Sum(Tensor x) => new RowSum(x).Output;

    /// <summary>The mean over the batch: batch × columns to 1 × columns.</summary>
    public static Tensor Mean(Tensor x) => new BatchMean(x).Output;

    /// <summary>x·Wᵀ + b, then max(0, ·) if <paramref name="relu"/>: batch × in to batch × out.</summary>
    /// <param name="x">batch × in.</param>
    /// <param name="weight">W, out × in.</param>
    /// <param name="bias">b, out × 1.</param>
    /// <param name="relu">Whether to apply max(0, ·) in the same pass.</param>
    public static Tensor Dense(Tensor x, Parameter weight, Parameter bias, bool relu = false) =>
        new Dense(x, weight, bias, relu).Output;

    /// <summary>
    /// −Σⱼ [x ln σ(l) + (1−x) ln(1−σ(l))], in nats, computed on logits so that it never overflows: batch × columns to batch × 1.
    /// </summary>
    /// <param name="logits">l, batch × columns.</param>
    /// <param name="targets">x in [0, 1], batch × columns; data, without a gradient.</param>
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor targets) => new BinaryCrossEntropy(logits, targets).Output;

    /// <summary>KL(N(μ, diag σ²) ‖ N(m, Σ)) in nats: batch × d to batch × 1.</summary>
    /// <param name="mean">μ, batch × d.</param>
    /// <param name="logVariance">ln σ², batch × d.</param>
    /// <param name="targetMean">m, d numbers.</param>
    /// <param name="targetPrecision">Σ⁻¹, d × d.</param>
    /// <param name="targetLogDeterminant">ln|Σ|.</param>
    public static Tensor GaussianKl(
        Tensor mean, Tensor logVariance, double[] targetMean, double[,] targetPrecision, double targetLogDeterminant) =>
        new GaussianKl(mean, logVariance, targetMean, targetPrecision, targetLogDeterminant).Output;
}
