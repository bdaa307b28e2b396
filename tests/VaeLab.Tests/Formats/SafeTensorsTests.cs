using System.Runtime.InteropServices;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Tests.Formats;

public sealed class SafeTensorsTests
{
    private static readonly Vae s_model =
        new(SampleShape.Features(12), new() { LatentDimensions = 3, Hidden = [17, 5] }, MultivariateNormal.Standard(3), Likelihood.Bernoulli, seed: 4);

    [Fact]
    public void Names_and_shapes_are_those_of_PyTorch()
    {
        SafeTensorsFile file = Write(s_model.Parameters);
        (string, int[])[] expected =
        [
            ("encoder.0.weight", [17, 12]), ("encoder.0.bias", [17]),
            ("encoder.1.weight", [5, 17]), ("encoder.1.bias", [5]),
            ("mean.weight", [3, 5]), ("mean.bias", [3]),
            ("log_variance.weight", [3, 5]), ("log_variance.bias", [3]),
            ("decoder.0.weight", [5, 3]), ("decoder.0.bias", [5]),
            ("decoder.1.weight", [17, 5]), ("decoder.1.bias", [17]),
            ("decoder.2.weight", [12, 17]), ("decoder.2.bias", [12]),
        ];
        Assert.Equal(expected, file.Tensors.Select(tensor => (tensor.Name, tensor.Shape)));
    }

    [Fact]
    public void Values_are_the_parameters_bit_by_bit()
    {
        SafeTensorsFile file = Write(s_model.Parameters);
        foreach ((Parameter parameter, SafeTensorsFile.Entry tensor) in s_model.Parameters.Zip(file.Tensors))
        {
            var values = new float[parameter.Length];
            parameter.CopyTo(values);
            Assert.Equal(Bits(values), Bits(tensor.Values));
        }
    }

    [Fact]
    public void Every_float_survives()
    {
        var parameter = new Parameter("all.weight", 2, 3);
        float[] values = [float.NaN, float.NegativeInfinity, -0f, float.Epsilon, float.MaxValue, 1 / 3f];
        parameter.CopyFrom(values);
        Assert.Equal(Bits(values), Bits(Assert.Single(Write([parameter]).Tensors).Values));
    }

    [Fact]
    public void A_single_unit_keeps_its_dimensions()
    {
        SafeTensorsFile file = Write([new("a.weight", 1, 1), new("a.bias", 1, 1), new("b.weight", 4, 1)]);
        Assert.Equal(["1,1", "1", "4,1"], file.Tensors.Select(tensor => string.Join(',', tensor.Shape)).ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"quotes\", { braces } and back\\slashes")]
    [InlineData("Σ = [[1, .4], [.4, .5]], 数字 🎨\n")]
    public void Metadata_survives_and_the_numbers_stay_aligned(string text)
    {
        for (int length = 0; length < 8; length++)
        {
            string value = text + new string('x', length);
            SafeTensorsFile file = Write(s_model.Parameters, new(StringComparer.Ordinal) { ["format"] = "pt", ["note"] = value });
            Assert.Equal(value, file.Metadata["note"]);
            Assert.Equal("pt", file.Metadata["format"]);
            Assert.Equal(0, file.DataStart % 8);
        }
    }

    [Fact]
    public void Writing_after_every_epoch_takes_no_new_memory_for_the_weights()
    {
        var model = new Vae(SampleShape.Gray(28, 28), new(), MultivariateNormal.Standard(2), Likelihood.Bernoulli, seed: 4);
        long weights = model.Parameters.Sum(parameter => (long)parameter.Length * sizeof(float));
        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            SafeTensors.Write(Stream.Null, model.Parameters, new Dictionary<string, string>(StringComparer.Ordinal));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(Enumerable.Range(0, 5).Min(_ => Allocated()), 0, weights / 100);
    }

    private static SafeTensorsFile Write(IReadOnlyList<Parameter> parameters, Dictionary<string, string>? metadata = null)
    {
        var stream = new MemoryStream();
        SafeTensors.Write(stream, parameters, metadata ?? new(StringComparer.Ordinal));
        return SafeTensorsFile.Parse(stream.ToArray());
    }

    private static int[] Bits(float[] values) => MemoryMarshal.Cast<float, int>(values).ToArray();
}
