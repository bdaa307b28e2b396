using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Evaluation;

public sealed class ModelInspectorTests : IDisposable
{
    private readonly WorkerPool _pool = new(1);

    [Fact]
    public void Codes_are_the_posteriors_means()
    {
        // 300 images are a whole batch and a part of one.
        Vae model = LittleData.Model(seed: 2);
        var tape = new Tape(300, _pool, gradients: false);
        Tensor x = tape.Input(model.Pixels), mean = model.Encoder.Encode(x).Mean;
        ImageBatch.Fill(LittleData.Images(300), 0, 300, x.Values);
        tape.Forward();

        LatentCodes codes = new ModelInspector(model, _pool).Encode(LittleData.Images(300));
        Assert.Equal((300, 2), (codes.Count, codes.Dimensions));
        Assert.Equal(mean.Values.ToArray(), codes.Means);
    }

    [Fact]
    public void The_manifold_is_decoded_at_the_priors_quantiles_through_its_Cholesky_factor()
    {
        var prior = new MultivariateNormal([1, -2], LittleData.Correlated);
        var inspector = new ModelInspector(LittleData.Model(prior, seed: 4), _pool);
        ManifoldGrid grid = inspector.Manifold(steps: 4, LittleData.Width, LittleData.Height);

        // L = [[1, 0], [.4, √.34]], and the quartets' middles are Φ⁻¹(1/8), Φ⁻¹(3/8), …
        double[] e = [-1.1503493803760079, -0.31863936396437514, 0.31863936396437514, 1.1503493803760079];
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                double right = e[column], up = e[3 - row];
                float[] z = [(float)(1 + right), (float)(-2 + (0.4 * right) + (Math.Sqrt(0.34) * up))];
                Assert.All(inspector.Decode(z).Zip(grid.Images[row, column].ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            }
        }
    }

    public void Dispose() => _pool.Dispose();
}
