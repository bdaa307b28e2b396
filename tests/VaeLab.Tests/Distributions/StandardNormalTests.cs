using VaeLab.Distributions;

namespace VaeLab.Tests.Distributions;

public sealed class StandardNormalTests
{
    /// <summary>By bisection of the complementary error function in double precision, each branch of the algorithm and its ends.</summary>
    [Theory]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.5, 0)]
    [InlineData(0.4, -0.2533471031357999)]
    [InlineData(0.25, -0.6744897501960819)]
    [InlineData(0.1, -1.2815515655446008)]
    [InlineData(0.08, -1.4050715603096329)]
    [InlineData(0.075, -1.4395314709384563)]
    [InlineData(0.07, -1.4757910281791708)]
    [InlineData(0.001, -3.090232306167814)]
    [InlineData(1e-10, -6.3613409024040575)]
    [InlineData(1e-20, -9.262340089798409)]
    [InlineData(1e-100, -21.273453560965326)]
    [InlineData(1e-300, -37.04709629936121)]
    [InlineData(1 - 1e-16, 8.209536151601387)]
    public void Quantiles_are_the_known_ones(double probability, double expected) =>
        Assert.Equal(expected, StandardNormal.Quantile(probability), 1e-14 * (1 + Math.Abs(expected)));

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-10)]
    [InlineData(0.0023)]
    [InlineData(0.08)]
    [InlineData(0.4)]
    [InlineData(0.5)]
    [InlineData(0.975)]
    [InlineData(0.9999)]
    public void Probabilities_are_the_inverse_of_quantiles(double probability) =>
        Assert.Equal(probability, StandardNormal.Probability(StandardNormal.Quantile(probability)), 1e-12 * probability);

    [Fact]
    public void Quantiles_are_symmetric_and_rise()
    {
        double before = double.NegativeInfinity;
        for (int i = 1; i < 4096; i++)
        {
            double quantile = StandardNormal.Quantile(i / 4096.0);
            Assert.True(quantile > before);
            Assert.Equal(-quantile, StandardNormal.Quantile(1 - (i / 4096.0)));
            before = quantile;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Other_numbers_are_no_probabilities(double probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StandardNormal.Quantile(probability));
}
