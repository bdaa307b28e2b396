using VaeLab.Numerics;
using VaeLab.Publishing.Site;

namespace VaeLab.Repository.Tests;

public sealed class WeightRoundingTests
{
    private const int Rows = 200, Columns = 50, Inputs = 400;

    /// <summary>
    /// Inputs of a real layer are correlated. The error that rounding a weight leaves in the layer's sums is then made up for by later
    /// weights of its row, so the sums are closer than those of weights that are each rounded to the nearest level.
    /// </summary>
    [Fact]
    public void Errors_are_compensated_by_later_weights()
    {
        float[] weights = Normal(Rows * Columns, 0);
        float[][] inputs = CorrelatedInputs();
        Parameter weight = new("decoder.0.weight", Rows, Columns), bias = new("decoder.0.bias", Rows, 1);
        weight.CopyFrom(weights);
        float[] steps = WeightRounding.Apply([weight, bias], inputs).StepsOf(weight.Name)!;
        var rounded = new float[weights.Length];
        weight.CopyTo(rounded);

        float[] nearest = [.. weights.Select((value, i) => steps[i / Columns] * MathF.Round(value / steps[i / Columns]))];
        Assert.All(rounded, (value, i) => Assert.Equal(MathF.Round(value / steps[i / Columns]), value / steps[i / Columns], 1e-4f));
        Assert.InRange(SquaredError(rounded, weights, inputs) / SquaredError(nearest, weights, inputs), 0, 0.5);
    }

    [Fact]
    public void Small_layers_stay_as_they_are()
    {
        Parameter weight = new("decoder.0.weight", Rows - 1, Columns), bias = new("decoder.0.bias", Rows - 1, 1);
        float[] weights = Normal(weight.Length, 0), after = new float[weight.Length];
        weight.CopyFrom(weights);
        Assert.Null(WeightRounding.Apply([weight, bias], CorrelatedInputs()).StepsOf(weight.Name));
        weight.CopyTo(after);
        Assert.Equal(weights, after);
    }

    /// <summary>A common part in all columns of an input, and a smaller part of each column's own.</summary>
    private static float[][] CorrelatedInputs()
    {
        float[] common = Normal(Inputs, 1), own = Normal(Inputs * Columns, 2);
        return [.. common.Select((shared, n) => own.AsSpan(n * Columns, Columns).ToArray().Select(value => shared + (0.3f * value)).ToArray())];
    }

    private static float[] Normal(int count, uint stream)
    {
        var values = new float[count];
        new RandomStream(0, RandomPurpose.Samples, stream).FillNormal(values);
        return values;
    }

    /// <summary>Of the layer's sums, over all inputs.</summary>
    private static double SquaredError(float[] weights, float[] exact, float[][] inputs)
    {
        float[] error = [.. weights.Zip(exact, (rounded, value) => rounded - value)];
        return inputs.Sum(x => error.Chunk(Columns).Sum(row => Math.Pow(row.Zip(x, (e, value) => (double)e * value).Sum(), 2)));
    }
}
