using System.Text.Json.Nodes;
using VaeLab.Cli.Report;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Publishing.Site;

/// <summary>A hierarchical model as the page has it: the priors of its layers, its decoder rounded, and where images are in all layers.</summary>
internal sealed class SiteLayers
{
    private readonly SiteDecoder _decoder;
    private readonly HierarchicalVae _model;
    private readonly Dataset _data;
    private readonly Tape _tape;
    private readonly Tensor _x;
    private readonly Tensor _layers;
    private readonly Tensor _output;

    /// <summary>Reads a run and rounds its decoder.</summary>
    public SiteLayers(string run, Dataset data, WorkerPool workers)
    {
        (_decoder, _data) = (new SiteDecoder(run, data, workers), data);
        _model = (HierarchicalVae)_decoder.Model;
        _tape = new Tape(1, workers, gradients: false);
        _x = _tape.Input(_model.Pixels);
        LatentDraw draw = _model.Draw(_model.Summary(_x), _tape.Input(_model.NoiseLength));
        _layers = Functions.Concat([.. draw.Layers.Select(layer => layer.Z)]);
        _output = draw.Output;
        int nearest = _model.LayerDimensions[0];
        _decoder.Keep("prior");
        _decoder.Round(["decoder"], [.. Enumerable.Range(0, Math.Min(SiteDecoder.Typical, data.Train.Count)).Select(index => Infer(data.Train, index)[..nearest])]);
    }

    /// <summary>Shape, losses, the layers' points of some images, priors and decoder.</summary>
    /// <param name="examples">The test images.</param>
    public JsonObject Weights(IReadOnlyList<int> examples) => _decoder.Describe(new JsonObject
    {
        ["dimensions"] = new JsonArray([.. _model.LayerDimensions.Select(d => (JsonNode)d)]),
        ["prior"] = new JsonObject { ["mean"] = PageJson.Numbers(_model.Prior.Moments.Mean), ["covariance"] = PageJson.Matrix(_model.Prior.Moments.Covariance) },
        ["examples"] = PageText.Floats([.. examples.SelectMany(index => Infer(_data.HeldOut, index))]),
    });

    /// <summary>What the engine makes of some points of all layers, and of some noise, with these weights: the page's arithmetic must agree.</summary>
    /// <param name="images">The test images that the points are of; there is as much noise.</param>
    public JsonArray Golden(IReadOnlyList<int> images)
    {
        Tensor sample = _tape.Input(_model.SampleLength), generated = _model.Generate(sample);
        return new([.. images.Select(index =>
        {
            new RandomStream(_decoder.Seed, RandomPurpose.Samples, (uint)index).FillNormal(sample.Values);
            float[] noise = sample.Values.ToArray();
            _model.ShapeSample(sample.Values);
            float[] points = Infer(_data.HeldOut, index);
            return (JsonNode)new JsonObject
            {
                ["index"] = index,
                ["layers"] = PageJson.Numbers(points),
                ["decoded"] = PageJson.Numbers(Image(_output)),
                ["noise"] = PageJson.Numbers(noise),
                ["generated"] = PageJson.Numbers(Image(generated)),
            };
        })]);
    }

    /// <summary>The middles of all layers' posteriors, each given the one above: z₁ first.</summary>
    private float[] Infer(SampleSet images, int index)
    {
        images.Fill(index, 1, _x.Values);
        _tape.Forward();
        return _layers.Values.ToArray();
    }

    private float[] Image(Tensor output)
    {
        var image = new float[_model.Pixels];
        _model.Likelihood.Mean(output.Values, image);
        return image;
    }
}
