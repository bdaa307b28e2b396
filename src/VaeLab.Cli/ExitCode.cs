using VaeLab.Training;

namespace VaeLab.Cli;

/// <summary>How a program says how it went.</summary>
public static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>It ran, and the result is not what it should be; or VaeLab itself is at fault.</summary>
    public const int Failure = 1;

    /// <summary>An option, a file or a folder cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped by Ctrl-C (128 + SIGINT), with what was trained kept.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code after a training.</summary>
    public static int Of(TrainingResult training) => training.End switch
    {
        TrainingEnd.Interrupted => Interrupted,
        _ => training.HasFailed ? Failure : Success,
    };
}
