namespace VaeLab.Training;

/// <summary>How a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>After its last epoch.</summary>
    Completed,

    /// <summary>Because the validation loss fell no more; the best model is kept.</summary>
    StoppedEarly,

    /// <summary>Because it was asked to, amid an epoch; the model keeps what it has learnt so far.</summary>
    Interrupted,

    /// <summary>Because the loss was no longer a finite number; the model is back at its last good state.</summary>
    Diverged,
}
