namespace VaeLab.Training;

/// <summary>A way to train a given model.</summary>
public enum Recipe
{
    /// <summary>That of the experiments: one learning rate, one weight of the KL.</summary>
    Faithful,

    /// <summary>The one that reaches the lowest test loss of those tried, with the same model and the same number of epochs.</summary>
    Best,
}
