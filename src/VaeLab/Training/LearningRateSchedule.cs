namespace VaeLab.Training;

/// <summary>How the learning rate changes while training.</summary>
public enum LearningRateSchedule
{
    /// <summary>η throughout.</summary>
    Constant,

    /// <summary>η · ½(1 + cos(πt/T)): down to 0 over the whole training of T steps (Loshchilov &amp; Hutter 2017).</summary>
    Cosine,

    /// <summary>η · factorⁿ after every n-th stretch of so many epochs.</summary>
    Step,
}
