using System.Buffers;

namespace VaeLab.Prediction;

/// <summary>Requests of one row each. Whoever computes takes all that wait as one batch, until none waits; it runs on the thread pool.</summary>
/// <param name="answer">Answers rows, each whatever the others are.</param>
/// <param name="givenLength">Numbers of a row that is given.</param>
/// <param name="answerLength">Numbers of a row of the answer.</param>
/// <param name="width">How many batches are computed at the same time.</param>
internal sealed class RequestQueue(RequestQueue.Answer answer, int givenLength, int answerLength, int width) : IThreadPoolWorkItem
{
    private readonly Queue<Request> _waiting = new();
    private int _computing;

    /// <summary>A method of <see cref="Predictor"/>.</summary>
    internal delegate void Answer(ReadOnlySpan<float> given, Span<float> answer, ReadOnlySpan<int> labels);

    /// <summary>Queues a request.</summary>
    public Task AnswerAsync(ReadOnlyMemory<float> given, Memory<float> received, int? label, (string Given, string Received) names, CancellationToken cancellationToken)
    {
        Spans.Require(given.Length, givenLength, names.Given);
        Spans.Require(received.Length, answerLength, names.Received);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        var request = new Request(given, received, label, cancellationToken);
        lock (_waiting)
        {
            _waiting.Enqueue(request);
            if (_computing == width)
                return request.Task;
            _computing++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return request.Task;
    }

    /// <inheritdoc/>
    public void Execute()
    {
        var batch = new List<Request>(Lane.Rows);
        while (Take(batch))
            Compute(batch);
    }

    /// <returns>Whether there was any. If not, this worker is done.</returns>
    private bool Take(List<Request> batch)
    {
        batch.Clear();
        lock (_waiting)
        {
            while (batch.Count < Lane.Rows && _waiting.TryDequeue(out Request? request))
            {
                if (request.Begin())
                    batch.Add(request);
            }

            if (batch.Count == 0)
                _computing--;
            return batch.Count > 0;
        }
    }

    private void Compute(List<Request> batch)
    {
        if (batch is [Request only])
        {
            ComputeAlone(only);
            return;
        }

        float[] given = ArrayPool<float>.Shared.Rent(batch.Count * givenLength), answers = ArrayPool<float>.Shared.Rent(batch.Count * answerLength);
        try
        {
            for (int i = 0; i < batch.Count; i++)
                batch[i].Given.CopyTo(given.AsMemory(i * givenLength));
            int[] labels = [.. batch.Select(request => request.Label).OfType<int>()];
            answer(given.AsSpan(0, batch.Count * givenLength), answers.AsSpan(0, batch.Count * answerLength), labels);
            for (int i = 0; i < batch.Count; i++)
            {
                int start = i * answerLength;
                batch[i].End(received => answers.AsMemory(start, answerLength).CopyTo(received));
            }
        }
        catch (Exception)
        {
            // One of them cannot be answered, and it alone has to learn of that.
            batch.ForEach(ComputeAlone);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(given);
            ArrayPool<float>.Shared.Return(answers);
        }
    }

    private void ComputeAlone(Request request) => request.End(received => answer(request.Given.Span, received.Span, request.Label is { } label ? [label] : []));

    private sealed class Request : TaskCompletionSource
    {
        private readonly Memory<float> _received;
        private readonly CancellationTokenRegistration _registration;
        private int _hasBegun;

        public Request(ReadOnlyMemory<float> given, Memory<float> received, int? label, CancellationToken cancellationToken)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            (Given, _received, Label) = (given, received, label);
            _registration = cancellationToken.UnsafeRegister(static (request, token) => ((Request)request!).Cancel(token), this);
        }

        public ReadOnlyMemory<float> Given { get; }

        public int? Label { get; }

        /// <summary>From here on the request is not cancelled, since its memory is in use.</summary>
        /// <returns>Whether it has not been cancelled before.</returns>
        public bool Begin()
        {
            if (Interlocked.Exchange(ref _hasBegun, 1) != 0)
                return false;
            _registration.Unregister();
            return true;
        }

        /// <summary>Ends the task: with the answer, or with the exception.</summary>
        public void End(Action<Memory<float>> fill)
        {
            try
            {
                fill(_received);
            }
            catch (Exception fault)
            {
                SetException(fault);
                return;
            }

            SetResult();
        }

        private void Cancel(CancellationToken token)
        {
            if (Interlocked.Exchange(ref _hasBegun, 1) == 0)
                SetCanceled(token);
        }
    }
}
