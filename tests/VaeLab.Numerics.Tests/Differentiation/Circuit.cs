using VaeLab.Numerics.Kernels;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Numerics.Tests.Differentiation;

/// <summary>A small tape to differentiate: an operation between sources that hang on parameters and a loss that weighs every number differently.</summary>
internal sealed class Circuit
{
    private const int SourceInputs = 3;

    private static readonly double[,] s_correlatedPrecision = { { 1.470588, -1.176471 }, { -1.176471, 2.941176 } };

    private readonly List<(Tensor Tensor, bool Unit)> _inputs = [];
    private readonly List<(Tensor Tensor, int Count)> _classes = [];
    private readonly List<Parameter> _parameters = [];
    private readonly List<Parameter> _unreached = [];
    private readonly List<Tensor> _watched = [];

    public Circuit(string name, int batchSize, WorkerPool pool, KernelSet? kernels = null)
    {
        Tape = new Tape(batchSize, pool) { Kernels = kernels ?? KernelSet.Best };
        Loss = All[name](this);
    }

    /// <summary>Every operation, and ways to put them together.</summary>
    public static IReadOnlyDictionary<string, Func<Circuit, Tensor>> All { get; } = new Dictionary<string, Func<Circuit, Tensor>>(StringComparer.Ordinal)
    {
        ["exp"] = c => c.Weigh(Exp(c.Source(4))),
        ["log"] = c => c.Weigh(Log(Square(c.Source(4)) + 0.3f)),
        ["square"] = c => c.Weigh(Square(c.Source(4))),
        ["relu"] = c => c.Weigh(Relu(c.Source(4))),
        ["sigmoid"] = c => c.Weigh(Sigmoid(c.Source(4))),
        ["tanh"] = c => c.Weigh(Tanh(c.Source(4))),
        ["softplus"] = c => c.Weigh(Softplus(c.Source(4))),
        ["elu"] = c => c.Weigh(Elu(c.Source(4))),
        ["leaky relu"] = c => c.Weigh(LeakyRelu(c.Source(4))),
        ["leaky relu with a slope"] = c => c.Weigh(LeakyRelu(c.Source(37), 0.2f)),
        ["gelu, tanh form"] = c => c.Weigh(GeluTanh(c.Source(4))),
        ["gelu, erf form"] = c => c.Weigh(GeluErf(c.Source(37))),
        ["silu"] = c => c.Weigh(Silu(c.Source(4))),
        ["a function of many columns"] = c => c.Weigh(Silu(c.Source(37))),
        ["abs"] = c => c.Weigh(Abs(c.Source(4))),
        ["maximum"] = c => c.Weigh(Maximum(c.Source(4), 0.2f)),
        ["add"] = c => c.Weigh(c.Source(4) + c.Source(4)),
        ["subtract"] = c => c.Weigh(c.Source(4) - c.Source(4)),
        ["multiply"] = c => c.Weigh(c.Source(4) * c.Source(4)),
        ["multiply by data"] = c => c.Weigh(c.Input(4) * c.Source(4)),
        ["divide"] = c => c.Weigh(c.Source(5) / (Square(c.Source(5)) + 0.5f)),
        ["divide data"] = c => c.Weigh(c.Input(3) / (Exp(c.Source(3)) + 0.5f)),
        ["minus"] = c => c.Weigh(Exp(-c.Source(5))),
        ["square root"] = c => c.Weigh(Sqrt(Square(c.Source(5)) + 0.3f)),
        ["softmax"] = c => c.Weigh(Softmax(3 * c.Source(7))),
        ["softmax of many columns"] = c => c.Weigh(Softmax(c.Source(37))),
        ["log softmax"] = c => c.Weigh(LogSoftmax(3 * c.Source(7))),
        ["log softmax of many columns"] = c => c.Weigh(LogSoftmax(c.Source(37))),
        ["log-sum-exp"] = c => c.Weigh(LogSumExp(3 * c.Source(7))),
        ["log-sum-exp of many columns"] = c => c.Weigh(LogSumExp(c.Source(37))),
        ["log-sum-exp of one column"] = c => c.Weigh(LogSumExp(c.Source(1))),
        ["softmax of means"] = c => Sum(Square(Softmax(Mean(c.Source(5))) + LogSoftmax(Mean(c.Source(5))) + LogSumExp(Mean(c.Source(5))))),
        ["add a column"] = c => c.Weigh((c.Source(1) + c.Source(5)) * (c.Source(5) + c.Source(1))),
        ["subtract a column"] = c => c.Weigh((c.Source(1) - c.Source(5)) * (c.Source(5) - c.Source(1))),
        ["multiply by a column"] = c => c.Weigh((c.Source(1) * c.Source(7)) + (c.Source(7) * c.Input(1)) + (c.Input(7) * c.Source(1))),
        ["divide by a column"] = c => c.Weigh(c.Source(37) / (Square(c.Source(1)) + 0.5f)),
        ["divide a column"] = c => c.Weigh(c.Source(1) / (Square(c.Source(7)) + 0.5f)),
        ["multiply means by one"] = c => Sum(Square(Mean(c.Source(5)) * Mean(c.Source(1)))),
        ["affine"] = c => c.Weigh((-0.7f * c.Source(4)) + 0.3f),
        ["coefficients"] = c => c.Weigh(new Coefficient(1.7f) * (c.Source(4) - new Coefficient(0.4f))),
        ["row sum"] = c => c.Weigh(Sum(c.Source(5))),
        ["batch mean of columns"] = c => Sum(Square(Mean(c.Source(5)) + 0.5f)),
        ["dense"] = c => c.Weigh(c.Layer(c.Source(4), 5)),
        ["dense with relu"] = c => c.Weigh(c.Layer(c.Source(4), 5, relu: true)),
        ["dense, wide, on data"] = c => c.Weigh(c.Layer(c.Input(140), 70, relu: true)),
        ["dense, several panels and tasks"] = c => c.Weigh(c.Layer(c.Layer(c.Source(137), 67, relu: true), 33)),
        ["dense with weights used twice"] = c => c.Weigh(c.Reuse(c.Source(4), times: 2)),
        ["dense with weights used four times"] = c => c.Weigh(c.Reuse(c.Source(40), times: 4)),
        ["convolution"] = c => c.Weigh(c.Convolve(c.Source(3 * 5 * 6), (3, 5, 6), 4, kernel: (3, 3), new() { Padding = 1 })),
        ["convolution of one channel"] = c => c.Weigh(c.Convolve(c.Source(7 * 6), (1, 7, 6), 10, kernel: (3, 2), new() { Stride = 2, Padding = 1, Relu = true })),
        ["convolution to one channel"] = c => c.Weigh(c.Convolve(c.Source(5 * 4 * 9), (5, 4, 9), 1, kernel: (3, 3), new() { Padding = 1 })),
        ["convolution of kernel 1"] = c => c.Weigh(c.Convolve(c.Source(9 * 2 * 2), (9, 2, 2), 7, kernel: (1, 1), new() { Relu = true })),
        ["convolution of kernel 5, stride 3"] = c => c.Weigh(c.Convolve(c.Source(2 * 8 * 7), (2, 8, 7), 13, kernel: (5, 5), new() { Stride = 3, Padding = 2 })),
        ["convolution of kernel 4, stride 2"] = c => c.Weigh(c.Convolve(c.Source(2 * 6 * 6), (2, 6, 6), 8, kernel: (4, 4), new() { Stride = 2, Padding = 1 })),
        ["convolution of data, several panels"] = c => c.Weigh(c.Convolve(c.Input(35 * 3 * 3), (35, 3, 3), 67, kernel: (3, 3), new() { Padding = 1, Relu = true })),
        ["convolution in groups"] = c => c.Weigh(c.Convolve(c.Source(6 * 4 * 4), (6, 4, 4), 36, kernel: (3, 3), new() { Padding = 1, Groups = 3 })),
        ["convolution of each channel alone"] = c => c.Weigh(c.Convolve(c.Source(5 * 4 * 4), (5, 4, 4), 5, kernel: (3, 3), new() { Padding = 1, Groups = 5 })),
        ["convolution of the whole picture"] = c => c.Weigh(c.Convolve(c.Source(3 * 3 * 4), (3, 3, 4), 33, kernel: (3, 4), new())),
        ["transposed convolution"] = c => c.Weigh(c.Deconvolve(c.Source(3 * 3 * 4), (3, 3, 4), 4, kernel: (3, 3), new() { Stride = 2, Padding = 1, OutputPadding = (1, 1) })),
        ["transposed convolution to one channel"] = c => c.Weigh(c.Deconvolve(c.Source(33 * 4 * 3), (33, 4, 3), 1, kernel: (3, 3), new() { Padding = 1 })),
        ["transposed convolution of one channel"] = c => c.Weigh(c.Deconvolve(c.Source(4 * 3), (1, 4, 3), 9, kernel: (2, 2), new() { Stride = 2, Relu = true })),
        ["transposed convolution, several panels"] = c => c.Weigh(c.Deconvolve(c.Source(40 * 2 * 2), (40, 2, 2), 35, kernel: (4, 4), new() { Stride = 2, Padding = 1, Relu = true })),
        ["transposed convolution in groups"] = c => c.Weigh(c.Deconvolve(c.Source(36 * 2 * 2), (36, 2, 2), 6, kernel: (3, 3), new() { Stride = 3, Padding = 1, OutputPadding = (2, 0), Groups = 3 })),
        ["transposed convolution of a point"] = c => c.Weigh(c.Deconvolve(c.Source(11), (11, 1, 1), 5, kernel: (3, 4), new())),
        ["convolutions one after the other"] = c => c.Hourglass(),
        ["convolution that does not learn"] = c => c.FrozenConvolution(),
        ["convolution with weights used twice"] = c => c.ConvolveTwice(),
        ["convolution and its input added"] = c => c.Residual(),
        ["kinks behind a convolution"] = c => c.Weigh(Maximum(LeakyRelu(c.Convolve(c.Source(2 * 3 * 3), (2, 3, 3), 5, kernel: (3, 3), new()), 0.1f), 0.1f)),
        ["upsampling"] = c => c.Weigh(UpsampleNearest(c.Source(3 * 2 * 3), 2, 3, 2)),
        ["upsampling, a convolution, pooling"] = c => c.Weigh(AveragePool(c.Convolve(UpsampleNearest(c.Source(2 * 2 * 2), 2, 2, 3), (2, 6, 6), 5, kernel: (3, 3), new() { Padding = 1 }), 6, 6, 2)),
        ["pooling"] = c => c.Weigh(AveragePool(c.Source(2 * 6 * 9), 6, 9, 3)),
        ["bilinear upsampling"] = c => c.Weigh(UpsampleBilinear(c.Source(3 * 2 * 4), 2, 4, 2)),
        ["bilinear upsampling by 3 of one line"] = c => c.Weigh(UpsampleBilinear(c.Source(2 * 5), 1, 5, 3)),
        ["channels to pixels"] = c => c.Weigh(DepthToSpace(c.Source(8 * 2 * 3), 2, 3, 2)),
        ["channels to pixels and a convolution"] = c => c.Weigh(c.Convolve(DepthToSpace(c.Source(9 * 2 * 1), 2, 1, 3), (1, 6, 3), 3, kernel: (3, 3), new() { Padding = 1 })),
        ["group normalization"] = c => c.Weigh(c.Normalize(c.Source(6 * 2 * 3), (6, 2, 3), groups: 3)),
        ["layer normalization"] = c => c.Weigh(c.Normalize(c.Source(7), (7, 1, 1), groups: 1)),
        ["group normalization behind a convolution"] = c => c.Weigh(Silu(c.Normalize(c.Convolve(c.Source(2 * 4 * 3), (2, 4, 3), 6, kernel: (3, 3), new() { Padding = 1 }), (6, 4, 3), groups: 2))),
        ["columns repeated"] = c => c.Weigh(RepeatColumns(c.Source(4), 5) * c.Source(20)),
        ["cross-entropy"] = c => c.Weigh(BinaryCrossEntropy(c.Source(6), c.Input(6, unit: true))),
        ["cross-entropy of a shared tensor"] = c => c.SharedCrossEntropy(),
        ["KL from N(0, I)"] = c => c.Weigh(GaussianKl(c.Source(3), c.Source(3), new double[3], new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, 0)),
        ["KL, shifted and diagonal"] = c => c.Weigh(GaussianKl(c.Source(2), c.Source(2), [0.5, -2], new double[,] { { 2, 0 }, { 0, 0.25 } }, Math.Log(2))),
        ["KL, correlated"] = c => c.Weigh(GaussianKl(c.Source(2), c.Source(2), new double[2], s_correlatedPrecision, -1.0788097)),
        ["KL, correlated and shifted"] = c => c.Weigh(GaussianKl(c.Source(2), c.Source(2), [1, -0.5], s_correlatedPrecision, -1.0788097)),
        ["KL of one tensor twice"] = c => c.SharedKl(),
        ["KL of data means"] = c => c.Weigh(GaussianKl(c.Input(2), c.Source(2), new double[2], s_correlatedPrecision, -1.0788097)),
        ["KL per dimension"] = c => c.Weigh(GaussianKlPerDimension(c.Source(3), c.Source(3), [0, 1, -2], [1, 0.3, 4])),
        ["KL per dimension of data means"] = c => c.Weigh(GaussianKlPerDimension(c.Input(2), c.Source(2), [0, 1], [1, 0.3])),
        ["free bits"] = c => Sum(Maximum(Mean(GaussianKlPerDimension(c.Source(4), c.Source(4), new double[4], [1, 1, 2, 0.1])), 0.8f)),
        ["capacity"] = c => Abs(Mean(Sum(GaussianKlPerDimension(c.Source(3), c.Source(3), new double[3], [1, 1, 1]))) - new Coefficient(3)),
        ["triangle times noise"] = c => c.Weigh(TriangularAffine(c.Source(3), c.Source(3), c.Source(3), c.Input(3))),
        ["triangle times noise, large"] = c => c.Weigh(TriangularAffine(c.Source(20), c.Source(20), c.Source(190), c.Input(20))),
        ["triangle times noise, data means"] = c => c.Weigh(TriangularAffine(c.Input(2), c.Source(2), c.Source(1), c.Input(2))),
        ["triangular KL from N(0, I)"] = c => c.TriangularKl(3, correlation: 0),
        ["triangular KL, correlated"] = c => c.TriangularKl(2, correlation: 0.6),
        ["triangular KL, diagonal, several panels"] = c => c.TriangularKl(34, correlation: 0),
        ["triangular KL, correlated, several panels"] = c => c.TriangularKl(35, correlation: 0.4),
        ["triangular KL of data"] = c => c.Weigh(GaussianKl(c.Input(2), c.Source(2), c.Input(1), new double[2], s_correlatedPrecision, -1.0788097)),
        ["KL of two learnt Gaussians"] = c => c.Weigh(GaussianKlPerDimension(c.Source(3), c.Source(3), c.Source(3), c.Source(3))),
        ["KL from a learnt Gaussian of data"] = c => c.Weigh(GaussianKlPerDimension(c.Input(2), c.Input(2), c.Source(2), c.Source(2))),
        ["one behind the other"] = c => c.Weigh(Concat(c.Source(3), c.Input(2), c.Source(4))),
        ["one behind itself"] = c => c.Source(3) is var x ? c.Weigh(Exp(Concat(x, x))) : null!,
        ["some columns"] = c => c.Weigh(Columns(c.Source(5), start: 1, count: 3)),
        ["columns that overlap"] = c => c.Source(5) is var x ? c.Weigh(Columns(x, 0, 3) * Columns(x, 2, 3)) : null!,
        ["softmax cross-entropy"] = c => c.Weigh(SoftmaxCrossEntropy(3 * c.Source(4), c.Classes(4))),
        ["rows of a table"] = c => c.Weigh(Lookup(c.Classes(5), c.NewParameter(5, 3))),
        ["rows of a table, several panels, taken twice"] = c => c.TwoLookups(),
        ["rows of the nearest codes"] = c => c.Weigh(Lookup(NearestCode(c.Input(9), c.Constant(5, 3)), c.NewParameter(5, 4))),
        ["rows of the nearest codes, several panels"] = c => c.Weigh(Lookup(NearestCode(c.Input(34), c.Constant(70, 17)), c.NewParameter(70, 2))),
        ["rows of the greatest numbers"] = c => c.Weigh(Lookup(ArgMax(c.Input(7)), c.NewParameter(7, 4))),
        ["dense that does not learn"] = c => c.Weigh(FrozenDense(c.Source(37), c.Constant(35, 37), c.Constant(35, 1), relu: true)),
        ["continuous cross-entropy"] = c => c.Weigh(ContinuousCrossEntropy(3 * c.Source(6), c.Input(6, unit: true))),
        ["half squared error"] = c => c.Weigh(HalfSquaredError(c.Source(6), c.Input(6))),
        ["a repeated parameter"] = c => c.Weigh(Repeat(c.Tape, c.NewParameter(5, 1)) * c.Source(5)),
        ["a parameter repeated twice"] = c => c.RepeatTwice(),
        ["a matrix repeated"] = c => c.Weigh(Exp(Repeat(c.Tape, c.NewParameter(3, 4))) * c.Source(12)),
        ["rows of a parameter through a layer"] = c => c.RowsThroughLayer(),
        ["a parameter repeated, several panels"] = c => c.Weigh(Exp(Repeat(c.Tape, c.NewParameter(70, 1)))),
        ["rows repeated"] = c => c.Weigh(Exp(RepeatRows(c.Source(3), 5)) * RepeatRows(c.Source(3), 5)),
        ["rows split and joined"] = c => c.Weigh(JoinRows(LogSumExp(SplitRows(c.Source(12), 4)), 2) is var two ? JoinRows(two, 2) : null!),
        ["a layer on repeated rows"] = c => c.Weigh(LogSumExp(JoinRows(c.Layer(RepeatRows(c.Layer(c.Source(5), 6, relu: true), 7) * SplitRows(c.Input(42), 7), 1), 7))),
        ["a layer on rows and on repeated rows"] = c => c.LayerOnBoth(),
        ["a convolution of repeated rows"] = c => c.Weigh(c.Convolve(RepeatRows(c.Source(2 * 3 * 3), 3), (2, 3, 3), 5, kernel: (3, 3), new())),
        ["a row split, beside itself"] = c => c.Source(6) is var x ? c.Weigh(JoinRows(Exp(SplitRows(x, 3)), 3) * x) : null!,
        ["rows of a parameter"] = c => c.Weigh(GaussianLogDensities(c.Source(3), c.Rows(4, 3), c.Rows(4, 3))),
        ["many rows of a parameter"] = c => c.Weigh(LogSumExp(GaussianLogDensities(RepeatRows(c.Source(5), 2), c.Rows(70, 5), c.Rows(70, 5)))),
        ["rows of a parameter through the layer of the samples"] = c => c.Mixture(),
        ["a gradient scaled by one"] = c => c.ScaledByOne(),
        ["a tensor times itself"] = c => c.SquareByHand(),
        ["a tensor consumed four times"] = c => c.FourConsumers(),
        ["reparameterization"] = c => c.Weigh(c.Source(3) + (Exp(0.5f * c.Source(3)) * c.Input(3))),
        ["operations that the loss does not follow from"] = c => c.WithSideBranches(),
    };

    public Tape Tape { get; }

    public Tensor Loss { get; }

    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Those that the loss follows from.</summary>
    public IReadOnlyList<Parameter> Reached => [.. _parameters.Except(_unreached)];

    /// <summary>Tensors whose values and gradients are worth comparing.</summary>
    public IReadOnlyList<Tensor> Watched => _watched;

    /// <summary>Sets the batch's rows and its data.</summary>
    public void Fill(int rows, uint seed)
    {
        Tape.Rows = rows;
        for (int i = 0; i < _inputs.Count; i++)
        {
            float[] numbers = Numbers.Normal(_inputs[i].Tensor.Values.Length, (1000 * seed) + (uint)i);
            if (_inputs[i].Unit)
                numbers = Array.ConvertAll(numbers, x => Math.Clamp(0.5f + (0.5f * x), 0, 1));
            numbers.CopyTo(_inputs[i].Tensor.Values);
        }

        foreach ((Tensor tensor, int count) in _classes)
        {
            for (int n = 0; n < rows; n++)
                tensor.Values[n] = (n + seed) % count;
        }
    }

    public static float[] GradientOf(Parameter parameter)
    {
        var gradient = new float[parameter.Length];
        parameter.CopyGradientTo(gradient);
        return gradient;
    }

    private Tensor Input(int columns, bool unit = false)
    {
        Tensor input = Tape.Input(columns);
        _inputs.Add((input, unit));
        return input;
    }

    /// <summary>Whole numbers from 0 to classes − 1, as data.</summary>
    private Tensor Classes(int count)
    {
        Tensor classes = Tape.Input(1);
        _classes.Add((classes, count));
        return classes;
    }

    private Tensor Source(int columns) => Layer(Input(SourceInputs), columns);

    private Tensor Layer(Tensor x, int outputs, bool relu = false)
    {
        Parameter weight = NewParameter(outputs, x.Columns), bias = NewParameter(outputs, 1);
        return Watch(Dense(x, weight, bias, relu));
    }

    private Tensor Reuse(Tensor x, int times)
    {
        Parameter weight = NewParameter(x.Columns, x.Columns), bias = NewParameter(x.Columns, 1);
        for (int i = 0; i < times; i++)
            x = Watch(Dense(x, weight, bias, relu: i % 2 == 1));
        return x;
    }

    private Tensor Convolve(Tensor x, (int Channels, int Height, int Width) shape, int channels, (int Height, int Width) kernel, ConvolutionOptions options) => Watch(
        Convolution(x, shape.Height, shape.Width, NewKernel(channels, shape.Channels / options.Groups, kernel), NewParameter(channels, 1), options));

    private Tensor Deconvolve(Tensor x, (int Channels, int Height, int Width) shape, int channels, (int Height, int Width) kernel, ConvolutionOptions options) => Watch(
        TransposedConvolution(x, shape.Height, shape.Width, NewKernel(shape.Channels, channels / options.Groups, kernel), NewParameter(channels, 1), options));

    private Tensor Normalize(Tensor x, (int Channels, int Height, int Width) shape, int groups) => Watch(
        GroupNormalization(x, shape.Height, shape.Width, groups, NewParameter(shape.Channels, 1), NewParameter(shape.Channels, 1)));

    /// <summary>Down, an activation, up again, a dense layer: blocks and rows by turns.</summary>
    private Tensor Hourglass()
    {
        Tensor down = Convolve(Input(2 * 6 * 6), (2, 6, 6), 9, kernel: (3, 3), new() { Stride = 2, Padding = 1 });
        Tensor up = Deconvolve(Watch(Silu(0.5f * down)), (9, 3, 3), 3, kernel: (3, 3), new() { Stride = 2, Padding = 1, OutputPadding = (1, 1) });
        return Weigh(Tanh(Layer(up, 5)));
    }

    private Tensor Residual()
    {
        Tensor x = Convolve(Source(2 * 3 * 3), (2, 3, 3), 5, kernel: (1, 1), new());
        Tensor y = Tanh(Convolve(x, (5, 3, 3), 5, kernel: (3, 3), new() { Padding = 1 }));
        return Weigh((Silu(x) + y) * (Source(5 * 3 * 3) - x));
    }

    private Tensor ConvolveTwice()
    {
        Parameter weight = NewKernel(4, 4, (3, 3)), bias = NewParameter(4, 1);
        Tensor x = Source(4 * 3 * 3);
        for (int i = 0; i < 2; i++)
            x = Watch(Convolution(x, 3, 3, weight, bias, new() { Padding = 1, Relu = i == 0 }));
        return Weigh(x);
    }

    private Tensor FrozenConvolution()
    {
        Parameter weight = NewKernel(6, 3, (3, 3)), bias = NewParameter(6, 1);
        _parameters.RemoveRange(_parameters.Count - 2, 2);
        return Weigh(Convolution(Source(3 * 3 * 3), 3, 3, weight, bias, new() { Stride = 2, Frozen = true, Relu = true }));
    }

    private Tensor SharedCrossEntropy()
    {
        Tensor logits = Source(5);
        return Weigh(BinaryCrossEntropy(logits, Input(5, unit: true)) + BinaryCrossEntropy(logits, Input(5, unit: true)) + Sum(Tanh(logits)));
    }

    private Tensor SharedKl()
    {
        Tensor x = Source(2);
        return Weigh(GaussianKl(x, x, new double[2], s_correlatedPrecision, -1.0788097));
    }

    /// <summary>KL from a Gaussian whose precision has 1 … 2 on its diagonal and the same correlation everywhere.</summary>
    private Tensor TriangularKl(int dimensions, double correlation)
    {
        var precision = new double[dimensions, dimensions];
        for (int i = 0; i < dimensions; i++)
        {
            for (int j = 0; j < dimensions; j++)
                precision[i, j] = (i == j ? 1 : correlation) * Math.Sqrt((1 + ((double)i / dimensions)) * (1 + ((double)j / dimensions)));
        }

        // Modest numbers: the KL of many dimensions is large, and differences of large numbers are rough.
        double[] mean = [.. Enumerable.Range(0, dimensions).Select(i => i % 2 == 0 ? 0.3 : -0.3)];
        Tensor mu = 0.3f * Source(dimensions), logs = 0.3f * Source(dimensions), below = 0.5f * Source(dimensions * (dimensions - 1) / 2);
        return Weigh(GaussianKl(mu, logs, below, mean, precision, targetLogDeterminant: 0.7));
    }

    private Tensor RowsThroughLayer()
    {
        Tensor rows = Repeat(Tape, NewParameter(2, 5));
        Parameter weight = NewParameter(3, 5), bias = NewParameter(3, 1);
        return Weigh(Dense(Columns(rows, 0, 5), weight, bias, relu: true) * Exp(Dense(Columns(rows, 5, 5), weight, bias)));
    }

    private Tensor RepeatTwice()
    {
        Parameter parameter = NewParameter(4, 1);
        return Weigh((Repeat(Tape, parameter) * Source(4)) + Exp(Repeat(Tape, parameter)));
    }

    private Tensor Rows(int rows, int columns) => Watch(Functions.Rows(Tape, NewParameter(rows, columns)));

    private Tensor LayerOnBoth()
    {
        Parameter weight = NewParameter(5, 4), bias = NewParameter(5, 1);
        Tensor x = Source(4), many = Dense(RepeatRows(x, 3), weight, bias, relu: true);
        return Weigh(Dense(x, weight, bias) + Columns(JoinRows(many, 3), 5, 5));
    }

    /// <summary>As a prior whose Gaussians are those of an encoder, at rows of a parameter.</summary>
    private Tensor Mixture()
    {
        Parameter weight = NewParameter(6, 5), bias = NewParameter(6, 1);
        Tensor Head(Tensor x) => Tanh(Dense(x, weight, bias));
        Tensor z = Head(Source(5)), components = Head(Rows(40, 5));
        return Weigh(LogSumExp(GaussianLogDensities(Columns(z, 0, 3), Columns(components, 0, 3), Columns(components, 3, 3))));
    }

    private Tensor ScaledByOne()
    {
        Tensor x = Source(4), one = StopGradient(Exp(0f * Sum(x)));
        return Weigh(Exp(ScaleGradient(x, () => one)));
    }

    private Tensor TwoLookups()
    {
        Parameter table = NewParameter(70, 5);
        return Weigh(Lookup(Concat(Classes(70), Classes(3)), table) * Concat(Lookup(Classes(68), table), Source(5)));
    }

    private Tensor SquareByHand()
    {
        Tensor x = Source(4);
        return Weigh(x * x);
    }

    private Tensor FourConsumers()
    {
        Tensor x = Source(4);
        return Weigh(Layer(x, 4) + (x * Exp(0.3f * x)) + Layer(Tanh(x), 4, relu: true));
    }

    private Tensor WithSideBranches()
    {
        Tensor x = Source(4);
        Tensor loss = Weigh(Exp(0.5f * x) + Layer(x, 4));
        int before = _parameters.Count;
        Mean(Sum(Square(Layer(x, 3))));
        _unreached.AddRange(_parameters[before..]);
        Mean(Sum(Softplus(x)));
        return loss;
    }

    private Parameter Constant(int rows, int columns)
    {
        Parameter constant = NewParameter(rows, columns);
        _parameters.Remove(constant);
        return constant;
    }

    /// <summary>Of every number of a batch a single one.</summary>
    private Tensor Weigh(Tensor x)
    {
        Tensor watched = Watch(x), rows = x.RowCount.ForSample > 1 ? JoinRows(watched, x.RowCount.ForSample) : watched;
        return Mean(Sum(rows * Input(rows.Columns)));
    }

    private Tensor Watch(Tensor tensor)
    {
        _watched.Add(tensor);
        return tensor;
    }

    private Parameter NewKernel(int channels, int others, (int Height, int Width) kernel) => NewParameter(channels, others, kernel.Height, kernel.Width);

    private Parameter NewParameter(params ReadOnlySpan<int> shape)
    {
        var parameter = new Parameter(FormattableString.Invariant($"parameter {_parameters.Count}"), shape);
        float scale = 1 / MathF.Sqrt(parameter.Columns);
        parameter.CopyFrom(Array.ConvertAll(Numbers.Normal(parameter.Length, 500 + (uint)_parameters.Count), x => scale * x));
        _parameters.Add(parameter);
        return parameter;
    }
}
