namespace VaeLab.Models;

/// <summary>How the codes of a <see cref="VqVae"/> come to lie where the encoder puts images.</summary>
public enum CodebookUpdate
{
    /// <summary>Each code is a moving average of the vectors that it was nearest to (van den Oord et al. 2017, appendix A.1).</summary>
    MovingAverage,

    /// <summary>Each code follows the gradient of its squared distance to these vectors (the same, equation 3).</summary>
    Loss,
}
