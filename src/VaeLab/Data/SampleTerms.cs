namespace VaeLab.Data;

/// <summary>What a trained model says of its samples, by which arrays are read for it.</summary>
/// <param name="Shape">The shape of one sample.</param>
/// <param name="DividedBy">What the whole numbers that it was trained on were divided by; 1 for values as they were; null for bytes, which are divided by 255.</param>
public sealed record SampleTerms(SampleShape Shape, float? DividedBy = null);
