using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Networks;
using VaeLab.Numerics;

namespace VaeLab.Tests.Evaluation;

public sealed class FeatureMapTests
{
    [Fact]
    public void A_map_is_where_the_kernel_finds_what_it_looks_for()
    {
        using var workers = new WorkerPool(1);
        var convolution = new ConvolutionLayer("encoder.0", SampleShape.Gray(3, 4), new ConvolutionSpec(2), Activation.Relu, new RandomStream(0, RandomPurpose.Weights));

        // The first channel looks for a step up from left to right, the second for the pixel itself.
        convolution.Weight.CopyFrom([0, 0, 0, -1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
        var network = new Network([convolution, new DenseLayer("encoder.1", 24, 5, Activation.Relu, new RandomStream(1, RandomPurpose.Weights))]);
        FeatureMap map = Assert.Single(FeatureMap.Of(network, [0, 0, 1, 1, 0, .5f, .5f, 0, 1, 1, 1, 1], workers));

        Assert.Equal((0, new SampleShape(2, 3, 4)), (map.Layer, map.Shape));
        Assert.Equal([0, 0, 1, 0, 0, .5f, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, .5f, .5f, 0, 1, 1, 1, 1], map.Values);
        ImageGrid grid = map.ToGrid(columns: 16, most: 1);
        Assert.Equal((1, 1, 4, 3), (grid.Rows, grid.Columns, grid.Width, grid.Height));
        Assert.Equal(map.Values[..12], grid.Pixels);
        Assert.Throws<ArgumentException>(() => FeatureMap.Of(network, new float[11], workers));
    }
}
