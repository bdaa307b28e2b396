namespace VaeLab.Numerics;

/// <summary>
/// A number in a recorded operation that may change between replays, as a KL weight that grows does. A plain number becomes
/// one that stays: <c>0.5f * x</c>.
/// </summary>
/// <param name="value">What it is at first.</param>
public sealed class Coefficient(float value)
{
    /// <summary>What the next <see cref="Tape.Forward"/> and <see cref="Tape.Backward"/> use; set it between them, not within.</summary>
    public float Value { get; set; } = value;

    /// <summary>A number as a coefficient, rounded to float32.</summary>
    public static implicit operator Coefficient(double value) => new((float)value);
}
