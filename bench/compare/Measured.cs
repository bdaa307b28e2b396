namespace VaeLab.Compare;

/// <summary>A stretch of training or evaluation, as either side answers.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="Images">Of how many images.</param>
/// <param name="Loss">Their mean loss, in nats per image.</param>
internal sealed record Measured(double Seconds, int Images, double Loss);
