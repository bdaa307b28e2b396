namespace VaeLab.Cli.Terminal;

/// <summary>What a person reads when something cannot be done: sentences, never a stack trace.</summary>
internal static class Errors
{
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
            foreach (string fault in exception.Faults)
                Say(fault);
            return ExitCode.BadInput;
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
            Console.Error.WriteLine($"Error: {fault}");
        }
        catch (Exception exception) when (StandardOutput.IsFault(exception))
        {
            // There is nowhere left to say it.
        }
    }
}
