using VaeLab.Cli.Terminal;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Cli;

/// <summary><c>vae train --verify</c>: whether a run is what its configuration and its seed make.</summary>
internal static class Verification
{
    /// <summary>Trains the first epoch again, and says how it compares.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="change">What does not change its result: threads, and where its data are.</param>
    /// <returns>The exit code: a failure if they differ by more than they may.</returns>
    public static int Run(string run, Func<ExperimentOptions, ExperimentOptions> change)
    {
        RunVerification verification = RunVerification.Measure(run, change);
        Console.WriteLine($"         {TrainingDisplay.Headings}");
        Console.WriteLine($"recorded {TrainingDisplay.EpochLine(verification.Recorded)}");
        Console.WriteLine($"repeated {TrainingDisplay.EpochLine(verification.Repeated)}");
        foreach ((string what, string then, string now) in verification.OtherCircumstances)
            Console.WriteLine($"The run began in other circumstances: {what} {then}; here {now}.");
        if (verification.Then is null)
            Console.WriteLine("The run does not say what it began on.");
        Console.WriteLine(Verdict(run, verification));
        return verification.Holds ? ExitCode.Success : ExitCode.Failure;
    }

    private static string Verdict(string run, RunVerification verification)
    {
        if (verification.IsSame)
            return $"The first epoch of {run} is the same, to the last bit.";
        string difference = Invariant($"its losses are {verification.Difference:G2} of the loss apart");
        if (verification.Holds)
            return Invariant($"The first epoch of {run} is the same within {verification.Tolerance}: {difference}.");
        string expected = verification.Tolerance > 0 ? Invariant($"at most {verification.Tolerance} is due to rounding") : "on this kind of machine it should be the same bits";
        return $"The first epoch of {run} differs: {difference}, and {expected}. Its configuration or its metrics have been changed, or it was trained by a program of its own.";
    }
}
