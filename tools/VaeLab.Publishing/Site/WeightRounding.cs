using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Publishing.Site;

/// <summary>
/// Rounds the large weight matrices of a model to 91 levels, one printable character each, so that a web page can carry them.
/// What rounding one weight does to a layer's sums is made up for by the weights of the same row that are not rounded yet
/// (Frantar et al. 2022, "GPTQ", arXiv:2210.17323, algorithm 1), which needs the layer's typical inputs. Small matrices and biases
/// stay as they are.
/// </summary>
internal sealed class WeightRounding
{
    /// <summary>The greatest level: weights are from −45 to 45 steps.</summary>
    public const int Levels = 45;

    private const int SmallestRounded = 10_000, TypicalImages = 2_000;
    private const double StepInDeviations = 0.16, Damping = 0.01;

    private readonly Dictionary<string, float[]> _steps = new(StringComparer.Ordinal);

    private WeightRounding()
    {
    }

    /// <summary>The size of a step for each row of a matrix; null for a parameter that was not rounded.</summary>
    /// <param name="parameter">The parameter's name, for example <c>encoder.0.weight</c>.</param>
    public float[]? StepsOf(string parameter) => _steps.GetValueOrDefault(parameter);

    /// <summary>Rounds the weights of a model in place.</summary>
    /// <param name="model">The model; its layers must be dense, with ReLU, and its posterior diagonal.</param>
    /// <param name="images">Images that it was trained on; every n-th of them serves, 2,000 in all.</param>
    /// <param name="random">Where the noise of the latent points comes from.</param>
    /// <exception cref="InputException">The model has another activation or posterior.</exception>
    public static WeightRounding Apply(LatentModel model, ImageSet images, RandomStream random)
    {
        if (model.Options is not { Activation: Activation.Relu, Posterior: Posterior.Diagonal, Encoder: null, Decoder: null })
            throw new InputException("The page can show models with --activation relu, --posterior diagonal and --hidden layers only; this one has another.");

        var rounding = new WeightRounding();
        Parameter[] parameters = [.. model.Parameters];
        int layers = model.Options.Hidden.Count, d = model.LatentDimensions, count = Math.Min(TypicalImages, images.Count);
        int[] typical = [.. Enumerable.Range(0, count).Select(n => (int)((long)n * images.Count / count))];
        float[][] x = [.. typical.Select(index => Told(Image(images, index), images, index, model.Classes))];

        int next = 0;
        for (int layer = 0; layer < layers; layer++, next += 2)
            x = rounding.Pass(parameters[next], parameters[next + 1], x, relu: true);
        float[][] mean = rounding.Pass(parameters[next], parameters[next + 1], x, relu: false);
        float[][] logVariance = rounding.Pass(parameters[next + 2], parameters[next + 3], x, relu: false);
        next += 4;

        var noise = new float[d];
        for (int n = 0; n < count; n++)
        {
            random.FillNormal(noise, (ulong)(n * d));
            for (int j = 0; j < d; j++)
                mean[n][j] += MathF.Exp(logVariance[n][j] / 2) * noise[j];
        }

        x = [.. mean.Select((z, n) => Told(z, images, typical[n], model.Classes))];
        rounding.PassThrough(parameters[next..(next + (2 * (layers + 1)))], x);
        return rounding;
    }

    /// <summary>Rounds dense layers one after the other, with ReLU between them, in place.</summary>
    /// <param name="layers">Weight and bias of each.</param>
    /// <param name="inputs">Typical inputs of the first.</param>
    public static WeightRounding Apply(IReadOnlyList<Parameter> layers, IReadOnlyList<float[]> inputs)
    {
        var rounding = new WeightRounding();
        rounding.PassThrough(layers, [.. inputs]);
        return rounding;
    }

    private static float[] Image(ImageSet images, int index)
    {
        var pixels = new float[images.PixelCount];
        ImageBatch.Fill(images, index, 1, pixels);
        return pixels;
    }

    /// <summary>What a layer sees that is told the class of an image: a number for each class behind its input. Nothing is added for 0 classes.</summary>
    private static float[] Told(float[] input, ImageSet images, int index, int classes)
    {
        var told = new float[input.Length + classes];
        input.CopyTo(told, 0);
        if (classes > 0)
            ImageBatch.FillLabels(images.Labels.Span.Slice(index, 1), classes, told.AsSpan(input.Length));
        return told;
    }

    /// <summary>Rounds layers one after the other, each for what the layers before it, as they were, make of the inputs.</summary>
    private void PassThrough(IReadOnlyList<Parameter> layers, float[][] x)
    {
        for (int next = 0; next < layers.Count; next += 2)
            x = Pass(layers[next], layers[next + 1], x, relu: next + 2 < layers.Count);
    }

    /// <summary>Rounds a layer for its inputs, and gives what the layer as it was makes of them.</summary>
    private float[][] Pass(Parameter weight, Parameter bias, float[][] inputs, bool relu)
    {
        float[] w = new float[weight.Length], b = new float[bias.Length];
        weight.CopyTo(w);
        bias.CopyTo(b);
        var outputs = new float[inputs.Length][];
        for (int n = 0; n < inputs.Length; n++)
        {
            outputs[n] = new float[b.Length];
            for (int row = 0; row < b.Length; row++)
            {
                float sum = b[row] + System.Numerics.Tensors.TensorPrimitives.Dot(w.AsSpan(row * weight.Columns, weight.Columns), inputs[n]);
                outputs[n][row] = relu ? MathF.Max(sum, 0) : sum;
            }
        }

        if (weight.Length >= SmallestRounded)
        {
            _steps[weight.Name] = Round(w, weight.Rows, weight.Columns, Compensation(inputs, weight.Columns));
            weight.CopyFrom(w);
        }

        return outputs;
    }

    /// <summary>The Cholesky factor of the inverse of the inputs' second moments: how an error in one column is best spread over the later ones.</summary>
    private static double[,] Compensation(float[][] inputs, int columns)
    {
        var moments = new double[columns, columns];
        foreach (float[] x in inputs)
        {
            for (int i = 0; i < columns; i++)
            {
                for (int j = 0; x[i] != 0 && j <= i; j++)
                    moments[i, j] += x[i] * x[j];
            }
        }

        double damping = Damping * Enumerable.Range(0, columns).Average(i => moments[i, i]);
        for (int i = 0; i < columns; i++)
        {
            moments[i, i] += damping;
            for (int j = 0; j < i; j++)
                moments[j, i] = moments[i, j];
        }

        return Cholesky.Factor(Cholesky.Inverse(Cholesky.Factor(moments)!))!;
    }

    private static float[] Round(float[] weights, int rows, int columns, double[,] compensation)
    {
        double usual = StepInDeviations * Math.Sqrt(weights.Average(w => (double)w * w));
        var steps = new float[rows];
        var rest = new double[columns];
        for (int row = 0; row < rows; row++)
        {
            Span<float> line = weights.AsSpan(row * columns, columns);
            double largest = 0;
            for (int j = 0; j < columns; j++)
            {
                rest[j] = line[j];
                largest = Math.Max(largest, Math.Abs(rest[j]));
            }

            float step = steps[row] = (float)Math.Max(largest / Levels, usual);
            for (int j = 0; j < columns; j++)
            {
                line[j] = step * (float)Math.Clamp(Math.Round(rest[j] / step), -Levels, Levels);
                double error = (rest[j] - line[j]) / compensation[j, j];
                for (int k = j + 1; k < columns; k++)
                    rest[k] -= error * compensation[k, j];
            }
        }

        return steps;
    }
}
