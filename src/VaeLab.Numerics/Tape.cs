using VaeLab.Numerics.Kernels;
using VaeLab.Numerics.Operations;

namespace VaeLab.Numerics;

/// <summary>
/// Reverse-mode automatic differentiation (Linnainmaa 1970; Baydin et al. 2018 for a survey). Operations on tensors are
/// recorded once, and then replayed for every batch: <see cref="Forward"/> in the order of recording, <see cref="Backward"/>
/// in reverse, each operation passing the derivative of the loss on to its inputs by the chain rule. All memory is taken
/// while recording, so that a replay allocates nothing.
/// <para>
/// Nearly every operation treats the samples of a batch one by one. So each thread takes a block of samples through all
/// operations without waiting for the others; only a mean over the batch, the loss, brings them together. The gradients of
/// the parameters are sums over the batch and are shared out by parameters instead. No sum is ever split between threads:
/// results are the same bits on any number of them.
/// </para>
/// </summary>
public sealed unsafe partial class Tape
{
    /// <summary>Samples that a thread takes at a time.</summary>
    internal const int BlockRows = Transpose.Samples;

    private readonly WorkerPool _workers;
    private readonly bool _withGradients;
    private readonly List<Operation> _operations = [];
    private readonly List<Tensor> _tensors = [];
    private readonly HashSet<Tensor> _betweenResults = [];
    private readonly Dictionary<Parameter, (Parameter Weight, Parameter? Bias, Type Use)> _parameterPairs = [];
    private readonly Dictionary<Tensor, BackwardPlan> _backwardPlans = [];
    private readonly float*[] _scratch;
    private ForwardStage[] _forward = [];
    private int _plannedOperations;
    private int _isComputing;

    /// <summary>An empty tape.</summary>
    /// <param name="batchSize">The most samples in a batch.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <param name="gradients">Whether there will be a <see cref="Backward"/>; without it, a tape takes half the memory.</param>
    public Tape(int batchSize, WorkerPool workers, bool gradients = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        BatchSize = batchSize;
        Rows = batchSize;
        _workers = workers;
        _withGradients = gradients;
        _scratch = new float*[workers.Width];
    }

    /// <summary>The most samples in a batch.</summary>
    public int BatchSize { get; }

    /// <summary>The samples of the present batch; it may be shorter than others. Set it before filling the inputs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 1 and <see cref="BatchSize"/>.</exception>
    public int Rows
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, BatchSize);
            field = value;
        }
    }

    /// <summary>
    /// Multiplications and additions for a sample, forwards and backwards, of the products with weights: nearly all of the work of a
    /// model of dense layers. Those for the rows of a parameter, which are as many for any batch, are left out.
    /// </summary>
    public long FloatingPointOperations => _operations.Sum(operation => operation.FloatingPointOperations * operation.Output.RowCount.ForSample);

    /// <summary>
    /// Whether each <see cref="Forward"/> looks for weights that are not finite numbers, which a product could otherwise lose where it
    /// meets zeros only. A tape whose weights are known to be finite can do without.
    /// </summary>
    public bool ChecksWeights { get; init; } = true;

    /// <summary>
    /// Whether the numbers of a sample are the same bits whatever else is in the batch. Otherwise the last bits of a function such as
    /// <see cref="Functions.Exp"/> may depend on where in the batch a sample stands, since what fills no whole vector is computed number by number.
    /// </summary>
    public bool SeparatesRows { get; init; }

    /// <summary>How often the tape has computed: what was read before is out of date when it grows.</summary>
    internal int Computations { get; private set; }

    internal Arena Arena { get; } = new();

    internal KernelSet Kernels { get; init; } = KernelSet.Best;

    /// <summary>A tensor to be filled with data before each <see cref="Forward"/>: batch × columns, or nothing to fill for 0 columns.</summary>
    public Tensor Input(int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        var input = new Tensor(this, source: null, columns, RowCount.PerSample(1), needsGradient: false);
        _tensors.Add(input);
        return input;
    }

    /// <summary>
    /// Records operations of which only the result is read. On a tape without gradients, what lies between takes memory for the samples that a thread
    /// works on at a time, instead of the whole batch. With gradients all is kept, since they need it.
    /// </summary>
    /// <param name="record">Records the operations and gives the result.</param>
    /// <returns>The result.</returns>
    public Tensor RecordForResult(Func<Tensor> record)
    {
        ArgumentNullException.ThrowIfNull(record);
        int first = _operations.Count;
        Tensor result = record();
        if (!_withGradients)
            _betweenResults.UnionWith(_operations[first..].Select(operation => operation.Output).Where(output => output != result));
        return result;
    }

    /// <summary>Computes all tensors from the inputs.</summary>
    /// <exception cref="InvalidOperationException">The tape is already computing, on another thread or in a job.</exception>
    public void Forward()
    {
        Enter();
        try
        {
            if (_plannedOperations != _operations.Count)
                Plan();
            foreach (ForwardStage stage in _forward)
                stage.Run();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Computes the derivatives of the loss, after a <see cref="Forward"/>. With an optimizer, each part of a parameter is
    /// adjusted as soon as its gradient is complete, while it is in the cache; without, the gradients are kept.
    /// </summary>
    /// <param name="loss">A single number: 1 × 1.</param>
    /// <param name="optimizer">What adjusts the parameters.</param>
    /// <exception cref="ArgumentException">The loss is not a single number, or belongs to another tape, or hangs on no parameter.</exception>
    /// <exception cref="InvalidOperationException">
    /// There was no <see cref="Forward"/> since an operation was recorded, or the tape is already computing, on another thread or in a job.
    /// </exception>
    public void Backward(Tensor loss, Optimizer? optimizer = null)
    {
        Enter();
        try
        {
            RunBackward(loss, optimizer);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes an operation onto the tape and makes the tensor for its output.</summary>
    internal Tensor Record(Operation operation, int columns, RowCount rows, bool needsGradient, Planes? planes = null)
    {
        var output = new Tensor(this, operation, columns, rows, needsGradient && _withGradients, planes);
        _operations.Add(operation);
        _tensors.Add(output);
        return output;
    }

    /// <summary>
    /// Remembers which weight and bias go together and what uses them. Operations of one kind share both or neither, so that one of
    /// them sums all gradients.
    /// </summary>
    /// <param name="weight">A weight, or a parameter that goes with no other.</param>
    /// <param name="bias">Its bias.</param>
    /// <param name="use">The kind of operation.</param>
    /// <exception cref="ArgumentException">One of the two has another partner on this tape, or another kind of operation uses it.</exception>
    internal void PairParameters(Parameter weight, Parameter? bias, Type use)
    {
        foreach (Parameter? parameter in (ReadOnlySpan<Parameter?>)[weight, bias])
        {
            if (parameter is not null && (weight == bias || (_parameterPairs.TryGetValue(parameter, out var pair) && pair != (weight, bias, use))))
                throw new ArgumentException($"Parameter '{parameter.Name}' is used twice, with different partners or by different operations: share weight and bias together, and use a table only in Lookup and a repeated parameter only in Repeat.");
        }

        _parameterPairs[weight] = (weight, bias, use);
        if (bias is not null)
            _parameterPairs[bias] = (weight, bias, use);
    }

    internal float* Scratch(int worker) => _scratch[worker];

    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _isComputing, 1, 0) != 0)
            throw new InvalidOperationException("The tape is already computing: wait until Forward or Backward is done, or give each thread a tape of its own.");
        Computations++;
    }

    private void Leave() => Volatile.Write(ref _isComputing, 0);

    private void RunBackward(Tensor loss, Optimizer? optimizer)
    {
        BackwardPlan plan = PlanBackward(loss);
        if (_plannedOperations != _operations.Count)
            throw new InvalidOperationException("Derivatives follow from values: call Forward first, and again after recording more operations.");
        *loss.Derivative = 1;
        for (int i = plan.Stages.Length - 1; i >= 0; i--)
            plan.Stages[i].Run();

        if (optimizer is null)
        {
            foreach (Operation operation in plan.WithParameters)
            {
                foreach (Parameter parameter in operation.Parameters)
                    parameter.KeepGradient();
            }
        }
        else
        {
            optimizer.Kernels = Kernels;
            optimizer.Begin();
        }

        plan.ParameterStage.Run(optimizer);
    }

    private void Plan()
    {
        var stages = new List<ForwardStage>();
        for (int first = 0, next; first < _operations.Count; first = next)
        {
            next = StageEnd(_operations, first, operation => operation.ForwardRows);
            stages.Add(new(this, [.. _operations[first..next]]));
        }

        _forward = [.. stages];
        _plannedOperations = _operations.Count;
        TakeMemory();
        _backwardPlans.Clear();

        int length = _operations.Max(operation => operation.ScratchLength);
        for (int i = 0; i < _scratch.Length; i++)
            _scratch[i] = Arena.Take(length);
    }

    /// <summary>Memory for what the operations compute: for a block of samples for each thread where that is enough.</summary>
    private void TakeMemory()
    {
        var passing = new HashSet<Tensor>(_betweenResults);
        foreach (ForwardStage stage in _forward)
            passing.ExceptWith(stage.KeptTensors);
        foreach (Tensor tensor in _tensors)
            tensor.TakeMemory(passing.Contains(tensor) ? _workers.Width : null);
    }

    private BackwardPlan PlanBackward(Tensor loss)
    {
        if (_backwardPlans.TryGetValue(loss, out BackwardPlan? plan))
            return plan;
        if (loss.Tape != this || loss.IsBatch || loss.Columns != 1 || !loss.NeedsGradient)
            throw new ArgumentException("The loss must be a single number on this tape that follows from parameters: use Mean over the batch.");

        // Only what the loss follows from has a derivative.
        var contributes = new HashSet<Tensor> { loss };
        var steps = new List<BackwardStep>();
        var written = new HashSet<Tensor>();
        for (int i = _operations.Count - 1; i >= 0; i--)
        {
            Operation operation = _operations[i];
            if (!contributes.Contains(operation.Output) || !operation.Output.NeedsGradient)
                continue;
            foreach (Tensor input in operation.Inputs)
                contributes.Add(input);
            bool[] first = Array.ConvertAll(operation.Inputs, written.Add);
            if (operation.SharedInputs > 0)
                steps.Add(new(operation, first, shared: true));
            steps.Add(new(operation, first));
        }

        steps.Reverse();
        plan = new(this, steps);
        _backwardPlans.Add(loss, plan);
        return plan;
    }

    /// <summary>Neighbours that go through the same rows make one stage; what does not go row by row is a stage of its own.</summary>
    private static int StageEnd<T>(IReadOnlyList<T> steps, int first, Func<T, RowCount?> rows)
    {
        int next = first + 1;
        while (next < steps.Count && rows(steps[first]) is { } same && rows(steps[next]) == same)
            next++;
        return next;
    }

    private void RunStage(ParallelJob job, RowCount? rows) =>
        _workers.Run(job, rows is { } count ? (count.Of(Rows) + BlockRows - 1) / BlockRows : 1);

    private RowRange Block(int index, int worker, RowCount? rows) => rows is { } count
        ? new(index * BlockRows, Math.Min(BlockRows, count.Of(Rows) - (index * BlockRows)), worker)
        : new(0, 1, worker);
}
