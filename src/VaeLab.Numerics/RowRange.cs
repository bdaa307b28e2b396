namespace VaeLab.Numerics;

/// <summary>Some neighbouring samples of a batch, worked on by one thread.</summary>
/// <param name="Start">The first sample.</param>
/// <param name="Count">How many.</param>
/// <param name="Worker">Which thread: for its scratch memory only, never for what is computed.</param>
internal readonly record struct RowRange(int Start, int Count, int Worker);
