namespace VaeLab.Numerics;

/// <summary>Where the gradient of one parameter goes, part by part, as soon as each part is complete.</summary>
internal abstract unsafe class GradientSink
{
    /// <summary>Says that the gradient of a part is about to be computed, so that what it meets can be brought near meanwhile.</summary>
    /// <param name="start">The part's first number, in the order in which they lie in memory.</param>
    /// <param name="count">Its numbers.</param>
    public virtual void Announce(int start, int count)
    {
    }

    /// <summary>Takes the gradient of a part. Different parts may come from different threads at a time.</summary>
    /// <param name="start">The part's first number, in the order in which they lie in memory.</param>
    /// <param name="count">Its numbers.</param>
    /// <param name="gradient">The gradient, count numbers.</param>
    public abstract void Take(int start, int count, float* gradient);
}
