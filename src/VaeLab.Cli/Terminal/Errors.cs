namespace VaeLab.Cli.Terminal;

/// <summary>What a person reads when something cannot be done: sentences, never a stack trace.</summary>
internal static class Errors
{
    /// <summary>Runs a program and turns whatever goes wrong into words and an exit code.</summary>
    public static int Guard(Func<int> program)
    {
        try
        {
            return program();
        }
        catch (Exception exception) when (Input(exception) is { } input)
        {
            foreach (string fault in input.Faults)
                Console.Error.WriteLine($"Error: {fault}");
            return ExitCode.BadInput;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or OverflowException)
        {
            Console.Error.WriteLine("Error: The model or a batch is too large for memory. Make --batch-size, --hidden or the dataset smaller.");
            return ExitCode.BadInput;
        }
#pragma warning disable CA1031 // The last line of defence: a person sees one sentence.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"Error: This should not have happened, and is a fault of VaeLab ({exception.GetType().Name}: {exception.Message}). Please report it with the command that you ran.");
            return ExitCode.Failure;
        }
    }

    private static InputException? Input(Exception exception) =>
        exception as InputException ?? (exception as AggregateException)?.InnerException as InputException;
}
