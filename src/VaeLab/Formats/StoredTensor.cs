namespace VaeLab.Formats;

/// <summary>A tensor as a model file holds it.</summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Values">Its numbers, row-major.</param>
public sealed record StoredTensor(int[] Shape, float[] Values);
