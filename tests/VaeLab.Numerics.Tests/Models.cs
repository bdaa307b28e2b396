using static VaeLab.Numerics.Functions;

namespace VaeLab.Numerics.Tests;

/// <summary>A little model with everything that a VAE has: 20-16-8-2 inwards, 2-40-20 outwards.</summary>
internal sealed class LittleModel
{
    private readonly Tape _tape;
    private readonly Tensor _x;
    private readonly Tensor _noise;
    private readonly Tensor _loss;

    public LittleModel(WorkerPool pool, int batchSize)
    {
        _tape = new Tape(batchSize, pool);
        _x = _tape.Input(20);
        _noise = _tape.Input(2);
        Tensor h = Layer(Layer(_x, 16, relu: true), 8, relu: true);
        Tensor mean = Layer(h, 2), logVariance = Layer(h, 2);
        Tensor z = mean + (Exp(0.5f * logVariance) * _noise);
        Tensor logits = Layer(Layer(z, 40, relu: true), 20);
        Tensor kl = GaussianKl(mean, logVariance, new double[2], new double[,] { { 1.470588, -1.176471 }, { -1.176471, 2.941176 } }, -1.0788097);
        _loss = Mean(BinaryCrossEntropy(logits, _x) + kl);
    }

    public List<Parameter> Parameters { get; } = [];

    /// <summary>Forward and backward on data that the seed decides.</summary>
    public float Run(Optimizer? optimizer, int rows, uint seed)
    {
        _tape.Rows = rows;
        Array.ConvertAll(Numbers.Normal(rows * 20, 2 * seed), x => Math.Clamp(x, 0, 1)).CopyTo(_x.Values);
        Numbers.Normal(rows * 2, (2 * seed) + 1).CopyTo(_noise.Values);
        _tape.Forward();
        _tape.Backward(_loss, optimizer);
        return _loss.Values[0];
    }

    public float[][] Values() => [.. Parameters.Select(parameter =>
    {
        var values = new float[parameter.Length];
        parameter.CopyTo(values);
        return values;
    })];

    public float[][] Gradients() => [.. Parameters.Select(parameter =>
    {
        var values = new float[parameter.Length];
        parameter.CopyGradientTo(values);
        return values;
    })];

    private Tensor Layer(Tensor x, int outputs, bool relu = false)
    {
        uint index = (uint)Parameters.Count;
        var weight = new Parameter(FormattableString.Invariant($"{index}.weight"), outputs, x.Columns);
        var bias = new Parameter(FormattableString.Invariant($"{index}.bias"), outputs, 1);
        weight.CopyFrom(Array.ConvertAll(Numbers.Normal(weight.Length, 900 + index), number => number / MathF.Sqrt(x.Columns)));
        Parameters.AddRange([weight, bias]);
        return Dense(x, weight, bias, relu);
    }
}
