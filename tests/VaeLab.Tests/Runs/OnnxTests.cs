using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Formats;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Data;
using VaeLab.Training;
using Tensor = VaeLab.Numerics.Tensor;

namespace VaeLab.Tests.Runs;

/// <summary>What ONNX Runtime computes from the exported files is what VaeLab computes, on digits of MNIST.</summary>
public sealed class OnnxTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private static readonly Lazy<Dataset> s_mnist = new(Dataset.Mnist);

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Activations => [.. Activation.All.Select(activation => activation.Word), "leaky-relu:0.3"];

    public static TheoryData<string, double?> Likelihoods => new()
    {
        { VaeLab.Distributions.Likelihoods.Bernoulli, null }, { VaeLab.Distributions.Likelihoods.ContinuousBernoulli, null }, { VaeLab.Distributions.Likelihoods.DiscretizedLogistic, null }, { VaeLab.Distributions.Likelihoods.Gaussian, null }, { VaeLab.Distributions.Likelihoods.Gaussian, 0.2 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Activations))]
    public void Every_activation_is_the_same(string activation) =>
        Compare(new() { Hidden = [24, 12], Activation = Activation.Parse(activation), LatentDimensions = 3 });

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void Every_likelihood_is_the_same(string likelihood, double? sigma) =>
        Compare(new() { Hidden = [24], Likelihood = likelihood, Sigma = sigma });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_full_covariance_is_the_same(int dimensions) =>
        Compare(new() { Hidden = [24], Posterior = Posterior.Full, LatentDimensions = dimensions });

    [Theory]
    [InlineData("adversarial")]
    [InlineData("vae-gan")]
    public void A_model_with_an_adversary_is_the_same_without_it(string kind) => Compare(new ModelOptions { Hidden = [24, 12] }.As(ModelKinds.Named(kind).Preset.Model.Kind));

    [Fact]
    public void A_decoder_of_other_widths_than_its_encoder_is_the_same() =>
        Compare(new() { Encoder = Architecture.Parse("dense:24/tanh,dense:12"), Decoder = Architecture.Parse("dense:9,dense:31/silu,dense:7"), LatentDimensions = 3 });

    [Theory]
    [InlineData("conv:4/2,conv:6/2/silu,dense:12", null, 0)]
    [InlineData("conv:4k5/2/tanh,conv:6k4/2", null, 10)]
    [InlineData("pool:2,conv:3,dense:9", "dense:5x7x7,up:2,conv:4/leaky-relu,deconv:3k4/2,conv:6", 0)]
    [InlineData("conv:4/2,norm:2/silu,res:6/2,dense:12", null, 0)]
    [InlineData("res:4/2/tanh,norm:1,res:8,shuffle:2,pool:2", "dense:8x7x7,bilinear:2,norm:4/silu,shuffle:2,res:3", 10)]
    public void Convolutions_are_the_same(string encoder, string? decoder, int classes) => Compare(new()
    {
        Encoder = Architecture.Parse(encoder),
        Decoder = decoder is null ? null : Architecture.Parse(decoder),
        Classes = classes,
        LatentDimensions = 3,
    });

    [Fact]
    public void A_conditional_model_is_the_same() => Compare(new() { Hidden = [24, 12], Classes = 10, LatentDimensions = 3 });

    /// <summary>1/(1 − e⁻ˡ) − 1/l is 0/0 in the middle, and e⁻ˡ overflows at the left.</summary>
    [Fact]
    public void The_mean_of_a_continuous_Bernoulli_is_the_same_everywhere()
    {
        var model = (Vae)new ExperimentOptions { Name = "wide", Model = new() { Hidden = [1], LatentDimensions = 1, Likelihood = VaeLab.Distributions.Likelihoods.ContinuousBernoulli, Activation = Activation.Identity } }.CreateModel(SampleShape.Features(401));
        foreach (Parameter parameter in model.Parameters)
        {
            float[] values = new float[parameter.Length];
            if (parameter.Name is "decoder.0.weight" or "decoder.1.weight")
                Array.Fill(values, 1);
            if (parameter.Name is "decoder.1.bias")
                values = [.. Enumerable.Range(-200, 401).Select(i => i * Math.Abs(i) / 320f)];
            parameter.CopyFrom(values);
        }

        using InferenceSession decoder = Session(OnnxModel.Decoder(model));
        foreach (float z in (float[])[0, 1e-4f, 0.3f])
        {
            using var workers = new WorkerPool(1);
            AssertClose(new ModelInspector(model, workers).Decode([z]), Run(decoder, ("z", [z], 1))["reconstruction"]);
        }
    }

    /// <summary>Scales from far below the least one, which shows in the mean of a location of 0, to far above all bytes.</summary>
    [Fact]
    public void The_mean_of_a_discretized_logistic_is_the_same_everywhere()
    {
        float[] locations = [0, 0.3f, 1, -0.2f], scales = [-20, -6, -5.69f, -5.6f, -3, 0, 2, 4];
        var model = (Vae)new ExperimentOptions { Name = "wide", Model = new() { Hidden = [1], LatentDimensions = 1, Likelihood = VaeLab.Distributions.Likelihoods.DiscretizedLogistic } }
            .CreateModel(SampleShape.Features(locations.Length * scales.Length));
        foreach (Parameter parameter in model.Parameters)
        {
            float[] values = new float[parameter.Length];
            if (parameter.Name is "decoder.1.bias")
                values = [.. scales.SelectMany(_ => locations), .. scales.SelectMany(scale => locations.Select(_ => scale))];
            parameter.CopyFrom(values);
        }

        using InferenceSession decoder = Session(OnnxModel.Decoder(model));
        using var workers = new WorkerPool(1);
        AssertClose(new ModelInspector(model, workers).Decode([0]), Run(decoder, ("z", [0], 1))["reconstruction"]);
    }

    [Fact]
    public void A_file_is_written_without_copies_of_the_weights_within_it()
    {
        var model = (LatentModel)new ExperimentOptions { Name = "wide" }.CreateModel(SampleShape.Gray(28, 28));
        long weights = model.Parameters.Sum(parameter => (long)parameter.Length * sizeof(float));
        OnnxModel.Write(Stream.Null, model, "{}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        OnnxModel.Write(Stream.Null, model, "{}");

        // Once row by row, and once as the bytes to write.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, weights, 2.1 * weights);
    }

    [Fact]
    public void Files_say_what_they_are()
    {
        ExperimentOptions options = Trained(new() { Hidden = [9], Posterior = Posterior.Full, LatentDimensions = 3 });
        Assert.Equal(
            [_folder.At("encoder.onnx"), _folder.At("decoder.onnx"), _folder.At("model.onnx")],
            OnnxModel.Export(options.OutputFolder!, _folder.Path));

        using var session = new InferenceSession(_folder.At("model.onnx"));
        Assert.Equal(["noise", "x"], session.InputMetadata.Keys.Order(StringComparer.Ordinal).ToArray());
        Assert.Equal(["mean", "log_variance", "scale_tril", "z", "output", "reconstruction"], session.OutputMetadata.Keys.ToArray());
        Assert.Equal([-1, 784], session.InputMetadata["x"].Dimensions);
        Assert.Equal(["batch", string.Empty], session.InputMetadata["x"].SymbolicDimensions);
        Assert.Equal([-1, 3], session.OutputMetadata["scale_tril"].Dimensions);
        Assert.Equal("VaeLab", session.ModelMetadata.ProducerName);
        Assert.Contains("\"posterior\":\"full\"", session.ModelMetadata.CustomMetadataMap["vaelab_config"], StringComparison.Ordinal);
    }

    /// <summary>A model after a few steps, so that no weight is what it was made as.</summary>
    private ExperimentOptions Trained(ModelOptions model)
    {
        Dataset data = Dataset.Create("digits", s_mnist.Value.Train.Slice(0, 400), s_mnist.Value.Test!.Slice(0, 20));
        ExperimentOptions options = new() { Name = "onnx", Model = model, OutputFolder = _folder.At("run"), Training = new() { Epochs = 2, BatchSize = 20, Threads = 1 } };
        using var workers = new WorkerPool(1);
        GenerativeModel vae = options.CreateModel(data.Train.Shape);
        using RunFolder run = RunFolder.Create(options, data);
        new Trainer(vae, data, options.Training, workers).Fit();
        run.Save(vae);
        return options;
    }

    private void Compare(ModelOptions options)
    {
        LatentModel model = StoredModel.Read(Trained(options).OutputFolder!).Latent;
        using InferenceSession encoder = Session(OnnxModel.Encoder(model)), decoder = Session(OnnxModel.Decoder(model)), both = Session(OnnxModel.Both(model));
        using var workers = new WorkerPool(1);
        int d = options.LatentDimensions;
        foreach (int batch in (int[])[1, 7])
        {
            var tape = new Tape(batch, workers, gradients: false);
            var inputs = Batch.On(tape, model);
            (Tensor x, Tensor noise) = (inputs.Images, tape.Input(model.SampleLength));
            GaussianPosterior posterior = model.Encode(x, inputs.Labels);
            Tensor z = posterior.Reparameterize(noise), output = model.Decode(z, inputs.Labels);
            s_mnist.Value.Test!.Fill(0, batch, x.Values);
            new RandomStream(5, RandomPurpose.Test).FillNormal(noise.Values);
            if (inputs.Labels is { } y)
                OneHot.Fill(s_mnist.Value.Test!.Labels.Span[..batch], y.Columns, y.Values);
            (string, float[], int)[] labels = inputs.Labels is null ? [] : [("labels", inputs.Labels.Values.ToArray(), batch)];
            tape.Forward();
            float[] image = new float[x.Values.Length];
            model.Likelihood.Means(output.Values, image, model.Pixels);

            Dictionary<string, float[]> q = Run(encoder, [("x", x.Values.ToArray(), batch), .. labels]);
            Dictionary<string, float[]> p = Run(decoder, [("z", z.Values.ToArray(), batch), .. labels]);
            Dictionary<string, float[]> all = Run(both, [("x", x.Values.ToArray(), batch), ("noise", noise.Values.ToArray(), batch), .. labels]);
            foreach (Dictionary<string, float[]> result in (Dictionary<string, float[]>[])[q, all])
            {
                AssertClose(posterior.Mean.Values, result["mean"]);
                Assert.Equal(model.HasDensity, result.TryGetValue("log_variance", out float[]? logVariance));
                if (logVariance is not null)
                    AssertClose(posterior.LogVariance.Values, logVariance);
                Assert.Equal(options.Posterior == Posterior.Full && d > 1, result.TryGetValue("scale_tril", out float[]? below));
                if (below is not null)
                    AssertClose(((FullGaussian)posterior).ScaleTril.Values, below);
            }

            AssertClose(z.Values, all["z"]);
            foreach (Dictionary<string, float[]> result in (Dictionary<string, float[]>[])[p, all])
            {
                AssertClose(output.Values, result["output"]);
                AssertClose(image, result["reconstruction"]);
            }
        }
    }

    private static InferenceSession Session(OnnxGraph graph)
    {
        using var stream = new MemoryStream();
        graph.WriteTo(stream, []);
        return new(stream.ToArray());
    }

    private static Dictionary<string, float[]> Run(InferenceSession session, params (string Name, float[] Values, int Batch)[] inputs)
    {
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([.. inputs.Select(input =>
            NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<float>(input.Values, [input.Batch, input.Values.Length / input.Batch])))]);
        return results.ToDictionary(result => result.Name, result => result.AsEnumerable<float>().ToArray(), StringComparer.Ordinal);
    }

    private static void AssertClose(ReadOnlySpan<float> expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
            Assert.Equal(expected[i], actual[i], Tolerance * Math.Max(1, Math.Abs(expected[i])));
    }
}
