using System.Reflection;
using System.Xml.Linq;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests;

/// <summary>What a caller may rely on, whatever the member: what is wrong is refused in words, and nothing that was given is changed or cut off.</summary>
public sealed class ContractTests : IDisposable
{
    private readonly WorkerPool _pool = new(1);

    public void Dispose() => _pool.Dispose();

    /// <summary>Every public constructor and static method whose arguments are not spans, called with nothing.</summary>
    [Fact]
    public void Nothing_public_answers_null_with_a_NullReferenceException()
    {
        MethodBase[] all =
        [
            .. new[] { typeof(Tape), typeof(Vae) }.SelectMany(type => type.Assembly.GetExportedTypes()).Where(type => !type.ContainsGenericParameters).SelectMany(type =>
                type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(method => !method.IsGenericMethodDefinition)
                    .Concat<MethodBase>(type.IsAbstract ? [] : type.GetConstructors())),
        ];
        string[] wrong = [.. all.Where(method => method.GetParameters() is { Length: > 0 } parameters
            && !Array.Exists(parameters, parameter => parameter.ParameterType.IsByRefLike || parameter.ParameterType.IsByRef)).Where(Breaks).Select(method => $"{method.DeclaringType}.{method}")];
        Assert.True(all.Length > 300);
        Assert.Empty(wrong);

        static bool Breaks(MethodBase method)
        {
            object?[] nothing = [.. method.GetParameters().Select(parameter => parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)];
            try
            {
                _ = method is ConstructorInfo constructor ? constructor.Invoke(nothing) : method.Invoke(null, nothing);
                return false;
            }
            catch (TargetInvocationException exception)
            {
                return exception.InnerException is NullReferenceException;
            }
        }
    }

    /// <summary>
    /// Values, records and static classes are for many threads, by a rule of the packages' README. Any other class says what it is for, or
    /// the class that it derives from does.
    /// </summary>
    [Fact]
    public void Every_class_says_how_many_threads_may_use_it()
    {
        foreach (Assembly assembly in (Assembly[])[typeof(Tape).Assembly, typeof(Vae).Assembly])
        {
            var summaries = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
                .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")?.Value ?? string.Empty, StringComparer.Ordinal);
            Type[] classes = [.. assembly.GetExportedTypes().Where(type => type.IsClass && !(type.IsAbstract && type.IsSealed)
                && type.GetMethod("<Clone>$") is null && !type.IsAssignableTo(typeof(Exception)))];
            Assert.NotEmpty(classes);
            Assert.Empty(classes.Where(type => !Says(type)).Select(type => type.FullName));

            bool Says(Type type) => summaries["T:" + type.FullName!.Replace('+', '.')].Contains("thread", StringComparison.Ordinal)
                || (type.BaseType is { } known && known.Assembly == assembly && Says(known.IsGenericType ? known.GetGenericTypeDefinition() : known));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ModelOptions.MaxLatentDimensions + 1)]
    public void A_latent_space_that_cannot_be_is_refused_as_documented(int dimensions)
    {
        var options = new ModelOptions { LatentDimensions = dimensions };
        foreach (Action make in (Action[])[() => options.Create(LittleData.Shape, seed: 0), () => options.CreatePrior(), () => options.As(new HierarchicalOptions()).Create(LittleData.Shape, seed: 0)])
            Assert.Contains(FormattableString.Invariant($"ModelOptions.LatentDimensions is {dimensions}"), Assert.Throws<InputException>(make).Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Spans_of_another_length_are_refused()
    {
        var inspector = new ModelInspector(LittleData.Model(), _pool);
        Assert.Throws<ArgumentException>("images", () => inspector.EncodePosteriors(new float[LittleData.Pixels + 1]));
        Assert.Throws<ArgumentException>("labels", () => inspector.EncodePosteriors(new float[LittleData.Pixels], [1, 2]));
        Assert.Throws<ArgumentException>("points", () => inspector.Decode(new float[3]));
        Assert.Throws<ArgumentException>("points", () => inspector.Distortion(LittleData.Images(2), new float[5]));
        var conditional = new Sampler(new ModelOptions { Hidden = [4], Classes = 3 }.Create(LittleData.Shape, seed: 0), _pool);
        Assert.Throws<ArgumentException>("labels", () => conditional.Sample(2, new(1, RandomPurpose.Samples), [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => conditional.Sample(-1, new(1, RandomPurpose.Samples)));
        MultivariateNormal prior = MultivariateNormal.Standard(2);
        Assert.Throws<ArgumentException>("point", () => prior.LogDensity(new float[3]));
        Assert.Throws<ArgumentException>("point", () => prior.Transform(new float[1]));
        Assert.Throws<ArgumentException>("target", () => prior.Transform(new double[2], new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Functions.ContinuousBernoulliMean(new float[2], new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => OneHot.Fill([1], 3, new float[2]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_label_without_a_class_is_refused_and_writes_nowhere(int label)
    {
        float[] target = [7, 7, 7, 7, 7, 7];
        Assert.Contains(FormattableString.Invariant($"label {label}"), Assert.Throws<InputException>(() => OneHot.Fill([0, label], 3, target)).Message, StringComparison.Ordinal);
        Assert.Equal(new float[] { 1, 0, 0, 0, 0, 0 }, target);
    }

    [Fact]
    public void Options_with_equal_lists_are_equal()
    {
        ModelOptions one = new() { Hidden = [16, 8], PriorMean = [0, 1], PriorCovariance = [[1, 0.4], [0.4, 0.5]], Kind = new HierarchicalOptions { Lower = [3, 4] } };
        ModelOptions same = new() { Hidden = [16, 8], PriorMean = [0, 1], PriorCovariance = [[1, 0.4], [0.4, 0.5]], Kind = new HierarchicalOptions { Lower = [3, 4] } };
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.Equal(new ExperimentOptions { Name = "one", Model = one }, new ExperimentOptions { Name = "one", Model = same });
        ModelOptions[] others =
        [
            one with { Hidden = [8, 16] }, one with { PriorMean = [0, 2] }, one with { PriorCovariance = [[1, 0], [0, 1]] }, one with { PriorCovariance = null },
            one with { Kind = new HierarchicalOptions { Lower = [4, 3] } }, one with { Kind = new VaeOptions() }, one with { Classes = 3 }, one with { Sigma = 1 },
            one with { Activation = Activation.Tanh }, one with { Encoder = Architecture.Parse("dense:16,dense:8") }, one with { Likelihood = Likelihoods.Gaussian },
        ];
        Assert.All(others, other => Assert.NotEqual(one, other));
    }

    [Fact]
    public void A_Gaussian_keeps_its_numbers_whoever_changes_the_arrays()
    {
        double[] mean = [1, 2];
        double[,] covariance = { { 1, 0.4 }, { 0.4, 0.5 } };
        var prior = new MultivariateNormal(mean, covariance);
        double before = prior.LogDensity([0.5f, 1]);
        (mean[0], covariance[0, 0]) = (9, 9);
        prior.Mean[0] = 9;
        (prior.Covariance[0, 0], prior.Precision[0, 0], prior.CholeskyFactor[0, 0]) = (9, 9, 9);
        Assert.Equal(before, prior.LogDensity([0.5f, 1]));
        Assert.Equal((1, 1), (prior.Mean[0], prior.Covariance[0, 0]));
    }

    [Fact]
    public void Options_that_speak_of_other_data_or_workers_are_refused()
    {
        Dataset data = LittleData.Dataset();
        TrainingOptions usual = new() { Epochs = 1, BatchSize = 10 };
        Refuses("TrainingOptions.Threads is 7, and the workers that were given are 1", usual with { Threads = 7 }, data);
        Refuses("TrainingOptions.ValidationFraction is 0.3, and the data have a validation set already, of 7 samples", usual with { ValidationFraction = 0.3 }, data);
        Refuses("TrainingOptions.Binarization = Static", usual with { Binarization = Binarization.Static }, data);
        Refuses("TrainingOptions.Binarization = Static", usual with { Binarization = Binarization.Static }, data.Binarize(1, alsoTraining: false));

        TrainingOptions meant = usual with { Threads = 1, ValidationFraction = 0.3, Binarization = Binarization.Static };
        _ = new Trainer(LittleData.Model(), data.WithValidationShare(0.3).Binarize(1, alsoTraining: true), meant, _pool);
        _ = new Trainer(LittleData.Model(), data.Binarize(1, alsoTraining: true).WithValidationShare(0.3), meant, _pool);

        void Refuses(string words, TrainingOptions options, Dataset given) =>
            Assert.Contains(words, Assert.Throws<InputException>(() => new Trainer(LittleData.Model(), given, options, _pool)).Message, StringComparison.Ordinal);
    }
}
