namespace VaeLab.Numerics.Tests;

/// <summary>Runs alone: it measures allocations of the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class WorkerPoolTests
{
    [Fact]
    public void Every_piece_is_done_once_by_a_thread_of_the_pool()
    {
        for (int width = 1; width <= 9; width++)
        {
            using var pool = new WorkerPool(width);
            Assert.Equal(width, pool.Width);
            foreach (int count in new[] { 0, 1, 2, width, 100, 1000 })
            {
                var job = new CountingJob(count);
                pool.Run(job, count);
                Assert.All(job.Times, times => Assert.Equal(1, times));
                Assert.InRange(job.LargestWorker, 0, width - 1);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Many_tiny_jobs_in_a_row_are_all_done(int width)
    {
        using var pool = new WorkerPool(width);
        var job = new CountingJob(3);
        for (int run = 1; run <= 10_000; run++)
        {
            pool.Run(job, 3);
            Assert.True(Array.TrueForAll(job.Times, times => times == run), "A piece was left out or done twice.");
        }
    }

    [Fact]
    public void A_pool_that_fell_asleep_wakes_up()
    {
        using var pool = new WorkerPool(3);
        for (int run = 0; run < 5; run++)
        {
            Thread.Sleep(30);
            var job = new CountingJob(64);
            pool.Run(job, 64);
            Assert.All(job.Times, times => Assert.Equal(1, times));
        }
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 1)]
    [InlineData(2, 10)]
    [InlineData(8, 10)]
    public void What_a_piece_throws_arrives_and_the_pool_works_on(int width, int count)
    {
        using var pool = new WorkerPool(width);
        for (int round = 0; round < 20; round++)
        {
            FormatException exception = Assert.Throws<FormatException>(() => pool.Run(new FailingJob(count - 1), count));
            Assert.Equal("piece", exception.Message);
            Assert.Contains(nameof(FailingJob), exception.StackTrace, StringComparison.Ordinal);

            var job = new CountingJob(100);
            pool.Run(job, 100);
            Assert.All(job.Times, times => Assert.Equal(1, times));
        }
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 1)]
    [InlineData(2, 10)]
    [InlineData(4, 100)]
    public void A_job_within_a_job_of_one_pool_is_refused_on_every_thread(int width, int count)
    {
        using var pool = new WorkerPool(width);
        foreach (int innerCount in new[] { 1, 50 })
        {
            var refusals = new int[count];
            var inner = new CountingJob(innerCount);
            pool.Run(
                new ActionJob(index =>
                {
                    Assert.Contains("busy", Assert.Throws<InvalidOperationException>(() => pool.Run(inner, innerCount)).Message, StringComparison.Ordinal);
                    refusals[index]++;
                }),
                count);
            Assert.All(refusals, times => Assert.Equal(1, times));
            Assert.All(inner.Times, times => Assert.Equal(0, times));
        }
    }

    [Fact]
    public void A_job_may_run_another_one_on_another_pool()
    {
        using WorkerPool pool = new(2), other = new(2);
        var inner = new CountingJob(50);
        pool.Run(new ActionJob(_ => other.Run(inner, 50)), 4);
        Assert.All(inner.Times, times => Assert.Equal(4, times));
    }

    [Fact]
    public void Disposing_ends_the_threads()
    {
        var pool = new WorkerPool(4);
        var job = new ThreadsJob();
        for (int run = 0; run < 1000 && job.Threads.Count < 4; run++)
            pool.Run(job, 64);
        pool.Dispose();
        pool.Dispose();

        Thread[] others = [.. job.Threads.Where(thread => thread != Thread.CurrentThread)];
        Assert.NotEmpty(others);
        Assert.All(others, thread => Assert.False(thread.IsAlive));
        Assert.Throws<ObjectDisposedException>(() => pool.Run(job, 2));
    }

    [Fact]
    public void A_width_of_zero_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(0));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Running_allocates_nothing(int width)
    {
        using var pool = new WorkerPool(width);
        var job = new CountingJob(50);
        Assert.Equal(0, Allocations.Fewest(() => pool.Run(job, 50)));
    }

    private sealed class CountingJob(int count) : ParallelJob
    {
        private int _largestWorker;

        public int[] Times { get; } = new int[count];

        public int LargestWorker => _largestWorker;

        public override void Run(int index, int worker)
        {
            Interlocked.Increment(ref Times[index]);
            InterlockedMax(worker);
        }

        private void InterlockedMax(int worker)
        {
            int seen = Volatile.Read(ref _largestWorker);
            while (worker > seen && Interlocked.CompareExchange(ref _largestWorker, worker, seen) != seen)
                seen = Volatile.Read(ref _largestWorker);
        }
    }

    private sealed class FailingJob(int failing) : ParallelJob
    {
        public override void Run(int index, int worker)
        {
            if (index == failing)
                throw new FormatException("piece");
        }
    }

    private sealed class ActionJob(Action<int> action) : ParallelJob
    {
        public override void Run(int index, int worker) => action(index);
    }

    private sealed class ThreadsJob : ParallelJob
    {
        private readonly HashSet<Thread> _threads = [];

        public IReadOnlyCollection<Thread> Threads => _threads;

        public override void Run(int index, int worker)
        {
            lock (_threads)
                _threads.Add(Thread.CurrentThread);
            Thread.SpinWait(1000);
        }
    }
}
