using System.Text;

namespace VaeLab.Cli.Terminal;

/// <summary>
/// The standard output. Where it cannot be written, as on a full disk, that is a fault of what a person gave, and said as such; a pipe
/// that nobody reads any more swallows what comes.
/// </summary>
internal sealed class StandardOutput : Stream
{
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly bool _isClosed = IsClosedWithInput();

    private StandardOutput()
    {
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What is written to it as it is, for a display that moves the cursor.</summary>
    public static TextWriter Raw { get; private set; } = TextWriter.Null;

    /// <summary>Has the console write to it from now on, and to the standard error, as <see cref="PlainText"/>.</summary>
    public static void Take()
    {
        Encoding encoding = Console.OutputEncoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Console.OutputEncoding;
        Raw = new StreamWriter(new StandardOutput(), encoding) { AutoFlush = true };
        Console.SetOut(new PlainText(Raw));
        Console.SetError(new PlainText(new StreamWriter(Console.OpenStandardError(), encoding) { AutoFlush = true }));
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="InputException">It cannot be written.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            if (_isClosed)
                throw new IOException("The standard output is closed");
            _output.Write(buffer);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw new InputException(
                $"What is printed here cannot be written: {exception.Message.TrimEnd('.')}. Free some space, or send it elsewhere. A training that it stopped goes on with vae train --resume RUN.", exception);
        }
    }

    public override void Flush() => _output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// Whether a program was started without standard input and output. A pipe that the runtime makes for itself then has their numbers, and
    /// takes what is written; no two ends of one pipe are given to a program otherwise.
    /// </summary>
    private static bool IsClosedWithInput()
    {
        const string Input = "/proc/self/fd/0", Output = "/proc/self/fd/1";
        return OperatingSystem.IsLinux() && new FileInfo(Output).LinkTarget is { } target
            && target.StartsWith("pipe:", StringComparison.Ordinal) && string.Equals(target, new FileInfo(Input).LinkTarget, StringComparison.Ordinal);
    }

    /// <summary>Whether this is how .NET says that a stream of the console cannot be written.</summary>
    internal static bool IsFault(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
