namespace VaeLab.Data;

/// <summary>Words faults in the same way on every machine: numbers do not depend on its language.</summary>
internal static class Fault
{
    public static InputException Of(FormattableString fault, Exception? inner = null) =>
        new(FormattableString.Invariant(fault), inner);
}
