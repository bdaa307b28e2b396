using VaeLab.Numerics.Operations;

namespace VaeLab.Numerics;

/// <content>The parts of a replay that run on all threads.</content>
public sealed unsafe partial class Tape
{
    /// <summary>Operations that a block of samples goes through without waiting for the others.</summary>
    private sealed class ForwardStage(Tape tape, Operation[] operations) : ParallelJob
    {
        private readonly RowCount? _rows = operations[0].ForwardRows;

        /// <summary>What must be there for the whole batch: it comes from another stage, or an operation reads or writes it as a whole.</summary>
        public IEnumerable<Tensor> KeptTensors
        {
            get
            {
                var computed = new HashSet<Tensor>(operations.Select(operation => operation.Output));
                foreach (Operation operation in operations)
                {
                    foreach (Tensor tensor in operation.Inputs.Append(operation.Output))
                    {
                        if (!operation.FindsByOffset || !computed.Contains(tensor))
                            yield return tensor;
                    }
                }
            }
        }

        public void Run() => tape.RunStage(this, _rows);

        public override void Run(int index, int worker)
        {
            RowRange rows = tape.Block(index, worker, _rows);
            foreach (Operation operation in operations)
            {
                if (tape.SeparatesRows && _rows is not null && !operation.SeparatesRows)
                    RowByRow(operation, rows);
                else
                    operation.Forward(rows);
            }
        }

        private static void RowByRow(Operation operation, in RowRange rows)
        {
            for (int row = rows.Start; row < rows.Start + rows.Count; row++)
                operation.Forward(new(row, 1, rows.Worker));
        }
    }

    /// <summary>The same, backwards.</summary>
    private sealed class BackwardStage(Tape tape, BackwardStep[] steps) : ParallelJob
    {
        private readonly RowCount? _rows = steps[0].Rows;

        public void Run() => tape.RunStage(this, _rows);

        public override void Run(int index, int worker)
        {
            RowRange rows = tape.Block(index, worker, _rows);
            for (int i = steps.Length - 1; i >= 0; i--)
                steps[i].Run(rows);
        }
    }

    /// <summary>The parameters' gradients, in pieces of a panel each; operations that share parameters do them together.</summary>
    private sealed class ParameterStage : ParallelJob
    {
        private readonly Tape _tape;
        private readonly (Operation[] Uses, int Task)[] _tasks;
        private Optimizer? _optimizer;

        public ParameterStage(Tape tape, IEnumerable<Operation> operations)
        {
            // In such an order that each thread's share has its part of every operation.
            _tape = tape;
            int width = tape._workers.Width;
            _tasks =
            [
                .. operations
                    .GroupBy(operation => operation.Parameters[0])
                    .Select(group => group.ToArray())
                    .SelectMany(uses => Enumerable.Range(0, uses[0].ParameterTasks).Select(task => (uses, task)))
                    .OrderBy(piece => (long)piece.task * width / piece.uses[0].ParameterTasks),
            ];
        }

        public void Run(Optimizer? optimizer)
        {
            _optimizer = optimizer;
            _tape._workers.Run(this, _tasks.Length);
        }

        public override void Run(int index, int worker)
        {
            (Operation[] uses, int task) = _tasks[index];
            if (_optimizer is null || OwnsAny(_optimizer, uses[0].Parameters))
                uses[0].ParameterTask(uses, task, worker, _optimizer);
        }

        private static bool OwnsAny(Optimizer optimizer, ReadOnlySpan<Parameter> parameters)
        {
            foreach (Parameter parameter in parameters)
            {
                if (optimizer.Owns(parameter))
                    return true;
            }

            return false;
        }
    }

    /// <summary>One operation on the way back.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="first">For each input, whether nothing has been added to its gradient yet.</param>
    /// <param name="shared">Whether it is the step to the inputs of which each row belongs to all rows of the output.</param>
    private sealed class BackwardStep(Operation operation, bool[] first, bool shared = false)
    {
        public Operation Operation => operation;

        public RowCount? Rows => shared ? operation.Inputs[^1].RowCount : operation.BackwardRows;

        public void Run(in RowRange rows)
        {
            int shares = first.Length - operation.SharedInputs;
            for (int i = shared ? shares : 0; !operation.HeedsFirst && i < (shared ? first.Length : shares); i++)
            {
                if (first[i])
                    Clear(operation.Inputs[i], rows);
            }

            if (shared)
                operation.BackwardToShared(rows);
            else
                operation.Backward(rows, first);
        }

        private void Clear(Tensor tensor, in RowRange rows)
        {
            if (tensor.NeedsGradient)
                (operation.IsRowwise ? new Span<float>(tensor.Derivative + tensor.Offset(rows), tensor.Length(rows)) : tensor.Gradient).Clear();
        }
    }

    /// <summary>How to go back from one loss.</summary>
    private sealed class BackwardPlan
    {
        public BackwardPlan(Tape tape, List<BackwardStep> steps)
        {
            var stages = new List<BackwardStage>();
            for (int first = 0, next; first < steps.Count; first = next)
            {
                next = StageEnd(steps, first, step => step.Rows);
                stages.Add(new(tape, [.. steps[first..next]]));
            }

            Stages = [.. stages];
            WithParameters = [.. steps.Select(step => step.Operation).Distinct().Where(operation => operation.ParameterTasks > 0)];
            ParameterStage = new(tape, WithParameters);
        }

        public BackwardStage[] Stages { get; }

        public Operation[] WithParameters { get; }

        public ParameterStage ParameterStage { get; }
    }
}
