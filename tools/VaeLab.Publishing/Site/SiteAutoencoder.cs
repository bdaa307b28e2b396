using System.Text.Json.Nodes;
using VaeLab.Cli.Report;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Publishing.Site;

/// <summary>
/// A plain autoencoder to set beside the VAE: the same network and data, but z is the encoder's mean without noise, and the loss is the
/// reconstruction without a KL. No lesson trains it, so it is trained here. Its decoder is rounded.
/// </summary>
internal sealed class SiteAutoencoder
{
    private const int Epochs = 15;
    private const string Decoder = "decoder.";

    private readonly Dataset _data;
    private readonly Vae _model;
    private readonly ModelInspector _inspector;
    private readonly WeightRounding _rounding;
    private readonly float[] _codes;
    private readonly double _exact;

    /// <summary>Trains the autoencoder.</summary>
    /// <param name="options">The options of the VAE that it stands beside.</param>
    /// <param name="data">Its data.</param>
    /// <param name="workers">The threads to compute on.</param>
    public SiteAutoencoder(ExperimentOptions options, Dataset data, WorkerPool workers)
    {
        _data = data;
        _model = (Vae)options.CreateModel(data.Train.Shape);
        _inspector = new ModelInspector(_model, workers);
        new Trainer(_model, data, options.Training with { Epochs = Epochs }, workers, new() { Loss = Loss }).Fit();
        _codes = _inspector.Encode(data.HeldOut).Means;
        _exact = _inspector.Distortion(data.HeldOut, _codes);
        float[][] typical = [.. _inspector.Encode(data.Train.Slice(0, Math.Min(SiteDecoder.Typical, data.Train.Count))).Means.Chunk(_model.LatentDimensions)];
        _rounding = WeightRounding.Apply(Layers, typical);
    }

    private Parameter[] Layers => [.. _model.Parameters.Where(parameter => parameter.Name.StartsWith(Decoder, StringComparison.Ordinal))];

    /// <summary>Losses, codes of the test images, and the decoder.</summary>
    public JsonObject Weights()
    {
        double radius = _codes.Max(Math.Abs);
        var layers = new JsonObject();
        foreach (Parameter[] pair in Layers.Chunk(2))
            layers[pair[0].Name[..^".weight".Length]] = SiteModel.Layer(_rounding, pair[0], pair[1]);
        JsonObject Total(double nats) => new() { ["total"] = Math.Round(nats, 3) };
        return new JsonObject
        {
            ["epochs"] = Epochs,
            ["test"] = Total(_exact),
            ["testRounded"] = Total(_inspector.Distortion(_data.HeldOut, _codes)),
            ["radius"] = radius,
            ["means"] = PageText.Coordinates(_codes, radius),
            ["layers"] = layers,
        };
    }

    /// <summary>What the engine makes of some codes with these weights: the page's arithmetic must agree.</summary>
    /// <param name="images">The test images whose codes they are.</param>
    public JsonArray Golden(IReadOnlyList<int> images) => new([.. images.Select(index =>
    {
        float[] code = _codes[(index * _model.LatentDimensions)..((index + 1) * _model.LatentDimensions)];
        return (JsonNode)new JsonObject { ["index"] = index, ["z"] = PageJson.Numbers(code), ["decoded"] = PageJson.Numbers(_inspector.Decode(code)) };
    })]);

    /// <summary>The mean reconstruction at z = μ.</summary>
    private ModelLoss Loss(Batch batch)
    {
        Tensor reconstruction = _model.Likelihood.NegativeLogLikelihood(_model.Decode(_model.Encode(batch.Images).Mean), batch.Images);
        return new(Mean(reconstruction), reconstruction, Kl: null);
    }
}
