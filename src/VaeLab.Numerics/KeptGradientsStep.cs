using System.Numerics.Tensors;

namespace VaeLab.Numerics;

/// <summary>An optimizer's step from kept gradients.</summary>
internal sealed unsafe class KeptGradientsStep(Optimizer optimizer) : ParameterPieces(optimizer.Parameters)
{
    private const int Chunk = 512;

    private float _scale;

    public void Run(WorkerPool? workers, double gradientScale)
    {
        _scale = (float)gradientScale;
        Run(workers);
    }

    protected override void Run(int index, Parameter parameter, int start, int count)
    {
        if (parameter.Derivative == null || optimizer.Sink(parameter) is not { } sink)
            return;
        if (_scale == 1)
        {
            sink.Take(start, count, parameter.Derivative + start);
            return;
        }

        float* scaled = stackalloc float[Chunk];
        for (int end = start + count; start < end; start += Chunk)
        {
            int length = Math.Min(Chunk, end - start);
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(parameter.Derivative + start, length), _scale, new Span<float>(scaled, length));
            sink.Take(start, length, scaled);
        }
    }
}
