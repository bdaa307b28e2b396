namespace VaeLab.Training;

/// <summary>Which noise an evaluation takes: always the same one, so that its result changes with the model only.</summary>
public static class EvaluationStream
{
    /// <summary>The index of the validation set's noise.</summary>
    public const uint Validation = 0;

    /// <summary>The index of the test set's noise.</summary>
    public const uint Test = 1;
}
