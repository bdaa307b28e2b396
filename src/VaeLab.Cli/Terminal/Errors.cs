namespace VaeLab.Cli.Terminal;

/// <summary>What a person reads when something cannot be done: sentences, never a stack trace.</summary>
internal static class Errors
{
    // Faults quote from files, and nobody reads more.
    private const int MostFaults = 50, LongestFault = 4000;

    /// <summary>Runs a program and turns whatever goes wrong into words and an exit code.</summary>
    public static int Guard(Func<int> program)
    {
        try
        {
            StandardOutput.Take();
            return program();
        }
        catch (InputException exception)
        {
            foreach (string fault in exception.Faults.Take(MostFaults))
                Say(fault);
            if (exception.Faults.Count > MostFaults)
                Say(FormattableString.Invariant($"There are {exception.Faults.Count - MostFaults} more faults."));
            return ExitCode.BadInput;
        }
        catch (NotFiniteNumberException exception)
        {
            Say(exception.Message);
            return ExitCode.Failure;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or OverflowException)
        {
            Say("The model or a batch is too large for memory. Make --batch-size, --hidden or the dataset smaller.");
            return ExitCode.BadInput;
        }
#pragma warning disable CA1031 // The last line of defence: a person sees one sentence.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Say($"This should not have happened, and is a fault of VaeLab ({exception.GetType().Name}: {exception.Message}). Please report it with the command that you ran.");
            return ExitCode.Failure;
        }
    }

    /// <summary>Where nobody can be told, the exit code must do.</summary>
    private static void Say(string fault)
    {
        try
        {
            Console.Error.WriteLine($"Error: {OptionWords.Of(fault.Length <= LongestFault ? fault : fault[..LongestFault] + " …")}");
        }
        catch (Exception exception) when (StandardOutput.IsFault(exception))
        {
            // There is nowhere left to say it.
        }
    }
}
