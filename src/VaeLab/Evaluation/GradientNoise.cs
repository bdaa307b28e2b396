using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>
/// How much of a gradient is signal: of each number of it, the size of its mean over its standard deviation, when the noise is drawn again and
/// again for the same images (Rainforth et al. 2018, section 4). Here is the mean over all numbers that vary, for each of the two networks.
/// </summary>
/// <param name="Encoder">Of the encoder's gradient.</param>
/// <param name="Decoder">Of the decoder's gradient.</param>
public readonly record struct GradientNoise(double Encoder, double Decoder)
{
    /// <summary>Measures it. The model stays as it is.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images of the batch.</param>
    /// <param name="objective">The bound.</param>
    /// <param name="gradient">How its gradient is estimated.</param>
    /// <param name="repeats">How often the noise is drawn, at least 2.</param>
    /// <param name="noise">Where it comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <exception cref="InputException">The model cannot be trained on it, or is told labels.</exception>
    public static GradientNoise Measure(Vae model, SampleSet images, Objective objective, BoundGradient gradient, int repeats, RandomStream noise, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 2);
        if (model.Classes > 0)
            throw new InputException("The noise of a gradient is measured of models that see no labels: take ModelOptions.Classes = 0.");
        var step = new TrainingStep(model, optimizer: null, images.Count, batch => ImportanceWeighted.Loss(model, batch, objective, gradient), workers, objective.Draws);
        images.Fill(0, images.Count, step.Images);
        Moments[] encoder = [.. model.Encoder.Parameters.Select(parameter => new Moments(parameter))], decoder = [.. model.Decoder.Parameters.Select(parameter => new Moments(parameter))];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            noise.FillNormal(step.Noise, (ulong)repeat * (ulong)step.Noise.Length);
            step.Run();
            foreach (Moments moments in encoder.Concat(decoder))
                moments.Add(repeat + 1);
        }

        return new(Mean(encoder), Mean(decoder));

        double Mean(Moments[] all) => all.SelectMany(moments => moments.Ratios(repeats)).DefaultIfEmpty(0).Average();
    }

    /// <summary>Mean and spread of each number of a parameter's gradient, as they come (Welford 1962).</summary>
    private sealed class Moments(Parameter parameter)
    {
        private readonly float[] _gradient = new float[parameter.Length];
        private readonly double[] _mean = new double[parameter.Length];
        private readonly double[] _squares = new double[parameter.Length];

        public void Add(int count)
        {
            parameter.CopyGradientTo(_gradient);
            for (int i = 0; i < _mean.Length; i++)
            {
                double away = _gradient[i] - _mean[i];
                _mean[i] += away / count;
                _squares[i] += away * (_gradient[i] - _mean[i]);
            }
        }

        public IEnumerable<double> Ratios(int count)
        {
            for (int i = 0; i < _mean.Length; i++)
            {
                if (_squares[i] > 0)
                    yield return Math.Abs(_mean[i]) / Math.Sqrt(_squares[i] / (count - 1));
            }
        }
    }
}
