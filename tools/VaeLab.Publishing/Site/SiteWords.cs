using System.Text.Json.Nodes;
using VaeLab.Cli.Report;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Publishing.Site;

/// <summary>A vector-quantized model as the page has it: its decoder rounded, its codebook, and words that images have or that its prior has spelled.</summary>
internal sealed class SiteWords
{
    private const int Spelled = 60;

    private readonly SiteDecoder _decoder;
    private readonly VqVae _model;
    private readonly Dataset _data;
    private readonly WorkerPool _workers;
    private readonly CodeInspector _inspector;

    /// <summary>Reads a run and rounds its decoder.</summary>
    public SiteWords(string run, Dataset data, WorkerPool workers)
    {
        (_decoder, _data, _workers) = (new SiteDecoder(run, data, workers), data, workers);
        _model = (VqVae)_decoder.Model;
        _inspector = new CodeInspector(_model, workers);
        float[] codebook = Codebook(), codes = _inspector.Encode(data.Train.Slice(0, Math.Min(SiteDecoder.Typical, data.Train.Count)));
        int length = _model.Vq.CodeLength;
        _decoder.Round(["decoder"], [.. codes.Chunk(_model.Vq.Positions).Select(word =>
            word.SelectMany(code => codebook.AsSpan((int)code * length, length).ToArray()).ToArray())]);
    }

    /// <summary>Shape, losses, codebook, words and decoder.</summary>
    /// <param name="examples">The test images whose words there are to be.</param>
    public JsonObject Words(IReadOnlyList<int> examples) => _decoder.Describe(new JsonObject
    {
        ["codes"] = _model.Vq.Codes,
        ["positions"] = _model.Vq.Positions,
        ["length"] = _model.Vq.CodeLength,
        ["codebook"] = PageText.Floats(Codebook()),
        ["places"] = PageJson.Numbers(CodeSheets.Make(_model, _data.HeldOut, _workers).Places),
        ["examples"] = List(examples.SelectMany(index => _inspector.Encode(_data.HeldOut.Slice(index, 1)))),
        ["spelled"] = List(Spell()),
    });

    /// <summary>What the engine makes of some words with these weights: the page's arithmetic must agree.</summary>
    /// <param name="images">The test images whose words they are.</param>
    public JsonArray Golden(IReadOnlyList<int> images) => new([.. images.Select(index =>
    {
        float[] word = _inspector.Encode(_data.HeldOut.Slice(index, 1));
        return (JsonNode)new JsonObject { ["index"] = index, ["word"] = List(word), ["decoded"] = PageJson.Numbers(_inspector.Decode(word)) };
    })]);

    /// <summary>The encoder, rounded, in a file of its own, which the page asks for once there is a drawing. The words above are of its own weights: have them first.</summary>
    public JsonObject Encoder()
    {
        Parameter[] parameters = [.. _model.Parameters.Where(parameter =>
            parameter.Name.StartsWith("encoder.", StringComparison.Ordinal) || parameter.Name.StartsWith("mean.", StringComparison.Ordinal))];
        SampleSet typical = _data.Train.Slice(0, Math.Min(SiteDecoder.Typical, _data.Train.Count));
        var pixels = new float[typical.Count * _model.Pixels];
        typical.Fill(0, typical.Count, pixels);
        var rounding = WeightRounding.Apply(parameters, [.. pixels.Chunk(_model.Pixels)]);
        var layers = new JsonObject();
        foreach (Parameter[] pair in parameters.Chunk(2))
            layers[pair[0].Name[..^".weight".Length]] = SiteModel.Layer(rounding, pair[0], pair[1]);
        return _decoder.WithLosses(new JsonObject { ["layers"] = layers });
    }

    private static JsonArray List(IEnumerable<float> codes) => new([.. codes.Select(code => (JsonNode)(int)code)]);

    private float[] Codebook()
    {
        var codebook = new float[_model.Codebook.Length];
        _model.Codebook.CopyTo(codebook);
        return codebook;
    }

    /// <summary>Words drawn from the learnt prior.</summary>
    private float[] Spell()
    {
        var tape = new Tape(Spelled, _workers, gradients: false);
        Tensor sample = tape.Input(_model.SampleLength), words = _model.Prior.Draw(Functions.Columns(sample, 0, _model.SampleLength / 2));
        new RandomStream(_decoder.Seed, RandomPurpose.Samples).FillNormal(sample.Values);
        _model.ShapeSample(sample.Values);
        tape.Forward();
        return words.Values.ToArray();
    }
}
