namespace VaeLab;

/// <summary>
/// What a person gave — an option, a file, a folder — cannot be used. The message says what it got, what it needs and
/// what to do; programs print it without a stack trace and leave with exit code 2.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>One fault.</summary>
    public InputException(string fault, Exception? inner = null)
        : base(fault, inner) => Faults = [fault];

    /// <summary>All faults found, reported together.</summary>
    public InputException(IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>Each fault in a sentence of its own.</summary>
    public IReadOnlyList<string> Faults { get; }
}
