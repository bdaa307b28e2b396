using VaeLab.Models;

namespace VaeLab.Cli.Benchmarking;

/// <summary>
/// The dense arithmetic of training: what the matrix products of the layers take, and nothing else. A layer of in × out weights
/// takes 2·in·out operations an image (a multiplication and an addition for each weight) forward, the same for the gradient
/// of its weights, and the same for the gradient of its inputs, which the first layer does not need.
/// </summary>
internal static class DenseArithmetic
{
    /// <summary>Floating-point operations to train on one image, of the model whose shape is given.</summary>
    public static long PerImage(int pixels, ModelOptions model)
    {
        int[] hidden = [.. model.Hidden];
        int[] encoder = [pixels, .. hidden];
        int[] decoder = [model.LatentDimensions, .. hidden.Reverse(), pixels];
        long heads = 2L * encoder[^1] * model.LatentDimensions;
        long weights = Weights(encoder) + heads + Weights(decoder);
        return 2 * ((3 * weights) - ((long)pixels * encoder[1]));
    }

    private static long Weights(int[] widths) => widths.Zip(widths.Skip(1), (inputs, outputs) => (long)inputs * outputs).Sum();
}
