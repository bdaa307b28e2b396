using VaeLab.Cli.Terminal;

namespace VaeLab.Cli.Tests;

[Collection(nameof(WaitingTests))]
[CollectionDefinition(nameof(WaitingTests), DisableParallelization = true)]
public sealed class WaitingTests
{
    [Fact]
    public async Task It_says_what_takes_long_once_and_nothing_of_what_does_not()
    {
        TextWriter before = Console.Out;
        using var output = new Written();
        Console.SetOut(output);
        try
        {
            using (Waiting.Saying("Soon done …", TimeSpan.FromHours(1)))
                output.Write(string.Empty);
            using (Waiting.Saying("Drawing 9 figures …", TimeSpan.Zero))
                await output.Line.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal("Drawing 9 figures …", await output.Line.Task);
        }
        finally
        {
            Console.SetOut(before);
        }
    }

    private sealed class Written : StringWriter
    {
        public TaskCompletionSource<string?> Line { get; } = new();

        public override void WriteLine(string? value) => Line.SetResult(value);
    }
}
