namespace VaeLab.Numerics;

/// <summary>Work in independent pieces, for a <see cref="WorkerPool"/>.</summary>
public abstract class ParallelJob
{
    /// <summary>Does one piece. What it computes may depend on <paramref name="index"/> only.</summary>
    /// <param name="index">The piece.</param>
    /// <param name="worker">The thread that does it, from 0 to <see cref="WorkerPool.Width"/> − 1: for scratch memory.</param>
    public abstract void Run(int index, int worker);
}
