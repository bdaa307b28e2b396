using VaeLab.Models;
using VaeLab.Prediction;
using VaeLab.Tests.Models;

namespace VaeLab.Tests.Prediction;

public sealed class BatchingPredictorTests
{
    private const int Count = 100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_have_the_bits_of_the_predictor()
    {
        var predictor = new Predictor(LittleData.Model(), width: 2);
        var batching = new BatchingPredictor(predictor);
        float[] samples = new float[Count * LittleData.Pixels], codes = new float[Count * 2], reconstructed = new float[samples.Length], decoded = new float[samples.Length];
        LittleData.Images(Count).Fill(0, Count, samples);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async row =>
        {
            await batching.EncodeAsync(Row(samples, row), Row(codes, row, 2), cancellationToken: Cancel).ConfigureAwait(false);
            await batching.DecodeAsync(Row(codes, row, 2), Row(decoded, row), cancellationToken: Cancel).ConfigureAwait(false);
            await batching.ReconstructAsync(Row(samples, row), Row(reconstructed, row), cancellationToken: Cancel).ConfigureAwait(false);
        }));

        float[] expectedCodes = new float[codes.Length], expected = new float[samples.Length];
        predictor.Encode(samples, expectedCodes);
        Assert.Equal(expectedCodes, codes);
        predictor.Decode(codes, expected);
        Assert.Equal(expected, decoded);
        predictor.Reconstruct(samples, expected);
        Assert.Equal(expected, reconstructed);
    }

    [Fact]
    public async Task A_fault_is_that_of_its_own_request()
    {
        var conditional = new Predictor(new ModelOptions { Hidden = [4], Classes = 3 }.Create(LittleData.Shape, seed: 0), width: 1);
        var batching = new BatchingPredictor(conditional);
        float[] sample = new float[LittleData.Pixels], expected = new float[2];
        conditional.Encode(sample, expected, [1]);
        int?[] labels = [.. Enumerable.Range(0, Count).Select(number => (number % 10) switch { 3 => null, 7 => (int?)3, _ => 1 })];
        float[][] codes = [.. labels.Select(_ => new float[2])];
        Task[] tasks = [.. labels.Select((label, number) => batching.EncodeAsync(sample, codes[number], label, Cancel))];
        for (int number = 0; number < Count; number++)
        {
            string? fault = (await Record.ExceptionAsync(() => tasks[number]))?.Message;
            if (labels[number] == 1)
                Assert.Equal((null, expected[0], expected[1]), (fault, codes[number][0], codes[number][1]));
            else
                Assert.Contains(labels[number] is null ? "There are 0 labels for 1 rows" : "A label is 3", fault, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>("sample", () => { _ = batching.EncodeAsync(new float[1], new float[2], 1, Cancel); });
        Assert.Throws<ArgumentException>("code", () => { _ = batching.EncodeAsync(sample, new float[3], 1, Cancel); });
        Assert.Throws<ArgumentNullException>(() => new BatchingPredictor(null!));
    }

    /// <summary>While one is computed, five come, one of which is taken back: the others are one batch.</summary>
    [Fact]
    public async Task What_waits_is_a_batch_and_can_be_taken_back()
    {
        using var begun = new SemaphoreSlim(0);
        using var mayEnd = new SemaphoreSlim(0);
        using var takenBack = new CancellationTokenSource();
        var batches = new List<int>();
        var queue = new RequestQueue(
            (given, answers, _) =>
            {
                batches.Add(given.Length);
                begun.Release();
                mayEnd.Wait();
                given.CopyTo(answers);
            },
            givenLength: 1,
            answerLength: 1,
            width: 1);
        float[] answers = new float[6];
        Task Ask(int number, CancellationToken cancel) => queue.AnswerAsync(new float[] { number + 1 }, answers.AsMemory(number, 1), null, ("given", "received"), cancel);

        Task first = Ask(0, takenBack.Token);
        await begun.WaitAsync(Cancel);
        Task[] others = [.. Enumerable.Range(1, 5).Select(number => Ask(number, number == 3 ? takenBack.Token : Cancel))];
        await takenBack.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => others[2]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ask(3, takenBack.Token));
        Assert.False(first.IsCompleted);
        mayEnd.Release(2);
        await first;
        await Task.WhenAll(others[0], others[1], others[3], others[4]);
        Assert.Equal([1, 4], batches);
        Assert.Equal([1, 2, 3, 0, 5, 6], answers);
    }

    private static Memory<float> Row(float[] numbers, int row, int length = LittleData.Pixels) => numbers.AsMemory(row * length, length);
}
