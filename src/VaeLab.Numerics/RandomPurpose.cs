namespace VaeLab.Numerics;

/// <summary>What random numbers are for. Each purpose has numbers of its own, so that one more draw here changes nothing there.</summary>
public enum RandomPurpose
{
    /// <summary>Initial weights; the stream's index is the layer.</summary>
    Weights = 1,

    /// <summary>The order of the training images; the stream's index is the epoch.</summary>
    Shuffle = 2,

    /// <summary>The noise ε of the training steps; the stream's index is the epoch.</summary>
    TrainingNoise = 3,

    /// <summary>The noise ε of evaluations; the stream's index says which one.</summary>
    EvaluationNoise = 4,

    /// <summary>Samples drawn for a person to see.</summary>
    Samples = 5,

    /// <summary>Black or white for a gray pixel; the stream's index is the epoch, counted from 2, or 0 and 1 for what is drawn once.</summary>
    Binarization = 6,

    /// <summary>What a model does after a step of training; the stream's index is the step.</summary>
    AfterStep = 7,

    /// <summary>Weights of a classifier that judges a model, by layer, and the order of its images, from 1,000 on by epoch.</summary>
    Classifier = 8,

    /// <summary>Whatever a program of your own draws; the stream's index says which.</summary>
    Own = 50,

    /// <summary>Tests.</summary>
    Test = 99,
}
