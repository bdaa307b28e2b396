using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Tests.Models;

/// <summary>What may be done to a latent space with prior N(0, I) without any change in the loss, and what may not.</summary>
public sealed class LatentSymmetryTests : IDisposable
{
    private const int Rows = 6;

    private readonly WorkerPool _pool = new(1);

    [Fact]
    public void The_standard_normal_looks_the_same_from_every_side()
    {
        MultivariateNormal standard = MultivariateNormal.Standard(2), correlated = LittleData.Prior("correlated");
        float[] z = [0.6f, -1.3f], turned = new float[2];
        (double sin, double cos) = Math.SinCos(0.7);
        (turned[0], turned[1]) = Turn(new[,] { { cos, -sin }, { sin, cos } }, z[0], z[1]);
        Assert.Equal(-Math.Log(2 * Math.PI) - (0.5 * ((0.6 * 0.6) + (1.3 * 1.3))), standard.LogDensity(z), 1e-6);
        Assert.Equal(standard.LogDensity(z), standard.LogDensity(turned), 1e-6);
        Assert.NotEqual(correlated.LogDensity(z), correlated.LogDensity(turned), 0.1);
    }

    [Fact]
    public void Axes_may_be_exchanged_and_turned_round() =>
        AssertSameLoss(new double[,] { { 0, -1 }, { 1, 0 } }, LittleData.Model(seed: 5), exchangesAxes: true);

    [Fact]
    public void Round_posteriors_may_be_rotated_by_any_angle()
    {
        Vae model = LittleData.Model(seed: 5);
        Clear(Named(model, "log_variance.weight"));
        (double sin, double cos) = Math.SinCos(0.7);
        AssertSameLoss(new[,] { { cos, -sin }, { sin, cos } }, model, exchangesAxes: false);
    }

    public void Dispose() => _pool.Dispose();

    /// <summary>Rotates what the encoder says, rotates it back before the decoder, and rotates the noise along.</summary>
    private void AssertSameLoss(double[,] rotation, Vae model, bool exchangesAxes)
    {
        float[] noise = new float[Rows * 2], turned = new float[Rows * 2];
        new RandomStream(2, RandomPurpose.Test).FillNormal(noise);
        for (int i = 0; i < noise.Length; i += 2)
            (turned[i], turned[i + 1]) = Turn(rotation, noise[i], noise[i + 1]);
        (float reconstruction, float kl) = Loss(model, noise);

        TurnRows(rotation, Named(model, "mean.weight"));
        TurnRows(rotation, Named(model, "mean.bias"));
        if (exchangesAxes)
            TurnRows(new double[,] { { 0, 1 }, { 1, 0 } }, Named(model, "log_variance.weight"));
        TurnColumns(rotation, Named(model, "decoder.0.weight"));
        (float turnedReconstruction, float turnedKl) = Loss(model, turned);
        Assert.Equal(reconstruction, turnedReconstruction, 1e-5f * reconstruction);
        Assert.Equal(kl, turnedKl, 1e-5f * kl);
    }

    private (float Reconstruction, float Kl) Loss(Vae model, float[] noise)
    {
        var tape = new Tape(Rows, _pool, gradients: false);
        Tensor x = tape.Input(model.Pixels), e = tape.Input(2);
        VaeLoss loss = model.Loss(x, e);
        LittleData.Images(Rows).Fill(0, Rows, x.Values);
        noise.CopyTo(e.Values);
        tape.Forward();
        return (loss.Reconstruction.Values.ToArray().Sum(), loss.Kl!.Values.ToArray().Sum());
    }

    private static Parameter Named(Vae model, string name) => model.Parameters.Single(parameter => parameter.Name == name);

    private static void Clear(Parameter parameter) => parameter.CopyFrom(new float[parameter.Length]);

    /// <summary>R·W, for 2 × n numbers.</summary>
    private static void TurnRows(double[,] rotation, Parameter parameter)
    {
        float[] values = LittleData.Values(parameter);
        for (int i = 0; i < parameter.Columns; i++)
            (values[i], values[parameter.Columns + i]) = Turn(rotation, values[i], values[parameter.Columns + i]);
        parameter.CopyFrom(values);
    }

    /// <summary>W·Rᵀ, for n × 2 numbers: the decoder then sees Rᵀ of what it gets.</summary>
    private static void TurnColumns(double[,] rotation, Parameter parameter)
    {
        float[] values = LittleData.Values(parameter);
        for (int i = 0; i < values.Length; i += 2)
            (values[i], values[i + 1]) = Turn(rotation, values[i], values[i + 1]);
        parameter.CopyFrom(values);
    }

    private static (float First, float Second) Turn(double[,] rotation, float first, float second) => (
        (float)((rotation[0, 0] * first) + (rotation[0, 1] * second)),
        (float)((rotation[1, 0] * first) + (rotation[1, 1] * second)));
}
