using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VaeLab.Compare.Report;

/// <summary><c>results.json</c>: everything measured on one machine in one run.</summary>
/// <param name="Machine">What it ran on.</param>
/// <param name="Epoch">Seconds an epoch of the first experiment, 54,000 images, without validation.</param>
/// <param name="Losses">What the trainings came to.</param>
/// <param name="Evaluation">The loss of the test images.</param>
/// <param name="Likelihood">−log p(x) by importance sampling.</param>
/// <param name="Memory">The most memory of each process that trained, in units of 10⁶ bytes.</param>
/// <param name="AllocatedPerStep">Bytes that a warm training step takes from the garbage collector.</param>
/// <param name="Lesson">The first lesson as a whole.</param>
/// <param name="Shapes">Other models, batches and amounts of data.</param>
internal sealed record Results(
    Results.MachineEntry Machine,
    Results.EpochEntry Epoch,
    Results.LossEntry Losses,
    Results.EvaluationEntry Evaluation,
    Results.EvaluationEntry Likelihood,
    Results.MemoryEntry Memory,
    double AllocatedPerStep,
    Results.LessonEntry Lesson,
    Results.ShapeEntry[] Shapes)
{
    /// <summary>How results are written.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    public static Results Parse(string json) => JsonSerializer.Deserialize<Results>(json, Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>What a run ran on.</summary>
    /// <param name="TorchWays">Which of PyTorch's ways proved fastest.</param>
    internal sealed record MachineEntry(
        string Processor, int Threads, string Vectors, string OperatingSystem, string Vaelab, string Dotnet, string Torch, string Python, string Blas, string TorchWays);

    /// <summary>Seconds an epoch, round by round, each after the other.</summary>
    /// <param name="Ours">VaeLab, all threads.</param>
    /// <param name="Torch">PyTorch, all threads.</param>
    /// <param name="Narrow">VaeLab without AVX-512; null where there is none to switch off.</param>
    /// <param name="OneThread">VaeLab on one thread; null where there is but one.</param>
    /// <param name="TorchProducts">The matrix products of an epoch alone, by PyTorch's BLAS.</param>
    /// <param name="PeakGflops">Multiply-adds in registers, all threads, 10⁹ operations a second, in each round.</param>
    /// <param name="DenseGflop">The dense arithmetic of an epoch, in 10⁹ operations.</param>
    internal sealed record EpochEntry(
        Series Ours, Series Torch, Series? Narrow, Series? OneThread, Series TorchProducts, double[] PeakGflops, double DenseGflop)
    {
        /// <summary>The dense arithmetic at the machine's peak, round by round.</summary>
        public Series AtPeak() => new([.. PeakGflops.Select(peak => DenseGflop / peak)]);
    }

    /// <summary>Nats per image on the validation images, after so many epochs.</summary>
    internal sealed record LossEntry(int Epochs, double Ours, double Torch);

    /// <summary>Both sides in turn: seconds, and the last loss in nats per image.</summary>
    internal sealed record EvaluationEntry(int Images, int Samples, Series Ours, Series Torch, double OursLoss, double TorchLoss);

    /// <summary>Units of 10⁶ bytes.</summary>
    internal sealed record MemoryEntry(double Ours, double Torch);

    /// <summary>The first lesson, from the start of its process.</summary>
    /// <param name="Epochs">Epochs that it trained.</param>
    /// <param name="Seconds">To its end, figures included.</param>
    /// <param name="SecondsToTarget">To the end of the first epoch whose validation loss is at most <paramref name="Target"/>.</param>
    /// <param name="Target">Nats per image.</param>
    /// <param name="TestLoss">Nats per image.</param>
    /// <param name="PeakMemory">Units of 10⁶ bytes.</param>
    internal sealed record LessonEntry(int Epochs, double Seconds, double SecondsToTarget, double Target, double TestLoss, double PeakMemory);

    /// <summary>One shape: 10⁹ operations of dense arithmetic a second, and the training loss in the last stretch.</summary>
    internal sealed record ShapeEntry(string Varies, Shape Shape, Series Ours, Series Torch, double OursLoss, double TorchLoss);
}
