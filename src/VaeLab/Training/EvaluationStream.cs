namespace VaeLab.Training;

/// <summary>Which random numbers an evaluation takes: always the same ones, so that its result changes with the model only.</summary>
public static class EvaluationStream
{
    /// <summary>The index of the validation set's noise.</summary>
    public const uint Validation = 0;

    /// <summary>The index of the test set's noise.</summary>
    public const uint Test = 1;

    /// <summary>The index of the permutation that shows which dimensions matter.</summary>
    public const uint Permutation = 2;

    /// <summary>The index of the importance samples' noise.</summary>
    public const uint Importance = 3;

    /// <summary>The index of the draws from the posterior of each image that make up the aggregate posterior.</summary>
    public const uint Aggregate = 4;

    /// <summary>The index of the points of the prior that these are compared with.</summary>
    public const uint Prior = 5;

    /// <summary>The index of the noise that all samples have whose scores are asked for one by one.</summary>
    public const uint Score = 6;

    /// <summary>The index of the noise of the importance-weighted bound that a model was trained on.</summary>
    public const uint Bound = 7;
}
