using VaeLab.Models;

namespace VaeLab.Training;

/// <summary>Means over an epoch of what a loss keeps account of besides its two parts.</summary>
/// <param name="loss">The loss as it was recorded.</param>
internal sealed class TermMeans(ModelLoss loss)
{
    private readonly double[] _sums = new double[loss.Terms.Count];

    /// <summary>Sums over the images so far; null if the loss has no such terms, or to begin anew.</summary>
    public IReadOnlyList<double>? Sums
    {
        get => _sums.Length == 0 ? null : [.. _sums];
        set
        {
            for (int i = 0; i < _sums.Length; i++)
                _sums[i] = value?[i] ?? 0;
        }
    }

    /// <summary>Whether these can be the sums of that loss.</summary>
    public bool CanBe(IReadOnlyList<double>? sums) => (sums?.Count ?? 0) == _sums.Length;

    /// <summary>Adds the batch that was just computed.</summary>
    public void Add(int count)
    {
        for (int i = 0; i < _sums.Length; i++)
            _sums[i] += Loss.Mean(loss.Terms[i].Value.Values) * count;
    }

    /// <summary>The means by name; null if there are none.</summary>
    public IReadOnlyDictionary<string, double>? Mean(int count) => _sums.Length == 0 ? null
        : loss.Terms.Index().ToDictionary(term => term.Item.Name, term => _sums[term.Index] / count, StringComparer.Ordinal);
}
