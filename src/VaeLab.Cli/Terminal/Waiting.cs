namespace VaeLab.Cli.Terminal;

/// <summary>Says what the program is doing when it takes longer than two seconds: once, in a line, to a terminal or a file.</summary>
internal sealed class Waiting : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private bool _isOver;

    private Waiting(string what, TimeSpan patience) => _timer = new Timer(_ => Say(what), null, patience, Timeout.InfiniteTimeSpan);

    /// <summary>Says it unless this is disposed of within two seconds.</summary>
    public static Waiting Saying(string what) => Saying(what, s_patience);

    internal static Waiting Saying(string what, TimeSpan patience) => new(what, patience);

    public void Dispose()
    {
        lock (_lock)
            _isOver = true;
        _timer.Dispose();
    }

    private void Say(string what)
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            try
            {
                Console.WriteLine(what);
            }
            catch (InputException)
            {
                // The output cannot be written: what is printed next says so, where it can be caught.
            }
        }
    }
}
