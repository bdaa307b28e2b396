using static VaeLab.Numerics.Functions;

namespace VaeLab.Numerics.Tests.Differentiation;

/// <summary>What a tape refuses, and that it stays whole when it does; and several losses on one tape.</summary>
public sealed class TapeTests : IDisposable
{
    private static readonly double[,] s_identity = { { 1, 0 }, { 0, 1 } };

    private readonly WorkerPool _pool = new(2);
    private readonly Tape _tape;
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly Parameter _weight = Filled("weight", 2, 3);
    private readonly Parameter _bias = Filled("bias", 2, 1);

    public TapeTests()
    {
        _tape = new Tape(5, _pool);
        _x = _tape.Input(3);
        _y = Dense(_x, _weight, _bias);
    }

    public static TheoryData<string> Mistakes => [.. s_mistakes.Keys];

    private static readonly Dictionary<string, (Action<TapeTests> Act, string Message)> s_mistakes = new(StringComparer.Ordinal)
    {
        ["sum of different columns"] = (t => _ = t._x + t._y, "3 and 2 columns"),
        ["product of a batch and a mean"] = (t => _ = t._y * Mean(t._y), "one is a batch and the other is not"),
        ["a column of a mean over a batch"] = (t => _ = t._y * Mean(Sum(t._y)), "one is a batch and the other is not"),
        ["a column over no columns"] = (t => _ = t._tape.Input(0) + Sum(t._y), "0 and 1 columns"),
        ["softmax of nothing"] = (t => Softmax(t._tape.Input(0)), "no columns"),
        ["log softmax of nothing"] = (t => LogSoftmax(t._tape.Input(0)), "no columns"),
        ["log-sum-exp of nothing"] = (t => LogSumExp(t._tape.Input(0)), "no columns"),
        ["another tape's operand"] = (t => _ = t._x + new Tape(5, t._pool).Input(3), "different tapes"),
        ["a layer of another size"] = (t => Dense(t._y, t._weight, t._bias), "3 inputs and 2 outputs got samples of 2"),
        ["a bias of another size"] = (t => Dense(t._x, Filled("w", 4, 3), t._bias), "4 outputs got samples of 3 numbers and a bias of 2 × 1"),
        ["a bias with columns"] = (t => Dense(t._x, Filled("w", 2, 3), Filled("b", 2, 2)), "a bias of 2 × 2"),
        ["a layer on a mean"] = (t => Dense(Mean(t._x), t._weight, t._bias), "dense layer"),
        ["a weight with a second bias"] = (t => Dense(t._x, t._weight, Filled("b", 2, 1)), "'weight' is used twice"),
        ["a bias with a second weight"] = (t => Dense(t._x, Filled("w", 2, 3), t._bias), "'bias' is used twice"),
        ["a weight that is its own bias"] = (t => t.WeightAsBias(), "'w' is used twice"),
        ["targets of another size"] = (t => BinaryCrossEntropy(t._y, t._x), "Outputs have 2 columns and targets 3"),
        ["targets with a gradient"] = (t => BinaryCrossEntropy(t._y, t._y), "must be data"),
        ["cross-entropy of means"] = (t => BinaryCrossEntropy(Mean(t._x), Mean(t._x)), "batches of one shape"),
        ["KL of other dimensions"] = (t => GaussianKl(t._y, t._y, new double[3], s_identity, 0), "Means have 2 dimensions, log-variances 2, and the Gaussian 3"),
        ["KL with an oblong precision"] = (t => GaussianKl(t._y, t._y, new double[2], new double[2, 3], 0), "precision of 2 × 3"),
        ["KL per dimension of other dimensions"] = (t => GaussianKlPerDimension(t._y, t._y, new double[2], new double[3]), "the Gaussian 2 with 3 variances"),
        ["KL per dimension of means"] = (t => GaussianKlPerDimension(Mean(t._y), Mean(t._y), new double[2], [1, 1]), "must be batches"),
        ["a triangle of another size"] = (t => GaussianKl(t._y, t._y, t._y, new double[2], s_identity, 0), "below them are 2 numbers"),
        ["a triangle of means"] = (t => GaussianKl(Mean(t._y), Mean(t._y), Mean(Sum(t._y)), new double[2], s_identity, 0), "must be batches"),
        ["triangular KL of other dimensions"] = (t => GaussianKl(t._y, t._y, Sum(t._y), new double[3], s_identity, 0), "Means have 2 dimensions, and the Gaussian 3 with a precision of 2 × 2"),
        ["noise of another size"] = (t => TriangularAffine(t._y, t._y, Sum(t._y), t._x), "noise has 3 columns and the mean 2"),
        ["noise with a gradient"] = (t => TriangularAffine(t._y, t._y, Sum(t._y), t._y), "batch of data"),
        ["a repeated weight"] = (t => Repeat(t._tape, t._weight), "'weight' is used twice"),
        ["a repeated bias of a layer"] = (t => Repeat(t._tape, t._bias), "'bias' is used twice"),
        ["a table that is repeated"] = (t => t.TableAsRepeated(), "'w' is used twice, with different partners or by different operations"),
        ["a repeated parameter as a table"] = (t => t.RepeatedAsTable(), "'w' is used twice, with different partners or by different operations"),
        ["a KL of two Gaussians of other dimensions"] = (t => GaussianKlPerDimension(t._y, t._y, t._x, t._x), "the same number of dimensions"),
        ["a mean behind a batch"] = (t => Concat(t._y, Mean(t._y)), "must be batches"),
        ["nothing behind nothing"] = (t => Concat(), "at least one"),
        ["columns that are not there"] = (t => Columns(t._y, 1, 2), "2 columns, and 2 from 1 on"),
        ["a class for each logit"] = (t => SoftmaxCrossEntropy(t._x, t._x), "batch × 1"),
        ["a class with a gradient"] = (t => SoftmaxCrossEntropy(t._x, Sum(t._y)), "as data"),
        ["rows of other numbers"] = (t => _ = RepeatRows(t._x, 2) * t._x, "2 for each sample and 1 for each sample"),
        ["a row that cannot be cut"] = (t => SplitRows(t._x, 2), "their 3 columns must be 2 equal parts"),
        ["rows that cannot be joined"] = (t => JoinRows(RepeatRows(t._x, 3), 2), "2 rows are to become one, and of each sample there are 3"),
        ["a mean repeated"] = (t => RepeatRows(Mean(t._x), 2), "those of samples"),
        ["rows of a parameter and samples"] = (t => _ = Rows(t._tape, Filled("p", 4, 3)) + t._x, "4 of their own and 1 for each sample"),
        ["Gaussians of other dimensions"] = (t => GaussianLogDensities(t._x, Rows(t._tape, Filled("m", 4, 2)), Rows(t._tape, Filled("v", 4, 2))), "Points have 3 columns, means 2"),
        ["Gaussians that are samples"] = (t => GaussianLogDensities(t._x, t._x, t._x), "rows of their own"),
        ["KL of means over the batch"] = (t => GaussianKl(Mean(t._y), Mean(t._y), new double[2], s_identity, 0), "must be batches"),
    };

    [Fact]
    public void A_gradient_is_multiplied_by_its_rows_factor()
    {
        Tensor? factor = null;
        Tensor loss = Mean(Sum(ScaleGradient(_y, () => factor!) * _y));
        factor = StopGradient(Sum(_x));
        Tensor expected = Mean(Sum((StopGradient(Sum(_x)) + 1) * (StopGradient(_y) * _y)));
        Numbers.Normal(15, 1).CopyTo(_x.Values);
        _tape.Forward();
        _tape.Backward(loss);
        float[] gradient = Circuit.GradientOf(_weight);
        _tape.Backward(expected);
        Assert.Equal(Circuit.GradientOf(_weight), gradient, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Where_a_gradient_is_stopped_a_number_counts_as_data()
    {
        // x · sg(x) has the values of x² and half its derivative.
        Tensor half = Mean(Sum(_y * StopGradient(_y))), whole = Mean(Sum(_y * _y));
        Numbers.Normal(15, 1).CopyTo(_x.Values);
        _tape.Forward();
        Assert.Equal(whole.Values[0], half.Values[0]);
        _tape.Backward(whole);
        float[] expected = Array.ConvertAll(Circuit.GradientOf(_weight), slope => slope / 2);
        _tape.Backward(half);
        Assert.Equal(expected, Circuit.GradientOf(_weight));
        Assert.Throws<ArgumentException>(() => _tape.Backward(Mean(Sum(StopGradient(_y)))));
    }

    [Fact]
    public void A_frozen_layer_passes_the_gradient_on_and_learns_nothing_from_it()
    {
        // An adversary's two sides: D(x) against x with D as data, and D against D with x as data, in one loss.
        Parameter weight = Filled("D", 2, 2), bias = Filled("d", 2, 1);
        Tensor fool = Mean(Sum(Square(FrozenDense(_y, weight, bias)))), tell = Mean(Sum(Exp(Dense(StopGradient(_y), weight, bias))));
        Tensor both = fool + tell;
        Numbers.Normal(15, 2).CopyTo(_x.Values);
        _tape.Forward();
        _tape.Backward(fool);
        float[] encoder = Circuit.GradientOf(_weight);
        Assert.Throws<InvalidOperationException>(() => Circuit.GradientOf(weight));
        _tape.Backward(tell);
        float[] adversary = Circuit.GradientOf(weight);

        _tape.Backward(both);
        Assert.Equal(encoder, Circuit.GradientOf(_weight));
        Assert.Equal(adversary, Circuit.GradientOf(weight));
        Assert.Contains(encoder, slope => slope != 0);
        Assert.Contains(adversary, slope => slope != 0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void A_class_that_is_not_there_is_refused(float @class)
    {
        Tensor classes = _tape.Input(1);
        SoftmaxCrossEntropy(_x, classes);
        classes.Values.Fill(@class);
        Assert.Contains("from 0 to 2", Assert.Throws<ArgumentException>(_tape.Forward).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void A_row_that_is_not_there_is_refused(float code)
    {
        Tensor codes = _tape.Input(1);
        Lookup(codes, new Parameter("table", 3, 2));
        codes.Values.Fill(code);
        Assert.Contains("from 0 to 2", Assert.Throws<ArgumentException>(_tape.Forward).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_refused_and_leaves_the_tape_as_it_was(string mistake)
    {
        (Action<TapeTests> act, string message) = s_mistakes[mistake];
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => act(this)).Message, StringComparison.Ordinal);

        Tensor loss = Mean(Sum(_y));
        _x.Values.Fill(1);
        _tape.Forward();
        _tape.Backward(loss);
        Assert.All(Gradient(_weight), number => Assert.Equal(1, number, 1e-6));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_weight_that_is_not_finite_shows_though_it_meets_zeros_only(float weight)
    {
        var values = new float[_weight.Length];
        values[4] = weight;
        _weight.CopyFrom(values);
        _x.Values.Clear();
        Tensor loss = Mean(Sum(_y));
        _tape.Forward();
        Assert.True(float.IsNaN(loss.Values[0]));
    }

    [Fact]
    public void A_loss_must_be_one_number_that_follows_from_parameters()
    {
        Tensor withoutParameters = Mean(Sum(_x));
        _tape.Forward();
        var other = new Tape(5, _pool);
        Tensor otherLoss = Mean(Sum(Dense(other.Input(3), Filled("w", 2, 3), Filled("b", 2, 1))));
        foreach (Tensor loss in new[] { _y, Sum(_y), Mean(_y), withoutParameters, otherLoss })
            Assert.Contains("single number", Assert.Throws<ArgumentException>(() => _tape.Backward(loss)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tape_without_gradients_has_none()
    {
        var tape = new Tape(5, _pool, gradients: false);
        Tensor y = Dense(tape.Input(3), _weight, _bias), loss = Mean(Sum(y));
        tape.Forward();
        Assert.True(y.Gradient.IsEmpty);
        Assert.Throws<ArgumentException>(() => tape.Backward(loss));
    }

    [Fact]
    public void Derivatives_need_values_first()
    {
        Tensor loss = Mean(Sum(_y));
        Assert.Contains("call Forward first", Assert.Throws<InvalidOperationException>(() => _tape.Backward(loss)).Message, StringComparison.Ordinal);
        _tape.Forward();
        Tensor wider = Mean(Sum(Dense(_y, Filled("w", 500, 2), Filled("b", 500, 1))));
        Assert.Throws<InvalidOperationException>(() => _tape.Backward(wider));
        _tape.Forward();
        _tape.Backward(wider);
    }

    [Fact]
    public void At_its_floor_a_maximum_passes_no_gradient()
    {
        var tape = new Tape(2, _pool);
        Parameter row = new("row", 5, 1);
        row.CopyFrom([0.5f, 0.25f, 0.75f, MathF.BitIncrement(0.5f), MathF.BitDecrement(0.5f)]);
        Tensor y = Maximum(Repeat(tape, row), 0.5f), loss = Mean(Sum(y));
        tape.Forward();
        tape.Backward(loss);
        Assert.Equal([0.5f, 0.5f, 0.75f, MathF.BitIncrement(0.5f), 0.5f], y.Values[..5].ToArray());
        Assert.Equal([0, 0, 1, 1, 0], Circuit.GradientOf(row));
    }

    [Fact]
    public void A_tensor_has_no_values_before_they_are_computed()
    {
        Assert.Equal(15, _x.Values.Length);
        Assert.Contains("call Forward", Assert.Throws<InvalidOperationException>(() => _y.Values.Length).Message, StringComparison.Ordinal);
        _tape.Forward();
        Tensor later = Square(_y);
        Assert.Equal(10, _y.Values.Length);
        Assert.Contains("call Forward", Assert.Throws<InvalidOperationException>(() => later.Values.Length).Message, StringComparison.Ordinal);
        _tape.Forward();
        Assert.Equal(_y.Values[3] * _y.Values[3], later.Values[3]);
    }

    [Fact]
    public void A_tape_serves_one_thread_at_a_time()
    {
        Tensor loss = Mean(Sum(_y));
        _tape.Forward();
        foreach (Action second in new Action[] { _tape.Forward, () => _tape.Backward(loss), () => _tape.Backward(loss, new Adam([_weight])) })
        {
            // The optimizer calls from another thread while Backward runs.
            var optimizer = new CallingOptimizer(second);
            _tape.Backward(loss, optimizer);
            Assert.Contains("already computing", Assert.IsType<InvalidOperationException>(optimizer.Fault).Message, StringComparison.Ordinal);
            _tape.Forward();
            _tape.Backward(loss);
        }
    }

    [Fact]
    public void A_tape_whose_operation_failed_can_be_used_again()
    {
        Tensor classes = _tape.Input(1), loss = Mean(SoftmaxCrossEntropy(_y, classes));
        classes.Values.Fill(2);
        Assert.Throws<ArgumentException>(_tape.Forward);
        classes.Values.Fill(1);
        _tape.Forward();
        _tape.Backward(loss);
        Assert.True(float.IsFinite(loss.Values[0]));
    }

    [Fact]
    public void Each_of_several_losses_has_its_own_derivatives()
    {
        // Both losses use the same weights, at different places; the second use also hangs on the first.
        Parameter weight = Filled("w", 2, 2), bias = Filled("b", 2, 1);
        Tensor first = Dense(_y, weight, bias), second = Dense(first, weight, bias);
        Tensor[] losses = [Mean(Sum(Square(first))), Mean(Sum(Square(second))), Mean(Sum(Square(first) + Square(second)))];
        foreach (int order in new[] { 0, 1, 2, 1, 0, 2 })
        {
            Numbers.Normal(_x.Values.Length, (uint)order + 40).CopyTo(_x.Values);
            _tape.Forward();
            _tape.Backward(losses[order]);
            _tape.LoadReference();
            _tape.ForwardReference();
            _tape.BackwardReference(losses[order]);
            foreach (Parameter parameter in new[] { _weight, _bias, weight, bias })
                Numbers.AssertClose(parameter.ReferenceGradient, Gradient(parameter), 1e-5, FormattableString.Invariant($"loss {order}, {parameter.Name}"));
        }
    }

    [Fact]
    public void Rows_stay_within_the_batch_size()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _tape.Rows = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => _tape.Rows = 6);
        _tape.Rows = 2;
        Assert.Equal((2, 2, 6, 1), (_x.Rows, _y.Rows, _x.Values.Length, Mean(_x).Rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tape(0, _pool));
        Assert.Throws<ArgumentOutOfRangeException>(() => _tape.Input(-1));
    }

    [Fact]
    public void A_parameter_takes_and_gives_its_own_length_only()
    {
        Assert.Contains("'weight' is 2 × 3: it needs 6 numbers, and got 5", Assert.Throws<ArgumentException>(() => _weight.CopyTo(new float[5])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _weight.CopyFrom(new float[7]));
        Assert.Throws<ArgumentException>(() => _weight.CopyGradientTo(new float[7]));
        Assert.Contains("no gradient yet", Assert.Throws<InvalidOperationException>(() => _weight.CopyGradientTo(new float[6])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Parameter("w", 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Parameter("w", 1, 0));
        Assert.Throws<ArgumentException>(() => new Parameter(string.Empty, 1, 1));
    }

    /// <summary>What lies between takes memory for a block of samples for each thread. The result is the same bits.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(100)]
    [InlineData(320)]
    public void Only_the_result_is_kept_where_nothing_else_is_asked_for(int rows)
    {
        const int pixels = 36, channels = 8, most = 320;
        Parameter kernel = new("kernel", [channels, 1, 3, 3]), biases = Filled("biases", channels, 1), dense = Filled("dense", 4, channels * pixels), ends = Filled("ends", 4, 1);
        kernel.CopyFrom(Numbers.Normal(kernel.Length, 3));
        Tensor between = null!;
        Tensor Network(Tensor x)
        {
            between = Convolution(x, 6, 6, kernel, biases, new() { Padding = 1 });
            return Dense(Silu(between) + between, dense, ends);
        }

        (float[] Result, float Mean, long Bytes) Computed(bool keepAll)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var tape = new Tape(most, _pool, gradients: false) { Rows = rows };
            Tensor x = tape.Input(pixels), y = keepAll ? Network(x) : tape.RecordForResult(() => Network(x)), total = Mean(Sum(y));
            Numbers.Normal(x.Values.Length, 4).CopyTo(x.Values);
            tape.Forward();
            tape.Forward();
            return (y.Values.ToArray(), total.Values[0], GC.GetAllocatedBytesForCurrentThread() - before);
        }

        (float[] expected, float mean, long all) = Computed(keepAll: true);
        Assert.Equal(rows * channels * pixels, between.Values.Length);
        (float[] actual, float sameMean, long few) = Computed(keepAll: false);
        Assert.Equal(expected, actual);
        Assert.Equal(mean, sameMean);
        Assert.Contains("not kept", Assert.Throws<InvalidOperationException>(() => between.Values.Length).Message, StringComparison.Ordinal);
        Assert.True(few < all / 2, FormattableString.Invariant($"{few} bytes beside {all}."));
    }

    [Fact]
    public void What_another_stage_reads_is_kept_also_before_a_result()
    {
        var tape = new Tape(70, _pool, gradients: false);
        Tensor x = tape.Input(3), hidden = null!;
        Tensor y = tape.RecordForResult(() => Dense(x, _weight, _bias) * (hidden = Sigmoid(Dense(x, _weight, _bias))));
        Tensor mean = Mean(Sum(hidden)), later = hidden + y;
        Numbers.Normal(x.Values.Length, 4).CopyTo(x.Values);
        tape.Forward();
        Assert.Equal(140, hidden.Values.Length);
        Assert.Equal(hidden.Values.ToArray().Sum() / 70, mean.Values[0], 1e-5f);
        Assert.Equal(hidden.Values[139] + y.Values[139], later.Values[139]);
    }

    public void Dispose() => _pool.Dispose();

    private static Parameter Filled(string name, int rows, int columns)
    {
        var parameter = new Parameter(name, rows, columns);
        parameter.CopyFrom(Numbers.Normal(parameter.Length, (uint)(700 + (10 * rows) + columns)));
        return parameter;
    }

    private static float[] Gradient(Parameter parameter)
    {
        var gradient = new float[parameter.Length];
        parameter.CopyGradientTo(gradient);
        return gradient;
    }

    private void TableAsRepeated()
    {
        Parameter table = Filled("w", 2, 1);
        Lookup(_tape.Input(1), table);
        Repeat(_tape, table);
    }

    private void RepeatedAsTable()
    {
        Parameter repeated = Filled("w", 2, 1);
        Repeat(_tape, repeated);
        Lookup(_tape.Input(1), repeated);
    }

    private void WeightAsBias()
    {
        Parameter weight = Filled("w", 2, 1);
        Dense(Sum(_x), weight, weight);
    }

    /// <summary>Lets another thread do something as soon as a step begins.</summary>
    private sealed class CallingOptimizer(Action action) : Optimizer([], learningRate: 0.1)
    {
        public Exception? Fault { get; private set; }

        protected override void BeginStep()
        {
            var thread = new Thread(() => Fault = Record.Exception(action));
            thread.Start();
            thread.Join();
        }

        protected override void Update(int index, int start, ReadOnlySpan<float> gradient)
        {
        }
    }
}
