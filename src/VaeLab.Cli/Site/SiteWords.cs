using System.Text.Json.Nodes;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Interop;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Cli.Site;

/// <summary>A vector-quantized model as the page has it: its decoder rounded, its codebook, and words that images have or that its prior has spelled.</summary>
internal sealed class SiteWords
{
    private const int Typical = 2000, Spelled = 60;

    private readonly string _name;
    private readonly RunRecord _record;
    private readonly StoredModel _stored;
    private readonly VqVae _model;
    private readonly Dataset _data;
    private readonly WorkerPool _workers;
    private readonly WeightRounding _rounding;
    private readonly CodeInspector _inspector;
    private readonly Parameter[] _decoder;

    /// <summary>Reads a run and rounds its decoder.</summary>
    public SiteWords(string name, string run, Dataset data, WorkerPool workers)
    {
        (_name, _record, _stored, _data, _workers) = (name, RunRecord.Read(run), StoredModel.Read(run), data, workers);
        SiteModel.Require(_stored, run, data);
        _model = (VqVae)_stored.Model;
        _inspector = new CodeInspector(_model, workers);
        _decoder = [.. _model.Parameters.Where(parameter => parameter.Name.StartsWith("decoder.", StringComparison.Ordinal))];
        float[] codebook = Codebook(), codes = _inspector.Encode(data.Train.Slice(0, Math.Min(Typical, data.Train.Count)));
        int positions = _model.Vq.Positions, length = _model.Vq.CodeLength;
        _rounding = WeightRounding.Apply(_decoder, [.. codes.Chunk(positions).Select(word =>
            word.SelectMany(code => codebook.AsSpan((int)code * length, length).ToArray()).ToArray())]);
    }

    private ulong Seed => _stored.Options.Training.Seed;

    /// <summary>Shape, losses, codebook, decoder and words.</summary>
    /// <param name="examples">The test images whose words there are to be.</param>
    public JsonObject Words(IReadOnlyList<int> examples)
    {
        Loss rounded = new LossEvaluator(_model, _workers).Evaluate(_data.Test, new(Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Test));
        var layers = new JsonObject();
        for (int i = 0; i < _decoder.Length; i += 2)
            layers[_decoder[i].Name[..^".weight".Length]] = SiteModel.Layer(_rounding, _decoder[i], _decoder[i + 1]);
        return new JsonObject
        {
            ["name"] = _name,
            ["lesson"] = $"code/{_stored.Options.Name}.cs",
            ["codes"] = _model.Vq.Codes,
            ["positions"] = _model.Vq.Positions,
            ["length"] = _model.Vq.CodeLength,
            ["test"] = SiteScript.Nats(_record.Summary.Test),
            ["testRounded"] = SiteScript.Nats(rounded),
            ["codebook"] = SiteText.Floats(Codebook()),
            ["places"] = SiteScript.Numbers(CodeSheets.Make(_model, _data.Test, _workers).Places),
            ["examples"] = List(examples.SelectMany(index => _inspector.Encode(_data.Test.Slice(index, 1)))),
            ["spelled"] = List(Spell()),
            ["layers"] = layers,
        };
    }

    /// <summary>What the engine makes of some words with these weights: the page's arithmetic must agree.</summary>
    /// <param name="images">The test images whose words they are.</param>
    public JsonArray Golden(IReadOnlyList<int> images) => new([.. images.Select(index =>
    {
        float[] word = _inspector.Encode(_data.Test.Slice(index, 1));
        return (JsonNode)new JsonObject
        {
            ["index"] = index,
            ["word"] = List(word),
            ["decoded"] = SiteScript.Numbers(_inspector.Decode(word).Select(x => (double)x)),
        };
    })]);

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
        new RandomStream(Seed, RandomPurpose.Samples).FillNormal(sample.Values);
        _model.ShapeSample(sample.Values);
        tape.Forward();
        return words.Values.ToArray();
    }
}
