namespace VaeLab.Training;

/// <summary>Whether gray pixels are made black or white before the model sees them.</summary>
public enum Binarization
{
    /// <summary>No: pixels stay in [0, 1].</summary>
    None,

    /// <summary>Once for all: pixel x is 1 with probability x, and stays what it became (Larochelle &amp; Murray 2011).</summary>
    Static,

    /// <summary>Anew each time that an image is trained on (Burda et al. 2015); evaluation images are drawn once.</summary>
    Dynamic,
}
