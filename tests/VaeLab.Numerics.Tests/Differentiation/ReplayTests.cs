namespace VaeLab.Numerics.Tests.Differentiation;

/// <summary>What every operation promises about its replay. Runs alone: it measures allocations of the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class ReplayTests
{
    public static TheoryData<string> Circuits => [.. Circuit.All.Keys];

    [Theory]
    [MemberData(nameof(Circuits))]
    public void Any_number_of_threads_gives_the_same_bits_and_a_warm_tape_allocates_nothing(string name)
    {
        float[][]? expected = null;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using var pool = new WorkerPool(threads);
            var circuit = new Circuit(name, batchSize: 101, pool);
            circuit.Fill(rows: 101, seed: 1);
            circuit.Tape.Forward();
            circuit.Tape.Backward(circuit.Loss);
            float[][] results = [circuit.Loss.Values.ToArray(), .. circuit.Reached.Select(Circuit.GradientOf)];
            expected ??= results;
            Assert.Equal(expected, results);
            Assert.Equal(0, Allocations.Fewest(() =>
            {
                circuit.Tape.Forward();
                circuit.Tape.Backward(circuit.Loss);
            }));
        }
    }
}
