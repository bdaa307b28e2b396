using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests.Differentiation;

/// <summary>
/// Two links from the mathematics to what trains a model: the plain path's derivatives are those of its values, by
/// differences in double precision; and the fast path does what the plain one does, for every width of vectors.
/// </summary>
[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed class DerivativeTests : IDisposable
{
    private const int MostNumbers = 40;

    // What float32 may be off by, relative to the largest number of a tensor: some roundings of 6e-8 along a chain.
    private const double SingleTolerance = 1e-5;

    private readonly WorkerPool _pool = new(1);

    public static TheoryData<string> Circuits => [.. Circuit.All.Keys];

    public static MatrixTheoryData<string, string> CircuitsAndKernels => new(Circuit.All.Keys, KernelSet.All.Select(kernels => kernels.Name));

    [Theory]
    [MemberData(nameof(Circuits))]
    public void Plain_derivatives_are_differences_of_plain_values(string name)
    {
        var circuit = new Circuit(name, batchSize: 5, _pool);
        circuit.Fill(rows: 5, seed: 1);
        circuit.Tape.LoadReference();
        circuit.Tape.ForwardReference();
        circuit.Tape.BackwardReference(circuit.Loss);

        foreach (Parameter parameter in circuit.Parameters)
        {
            double[] gradient = [.. parameter.ReferenceGradient];
            int stride = Math.Max(1, gradient.Length / MostNumbers);
            double[] chosen = [.. gradient.Where((_, i) => i % stride == 0)];
            double[] differences = [.. Enumerable.Range(0, chosen.Length).Select(i => Difference(circuit, parameter, i * stride))];
            Numbers.AssertClose(differences, chosen, 1e-8, $"{name}, {parameter.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(CircuitsAndKernels))]
    public void Fast_values_and_derivatives_are_the_plain_ones_at_every_batch_size(string name, string kernels)
    {
        // One tape throughout: what a long batch leaves behind must not reach a short one, nor the other way round.
        var circuit = new Circuit(name, batchSize: 100, _pool, Numbers.Kernels(kernels));
        uint seed = 10;
        foreach (int rows in new[] { 100, 1, 33, 5, 64, 31, 32, 100 })
        {
            circuit.Fill(rows, ++seed);
            circuit.Tape.Forward();
            circuit.Tape.Backward(circuit.Loss);
            circuit.Tape.LoadReference();
            circuit.Tape.ForwardReference();
            circuit.Tape.BackwardReference(circuit.Loss);

            string what = FormattableString.Invariant($"{name}, {kernels}, {rows} rows");
            double loss = circuit.Loss.ReferenceValue[0];
            Assert.InRange(circuit.Loss.Values[0] - loss, -SingleTolerance * (1 + Math.Abs(loss)), SingleTolerance * (1 + Math.Abs(loss)));
            for (int i = 0; i < circuit.Watched.Count; i++)
            {
                Tensor tensor = circuit.Watched[i];
                Numbers.AssertClose(tensor.ReferenceValue, tensor.Values, SingleTolerance, FormattableString.Invariant($"{what}, values of tensor {i}"));
                Numbers.AssertClose(tensor.ReferenceGradient, tensor.Gradient, SingleTolerance, FormattableString.Invariant($"{what}, gradient of tensor {i}"));
            }

            foreach (Parameter parameter in circuit.Reached)
                Numbers.AssertClose(parameter.ReferenceGradient, Circuit.GradientOf(parameter), SingleTolerance, $"{what}, gradient of {parameter.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Circuits))]
    public void A_used_tape_gives_the_bits_of_a_new_one(string name)
    {
        var used = new Circuit(name, batchSize: 70, _pool);
        foreach ((int rows, uint seed) in new[] { (70, 1u), (3, 2u), (70, 3u), (33, 4u) })
        {
            used.Fill(rows, seed);
            used.Tape.Forward();
            used.Tape.Backward(used.Loss);

            var fresh = new Circuit(name, batchSize: 70, _pool);
            fresh.Fill(rows, seed);
            fresh.Tape.Forward();
            fresh.Tape.Backward(fresh.Loss);
            Assert.Equal(fresh.Loss.Values[0], used.Loss.Values[0]);
            foreach ((Parameter expected, Parameter actual) in fresh.Reached.Zip(used.Reached))
                Assert.Equal(Circuit.GradientOf(expected), Circuit.GradientOf(actual));
        }
    }

    public void Dispose() => _pool.Dispose();

    /// <summary>The derivative of the plain loss by one number, from four values around it.</summary>
    private static double Difference(Circuit circuit, Parameter parameter, int index)
    {
        const double h = 3e-5;
        double origin = parameter.ReferenceValue[index];
        double LossAt(double offset)
        {
            parameter.ReferenceValue[index] = origin + offset;
            circuit.Tape.ForwardReference();
            return circuit.Loss.ReferenceValue[0];
        }

        double difference = ((8 * (LossAt(h) - LossAt(-h))) - (LossAt(2 * h) - LossAt(-2 * h))) / (12 * h);
        parameter.ReferenceValue[index] = origin;
        return difference;
    }
}
