using System.IO.Compression;
using System.Text;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Formats;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Prediction;
using VaeLab.Runs;
using VaeLab.Tests.Data;
using VaeLab.Tests.Models;

namespace VaeLab.Tests.Runs;

/// <summary>A model in a stream, and what a run refuses to keep.</summary>
public sealed class ModelFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Others => new()
    {
        { "activation", "The model has ModelOptions.Activation = tanh, and the options say relu" },
        { "likelihood", "The model has the likelihood 'gaussian', and the options say 'bernoulli'" },
        { "sigma", "The model has ModelOptions.Sigma = 0.5, and the options say none" },
        { "prior", "The model has another prior 'gaussian' than the one that the options make" },
        { "kind", "The model is of the kind hierarchical, and the options say vae" },
        { "layers", "The model has ModelOptions.Hidden = 8, and the options say 16,8" },
    };

    [Fact]
    public void A_model_goes_through_a_stream_and_comes_back()
    {
        GenerativeModel saved = new ModelOptions { Hidden = [8], Activation = Activation.Parse("tanh"), Likelihood = Likelihoods.Gaussian, Sigma = 0.2, PriorCovariance = [[1, 0.4], [0.4, 0.5]] }
            .Create(new SampleShape(3, 2, 5), seed: 7);
        using var stream = new MemoryStream();
        stream.WriteByte(1); // something of the caller's own before it
        saved.Save(stream);
        stream.Position = 1;
        Vae read = ModelFile.Load<Vae>(stream);
        Assert.Equal((saved.Shape, stream.Length), (read.Shape, stream.Position));
        Assert.Equal(LittleData.Values(saved), LittleData.Values(read));

        float[] samples = new float[4 * saved.Pixels], codes = new float[8], again = new float[8];
        new RandomStream(2, RandomPurpose.Test).FillUniform(samples);
        new Predictor(saved).Encode(samples, codes);
        new Predictor(read).Encode(samples, again);
        Assert.Equal(codes, again);
    }

    /// <summary>A stream that cannot seek, as from a network, a package or an archive.</summary>
    [Fact]
    public void A_run_is_read_from_any_stream()
    {
        GenerativeModel saved = ModelKinds.Hierarchical.Preset.Model.Create(LittleData.Shape, seed: 1);
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            saved.Save(zip);
        packed.Position = 0;
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        Assert.IsType<HierarchicalVae>(ModelFile.Load<GenerativeModel>(unpacked));

        using (RunFolder run = UsualRun())
            run.Save(LittleData.Model());
        using FileStream file = File.OpenRead(_folder.At("run", "model.safetensors"));
        Assert.Equal(LittleData.Values(LittleData.Model()), LittleData.Values(ModelFile.Load<Vae>(file)));
    }

    [Fact]
    public void What_is_no_such_model_is_said()
    {
        Says("it ends within its first 8 bytes", []);
        using var weights = new MemoryStream();
        SafeTensors.Write(weights, LittleData.Model().Parameters, new Dictionary<string, string>(StringComparer.Ordinal));
        Says("weights alone", weights.ToArray());
        using var stream = new MemoryStream();
        LittleData.Model().Save(stream);
        byte[] bytes = stream.ToArray();
        Assert.Equal(
            "The stream holds a Vae, and a VqVae was asked for: call Load<Vae>.",
            Assert.Throws<InputException>(() => ModelFile.Load<VqVae>(new MemoryStream(bytes))).Message);
        Assert.Throws<ArgumentNullException>(() => ModelFile.Load<Vae>(null!));
        Assert.Throws<ArgumentNullException>(() => ModelFile.Save(null!, stream));

        static void Says(string words, byte[] bytes) =>
            Assert.Contains(words, Assert.Throws<InputException>(() => ModelFile.Load<Vae>(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void A_run_refuses_a_model_that_its_options_do_not_describe(string other, string words)
    {
        ModelOptions usual = new() { Hidden = [16, 8] };
        MultivariateNormal standard = MultivariateNormal.Standard(2);
        GenerativeModel model = other switch
        {
            "activation" => (usual with { Activation = Activation.Parse("tanh") }).Create(LittleData.Shape, seed: 0),
            "likelihood" => new Vae(LittleData.Shape, usual, standard, Likelihood.Gaussian(0.5), seed: 0),
            "sigma" => (usual with { Likelihood = Likelihoods.Gaussian, Sigma = 0.5 }).Create(LittleData.Shape, seed: 0),
            "prior" => new Vae(LittleData.Shape, usual, LittleData.Prior("correlated"), Likelihood.Bernoulli, seed: 0),
            "kind" => usual.As(new HierarchicalOptions { Lower = [3] }).Create(LittleData.Shape, seed: 0),
            _ => (usual with { Hidden = [8] }).Create(LittleData.Shape, seed: 0),
        };
        using RunFolder run = UsualRun();
        Assert.Contains(words, Assert.Throws<InputException>(() => run.Save(model)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run.Path, "model.safetensors")));
    }

    /// <summary>Two Gaussians of one name, and a σ that is given or learnt.</summary>
    [Fact]
    public void A_stream_refuses_what_could_not_be_read_back()
    {
        ModelOptions fixedSigma = new() { Hidden = [4], Likelihood = Likelihoods.Gaussian, Sigma = 0.3 };
        Refuses("another likelihood 'gaussian'", new(LittleData.Shape, fixedSigma, fixedSigma.CreatePrior(), Likelihood.Gaussian(0.4), seed: 0));
        Refuses("another likelihood 'gaussian'", new(LittleData.Shape, fixedSigma, fixedSigma.CreatePrior(), Likelihood.GaussianWithLearntSigma(), seed: 0));
        Refuses("another prior 'gaussian'", new(LittleData.Shape, fixedSigma, LittleData.Prior("correlated"), Likelihood.Gaussian(0.3), seed: 0));
        using var stream = new MemoryStream();
        new Vae(LittleData.Shape, fixedSigma, MultivariateNormal.Standard(2), Likelihood.Gaussian(0.3), seed: 0).Save(stream);
        Assert.Contains("vaelab_config", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);

        static void Refuses(string words, Vae model)
        {
            using var stream = new MemoryStream();
            Assert.Contains(words, Assert.Throws<InputException>(() => model.Save(stream)).Message, StringComparison.Ordinal);
            Assert.Equal(0, stream.Length);
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A run of the usual little model.</summary>
    private RunFolder UsualRun() =>
        RunFolder.Create(new() { Name = "own", OutputFolder = _folder.At("run"), Model = new() { Hidden = [16, 8] } }, LittleData.Dataset());
}
