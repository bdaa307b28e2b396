using System.Runtime.ExceptionServices;

namespace VaeLab.Numerics;

/// <summary>
/// Threads that stay for as long as the training does. <see cref="Run"/> hands them a job's pieces one at a time and returns
/// when all are done; the calling thread works too, and waits for nobody who has taken no piece, so that a busy machine costs
/// little. Each thread begins with a share of its own, the same one in every job of that size, and helps with the others' when
/// it is through: so a thread finds what it wrote in the last step in its own cache. Between jobs the threads wait actively
/// for a moment, since the next one comes within microseconds while a model trains, and then sleep.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private const int SpinsBeforeSleep = 2000, ShareStride = 16;

    // The pool that this thread belongs to.
    [ThreadStatic]
    private static WorkerPool? t_pool;

    private readonly Lock _runLock = new();
    private readonly object _sleepLock = new();
    private readonly Thread[] _threads;
    private ParallelJob? _job;
    private ExceptionDispatchInfo? _failure;
    private int _count;
    private int _unfinished;

    // For each thread's share, on a cache line of its own: the job's number in the upper half, and in the lower half how many of
    // the share's pieces nobody has taken yet. Who counts that down by a compare-and-swap owns a piece, and until it is done the
    // job cannot end and the fields above cannot change.
    private readonly long[] _untaken;
    private long _number;
    private volatile bool _disposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="width">How many threads work together, the calling one included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is less than 1.</exception>
    public WorkerPool(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Width = width;
        _untaken = new long[(width + 1) * ShareStride];
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
    /// <exception cref="InvalidOperationException">It is called from a piece of a job of this pool.</exception>
    /// <remarks>If a piece throws, the pieces that nobody has begun are left out, and the first exception reaches the caller.</remarks>
    public void Run(ParallelJob job, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (t_pool == this || _runLock.IsHeldByCurrentThread)
            throw new InvalidOperationException("The pool is busy with the job that calls Run: run the second job after the first, or on another pool.");
        lock (_runLock)
        {
            if (_threads.Length == 0 || count <= 1)
            {
                for (int i = 0; i < count; i++)
                    job.Run(i, worker: 0);
                return;
            }

            (_job, _count, _unfinished, _failure) = (job, count, count, null);
            lock (_sleepLock)
            {
                long number = (uint)(_number + 1);
                for (int share = 0; share < Width; share++)
                    Volatile.Write(ref Untaken(share), (number << 32) | (uint)(ShareEnd(share) - ShareEnd(share - 1)));
                Volatile.Write(ref _number, number);
                Monitor.PulseAll(_sleepLock);
            }

            TakePieces(worker: 0);
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _unfinished) > 0)
                spinner.SpinOnce(sleep1Threshold: -1);
            _failure?.Throw();
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
        t_pool = this;
        long seen = 0;
        while (true)
        {
            for (int spin = 0; spin < SpinsBeforeSleep && Volatile.Read(ref _number) == seen && !_disposed; spin++)
                Thread.SpinWait(20);
            lock (_sleepLock)
            {
                while (_number == seen && !_disposed)
                    Monitor.Wait(_sleepLock);
                seen = _number;
            }

            if (_disposed)
                return;
            TakePieces(worker);
        }
    }

    private ref long Untaken(int share) => ref _untaken[(share + 1) * ShareStride];

    private int ShareEnd(int share) => (int)((share + 1L) * _count / Width);

    private void TakePieces(int worker)
    {
        for (int i = 0; i < Width; i++)
        {
            int share = (worker + i) % Width;
            ref long shared = ref Untaken(share);
            for (long untaken = Volatile.Read(ref shared); (uint)untaken > 0; untaken = Volatile.Read(ref shared))
            {
                if (Interlocked.CompareExchange(ref shared, untaken - 1, untaken) == untaken)
                    RunPiece(ShareEnd(share) - (int)(uint)untaken, worker);
            }
        }
    }

    private void RunPiece(int index, int worker)
    {
        try
        {
            _job!.Run(index, worker);
        }
#pragma warning disable CA1031 // Whatever went wrong on a worker is thrown again on the caller's thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Nobody needs to begin what is left. This piece is not done yet, so the job is still the same.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            for (int share = 0; share < Width; share++)
                Interlocked.Add(ref _unfinished, -(int)(uint)Interlocked.Exchange(ref Untaken(share), _number << 32));
        }

        Interlocked.Decrement(ref _unfinished);
    }
}

/// <summary>Work in independent pieces, for a <see cref="WorkerPool"/>. Several threads run pieces of it at once.</summary>
public abstract class ParallelJob
{
    /// <summary>Does one piece. What it computes may depend on <paramref name="index"/> only.</summary>
    /// <param name="index">The piece.</param>
    /// <param name="worker">The thread that does it, from 0 to <see cref="WorkerPool.Width"/> − 1: for scratch memory.</param>
    public abstract void Run(int index, int worker);
}
