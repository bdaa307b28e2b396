using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>What the loss of a batch follows from: inputs on one tape, filled anew for each batch.</summary>
/// <param name="Images">x, batch × pixels in [0, 1].</param>
/// <param name="Noise">ε ~ N(0, 1), batch × <see cref="GenerativeModel.NoiseLength"/>, or as often as an <see cref="Objective"/> draws.</param>
/// <param name="Labels">y, batch × <see cref="GenerativeModel.Classes"/>: 1 for an image's class and 0 elsewhere; null for a model that sees no labels.</param>
public sealed record Batch(Tensor Images, Tensor Noise, Tensor? Labels = null)
{
    /// <summary>The inputs that a model needs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tape">Where to record them.</param>
    /// <param name="draws">How often the noise of an image is drawn.</param>
    public static Batch On(Tape tape, GenerativeModel model, int draws = 1)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(model);
        return new(tape.Input(model.Pixels), tape.Input(checked(draws * model.NoiseLength)), model.Classes > 0 ? tape.Input(model.Classes) : null);
    }
}
