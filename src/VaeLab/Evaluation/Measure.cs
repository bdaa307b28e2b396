namespace VaeLab.Evaluation;

/// <summary>A number that tells something of models of some families and means nothing for the others.</summary>
/// <param name="Name">As a key in JSON, for example <c>class_agreement</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Meaning">What it is, in a few words, with its unit.</param>
public sealed record Measure(string Name, double Value, string Meaning);
