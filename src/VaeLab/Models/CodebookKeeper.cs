using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>
/// What no gradient does to a codebook: its moving averages, and new beginnings for codes that nobody uses. It counts in the order of
/// the batch, on one thread, in double precision.
/// </summary>
internal sealed class CodebookKeeper
{
    // In the paper's formula, so that a count of 0 divides nothing.
    private const double Epsilon = 1e-5;

    private readonly VqOptions _options;
    private readonly Parameter _codebook;
    private readonly Parameter _usage;
    private readonly Parameter? _sums;
    private readonly float[] _codes;
    private readonly float[] _averages;
    private readonly float[] _counts;
    private readonly double[] _batchCounts;
    private readonly double[] _batchSums;

    /// <summary>Begins with N = 1 and m = e for each code.</summary>
    /// <param name="codebook">e, K × D.</param>
    /// <param name="options">How to keep it.</param>
    public CodebookKeeper(Parameter codebook, VqOptions options)
    {
        (_codebook, _options) = (codebook, options);
        (_codes, _counts, _batchCounts) = (new float[codebook.Length], new float[codebook.Rows], new double[codebook.Rows]);
        (_averages, _batchSums) = options.Codebook == CodebookUpdate.Loss ? ([], []) : (new float[codebook.Length], new double[codebook.Length]);
        _usage = new Parameter("codebook.usage", codebook.Rows);
        Array.Fill(_counts, 1);
        _usage.CopyFrom(_counts);
        if (options.Codebook == CodebookUpdate.Loss)
            return;
        _sums = new Parameter("codebook.sum.weight", codebook.Rows, codebook.Columns);
        _sums.CopyFrom(codebook);
    }

    /// <summary>N, how often each code is used in a step, K × 1; and unless codes follow gradients, m, the sum of its vectors, K × D.</summary>
    public IReadOnlyList<Parameter> Memory => _sums is null ? [_usage] : [_usage, _sums];

    /// <summary>
    /// N ← γN + (1−γ)n and m ← γm + (1−γ)Σz with the batch's counts n and sums Σz of each code; then e = m/Ñ with
    /// Ñ = (N + ε)/(ΣN + Kε)·ΣN (van den Oord et al. 2017, appendix A.1), and new beginnings. Codes that follow gradients
    /// have N and new beginnings alone.
    /// </summary>
    /// <param name="codes">c, batch × M.</param>
    /// <param name="vectors">z, batch × (M·D).</param>
    /// <param name="random">Where a new beginning is taken from.</param>
    public void Update(ReadOnlySpan<float> codes, ReadOnlySpan<float> vectors, RandomStream random)
    {
        Load();
        Count(codes, vectors);
        double total = 0;
        for (int k = 0; k < _counts.Length; k++)
        {
            _counts[k] = Follow(_counts[k], _batchCounts[k]);
            total += _counts[k];
        }

        if (_sums is not null)
            Average(total);
        bool restarted = _options.RestartBelow > 0 && Restart(total / _counts.Length, vectors, random);
        _usage.CopyFrom(_counts);
        _sums?.CopyFrom(_averages);
        if (_sums is not null || restarted)
            _codebook.CopyFrom(_codes);
    }

    private void Load()
    {
        _codebook.CopyTo(_codes);
        _usage.CopyTo(_counts);
        _sums?.CopyTo(_averages);
    }

    private void Count(ReadOnlySpan<float> codes, ReadOnlySpan<float> vectors)
    {
        Array.Clear(_batchCounts);
        Array.Clear(_batchSums);
        int length = _codebook.Columns;
        for (int i = 0; i < codes.Length; i++)
        {
            int code = (int)codes[i];
            _batchCounts[code]++;
            for (int j = 0; _sums is not null && j < length; j++)
                _batchSums[(code * length) + j] += vectors[(i * length) + j];
        }
    }

    private void Average(double total)
    {
        for (int i = 0; i < _averages.Length; i++)
        {
            double count = _counts[i / _codebook.Columns];
            _averages[i] = Follow(_averages[i], _batchSums[i]);
            _codes[i] = (float)(_averages[i] / ((count + Epsilon) / (total + (_counts.Length * Epsilon)) * total));
        }
    }

    /// <summary>A code that is hardly used takes the place of a vector of the batch, and is given the time that the average code's use would allow.</summary>
    private bool Restart(double average, ReadOnlySpan<float> vectors, RandomStream random)
    {
        int length = _codebook.Columns;
        bool any = false;
        for (int k = 0; k < _counts.Length; k++)
        {
            if (_counts[k] >= _options.RestartBelow * average)
                continue;
            any = true;
            _counts[k] = (float)average;
            int vector = (int)(random.UniformAt((ulong)k) * (vectors.Length / length));
            for (int j = 0; j < length; j++)
            {
                float place = vectors[(vector * length) + j];
                _codes[(k * length) + j] = place;
                if (_sums is not null)
                    _averages[(k * length) + j] = _counts[k] * place;
            }
        }

        return any;
    }

    private float Follow(double old, double present) => (float)((_options.Decay * old) + ((1 - _options.Decay) * present));
}
