using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Prediction;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Prediction;

/// <summary>A service's load: more clients than lanes, and requests of any size at once. Also for Native AOT, in tests/VaeLab.Native.</summary>
internal sealed class PredictorLoad
{
    private const int Most = 70, Questions = 4;

    private readonly float[] _samples = new float[Most * LittleData.Pixels];

    public PredictorLoad() => LittleData.Images(Most).Fill(0, Most, _samples);

    /// <summary>Asks from many threads at once, and compares each answer with that of a predictor which one thread uses alone.</summary>
    /// <returns>How many answers have other bits, of how many.</returns>
    public (int Wrong, int Asked) Run(int threads, int requests)
    {
        Vae model = LittleData.Model();
        var alone = new Predictor(model, width: 1);
        var expected = new Answers(_samples);
        for (int question = 0; question < Questions; question++)
            expected.Ask(alone, question, 0, Most);

        var shared = new Predictor(model, width: 4);
        int wrong = 0, answered = 0, next = 0;
        Thread[] clients = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var given = new Answers(_samples);
            for (int request = Interlocked.Increment(ref next); request <= requests; request = Interlocked.Increment(ref next))
            {
                var random = new RandomStream(8, RandomPurpose.Test, (uint)request);
                int rows = random.WordAt(0) % 16 == 0 ? 1 + (int)(random.WordAt(1) % Most) : 1 + (int)(random.WordAt(1) % 4);
                int start = (int)(random.WordAt(2) % (uint)(Most - rows + 1));
                int question = (int)(random.WordAt(3) % Questions);
                given.Ask(shared, question, start, rows);
                Interlocked.Increment(ref answered);
                if (!given.Matches(expected, question, start, rows))
                    Interlocked.Increment(ref wrong);
            }
        }))];
        foreach (Thread client in clients)
            client.Start();
        foreach (Thread client in clients)
            client.Join();
        return (wrong, answered);
    }

    /// <summary>Room for the answers about all samples.</summary>
    private sealed class Answers(float[] samples)
    {
        private readonly float[] _codes = new float[Most * 2], _reconstructed = new float[samples.Length], _decoded = new float[samples.Length];
        private readonly Loss[] _scores = new Loss[Most];

        /// <summary>Asks one of four questions about some of the samples.</summary>
        public void Ask(Predictor predictor, int question, int start, int count)
        {
            ReadOnlySpan<float> asked = Pixels(samples, start, count);
            if (question is 0 or 3)
                predictor.Encode(asked, Codes(start, count));
            if (question == 1)
                predictor.Reconstruct(asked, Pixels(_reconstructed, start, count));
            if (question == 2)
                predictor.Score(asked, _scores.AsSpan(start, count));
            if (question == 3)
                predictor.Decode(Codes(start, count), Pixels(_decoded, start, count));
        }

        public bool Matches(Answers expected, int question, int start, int count) => question switch
        {
            0 => Codes(start, count).SequenceEqual(expected.Codes(start, count)),
            1 => Pixels(_reconstructed, start, count).SequenceEqual(Pixels(expected._reconstructed, start, count)),
            2 => _scores.AsSpan(start, count).SequenceEqual(expected._scores.AsSpan(start, count)),
            _ => Pixels(_decoded, start, count).SequenceEqual(Pixels(expected._decoded, start, count)),
        };

        private static Span<float> Pixels(float[] numbers, int start, int count) => numbers.AsSpan(start * LittleData.Pixels, count * LittleData.Pixels);

        private Span<float> Codes(int start, int count) => _codes.AsSpan(start * 2, count * 2);
    }
}
