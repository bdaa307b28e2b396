namespace VaeLab.Formats;

/// <summary>A tensor as a model file holds it.</summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Values">Its numbers, row-major, as float32; none if its type is no floating-point type that is read.</param>
/// <param name="Type">The type of its numbers in the file, for example <c>F16</c>.</param>
public sealed record StoredTensor(int[] Shape, float[] Values, string Type = "F32");
