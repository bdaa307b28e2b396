namespace VaeLab.Training;

/// <summary>How the weight of the KL grows to β while training.</summary>
public enum KlSchedule
{
    /// <summary>β from the first step on.</summary>
    Constant,

    /// <summary>β · min(1, t/T): a straight line over the warm-up of T steps (Sønderby et al. 2016).</summary>
    Linear,

    /// <summary>β / (1 + e^(−k(t−t₀))), with the middle t₀ = T/2 and k = 10/T, so that the curve spans the warm-up of T steps (Bowman et al. 2016).</summary>
    Sigmoid,

    /// <summary>β · min(1, τ/R) with τ = mod(t, T/M)/(T/M): M straight lines over the whole training, each taking R = ½ of its cycle (Fu et al. 2019).</summary>
    Cyclical,
}
