using System.Text.Json.Nodes;
using VaeLab.Cli.Report;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Publishing.Site;

/// <summary>The part of a trained model that the page has: some of its layers, rounded or as they are, and what that does to the loss.</summary>
internal sealed class SiteDecoder
{
    /// <summary>How many training images are typical enough to round for.</summary>
    public const int Typical = 2000;

    private readonly RunRecord _record;
    private readonly StoredModel _stored;
    private readonly Dataset _data;
    private readonly WorkerPool _workers;
    private readonly JsonObject _layers = [];

    /// <summary>Reads a run.</summary>
    /// <exception cref="InputException">The run's data are not these.</exception>
    public SiteDecoder(string run, Dataset data, WorkerPool workers)
    {
        (_record, _stored, _data, _workers) = (RunRecord.Read(run), StoredModel.Read(run), data, workers);
        SiteModel.Require(_stored, run, data);
    }

    /// <summary>The model; its layers are rounded in place.</summary>
    public GenerativeModel Model => _stored.Model;

    /// <summary>What its randomness comes from.</summary>
    public ulong Seed => _stored.Options.Training.Seed;

    /// <summary>Rounds a stack of layers and has them on the page.</summary>
    /// <param name="names">How the names of its parameters begin, layer after layer.</param>
    /// <param name="inputs">Typical inputs of the first.</param>
    public void Round(IReadOnlyList<string> names, IReadOnlyList<float[]> inputs)
    {
        Parameter[] parameters = [.. names.SelectMany(Named)];
        Add(parameters, WeightRounding.Apply(parameters, inputs));
    }

    /// <summary>Has layers on the page as they are.</summary>
    /// <param name="name">How the names of their parameters begin.</param>
    public void Keep(string name) => Add([.. Named(name)], rounding: null);

    /// <summary>What the page is told of the model: its lesson, its loss with its own weights and with these, and the layers.</summary>
    /// <param name="more">What else it is told.</param>
    public JsonObject Describe(JsonObject more)
    {
        more.Insert(0, "lesson", $"code/{_stored.Options.Name}.cs");
        more["layers"] = _layers;
        return WithLosses(more, 1);
    }

    /// <summary>Tells the page of the loss, with the model's own weights and with those that it has now.</summary>
    /// <param name="more">What the page is told.</param>
    /// <param name="at">Where in it.</param>
    public JsonObject WithLosses(JsonObject more, int at = 0)
    {
        Loss rounded = new LossEvaluator(Model, _workers).Evaluate(_data.HeldOut, new(Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Test));
        more.Insert(at, "test", PageJson.Nats(_record.Summary.HeldOut));
        more.Insert(at + 1, "testRounded", PageJson.Nats(rounded));
        return more;
    }

    private IEnumerable<Parameter> Named(string beginning) =>
        Model.Parameters.Where(parameter => parameter.Name.StartsWith($"{beginning}.", StringComparison.Ordinal));

    private void Add(Parameter[] parameters, WeightRounding? rounding)
    {
        for (int i = 0; i < parameters.Length; i += 2)
            _layers[parameters[i].Name[..^".weight".Length]] = SiteModel.Layer(rounding, parameters[i], parameters[i + 1]);
    }
}
