using System.Runtime.CompilerServices;
using VaeLab.Numerics.Kernels;
using VaeLab.Numerics.Operations;

namespace VaeLab.Numerics;

/// <summary>
/// The functions of tensors, to be read as on paper: <c>using static VaeLab.Numerics.Functions;</c> and then
/// <c>mean + Exp(0.5f * logVariance) * noise</c>. Each call records an operation on the operands' tape.
/// </summary>
public static class Functions
{
    /// <summary>eˣ, number by number.</summary>
    public static Tensor Exp(Tensor x) => new Unary<ExpFunction>(InAnyOrder(x)).Output;

    /// <summary>ln x, number by number.</summary>
    public static Tensor Log(Tensor x) => new Unary<LogFunction>(InAnyOrder(x)).Output;

    /// <summary>√x, number by number; its derivative at 0 is infinite.</summary>
    public static Tensor Sqrt(Tensor x) => new Unary<SqrtFunction>(InAnyOrder(x)).Output;

    /// <summary>x², number by number.</summary>
    public static Tensor Square(Tensor x) => new Unary<SquareFunction>(InAnyOrder(x)).Output;

    /// <summary>max(0, x), number by number.</summary>
    public static Tensor Relu(Tensor x) => new Unary<ReluFunction>(InAnyOrder(x)).Output;

    /// <summary>1 / (1 + e⁻ˣ), number by number.</summary>
    public static Tensor Sigmoid(Tensor x) => new Unary<SigmoidFunction>(InAnyOrder(x)).Output;

    /// <summary>The hyperbolic tangent, number by number.</summary>
    public static Tensor Tanh(Tensor x) => new Unary<TanhFunction>(InAnyOrder(x)).Output;

    /// <summary>ln(1 + eˣ), number by number.</summary>
    public static Tensor Softplus(Tensor x) => new Unary<SoftplusFunction>(InAnyOrder(x)).Output;

    /// <summary>x where positive, eˣ − 1 elsewhere, number by number.</summary>
    public static Tensor Elu(Tensor x) => new Unary<EluFunction>(InAnyOrder(x)).Output;

    /// <summary>x where positive, slope·x elsewhere, number by number.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="slope">Of the negative side.</param>
    public static Tensor LeakyRelu(Tensor x, float slope = 0.01f) => new LeakyRelu(InAnyOrder(x), slope).Output;

    /// <summary>x·Φ(x) in the tanh form, ½x(1 + tanh[√(2/π)(x + 0.044715x³)]), number by number.</summary>
    public static Tensor GeluTanh(Tensor x) => new Unary<GeluTanhFunction>(InAnyOrder(x)).Output;

    /// <summary>x·Φ(x) in the exact form, ½x(1 + erf(x/√2)), number by number.</summary>
    public static Tensor GeluErf(Tensor x) => new Unary<GeluErfFunction>(InAnyOrder(x)).Output;

    /// <summary>x·σ(x), number by number.</summary>
    public static Tensor Silu(Tensor x) => new Unary<SiluFunction>(InAnyOrder(x)).Output;

    /// <summary>|x|, number by number; where x = 0, no gradient passes.</summary>
    public static Tensor Abs(Tensor x) => new Unary<AbsFunction>(InAnyOrder(x)).Output;

    /// <summary>max(x, floor), number by number; where x ≤ floor, no gradient passes.</summary>
    public static Tensor Maximum(Tensor x, Coefficient floor) => new Maximum(InAnyOrder(x), floor).Output;

    /// <summary>The sum of each row: batch × columns to batch × 1.</summary>
    public static Tensor Sum(Tensor x) => new RowSum(Given(x)).Output;

    /// <summary>e^xⱼ / Σₖ e^xₖ of each row, computed so that it never overflows: batch × columns.</summary>
    /// <exception cref="ArgumentException">There are no columns.</exception>
    public static Tensor Softmax(Tensor x) => new Softmax(Given(x)).Output;

    /// <summary>xⱼ − ln Σₖ e^xₖ of each row, computed so that it never overflows: batch × columns.</summary>
    /// <exception cref="ArgumentException">There are no columns.</exception>
    public static Tensor LogSoftmax(Tensor x) => new LogSoftmax(Given(x)).Output;

    /// <summary>ln Σₖ e^xₖ of each row, computed so that it never overflows: batch × columns to batch × 1. Of a row of −∞ it is −∞.</summary>
    /// <exception cref="ArgumentException">There are no columns.</exception>
    public static Tensor LogSumExp(Tensor x) => new LogSumExp(Given(x)).Output;

    /// <summary>The mean over the batch: batch × columns to 1 × columns.</summary>
    public static Tensor Mean(Tensor x) => new BatchMean(Given(x)).Output;

    /// <summary>The same numbers as data: no gradient passes. Written sg(x) in papers.</summary>
    public static Tensor StopGradient(Tensor x) => new StopGradient(Given(x)).Output;

    /// <summary>The rows of several batches, one behind the other: batch × a, batch × b, … to batch × (a + b + …).</summary>
    public static Tensor Concat(params Tensor[] parts) => new Concat(Given(parts)).Output;

    /// <summary>Some neighbouring columns: batch × columns to batch × <paramref name="count"/>.</summary>
    /// <param name="x">Batch × columns.</param>
    /// <param name="start">The first column, from 0.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public static Tensor Columns(Tensor x, int start, int count) => new Columns(Given(x), start, count).Output;

    /// <summary>x·Wᵀ + b, then max(0, ·) if <paramref name="relu"/>: batch × in to batch × out.</summary>
    /// <param name="x">batch × in.</param>
    /// <param name="weight">W, out × in.</param>
    /// <param name="bias">b, out × 1.</param>
    /// <param name="relu">Whether to apply max(0, ·) in the same pass.</param>
    public static Tensor Dense(Tensor x, Parameter weight, Parameter bias, bool relu = false) =>
        new Dense(Given(x), Given(weight), Given(bias), relu).Output;

    /// <summary>x·Wᵀ + b with W and b as data: the gradient passes to x, and W and b do not learn from it.</summary>
    /// <param name="x">batch × in.</param>
    /// <param name="weight">W, out × in.</param>
    /// <param name="bias">b, out × 1.</param>
    /// <param name="relu">Whether to apply max(0, ·) in the same pass.</param>
    public static Tensor FrozenDense(Tensor x, Parameter weight, Parameter bias, bool relu = false) =>
        new Dense(Given(x), Given(weight), Given(bias), relu, learns: false).Output;

    /// <summary>
    /// A convolution of pictures (LeCun et al. 1989), as <c>nn.Conv2d</c> of PyTorch, then max(0, ·) if asked: batch × (channels · height · width) to
    /// batch × (out · h · w), with h = ⌊(height + 2·padding − kernel height) / stride⌋ + 1 and w likewise.
    /// </summary>
    /// <param name="x">Pictures, channel by channel and row by row.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="weight">out × (channels / groups) × kernel height × kernel width.</param>
    /// <param name="bias">out × 1.</param>
    /// <param name="options">Stride, padding, groups.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or nothing would be left.</exception>
    public static Tensor Convolution(Tensor x, int height, int width, Parameter weight, Parameter bias, ConvolutionOptions? options = null) =>
        Pictures.Convolution(InAnyOrder(x), height, width, Given(weight), Given(bias), options ?? new());

    /// <summary>
    /// A transposed convolution of pictures (Zeiler et al. 2010), as <c>nn.ConvTranspose2d</c> of PyTorch, then max(0, ·) if asked: batch × (channels · height · width) to
    /// batch × (out · h · w), with h = (height − 1)·stride − 2·padding + kernel height + output padding and w likewise.
    /// </summary>
    /// <param name="x">Pictures, channel by channel and row by row.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="weight">channels × (out / groups) × kernel height × kernel width.</param>
    /// <param name="bias">out × 1.</param>
    /// <param name="options">Stride, padding, output padding, groups.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or nothing would be left.</exception>
    public static Tensor TransposedConvolution(Tensor x, int height, int width, Parameter weight, Parameter bias, ConvolutionOptions? options = null) =>
        Pictures.TransposedConvolution(InAnyOrder(x), height, width, Given(weight), Given(bias), options ?? new());

    /// <summary>Each pixel becomes a square of equal pixels: batch × (channels · height · width) to batch × (channels · factor·height · factor·width).</summary>
    /// <param name="x">Pictures, channel by channel and row by row.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="factor">How many times as high and as wide.</param>
    /// <exception cref="ArgumentException">The samples are not pictures of that size.</exception>
    public static Tensor UpsampleNearest(Tensor x, int height, int width, int factor) => Pictures.Enlarge(InAnyOrder(x), height, width, factor, Resize.Nearest);

    /// <summary>The mean of each square of pixels: batch × (channels · height · width) to batch × (channels · height/factor · width/factor).</summary>
    /// <param name="x">Pictures, channel by channel and row by row.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="factor">The side of a square, which divides height and width.</param>
    /// <exception cref="ArgumentException">The samples are not pictures of that size, or the squares do not fill them.</exception>
    public static Tensor AveragePool(Tensor x, int height, int width, int factor) => Pictures.AveragePool(InAnyOrder(x), height, width, factor);

    /// <summary>
    /// A larger picture, with straight lines from the centre of each pixel to those of its neighbours: batch × (channels · height · width) to
    /// batch × (channels · factor·height · factor·width). As <c>interpolate(mode="bilinear")</c> of PyTorch, with its default <c>align_corners=False</c>.
    /// </summary>
    /// <param name="x">Pictures, channel by channel and row by row.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="factor">How many times as high and as wide.</param>
    /// <exception cref="ArgumentException">The samples are not pictures of that size.</exception>
    public static Tensor UpsampleBilinear(Tensor x, int height, int width, int factor) => Pictures.Enlarge(InAnyOrder(x), height, width, factor, Resize.Linear);

    /// <summary>
    /// Channels become pixels (Shi et al. 2016), as <c>nn.PixelShuffle</c> of PyTorch: batch × (channels · height · width) to batch × (channels/factor² · factor·height · factor·width).
    /// </summary>
    /// <param name="x">Pictures, channel by channel and row by row.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="factor">How many times as high and as wide; its square divides the channels.</param>
    /// <exception cref="ArgumentException">The samples are not pictures of that size, or the channels are not a multiple of factor².</exception>
    public static Tensor DepthToSpace(Tensor x, int height, int width, int factor) => Pictures.DepthToSpace(InAnyOrder(x), height, width, factor);

    /// <summary>
    /// Group normalization (Wu &amp; He 2018), as <c>nn.GroupNorm</c> of PyTorch: gain · (x − mean) / √(variance + 10⁻⁵) + bias, with mean and variance over the
    /// pixels and the channels of a group, for each sample by itself. One group is layer normalization (Ba et al. 2016).
    /// </summary>
    /// <param name="x">Pictures, channel by channel and row by row.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="groups">Groups of as many channels each.</param>
    /// <param name="gain">channels × 1.</param>
    /// <param name="bias">channels × 1.</param>
    /// <param name="frozen">Whether gain and bias get no gradient.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or the groups do not divide the channels.</exception>
    public static Tensor GroupNormalization(Tensor x, int height, int width, int groups, Parameter gain, Parameter bias, bool frozen = false) =>
        Pictures.GroupNormalization(InAnyOrder(x), height, width, groups, Given(gain), Given(bias), frozen);

    /// <summary>Each column several times, side by side: batch × columns to batch × (columns · times).</summary>
    /// <param name="x">Batch × columns.</param>
    /// <param name="times">How many times, at least 1.</param>
    public static Tensor RepeatColumns(Tensor x, int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        return new RepeatColumns(Given(x), times).Output;
    }

    /// <summary>−ln softmax(l)ₜ of each row, in nats: batch × classes to batch × 1.</summary>
    /// <param name="logits">l, batch × classes.</param>
    /// <param name="classes">t, batch × 1: whole numbers from 0 to classes − 1; data, without a gradient.</param>
    public static Tensor SoftmaxCrossEntropy(Tensor logits, Tensor classes) => new SoftmaxCrossEntropy(Given(logits), Given(classes)).Output;

    /// <summary>
    /// argminₖ ‖z − eₖ‖² for each of the vectors z that stand one behind the other in a row: which row of a codebook is nearest, the
    /// first of several. Batch × (vectors · D) to batch × vectors; no gradient passes.
    /// </summary>
    /// <param name="vectors">z, batch × (vectors · D).</param>
    /// <param name="codebook">e, K × D.</param>
    /// <exception cref="ArgumentException">The rows are not of whole vectors.</exception>
    public static Tensor NearestCode(Tensor vectors, Parameter codebook) => new NearestCode(Given(vectors), Given(codebook)).Output;

    /// <summary>Rows of a table, one behind the other: batch × codes to batch × (codes · D). The table learns from it.</summary>
    /// <param name="codes">Which rows, batch × codes: whole numbers from 0 to K − 1; data, without a gradient.</param>
    /// <param name="table">K × D.</param>
    public static Tensor Lookup(Tensor codes, Parameter table) => new Lookup(Given(codes), Given(table)).Output;

    /// <summary>
    /// The column of the greatest number of each row, the first of several: batch × columns to batch × 1; no gradient passes. Of
    /// logits with Gumbel noise −ln(−ln u) it is a draw from their softmax (Gumbel 1954; Maddison, Tarlow &amp; Minka 2014).
    /// </summary>
    public static Tensor ArgMax(Tensor x) => new ArgMax(Given(x)).Output;

    /// <summary>
    /// −Σⱼ [x ln σ(l) + (1−x) ln(1−σ(l))], in nats, computed on logits so that it never overflows: batch × columns to batch × 1.
    /// </summary>
    /// <param name="logits">l, batch × columns.</param>
    /// <param name="targets">x in [0, 1], batch × columns; data, without a gradient.</param>
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor targets) => new BinaryCrossEntropy(Given(logits), Given(targets)).Output;

    /// <summary>
    /// −Σⱼ ln p(x) under the continuous Bernoulli distribution (Loaiza-Ganem &amp; Cunningham 2019), in nats: the cross-entropy
    /// less ln C(l) = ln|l| + softplus|l| − ln(e^|l| − 1), a density on [0, 1]: batch × columns to batch × 1.
    /// </summary>
    /// <param name="logits">l, batch × columns.</param>
    /// <param name="targets">x in [0, 1], batch × columns; data, without a gradient.</param>
    public static Tensor ContinuousCrossEntropy(Tensor logits, Tensor targets) => new ContinuousCrossEntropy(Given(logits), Given(targets)).Output;

    /// <summary>
    /// −Σⱼ ln p(x) of bytes under the discretized logistic distribution (Salimans, Karpathy, Chen &amp; Kingma 2017), in nats: the mass of a logistic
    /// distribution between x − 1/510 and x + 1/510, and beyond for x = 0 and 1: batch × columns to batch × 1.
    /// </summary>
    /// <param name="outputs">Batch × (2 · columns): the means of all columns, in the unit of x, then t = ln s + 2 of all columns, with s the scale of the distribution; ln s is at least −7.69.</param>
    /// <param name="targets">x = k/255 with k from 0 to 255, batch × columns; data, without a gradient.</param>
    public static Tensor DiscretizedLogistic(Tensor outputs, Tensor targets) => new DiscretizedLogisticLoss(Given(outputs), Given(targets)).Output;

    /// <summary>The mean of the continuous Bernoulli distribution, 1/(1 − e⁻ˡ) − 1/l for each logit l, which is not σ(l).</summary>
    /// <param name="logits">l.</param>
    /// <param name="means">Receives as many numbers in [0, 1]; may be <paramref name="logits"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The two have not one length.</exception>
    public static unsafe void ContinuousBernoulliMean(ReadOnlySpan<float> logits, Span<float> means)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(means.Length, logits.Length);
        fixed (float* from = logits, to = means)
            KernelSet.Best.ContinuousBernoulliMean(from, to, logits.Length);
    }

    /// <summary>
    /// The mean of a logistic distribution whose mass outside [0, 1] is moved to the nearer end: s · (softplus(m/s) − softplus((m − 1)/s)), in double
    /// precision. It is that of the bytes of <see cref="DiscretizedLogistic"/> but for less than half the distance of two of them.
    /// </summary>
    /// <param name="outputs">The means of all columns, then t = ln s + 2 of all columns.</param>
    /// <param name="means">Receives half as many numbers in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The outputs are not twice as many.</exception>
    public static void DiscretizedLogisticMean(ReadOnlySpan<float> outputs, Span<float> means)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(outputs.Length, 2 * means.Length);
        for (int i = 0; i < means.Length; i++)
            means[i] = Kernels.DiscretizedLogistic.Mean(outputs[i], outputs[means.Length + i]);
    }

    /// <summary>½ Σⱼ (y − x)² of each row: batch × columns to batch × 1.</summary>
    /// <param name="outputs">y, batch × columns.</param>
    /// <param name="targets">x, batch × columns; data, without a gradient.</param>
    public static Tensor HalfSquaredError(Tensor outputs, Tensor targets) => new HalfSquaredError(Given(outputs), Given(targets)).Output;

    /// <summary>
    /// The numbers of a parameter as a tensor, the same for each sample of a batch: batch × (rows · columns), row by row. So they pass
    /// through functions and layers like data, and learn from it: row k of a parameter is <c>Columns(Repeat(tape, p), k * p.Columns, p.Columns)</c>.
    /// </summary>
    /// <param name="tape">Where to record it.</param>
    /// <param name="parameter">rows × columns.</param>
    public static Tensor Repeat(Tape tape, Parameter parameter) => new Repeat(Given(tape), Given(parameter)).Output;

    /// <summary>
    /// The rows of a parameter as rows of a tensor, whatever the batch is: rows × columns. They pass through functions and layers like samples,
    /// and learn from it; <see cref="GaussianLogDensities"/> brings them together with samples.
    /// </summary>
    /// <param name="tape">Where to record it.</param>
    /// <param name="parameter">rows × columns.</param>
    public static Tensor Rows(Tape tape, Parameter parameter) => new ParameterRows(Given(tape), Given(parameter)).Output;

    /// <summary>Each row several times, one after the other: batch × columns to (batch · times) × columns.</summary>
    /// <param name="x">Batch × columns.</param>
    /// <param name="times">How many times, at least 1.</param>
    /// <exception cref="ArgumentException">These are not rows of samples.</exception>
    public static Tensor RepeatRows(Tensor x, int times) => new RepeatRows(Given(x), times).Output;

    /// <summary>Each row cut into rows: batch × (parts · columns) to (batch · parts) × columns.</summary>
    /// <param name="x">Batch × (parts · columns).</param>
    /// <param name="parts">Rows to make of one, at least 1.</param>
    /// <exception cref="ArgumentException">A row has not as many equal parts, or these are not rows of samples.</exception>
    public static Tensor SplitRows(Tensor x, int parts) => Reshape.Split(Given(x), parts);

    /// <summary>Several rows of a sample, one behind the other in a single row: (batch · rows) × columns to batch × (rows · columns).</summary>
    /// <param name="x">As <see cref="SplitRows"/> or <see cref="RepeatRows"/> made it.</param>
    /// <param name="rows">Rows to make one of, at least 1.</param>
    /// <exception cref="ArgumentException">A sample has not a multiple of so many rows.</exception>
    public static Tensor JoinRows(Tensor x, int rows) => Reshape.Join(Given(x), rows);

    /// <summary>The same numbers, whose gradient is multiplied on its way back, row by row: what the numbers follow from learns from it with another weight.</summary>
    /// <param name="x">Batch × columns.</param>
    /// <param name="factor">Gives the factors, batch × 1, as data. It is called at the first <see cref="Tape.Backward"/>, so they may be recorded after this.</param>
    public static Tensor ScaleGradient(Tensor x, Func<Tensor> factor) => new ScaleGradient(Given(x), Given(factor)).Output;

    /// <summary>ln N(z; μₖ, diag σₖ²) of each point under each of K Gaussians, in nats: batch × d to batch × K.</summary>
    /// <param name="z">Batch × d.</param>
    /// <param name="mean">μ, K × d: <see cref="Rows"/>, or what follows from them.</param>
    /// <param name="logVariance">ln σ², K × d, likewise.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor GaussianLogDensities(Tensor z, Tensor mean, Tensor logVariance) => new GaussianLogDensities(Given(z), Given(mean), Given(logVariance)).Output;

    /// <summary>KL(N(μ, diag σ²) ‖ N(m, Σ)) in nats: batch × d to batch × 1.</summary>
    /// <param name="mean">μ, batch × d.</param>
    /// <param name="logVariance">ln σ², batch × d.</param>
    /// <param name="targetMean">m, d numbers.</param>
    /// <param name="targetPrecision">Σ⁻¹, d × d.</param>
    /// <param name="targetLogDeterminant">ln|Σ|.</param>
    public static Tensor GaussianKl(
        Tensor mean, Tensor logVariance, double[] targetMean, double[,] targetPrecision, double targetLogDeterminant) =>
        new GaussianKl(Given(mean), Given(logVariance), Given(targetMean), Given(targetPrecision), targetLogDeterminant).Output;

    /// <summary>KL(N(μⱼ, σⱼ²) ‖ N(mⱼ, sⱼ²)) of each sample and dimension in nats: batch × d to batch × d.</summary>
    /// <param name="mean">μ, batch × d.</param>
    /// <param name="logVariance">ln σ², batch × d.</param>
    /// <param name="targetMean">m, d numbers.</param>
    /// <param name="targetVariance">s², d numbers.</param>
    public static Tensor GaussianKlPerDimension(Tensor mean, Tensor logVariance, double[] targetMean, double[] targetVariance) =>
        new GaussianKlPerDimension(Given(mean), Given(logVariance), Given(targetMean), Given(targetVariance)).Output;

    /// <summary>KL(N(μⱼ, σⱼ²) ‖ N(mⱼ, sⱼ²)) of each sample and dimension in nats, where both are computed: batch × d.</summary>
    /// <param name="mean">μ, batch × d.</param>
    /// <param name="logVariance">ln σ², batch × d.</param>
    /// <param name="targetMean">m, batch × d.</param>
    /// <param name="targetLogVariance">ln s², batch × d.</param>
    public static Tensor GaussianKlPerDimension(Tensor mean, Tensor logVariance, Tensor targetMean, Tensor targetLogVariance) =>
        new LearntGaussianKl(Given(mean), Given(logVariance), Given(targetMean), Given(targetLogVariance)).Output;

    /// <summary>μ + L·ε of each sample, with L lower triangular: batch × d.</summary>
    /// <param name="mean">μ, batch × d.</param>
    /// <param name="logDiagonal">2 ln Lᵢᵢ, batch × d.</param>
    /// <param name="below">L below its diagonal, row by row — L₂₁, L₃₁, L₃₂, L₄₁, … —, batch × d(d−1)/2.</param>
    /// <param name="noise">ε, batch × d; data, without a gradient.</param>
    public static Tensor TriangularAffine(Tensor mean, Tensor logDiagonal, Tensor below, Tensor noise) =>
        new TriangularAffine(Given(mean), Given(logDiagonal), Given(below), Given(noise)).Output;

    /// <summary>KL(N(μ, LLᵀ) ‖ N(m, Σ)) in nats, with L lower triangular: batch × 1.</summary>
    /// <param name="mean">μ, batch × d.</param>
    /// <param name="logDiagonal">2 ln Lᵢᵢ, batch × d.</param>
    /// <param name="below">L below its diagonal, row by row — L₂₁, L₃₁, L₃₂, L₄₁, … —, batch × d(d−1)/2.</param>
    /// <param name="targetMean">m, d numbers.</param>
    /// <param name="targetPrecision">Σ⁻¹, d × d.</param>
    /// <param name="targetLogDeterminant">ln|Σ|.</param>
    public static Tensor GaussianKl(
        Tensor mean, Tensor logDiagonal, Tensor below, double[] targetMean, double[,] targetPrecision, double targetLogDeterminant) =>
        new TriangularGaussianKl(Given(mean), Given(logDiagonal), Given(below), Given(targetMean), Given(targetPrecision), targetLogDeterminant).Output;

    /// <summary>A function of your own, row by row: batch × columns to batch × <see cref="RowFunction.Outputs"/>.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="function">The function, with its derivative.</param>
    public static Tensor Apply(Tensor x, RowFunction function) => new OwnRows(Given(x), Given(function)).Output;

    /// <summary>An operand that is not null, in rows.</summary>
    internal static Tensor Given(Tensor? operand, [CallerArgumentExpression(nameof(operand))] string? name = null) => InAnyOrder(operand, name).InRows();

    /// <summary>Operands that are not null, in rows.</summary>
    internal static Tensor[] Given(Tensor[]? operands, [CallerArgumentExpression(nameof(operands))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(operands, name);
        return Array.ConvertAll(operands, operand => Given(operand, name));
    }

    /// <summary>An operand that is not null, in rows or in blocks: for operations that work number by number.</summary>
    internal static Tensor InAnyOrder(Tensor? operand, [CallerArgumentExpression(nameof(operand))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(operand, name);
        return operand;
    }

    /// <summary>An operand that is not null.</summary>
    internal static T Given<T>(T? operand, [CallerArgumentExpression(nameof(operand))] string? name = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(operand, name);
        return operand;
    }
}
