namespace VaeLab.Numerics;

/// <summary>Keeps a parameter's gradient for later.</summary>
internal sealed unsafe class KeptGradient(Parameter parameter) : GradientSink
{
    public override void Take(int start, int count, float* gradient) =>
        new ReadOnlySpan<float>(gradient, count).CopyTo(new Span<float>(parameter.Derivative + start, count));
}
