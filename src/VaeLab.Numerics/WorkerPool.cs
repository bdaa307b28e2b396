namespace VaeLab.Numerics;

/// <summary>
/// Threads that stay for as long as the training does. <see cref="Run"/> hands them a job's pieces one at a time and returns
/// when all are done; the calling thread works too. Between jobs the threads wait actively for a moment, since the next one
/// comes within microseconds while a model trains, and then sleep.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private const int SpinsBeforeSleep = 2000;

    private readonly Lock _runLock = new();
    private readonly object _sleepLock = new();
    private readonly Thread[] _threads;
    private ParallelJob? _job;
    private Exception? _failure;
    private int _count;
    private int _next;
    private int _busy;
    private int _generation;
    private volatile bool _disposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="width">How many threads work together, the calling one included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is less than 1.</exception>
    public WorkerPool(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Width = width;
        _threads = new Thread[width - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = "VaeLab worker" };
            _threads[i].Start();
        }
    }

    /// <summary>How many threads work together, the calling one included.</summary>
    public int Width { get; }

    /// <summary>Does all pieces of a job, in any order, and returns when the last one is done.</summary>
    /// <param name="job">The work.</param>
    /// <param name="count">The number of pieces.</param>
    /// <exception cref="AggregateException">A piece threw; its exception is inside.</exception>
    public void Run(ParallelJob job, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_threads.Length == 0 || count <= 1)
        {
            for (int i = 0; i < count; i++)
                job.Run(i, 0);
            return;
        }

        lock (_runLock)
        {
            (_job, _count, _next, _busy, _failure) = (job, count, -1, _threads.Length, null);
            lock (_sleepLock)
            {
                Interlocked.Increment(ref _generation);
                Monitor.PulseAll(_sleepLock);
            }

            DoPieces(job, worker: 0);
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _busy) > 0)
                spinner.SpinOnce(sleep1Threshold: -1);
            if (_failure is { } failure)
                throw new AggregateException(failure);
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        lock (_sleepLock)
        {
            _disposed = true;
            Monitor.PulseAll(_sleepLock);
        }

        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Work(int worker)
    {
        int seen = 0;
        while (true)
        {
            for (int spin = 0; spin < SpinsBeforeSleep && Volatile.Read(ref _generation) == seen && !_disposed; spin++)
                Thread.SpinWait(20);
            lock (_sleepLock)
            {
                while (_generation == seen && !_disposed)
                    Monitor.Wait(_sleepLock);
            }

            if (_disposed)
                return;
            seen++;
            DoPieces(_job!, worker);
            Interlocked.Decrement(ref _busy);
        }
    }

    private void DoPieces(ParallelJob job, int worker)
    {
        try
        {
            for (int i = Interlocked.Increment(ref _next); i < _count; i = Interlocked.Increment(ref _next))
                job.Run(i, worker);
        }
#pragma warning disable CA1031 // Whatever went wrong on a worker is thrown again on the caller's thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
            Volatile.Write(ref _next, _count);
        }
    }
}
