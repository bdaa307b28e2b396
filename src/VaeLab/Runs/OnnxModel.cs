using VaeLab.Distributions;
using VaeLab.Formats;
using VaeLab.Models;

namespace VaeLab.Runs;

/// <summary>A model as ONNX, opset 13, for any batch size (https://onnx.ai).</summary>
public static class OnnxModel
{
    private const string Pixels = "Pixels in [0, 1], row by row.";

    /// <summary>The most bytes of numbers that one file takes.</summary>
    private const long MostBytes = int.MaxValue / 2;

    /// <summary>The files that <see cref="Export"/> writes.</summary>
    public static IReadOnlyList<string> FileNames { get; } = ["encoder.onnx", "decoder.onnx", "model.onnx"];

    /// <summary>Writes <c>encoder.onnx</c>, <c>decoder.onnx</c> and, of both together, <c>model.onnx</c>.</summary>
    /// <param name="run">The folder of the run whose model it is.</param>
    /// <param name="folder">Where to.</param>
    /// <returns>The three files.</returns>
    /// <exception cref="InputException">The run cannot be read, its model is too large for ONNX, or a file cannot be written.</exception>
    public static IReadOnlyList<string> Export(string run, string folder)
    {
        GenerativeModel stored = StoredModel.Read(run).Model;
        if (stored is not LatentModel { EncoderNetwork: not null, DecoderNetwork: not null } model)
            throw new InputException($"There is no ONNX form of ModelOptions.Kind = {stored.Options.Kind.Name}, whose decoder is more than dense layers one after the other: take the model.safetensors of '{run}'.");
        if (!Fits(model))
            throw new InputException($"The model of '{run}' has more than a gibibyte of numbers, too many for one ONNX file: take its model.safetensors.");

        string config = RunConfig.Read(Path.Combine(run, "config.json")).ToJson(RunJson.Line);
        List<string> files = [];
        foreach ((string name, Func<LatentModel, OnnxGraph> part) in FileNames.Zip((Func<LatentModel, OnnxGraph>[])[Encoder, Decoder, Both]))
        {
            string path = Path.Combine(folder, name);
            AtomicFile.Write(path, stream => Write(stream, part(model), config));
            files.Add(path);
        }

        return files;
    }

    /// <summary>Whether a model has an ONNX form, and is small enough for one file.</summary>
    internal static bool Fits(LatentModel model) => model is { EncoderNetwork: not null, DecoderNetwork: not null } && model.Parameters.Sum(parameter => (long)parameter.Length * sizeof(float)) <= MostBytes;

    /// <summary>Writes encoder and decoder together.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="model">The model.</param>
    /// <param name="config">The configuration of its run, in JSON, for the metadata.</param>
    internal static void Write(Stream stream, LatentModel model, string config) => Write(stream, Both(model), config);

    private static void Write(Stream stream, OnnxGraph graph, string config) =>
        graph.WriteTo(stream, [new KeyValuePair<string, string>(StoredModel.ConfigKey, config)]);

    /// <summary>x to <c>mean</c>, <c>log_variance</c>, unless a code is a point, and, of a full covariance, <c>scale_tril</c>.</summary>
    internal static OnnxGraph Encoder(LatentModel model)
    {
        var graph = new OnnxGraph("encoder");
        Posterior(graph, model, new OnnxLayers(graph, model).Encode(graph.Input("x", model.Pixels, Pixels), Labels(graph, model)));
        return graph;
    }

    /// <summary>z to <c>output</c> and, if the likelihood has an ONNX form of its mean, <c>reconstruction</c>.</summary>
    internal static OnnxGraph Decoder(LatentModel model)
    {
        var graph = new OnnxGraph("decoder");
        string z = graph.Input("z", model.LatentDimensions, "A latent point.");
        Image(graph, model, new OnnxLayers(graph, model), z, Labels(graph, model));
        return graph;
    }

    /// <summary>x and noise to all of these: with noise 0, z is the posterior mean.</summary>
    internal static OnnxGraph Both(LatentModel model)
    {
        var graph = new OnnxGraph("vae");
        var layers = new OnnxLayers(graph, model);
        string x = graph.Input("x", model.Pixels, Pixels);
        string? labels = Labels(graph, model);
        string noise = graph.Input("noise", model.LatentDimensions, "ε ~ N(0, I); zeros for the posterior mean.");
        (string, string?, string?) q = layers.Encode(x, labels);
        Posterior(graph, model, q);
        string z = layers.Reparameterize(q, noise);
        graph.Output("z", z, model.LatentDimensions, "A latent point, drawn from q(z|x).");
        Image(graph, model, layers, z, labels);
        return graph;
    }

    private static string? Labels(OnnxGraph graph, LatentModel model) =>
        model.Classes == 0 ? null : graph.Input("labels", model.Classes, "1 at the class of each image, and 0 elsewhere.");

    private static void Posterior(OnnxGraph graph, LatentModel model, (string Mean, string? LogVariance, string? ScaleTril) q)
    {
        int d = model.LatentDimensions;
        graph.Output("mean", q.Mean, d, "The mean of q(z|x) = N(mean, L·Lᵀ).");
        if (q.LogVariance is { } logVariance)
            graph.Output("log_variance", logVariance, d, "2 ln diag L.");
        if (q.ScaleTril is { } below)
            graph.Output("scale_tril", below, FullGaussian.LengthBelowDiagonal(d), "L below its diagonal, row by row.");
    }

    private static void Image(OnnxGraph graph, LatentModel model, OnnxLayers layers, string z, string? labels)
    {
        string output = layers.Decode(z, labels);
        graph.Output("output", output, model.Pixels * model.Likelihood.OutputsPerFeature, model.Likelihood.OutputMeaning);
        if (model.Likelihood.OnnxMean(graph, output, model.Pixels) is { } mean)
            graph.Output("reconstruction", mean, model.Pixels, "The expected image: pixels in [0, 1].");
    }
}
