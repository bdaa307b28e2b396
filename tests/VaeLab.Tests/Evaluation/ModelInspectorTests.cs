using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Data;

namespace VaeLab.Tests.Evaluation;

public sealed class ModelInspectorTests : IDisposable
{
    private const int Width = 5, Height = 3, Pixels = Width * Height;
    private const double Tolerance = 1e-5;

    private readonly WorkerPool _workers = new(2);

    public void Dispose() => _workers.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(700)]
    public void Encode_gives_the_posterior_mean_of_every_image(int count)
    {
        Vae model = Model(MultivariateNormal.Standard(3));
        ImageSet images = Images(count);
        LatentCodes codes = new ModelInspector(model, _workers).Encode(images);

        Assert.Equal((count, 3, count * 3), (codes.Count, codes.Dimensions, codes.Means.Length));
        Assert.Equal(images.Labels.ToArray(), codes.Labels);
        var plain = new PlainModel(model);
        for (int i = 0; i < count; i++)
            AssertClose(plain.Mean(images[i]), codes.Means.AsSpan(i * 3, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(300)]
    public void Decode_gives_the_expected_image_of_every_point(int count)
    {
        Vae model = Model(MultivariateNormal.Standard(3));
        var points = new float[count * 3];
        new RandomStream(1, RandomPurpose.Test).FillNormal(points);
        float[] images = new ModelInspector(model, _workers).Decode(points);

        Assert.Equal(count * Pixels, images.Length);
        var plain = new PlainModel(model);
        for (int i = 0; i < count; i++)
            AssertClose(plain.Decode([points[3 * i], points[(3 * i) + 1], points[(3 * i) + 2]]), images.AsSpan(i * Pixels, Pixels));
    }

    [Fact]
    public void Posteriors_are_given_by_their_standard_deviation()
    {
        Vae model = Model(MultivariateNormal.Standard(2));
        Parameter weight = model.Parameters.Single(parameter => parameter.Name == "log_variance.weight");
        weight.CopyFrom(new float[weight.Length]);
        model.Parameters.Single(parameter => parameter.Name == "log_variance.bias").CopyFrom([MathF.Log(4), MathF.Log(9)]);
        Assert.Equal([2, 3, 2, 3], new ModelInspector(model, _workers).EncodePosteriors(new float[2 * Pixels]).StandardDeviations, (expected, value) => Math.Abs(expected - value) < Tolerance);
    }

    [Fact]
    public void Samples_are_decoded_points_of_the_prior()
    {
        const int count = 300; // more than a batch
        Vae model = Model(new MultivariateNormal([1, -1], new[,] { { 1, .4 }, { .4, .5 } }));
        var random = new RandomStream(1, RandomPurpose.Samples);
        var points = new float[count * 2];
        random.FillNormal(points);
        for (int i = 0; i < count; i++)
            model.Prior.Transform(points.AsSpan(2 * i, 2));
        Assert.Equal(new ModelInspector(model, _workers).Decode(points), new Sampler(model, _workers).Sample(count, random), (expected, value) => Math.Abs(expected - value) < Tolerance);
    }

    [Fact]
    public void The_same_bits_come_from_any_number_of_threads_and_again()
    {
        Vae model = Model(MultivariateNormal.Standard(2));
        using var one = new WorkerPool(1);
        var inspector = new ModelInspector(model, _workers);
        float[] means = inspector.Encode(Images(300)).Means;
        inspector.Encode(Images(3));
        Assert.Equal(means, inspector.Encode(Images(300)).Means);
        Assert.Equal(means, new ModelInspector(model, one).Encode(Images(300)).Means);
    }

    [Fact]
    public void It_sees_the_model_as_it_is_now()
    {
        Vae model = Model(MultivariateNormal.Standard(2));
        var inspector = new ModelInspector(model, _workers);
        float[] before = inspector.Decode([0.5f, -0.5f]);
        model.Parameters[^1].CopyFrom(Enumerable.Repeat(3f, Pixels).ToArray());
        float[] after = inspector.Decode([0.5f, -0.5f]);
        Assert.All(before.Zip(after), pair => Assert.True(pair.Second > pair.First));
    }

    /// <summary>Σ = [[1, .4], [.4, .5]] has the factor L = [[1, 0], [.4, √(.5 − .16)]].</summary>
    [Fact]
    public void Nodes_of_a_correlated_prior_go_through_its_Cholesky_factor()
    {
        var prior = new MultivariateNormal([1, -2], new[,] { { 1, 0.4 }, { 0.4, 0.5 } });
        Vae model = Model(prior);
        ManifoldGrid manifold = new ModelInspector(model, _workers).Manifold(steps: 4, Images(1, [0]));

        double[] quantiles = [-1.1503493803760079, -0.31863936396437514, 0.31863936396437514, 1.1503493803760079]; // Φ⁻¹(1/8), Φ⁻¹(3/8), …
        AssertQuantiles(quantiles, manifold.Horizontal);
        AssertQuantiles([.. quantiles.Reverse()], manifold.Vertical);
        Assert.Equal((4, 4, Width, Height, 16 * Pixels), Shape(manifold.Images));
        var plain = new PlainModel(model);
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                double e1 = quantiles[column], e2 = quantiles[3 - row];
                AssertClose(plain.Decode([1 + e1, -2 + (0.4 * e1) + (Math.Sqrt(0.34) * e2)]), manifold.Images[row, column]);
            }
        }
    }

    [Fact]
    public void A_line_is_a_single_row()
    {
        Vae model = Model(MultivariateNormal.Standard(1));
        ManifoldGrid manifold = new ModelInspector(model, _workers).Manifold(steps: 3, Images(1, [0]));

        double[] quantiles = [-0.96742156610170103, 0, 0.96742156610170103]; // Φ⁻¹(1/6), …
        AssertQuantiles(quantiles, manifold.Horizontal);
        Assert.Equal([0], manifold.Vertical);
        Assert.Equal((1, 3, Width, Height, 3 * Pixels), Shape(manifold.Images));
        var plain = new PlainModel(model);
        for (int column = 0; column < 3; column++)
            AssertClose(plain.Decode([quantiles[column]]), manifold.Images[0, column]);
    }

    /// <summary>Beyond the plane, the nodes stay where the prior expects the other dimensions to be.</summary>
    [Fact]
    public void Further_dimensions_stay_at_their_mean_given_the_first_two()
    {
        var prior = new MultivariateNormal([0, 0, 5], new[,] { { 1, 0, 0.5 }, { 0, 1, 0 }, { 0.5, 0, 1 } });
        Vae model = Model(prior);
        ManifoldGrid manifold = new ModelInspector(model, _workers).Manifold(steps: 2, Images(1, [0]));

        const double Q = 0.67448975019608171; // Φ⁻¹(3/4)
        var plain = new PlainModel(model);
        AssertClose(plain.Decode([-Q, Q, 5 - (0.5 * Q)]), manifold.Images[0, 0]);
        AssertClose(plain.Decode([Q, -Q, 5 + (0.5 * Q)]), manifold.Images[1, 1]);
    }

    /// <summary>z₂ to the right and z₀ up: with the covariance of z₀ and z₂, z₀ given z₂ = q is 0.5 q + √0.75 e, and z₁ stays at its mean.</summary>
    [Fact]
    public void Any_two_dimensions_span_a_grid_and_the_others_stay_at_their_mean_given_these()
    {
        var prior = new MultivariateNormal([0, 7, 5], new[,] { { 1, 0, 0.5 }, { 0, 1, 0 }, { 0.5, 0, 1 } });
        Vae model = Model(prior);
        var inspector = new ModelInspector(model, _workers);
        ManifoldGrid manifold = inspector.Manifold(steps: 2, Images(1, [0]), [2, 0, 1]);

        const double Q = 0.67448975019608171; // Φ⁻¹(3/4)
        var plain = new PlainModel(model);
        Assert.Equal([2, 0, 1], manifold.Axes);
        AssertClose(plain.Decode([(0.5 * -Q) + (Math.Sqrt(0.75) * Q), 7, 5 - Q]), manifold.Images[0, 0]);
        AssertClose(plain.Decode([(0.5 * Q) - (Math.Sqrt(0.75) * Q), 7, 5 + Q]), manifold.Images[1, 1]);
        AssertClose(plain.Decode([(0.5 * Q) - (Math.Sqrt(0.75) * Q), 9, 5 + Q]), inspector.Manifold(steps: 2, Images(1, [0]), [2, 0, 1], 2).Images[1, 1]);
    }

    [Fact]
    public void Few_classes_get_several_columns_each()
    {
        Vae model = Model(MultivariateNormal.Standard(2));
        ImageSet images = Images(60, [.. Enumerable.Range(0, 60).Select(i => (byte)(i % 3))]);
        (ImageGrid originals, _) = new ModelInspector(model, _workers).Reconstruct(images);
        Assert.Equal((2, 9, Width, Height, 18 * Pixels), Shape(originals));
        int[] expected = [0, 3, 6, 1, 4, 7, 2, 5, 8, 9, 12, 15, 10, 13, 16, 11, 14, 17];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(images[expected[i]].ToArray().Select(pixel => pixel / 255f), originals[i / 9, i % 9].ToArray());

        (ImageGrid one, _) = new ModelInspector(model, _workers).Reconstruct(Images(60, new byte[60]));
        Assert.Equal((2, 10, Width, Height, 20 * Pixels), Shape(one));
    }

    [Fact]
    public void Reconstructions_are_the_first_images_of_each_class_through_the_latent_space_and_back()
    {
        Vae model = Model(MultivariateNormal.Standard(2));
        ImageSet images = Images(12, [7, 3, 3, 9, 7, 3, 9, 1, 1, 9, 1, 0]); // of 0 there is one only
        (ImageGrid originals, ImageGrid reconstructions) = new ModelInspector(model, _workers).Reconstruct(images);

        Assert.Equal((2, 4, Width, Height, 8 * Pixels), Shape(originals));
        Assert.Equal(Shape(originals), Shape(reconstructions));
        int[,] expected = { { 7, 1, 0, 3 }, { 8, 2, 4, 6 } };
        var plain = new PlainModel(model);
        for (int row = 0; row < 2; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                byte[] image = images[expected[row, column]].ToArray();
                Assert.Equal(image.Select(pixel => pixel / 255f), originals[row, column].ToArray());
                AssertClose(plain.Decode(plain.Mean(image)), reconstructions[row, column]);
            }
        }
    }

    [Fact]
    public void There_are_at_most_so_many_classes()
    {
        Vae model = Model(MultivariateNormal.Standard(2));
        ImageSet images = Images(60, [.. Enumerable.Range(0, 60).Select(i => (byte)(255 - (i % 20)))]);
        (ImageGrid ten, _) = new ModelInspector(model, _workers).Reconstruct(images);
        Assert.Equal((2, 10, Width, Height, 20 * Pixels), Shape(ten));
        (ImageGrid three, _) = new ModelInspector(model, _workers).Reconstruct(images, perClass: 3, classes: 4);
        Assert.Equal((3, 4, Width, Height, 12 * Pixels), Shape(three));
    }

    [Fact]
    public void Where_no_class_has_enough_images_the_first_image_is_shown()
    {
        Vae model = Model(MultivariateNormal.Standard(2));
        (ImageGrid originals, ImageGrid reconstructions) = new ModelInspector(model, _workers).Reconstruct(Images(3, [0, 1, 2]));
        Assert.Equal((1, 1, Width, Height, Pixels), Shape(originals));
        Assert.Equal((1, 1, Width, Height, Pixels), Shape(reconstructions));
    }

    private static Vae Model(MultivariateNormal prior)
    {
        var model = new Vae(SampleShape.Features(Pixels), new() { LatentDimensions = prior.Dimensions, Hidden = [11, 6] }, prior, Likelihood.Bernoulli, seed: 3);
        uint index = 0;
        foreach (Parameter bias in model.Parameters.Where(parameter => parameter.Name.EndsWith(".bias", StringComparison.Ordinal)))
        {
            var values = new float[bias.Length];
            new RandomStream(3, RandomPurpose.Test, index++).FillNormal(values);
            bias.CopyFrom(values);
        }

        return model;
    }

    private static ImageSet Images(int count, byte[]? labels = null) =>
        new(IdxBytes.Pattern(count * Pixels), labels ?? IdxBytes.Pattern(count), Width, Height);

    private static (int Rows, int Columns, int Width, int Height, int Length) Shape(ImageGrid grid) =>
        (grid.Rows, grid.Columns, grid.Width, grid.Height, grid.Pixels.Length);

    private static void AssertQuantiles(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 12);
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Tolerance);
    }
}
