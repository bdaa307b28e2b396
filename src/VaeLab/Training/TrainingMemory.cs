using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Networks;
using static System.FormattableString;

namespace VaeLab.Training;

/// <summary>
/// About how much memory a training will take, with its evaluation, its figures and its report, in bytes. The shape of a variational
/// autoencoder decides most of it; the factors are measured, and a test holds the whole against what trainings take.
/// </summary>
/// <param name="Weights">The weights, what the optimizer and the training remember of each, and copies while they are written.</param>
/// <param name="Batch">The values and gradients of a batch, and the values of the batches that evaluate.</param>
/// <param name="Data">The images.</param>
/// <param name="Longest">The most numbers of a single layer's weights or of its values for a batch, which lie in one array.</param>
internal sealed record TrainingMemory(double Weights, double Batch, double Data, double Longest)
{
    // The runtime, the libraries, fonts and a few pictures.
    private const double Program = 130e6;

    // Weights, two moments, the weights kept; while a run is written and read back, a copy to write and two to read; and what the
    // garbage collector has not collected.
    private const double Copies = 8;

    // Batches that evaluate: of validation, monitor, test, figures and report. Each has images, targets, outputs and their derivatives. Of the layers
    // between, only the samples that a thread works on are there at a time.
    private const int EvaluationRows = 256, Evaluators = 4, PixelsOfEvaluator = 4;

    // Values, derivatives, and derivatives once more in the order that weights need them in; an activation of its own adds two.
    private const int KeptByLayer = 3, KeptByActivation = 2;

    // Of these, as many measure a loss at a time, and with it a prior over codes.
    private const int LossEvaluators = 1;

    // A model's outputs have the derivatives of the loss too, and the images themselves.
    private const int PixelsOfStep = KeptByLayer + 2;

    // The class of an image, and what encoder and decoder take with it. A classifier judges the samples of a model that sees labels.
    private const int LabelsOfEvaluator = 3, ClassifierUnits = 128, CopiesOfClassifier = 4;

    private const double Gigabyte = 1e9, Block = 32;

    /// <summary>All of it together, in bytes.</summary>
    public double Total => Program + Weights + Batch + Data;

    /// <summary>The estimate for a training; null if options or data are not sound, so that nothing can be said.</summary>
    /// <param name="options">What decides the training. Of its data the headers are read and nothing else.</param>
    public static TrainingMemory? Estimate(ExperimentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Model.Faults().Concat(options.Training.Faults()).Any() || DatasetSize.Of(options.Dataset, options.DataFolder, options.Images) is not { } size || options.Model.Misfits(size.Shape).Any() ? null : Of(options, size);
    }

    /// <summary>Why a training cannot be done on this machine; null if it can, or if nothing can be said.</summary>
    /// <param name="options">What decides the training.</param>
    /// <param name="available">Bytes that this machine has; null to ask it.</param>
    public static string? Fault(ExperimentOptions options, long? available = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Estimate(options) is not { } needed)
            return null;
        if (needed.Longest > Array.MaxLength)
            return Invariant($"This training needs {needed.Longest:G2} numbers in a row for a layer's weights or a batch, and at most {Array.MaxLength} are possible. {needed.Remedy(options)}");
        long limit = available ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return needed.Total <= limit ? null : Invariant(
            $"This training needs about {needed.Total / Gigabyte:F1} GB of memory, and there are {limit / Gigabyte:F1} GB here: {needed.Weights / Gigabyte:F1} GB for the weights and what is remembered of each, {needed.Batch / Gigabyte:F1} GB for batches, {needed.Data / Gigabyte:F1} GB for the images. {needed.Remedy(options)}");
    }

    private static TrainingMemory Of(ExperimentOptions options, DatasetSize size)
    {
        (ModelOptions model, TrainingOptions training) = (options.Model, options.Training);
        SampleShape shape = size.Shape, latent = SampleShape.Features(model.Kind.DecoderInputs(model) + model.Classes);
        Architecture encoderLayers = model.EncoderWithClasses(shape), decoderLayers = model.DecoderLayers(shape);
        int[] encoder = [.. encoderLayers.Shapes(model.EncoderInput(shape)).Select(after => after.Length)], decoder = [.. decoderLayers.Shapes(latent).Select(after => after.Length)];
        KindMemory kind = model.Kind.Memory(shape, model, encoder[^1]);
        double code = Math.Max(model.Kind.DecoderInputs(model), model.LatentDimensions), pixels = size.PixelCount;
        double heads = (2 * code) + (model.Posterior == Posterior.Full ? code * (code - 1) / 2 : 0);
        double draws = training.Objective?.Draws ?? 1, more = draws - 1, encoded = encoderLayers.KeptLengths(model.EncoderInput(shape)).Sum(Real), decoded = kind.DecoderPasses * decoderLayers.KeptLengths(latent).Sum(Real);
        double hidden = encoded + decoded + kind.Units, activation = model.Activation == Activation.Relu ? 0 : KeptByActivation;
        Prior prior = model.CreatePrior();
        double weights = model.Weights(shape) + hidden + heads + pixels + prior.LearntNumbers(shape);
        double pseudo = prior.PseudoInputs * ((2 * KeptByLayer * (pixels + encoded)) + (KeptByLayer * heads));
        double classes = model.Classes, classifier = ClassifierUnits * (pixels + classes);
        double copies = Copies + (training.AverageDecay > 0 ? 1 : 0) + (training.ClipNorm > 0 ? 1 : 0);
        double step = (PixelsOfStep * pixels * draws) + ((KeptByLayer + activation) * (hidden + (more * (decoded + kind.Units)))) + (2 * KeptByLayer * heads * draws) + (2 * kind.PriorUnits) + ((1 + (2 * KeptByLayer)) * classes * draws);
        double kept = encoder[^1] + kind.Units, byBlocks = ((1 + (activation / 2)) * (hidden - kept)) * Block * training.Threads;
        double evaluation = (PixelsOfEvaluator * pixels) + ((1 + (activation / 2)) * kept) + (2 * heads) + (kind.PriorUnits * LossEvaluators / Evaluators) + (LabelsOfEvaluator * classes);
        double[] way = [pixels, .. encoder.Select(Real), heads], back = [.. decoder.Select(Real), pixels];
        double longest = Math.Max(Math.Max(way.Max(), back.Max()) * Math.Max(training.BatchSize * draws, EvaluationRows), Padded(kind.LargestLayer.Rows) * Padded(kind.LargestLayer.Columns));
        return new(
            sizeof(float) * ((weights * copies) + (classes > 0 ? CopiesOfClassifier * classifier : 0)),
            sizeof(float) * ((training.BatchSize * step) + pseudo + (Evaluators * ((EvaluationRows * evaluation) + byBlocks))),
            size.Bytes * (training.Binarization == Binarization.None ? 1.0 : 2.0),
            Math.Max(longest, Math.Max(
                Math.Max(LargestLayer(encoderLayers, model.EncoderInput(shape)), LargestLayer(decoderLayers, latent)),
                Math.Max(Padded(encoder[^1]) * Padded(heads), decoderLayers.Layers[^1] is DenseSpec ? Padded(decoder[^1]) * Padded(pixels) : 0))));
    }

    private static double Real(int units) => units;

    private static double LargestLayer(Architecture layers, SampleShape input) => layers.Layers.Zip(
        layers.Shapes(input).Prepend(input), (layer, before) => layer is DenseSpec dense ? Padded(before.Length) * Padded(dense.Units) : layer.Weights(before)).Max();

    /// <summary>Weights lie in whole blocks of so many rows.</summary>
    private static double Padded(double units) => Math.Ceiling(units / Block) * Block;

    /// <summary>What to make smaller: whatever takes most.</summary>
    private string Remedy(ExperimentOptions options) =>
        Data > Math.Max(Weights, Batch) ? "Give fewer or smaller images."
        : Weights > Batch ? $"Make {Layers(options)} smaller, or the images."
        : options.Training.BatchSize > EvaluationRows * Evaluators ? "Make TrainingOptions.BatchSize smaller."
        : $"Make the images or {Layers(options)} smaller.";

    private static string Layers(ExperimentOptions options) => options.Model.Encoder is null ? "ModelOptions.Hidden" : "ModelOptions.Encoder";
}
