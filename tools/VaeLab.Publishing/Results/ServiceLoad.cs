using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace VaeLab.Publishing.Results;

/// <summary>Clients that ask a service as fast as it answers: each sends its next request when it has the answer to the last one.</summary>
/// <param name="service">The service.</param>
/// <param name="path">What is asked for.</param>
/// <param name="requests">The requests, as JSON; they are sent in turn, again and again.</param>
/// <param name="expected">The answer to each of them, byte for byte.</param>
internal sealed class ServiceLoad(RunningService service, string path, IReadOnlyList<byte[]> requests, IReadOnlyList<byte[]> expected)
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    /// <summary>What came of it.</summary>
    /// <param name="RequestsPerSecond">Of all clients together.</param>
    /// <param name="MedianMilliseconds">Half of the answers took less.</param>
    /// <param name="P99Milliseconds">99 of 100 answers took less.</param>
    /// <param name="BytesPerRequest">What the service allocated, HTTP and JSON with it.</param>
    /// <param name="ProcessorMicroseconds">What the service computed for a request, on all processors together; other programs have no part in it.</param>
    /// <param name="Wrong">Answers that were not the expected ones.</param>
    internal sealed record Round(double RequestsPerSecond, double MedianMilliseconds, double P99Milliseconds, double BytesPerRequest, double ProcessorMicroseconds, int Wrong);

    /// <summary>The answer to a request.</summary>
    /// <exception cref="HttpRequestException">The service answers with a fault, or not at all.</exception>
    public static async Task<byte[]> AskAsync(RunningService service, string path, byte[] request)
    {
        using HttpResponseMessage answer = await PostAsync(service.Client, path, request).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
    }

    /// <summary>Sends so many requests.</summary>
    public async Task<Round> RunAsync(int clients, int count)
    {
        var ticks = new long[count];
        int next = -1, wrong = 0;
        TimeSpan processor = service.ProcessorTime;
        long allocated = await AllocatedAsync().ConfigureAwait(false), start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                long began = Stopwatch.GetTimestamp();
                using HttpResponseMessage answer = await PostAsync(service.Client, path, requests[i % requests.Count]).ConfigureAwait(false);
                byte[] bytes = await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                ticks[i] = Stopwatch.GetElapsedTime(began).Ticks;
                if (answer.StatusCode != HttpStatusCode.OK || !bytes.AsSpan().SequenceEqual(expected[i % expected.Count]))
                    Interlocked.Increment(ref wrong);
            }
        }))).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        allocated = await AllocatedAsync().ConfigureAwait(false) - allocated;
        processor = service.ProcessorTime - processor;
        Array.Sort(ticks);
        return new(count / seconds, Milliseconds(ticks, 0.5), Milliseconds(ticks, 0.99), (double)allocated / count, processor.TotalMicroseconds / count, wrong);
    }

    private static double Milliseconds(long[] sorted, double share) => TimeSpan.FromTicks(sorted[(int)(share * (sorted.Length - 1))]).TotalMilliseconds;

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, byte[] request)
    {
        using var content = new ByteArrayContent(request) { Headers = { ContentType = s_json } };
        return await client.PostAsync(path, content).ConfigureAwait(false);
    }

    private async Task<long> AllocatedAsync() => long.Parse(await service.Client.GetStringAsync("allocated").ConfigureAwait(false), CultureInfo.InvariantCulture);
}
