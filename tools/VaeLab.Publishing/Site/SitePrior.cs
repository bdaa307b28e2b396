using System.Text.Json.Nodes;
using VaeLab.Cli.Report;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Publishing.Site;

/// <summary>An adversarial autoencoder as the page has it: decoder and discriminator rounded, the test images' codes, and points of its prior.</summary>
internal sealed class SitePrior
{
    private const int Drawn = 4000;

    private readonly SiteDecoder _decoder;
    private readonly AdversarialAutoencoder _model;
    private readonly Dataset _data;
    private readonly ModelInspector _inspector;
    private readonly DiscriminatorView _view;
    private readonly WorkerPool _workers;

    /// <summary>Reads a run and rounds its decoder and its discriminator.</summary>
    public SitePrior(string run, Dataset data, WorkerPool workers)
    {
        (_decoder, _data, _workers) = (new SiteDecoder(run, data, workers), data, workers);
        _model = (AdversarialAutoencoder)_decoder.Model;
        _inspector = new ModelInspector(_model, workers);
        _view = DiscriminatorView.Of(_model, data.Test, _decoder.Seed, workers);
        int d = _model.LatentDimensions, typical = Math.Min(SiteDecoder.Typical, data.Train.Count);
        float[][] codes = [.. _inspector.Encode(data.Train.Slice(0, typical)).Means.Chunk(d)];
        _decoder.Round(["decoder"], codes);
        _decoder.Round(["features", "discriminator"], [.. codes, .. _view.Points.Prior.Chunk(d).Take(typical)]);
    }

    /// <summary>Shape, losses, codes, points of the prior, decoder and discriminator.</summary>
    public JsonObject Weights()
    {
        double radius = 1.5 * _view.High;
        return _decoder.Describe(new JsonObject
        {
            ["reach"] = Math.Round(_view.High, 3),
            ["radius"] = radius,
            ["means"] = PageText.Coordinates(_view.Points.Codes.Means, radius),
            ["drawn"] = PageText.Coordinates(_view.Points.Prior.AsSpan(0, Drawn * _model.LatentDimensions), radius),
        });
    }

    /// <summary>What the engine makes of some codes with these weights: the page's arithmetic must agree.</summary>
    /// <param name="images">The test images whose codes they are.</param>
    public JsonArray Golden(IReadOnlyList<int> images)
    {
        var tape = new Tape(1, _workers, gradients: false);
        Tensor z = tape.Input(_model.LatentDimensions), belief = Functions.Sigmoid(_model.Discriminator.Logit(z));
        return new([.. images.Select(index =>
        {
            float[] code = _inspector.Encode(_data.Test.Slice(index, 1)).Means;
            code.CopyTo(z.Values);
            tape.Forward();
            return (JsonNode)new JsonObject
            {
                ["index"] = index,
                ["z"] = PageJson.Numbers(code),
                ["belief"] = Math.Round(belief.Values[0], 5),
                ["decoded"] = PageJson.Numbers(_inspector.Decode(code)),
            };
        })]);
    }
}
