using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace VaeLab.Publishing.Results;

/// <summary>
/// Clients that ask a service as fast as it answers: each sends its next request when it has the answer to the last one. They share the processor
/// with the service, so they do as little as they can: a connection each, requests that are ready to send, and answers that are compared as they come.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="path">What is asked for.</param>
/// <param name="requests">The requests, as JSON; they are sent in turn, again and again.</param>
/// <param name="expected">The answer to each of them, byte for byte.</param>
internal sealed class ServiceLoad(RunningService service, string path, IReadOnlyList<byte[]> requests, IReadOnlyList<byte[]> expected)
{
    private readonly byte[][] _messages = [.. requests.Select(request => Message(service, path, request))];

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
        using var content = new ByteArrayContent(request) { Headers = { ContentType = new("application/json") } };
        using HttpResponseMessage answer = await service.Client.PostAsync(path, content).ConfigureAwait(false);
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
            using var connection = new Connection(service.Client.BaseAddress!);
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                long began = Stopwatch.GetTimestamp();
                bool right = await connection.AskAsync(_messages[i % requests.Count], expected[i % expected.Count]).ConfigureAwait(false);
                ticks[i] = Stopwatch.GetElapsedTime(began).Ticks;
                if (!right)
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

    private static byte[] Message(RunningService service, string path, byte[] request) =>
    [
        .. Encoding.ASCII.GetBytes(FormattableString.Invariant(
            $"POST /{path} HTTP/1.1\r\nHost: {service.Client.BaseAddress!.Authority}\r\nContent-Type: application/json\r\nContent-Length: {request.Length}\r\n\r\n")),
        .. request,
    ];

    private async Task<long> AllocatedAsync() => long.Parse(await service.Client.GetStringAsync("allocated").ConfigureAwait(false), CultureInfo.InvariantCulture);

    /// <summary>One client's connection: HTTP/1.1 as this service answers it, whole or in chunks.</summary>
    private sealed class Connection : IDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _received = new byte[64 * 1024];

        public Connection(Uri address) => _socket.Connect(address.Host, address.Port);

        public void Dispose() => _socket.Dispose();

        /// <summary>Whether the answer to a message is 200 with exactly these bytes.</summary>
        /// <exception cref="InvalidDataException">The service ends the connection, or says more than fits.</exception>
        public async Task<bool> AskAsync(ReadOnlyMemory<byte> message, byte[] expected)
        {
            for (int sent = 0; sent < message.Length;)
                sent += await _socket.SendAsync(message[sent..]).ConfigureAwait(false);
            for (int length = 0; ;)
            {
                int more = await _socket.ReceiveAsync(_received.AsMemory(length)).ConfigureAwait(false);
                if (more == 0)
                    throw new InvalidDataException("The service ended a connection before its answer was complete, or the answer is too long.");
                length += more;
                if (Complete(_received.AsSpan(0, length)) is Range body)
                    return _received.AsSpan().StartsWith("HTTP/1.1 200 "u8) && Holds(_received.AsSpan(0, length)[body], expected);
            }
        }

        // Where the body is, once all of the answer is there.
        private static Range? Complete(ReadOnlySpan<byte> answer)
        {
            int head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0)
                return null;
            ReadOnlySpan<byte> headers = answer[..(head + 2)], body = answer[(head + 4)..];
            if (headers.IndexOf("Transfer-Encoding: chunked\r\n"u8) >= 0)
                return body.EndsWith("0\r\n\r\n"u8) ? (head + 4).. : null;
            int announced = headers.IndexOf("Content-Length: "u8);
            if (announced < 0)
                throw new InvalidDataException("The service's answer has no length.");
            ReadOnlySpan<byte> number = headers[(announced + "Content-Length: ".Length)..];
            int length = int.Parse(number[..number.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
            return body.Length >= length ? (head + 4).. : null;
        }

        // Chunks: a length in hexadecimal, a line's end, so many bytes, a line's end; the last has length 0.
        private static bool Holds(ReadOnlySpan<byte> body, ReadOnlySpan<byte> expected)
        {
            if (body.SequenceEqual(expected))
                return true;
            for (int end = body.IndexOf("\r\n"u8); end >= 0 && int.TryParse(body[..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int length); end = body.IndexOf("\r\n"u8))
            {
                if (length == 0)
                    return expected.IsEmpty;
                if (length > expected.Length || !body[(end + 2)..].StartsWith(expected[..length]))
                    return false;
                expected = expected[length..];
                body = body[(end + 2 + length + 2)..];
            }

            return false;
        }
    }
}
