using System.Diagnostics;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Prediction;
using VaeLab.Runs;

namespace VaeLab.Publishing.Results;

/// <summary>Single rows asked for by many callers at once: by a <see cref="Predictor"/>, each on its own, and by a <see cref="BatchingPredictor"/>.</summary>
internal static class BatchingLoad
{
    private const int Rounds = 5, Requests = 20_000, Images = 1000;

    private static readonly int[] s_clients = [1, 2, 8, 32, 128];

    /// <summary>For so many callers. The unit is processor time, in which other programs have no part.</summary>
    /// <param name="Clients">How many ask at the same time.</param>
    /// <param name="AloneMicroseconds">Processor time of a request by a predictor; the median of several rounds.</param>
    /// <param name="TogetherMicroseconds">By a batching predictor.</param>
    internal sealed record Row(int Clients, double AloneMicroseconds, double TogetherMicroseconds);

    /// <summary>Encodes MNIST's test images, one by one.</summary>
    /// <param name="file">The model.</param>
    /// <exception cref="InputException">An answer has other bits than it should.</exception>
    public static IReadOnlyList<Row> Measure(string file)
    {
        using FileStream stream = File.OpenRead(file);
        GenerativeModel model = ModelFile.Load<GenerativeModel>(stream);
        var predictor = new Predictor(model);
        var batching = new BatchingPredictor(predictor);
        float[] pixels = new float[Images * model.Pixels], codes = new float[Images * model.CodeLength];
        Dataset.Mnist().HeldOut.Fill(0, Images, pixels);
        predictor.Encode(pixels, codes);
        Memory<float> Pixels(int image) => pixels.AsMemory(image * model.Pixels, model.Pixels);
        bool IsRight(int image, float[] code) => codes.AsSpan(image * code.Length, code.Length).SequenceEqual(code);

        return
        [
            .. s_clients.Select(clients => new Row(
                clients,
                Median(clients, async (image, code) =>
                {
                    predictor.Encode(Pixels(image).Span, code);
                    await Task.Yield();
                    return IsRight(image, code);
                }),
                Median(clients, async (image, code) =>
                {
                    await batching.EncodeAsync(Pixels(image), code).ConfigureAwait(false);
                    return IsRight(image, code);
                }))),
        ];

        double Median(int clients, Func<int, float[], Task<bool>> ask)
        {
            double[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => RoundAsync(clients, model.CodeLength, ask).GetAwaiter().GetResult())];
            return rounds.Order().ElementAt(Rounds / 2);
        }
    }

    private static async Task<double> RoundAsync(int clients, int codeLength, Func<int, float[], Task<bool>> ask)
    {
        int next = -1;
        using var process = Process.GetCurrentProcess();
        TimeSpan start = process.TotalProcessorTime;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            var code = new float[codeLength];
            for (int i = Interlocked.Increment(ref next); i < Requests; i = Interlocked.Increment(ref next))
            {
                if (!await ask(i % Images, code).ConfigureAwait(false))
                    throw new InputException("An answer has other bits than the predictor's, which is a fault of VaeLab.");
            }
        }))).ConfigureAwait(false);
        process.Refresh();
        return (process.TotalProcessorTime - start).TotalMicroseconds / Requests;
    }
}
