using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VaeLab.Cli.Terminal;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Formats;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Cli.Report;

/// <summary>
/// <c>report.html</c>: a run's results and figures in one file that opens from disk and asks for nothing else. It is made of the run's
/// own files, the page's scripts and a template.
/// </summary>
internal static partial class RunReport
{
    private const string FileName = "report.html";
    private const int WidthInPng = 16; // where a PNG file states its width
    private const double PixelsOfScreen = 96; // in an inch
    private const int MostCodes = 10_000, MostWeights = 20_000_000;
    private static readonly string[] s_scripts = ["math.js", "core.js", "ui.js", "plane.js", "chart.js", "drawing.js", "pad.js", "report.js"];

    /// <summary>Writes a run's report into its folder.</summary>
    /// <param name="run">The folder of a finished run.</param>
    /// <param name="data">The data that it was trained on.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <returns>The report's path.</returns>
    /// <exception cref="InputException">The run has no model and results that can be read, or the decoder is too large for a page.</exception>
    public static string Write(string run, Dataset data, WorkerPool workers)
    {
        StoredModel stored = StoredModel.Read(run);
        var record = RunRecord.Read(run);
        long weights = Decoder(stored).SelectMany(layer => layer.Parameters).Sum(parameter => (long)parameter.Length);
        if (weights > MostWeights)
            throw new InputException(Invariant($"The decoder of '{run}' has {weights} weights, and a report carries at most {MostWeights}: its figures are in {Path.Combine(run, "figures")}."));
        if (data.Sha256 != stored.DataSha256)
            throw new InputException($"The run in '{run}' was trained on other data than these: give its data with --data PATH.");

        string path = Path.Combine(run, FileName);

        // Measured anew: runs of version 0.1.0 hold Bernoulli's lines for every likelihood.
        LossBaselines baselines = stored.Model.Likelihood.Baselines(data.Train, data.HeldOut);
        JsonObject content = Content(stored, record, baselines, GrayScale.Of(data.HeldOut));
        if (Decoder(stored).Count > 0)
            AddLatentSpace(content, stored.Latent, stored, data, workers);
        AtomicFile.Write(path, stream => Fill(stream, run, stored, record, baselines, content));
        return path;
    }

    /// <summary>The same at the end of a training, which a report that cannot be does not spoil.</summary>
    /// <returns>Where the report is, or why there is none, in a sentence.</returns>
    public static string WriteAtEnd(RunFolder run, Dataset data, WorkerPool workers)
    {
        using var waiting = Waiting.Saying("Writing the report …");
        try
        {
            run.RequireHeld();
            return $"To touch them, open {Write(run.Path, data, workers)} in a browser.";
        }
        catch (InputException exception)
        {
            return exception.Message;
        }
#pragma warning disable CA1031 // Whatever is wrong with the page, the training that it shows is done.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return $"The report could not be made, all else is there: {exception.Message}";
        }
    }

    private static void Fill(Stream page, string run, StoredModel stored, RunRecord record, LossBaselines baselines, JsonObject content)
    {
        RunSummary summary = record.Summary;
        bool touchable = Decoder(stored).Count > 0;
        string template = Section().Replace(Resource("report.html"), section => (section.Groups["name"].Value == "touch") == touchable ? section.Groups["content"].Value : string.Empty);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["pictures"] = touchable ? string.Empty : Pictures(run),
            ["links"] = Links(run),
            ["title"] = WebUtility.HtmlEncode(summary.Experiment),
            ["lede"] = WebUtility.HtmlEncode(Invariant(
                $"{Kind(stored)}, {Sizes(stored)}, trained {(stored.DataName.Length > 0 ? $"on {stored.DataName} " : string.Empty)}by VaeLab {summary.Versions.Vaelab.Split('+')[0]}.")),
            ["heldOut"] = summary.HeldOutName,
            ["rows"] = Rows(record, baselines),
            ["config"] = WebUtility.HtmlEncode(File.ReadAllText(Path.Combine(run, "config.json"))),
            ["command"] = WebUtility.HtmlEncode(RunCommand.Of(stored.Options, stored.DataName)),
            ["styles"] = Resource("inter.css") + Resource("styles.css"),
        };

        // Each place is filled once: what a text holds is no place. The decoder's weights make a long text, of which there is one copy only.
        void Write(string text) => page.Write(Encoding.UTF8.GetBytes(text));
        int at = 0;
        foreach (Match place in Place().Matches(template))
        {
            Write(template[at..place.Index]);
            at = place.Index + place.Length;
            if (texts.TryGetValue(place.Groups["name"].Value, out string? text))
            {
                Write(text);
                continue;
            }

            Write("globalThis.VAELAB_DATA = { report: ");
            WriteInline(page, content);
            Write($" }};{Environment.NewLine}{string.Concat(s_scripts.Select(script => Resource(script) + Environment.NewLine))}");
        }

        Write(template[at..]);
    }

    /// <summary>What the model is.</summary>
    private static string Kind(StoredModel stored) =>
        ModelKinds.Of(stored.Options.Model.Kind).Title + (stored.Model.Classes > 0 ? Invariant($", given one of {stored.Model.Classes} classes") : string.Empty);

    /// <summary>Numbers from layer to layer: from the image to the code, and back.</summary>
    private static string Sizes(StoredModel stored)
    {
        ModelOptions model = stored.Options.Model;
        int[] Lengths(Architecture layers, SampleShape input) => [.. layers.Shapes(input).Select(shape => shape.Length)];
        int[] encoder = Lengths(model.EncoderLayers, stored.Model.Shape), decoder = Lengths(model.DecoderLayers(stored.Model.Shape), SampleShape.Features(1));
        int[] code = stored.Model is LatentModel latent ? [latent.LatentDimensions] : [];
        string there = string.Join(" → ", [stored.Model.Pixels, .. encoder, .. code]);
        return encoder.Reverse().SequenceEqual(decoder) ? $"{there} and back" : $"{there} → {string.Join(" → ", [.. decoder, stored.Model.Pixels])}";
    }

    /// <summary>The run's own pictures in the order of their names, each with its caption.</summary>
    private static IEnumerable<(string File, string Name)> Figures(string run)
    {
        string figures = Path.Combine(run, "figures");
        string[] files = Directory.Exists(figures) ? Directory.GetFiles(figures, "*.png") : [];
        return files.Order(StringComparer.Ordinal).Select(file => (file, WebUtility.HtmlEncode(Path.GetFileNameWithoutExtension(file).Replace('_', ' '))));
    }

    /// <summary>Links to the pictures beside the report, for a reader without JavaScript: a report asks for no other file by itself.</summary>
    private static string Links(string run) => string.Concat(Figures(run).Select(figure =>
        $"<li><a href=\"figures/{WebUtility.HtmlEncode(Path.GetFileName(figure.File))}\">{figure.Name}</a></li>"));

    /// <summary>The run's own pictures, for a model that a page cannot run.</summary>
    private static string Pictures(string run)
    {
        var html = new StringBuilder();
        foreach ((string file, string name) in Figures(run))
        {
            byte[] png = File.ReadAllBytes(file);
            if (png.Length < WidthInPng + sizeof(int))
                continue; // no picture
            double width = Math.Round(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(WidthInPng)) * PixelsOfScreen / Style.DotsPerInch);
            html.AppendLine(Invariant($"<figure class=\"fig picture\"><img alt=\"{name}\" width=\"{width}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\"><figcaption>{name}</figcaption></figure>"));
        }

        return html.ToString();
    }

    /// <summary>A part of the template that some reports have: what is between two comments of the same name.</summary>
    [GeneratedRegex("<!-- (?<name>touch|look) -->(?<content>.*?)<!-- /\\k<name> -->\n?", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Section();

    /// <summary>A place in the template that is to be filled, as <c>{{title}}</c>.</summary>
    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Place();

    private static string Rows(RunRecord record, LossBaselines baselines)
    {
        RunSummary summary = record.Summary;
        var rows = new StringBuilder();
        void Row(string name, string quantity, string value) =>
            rows.AppendLine(Invariant($"<tr><th scope=\"row\" class=\"{quantity}\">{name}</th><td>{value}</td></tr>"));
        Row("loss", "q-total", Invariant($"{summary.HeldOut.Total:F2}"));
        Row("= reconstruction", "q-x", Invariant($"{summary.HeldOut.Reconstruction:F2}"));
        Row("+ KL", "q-kl", summary.HeldOut.Kl is { } kl ? Invariant($"{kl:F2}") : "none");
        if (summary.NegativeLogLikelihood is { } likelihood)
            Row($"−log p(x), by importance sampling of the first 500 images at most{(summary.SampledLoss is { } same ? Invariant($", whose loss is {same.Total:F2}") : ": do not compare it with the loss")}", "", Invariant($"{likelihood:F2}"));
        if (summary.BitsPerDimension is { } bits)
            Row("loss in bits per dimension", "", Invariant($"{bits["neg_elbo"]:F3}"));
        if (baselines.MeanImage is { } meanImage)
            Row("for comparison: the mean image", "", Invariant($"{meanImage:F2}"));
        if (baselines.Floor is { } floor)
            Row("for comparison: the floor of the pixels’ own gray", "", Invariant($"{floor:F2}"));
        if (record.History is [.., var last])
        {
            Row("loss on the validation images", "", Invariant($"{last.Validation.Total:F2}"));
            Row("loss on the training images, while training", "", Invariant($"{last.Train.Total:F2}"));
        }

        foreach ((string name, double value) in summary.Measures ?? new Dictionary<string, double>(StringComparer.Ordinal))
            Row(WebUtility.HtmlEncode(name.Replace('_', ' ')), "", Invariant($"{value:G4}"));
        foreach ((string figure, string reason) in summary.MissingFigures ?? new Dictionary<string, string>(StringComparer.Ordinal))
            Row(WebUtility.HtmlEncode($"{figure}, which could not be made"), "", WebUtility.HtmlEncode(reason));
        Row("epochs, seed", "", Invariant($"{summary.Epochs}, {summary.Seed}"));
        Row("seconds of training, threads", "", Invariant($"{summary.Seconds:F1}, {summary.Threads}"));
        return rows.ToString();
    }

    /// <summary>What every report has: how the loss fell.</summary>
    private static JsonObject Content(StoredModel stored, RunRecord record, LossBaselines baselines, GrayScale scale)
    {
        JsonArray History(Func<EpochMetrics, Loss> part) => [.. record.History.Select(epoch => (JsonNode)PageJson.Nats(part(epoch)))];
        return new JsonObject
        {
            ["width"] = stored.Width,
            ["height"] = stored.Height,
            ["channels"] = stored.Model.Shape.Channels,
            ["ink"] = scale.IsInk,
            ["history"] = new JsonObject { ["train"] = History(epoch => epoch.Train), ["validation"] = History(epoch => epoch.Validation) },
            ["floor"] = baselines.Floor,
            ["meanImage"] = baselines.MeanImage,
        };
    }

    /// <summary>A latent space to touch: codes, and a decoder that the page can run.</summary>
    private static void AddLatentSpace(JsonObject content, LatentModel model, StoredModel stored, Dataset data, WorkerPool workers)
    {
        var inspector = new ModelInspector(model, workers);
        SampleSet shown = data.HeldOut.Slice(0, Math.Min(MostCodes, data.HeldOut.Count));
        LatentStatistics statistics = LatentStatistics.Measure(model, data.HeldOut, workers, new(stored.Options.Training.Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Permutation));
        LatentCodes codes = inspector.Encode(shown);
        if (!codes.Means.All(float.IsFinite))
            throw new InputException("The model puts images at latent points that are no finite numbers: its training has diverged, and there is nothing to show.");
        double radius = Math.Max(1, codes.Means.Max(Math.Abs));
        (ImageGrid originals, ImageGrid reconstructions) = inspector.Reconstruct(data.HeldOut);
        if (!reconstructions.Pixels.All(float.IsFinite))
            throw new InputException("The model makes images with pixels that are no finite numbers: its training has diverged, and there is nothing to show.");
        content["dimensions"] = model.LatentDimensions;
        content["classes"] = model.Classes;
        content["mean"] = model.Likelihood.PageMean;
        content["activation"] = stored.Options.Model.Activation.Word;
        content["prior"] = new JsonObject { ["mean"] = PageJson.Numbers(model.Prior.Moments.Mean), ["covariance"] = PageJson.Matrix(model.Prior.Moments.Covariance) };
        content["decoder"] = new JsonArray([.. Decoder(stored).Select(layer => (JsonNode)Layer(layer))]);
        if (Encoder(stored, model, GrayScale.Of(data.HeldOut)) is { Count: > 0 } encoder)
            content["encoder"] = new JsonArray([.. encoder.Select(layer => (JsonNode)Layer(layer))]);
        content["radius"] = radius;
        content["codes"] = PageText.Coordinates(codes.Means, radius);
        content["heldOut"] = data.HeldOutName;
        content["labels"] = Labels(codes.Labels);
        if (stored.ClassNames is { } names)
            content["classNames"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        content["images"] = new JsonObject
        {
            ["columns"] = originals.Columns,
            ["originals"] = PageText.Pixels(originals.Pixels),
            ["reconstructions"] = PageText.Pixels(reconstructions.Pixels),
            ["codes"] = new JsonArray([.. inspector.EncodePosteriors(originals.Pixels).Means.Chunk(model.LatentDimensions).Select(z => (JsonNode)PageJson.Numbers(z.Select(x => (double)x)))]),
        };
        content["klPerDimension"] = PageJson.Numbers(statistics.Dimensions.Select(dimension => dimension.Kl));
    }

    /// <summary>The decoder's layers, where a page can run them: dense ones, and all hidden ones with the model's activation. Else none.</summary>
    private static IReadOnlyList<DenseLayer> Decoder(StoredModel stored)
    {
        IReadOnlyList<Layer> layers = stored.Model is LatentModel { Likelihood.PageMean: not null } model && (model.Shape.Channels == 1 || model.Shape.IsImage) ? model.DecoderNetwork?.Layers ?? [] : [];
        Activation Expected(int layer) => layer == layers.Count - 1 ? Activation.Identity : stored.Options.Model.Activation;
        return layers.Index().All(layer => layer.Item is DenseLayer dense && dense.Activation == Expected(layer.Index)) ? [.. layers.Cast<DenseLayer>()] : [];
    }

    /// <summary>
    /// The encoder's layers up to the mean, where a page can run them and a drawing is what the model has seen: ink on paper, of 28 × 28
    /// pixels. Else none.
    /// </summary>
    private static IReadOnlyList<DenseLayer> Encoder(StoredModel stored, LatentModel model, GrayScale scale)
    {
        const int Side = 28; // what the pad draws
        if (!scale.IsInk || stored.Model.Shape != new SampleShape(1, Side, Side) || model.EncoderNetwork is not { } encoder)
            return [];
        IReadOnlyList<Layer> hidden = encoder.Body.Layers;
        return hidden.All(layer => layer is DenseLayer dense && dense.Activation == stored.Options.Model.Activation) ? [.. hidden.Cast<DenseLayer>(), encoder.Mean] : [];
    }

    private static JsonObject Layer(DenseLayer layer)
    {
        (Parameter weight, Parameter bias) = (layer.Weight, layer.Bias);
        float[] w = new float[weight.Length], b = new float[bias.Length];
        weight.CopyTo(w);
        bias.CopyTo(b);
        return new JsonObject { ["rows"] = weight.Rows, ["columns"] = weight.Columns, ["weight"] = Halves(w), ["bias"] = PageText.Floats(b) };
    }

    /// <summary>Bytes in base 64; a list of numbers where a label is no byte; an empty list where there are no labels.</summary>
    private static JsonNode Labels(int[] labels) => labels is [_, ..] && labels.All(label => label <= byte.MaxValue)
        ? Convert.ToBase64String([.. labels.Select(label => (byte)label)])
        : new JsonArray([.. labels.Select(label => (JsonNode)label)]);

    /// <summary>16-bit floats, little-endian, in base 64: three decimal digits, which no picture shows.</summary>
    private static string Halves(float[] values)
    {
        var bytes = new byte[2 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (!Half.IsFinite((Half)values[i]))
                throw new InputException(Invariant($"The decoder has a weight of {values[i]}, and a page carries them up to {Half.MaxValue}: its training has diverged, and there is nothing to show."));
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), (Half)values[i]);
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>Writes an object as it may stand in a script within a page: nothing in it ends the script.</summary>
    private static void WriteInline(Stream page, JsonObject content)
    {
        using var json = new MemoryStream();
        PageJson.Write(json, content);
        ReadOnlySpan<byte> rest = json.GetBuffer().AsSpan(0, (int)json.Length);
        for (int at; (at = rest.IndexOf((byte)'<')) >= 0; rest = rest[(at + 1)..])
        {
            page.Write(rest[..at]);
            page.Write("\\u003C"u8);
        }

        page.Write(rest);
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(RunReport).Assembly.GetManifestResourceStream($"report/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
