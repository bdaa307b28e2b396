using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using SixLabors.ImageSharp;
using VaeLab.Cli;
using VaeLab.Models;
using VaeLab.Publishing.Results;
using VaeLab.Runs;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>
/// Every line with <c>dotnet publish</c> that a page has: it is run, and what it makes is started. That takes minutes, so it is for continuous
/// integration, which needs a C compiler for it, and for whoever sets <c>CI=true</c>.
/// </summary>
[Collection(nameof(CheckoutBuilds))]
public sealed partial class PublishTests
{
    private const string Load = "dotnet publish tests/VaeLab.Native -r linux-x64 -p:PublishAot=true", Service = "samples/service.cs";

    /// <summary>Whether what takes minutes is wanted, and nothing may be missing for it.</summary>
    public static bool IsContinuousIntegration { get; } = Environment.GetEnvironmentVariable("CI") is "true" or "1";

    public static TheoryData<string> Lines => [.. Documented()];

    [Fact]
    public void Pages_say_how_to_publish()
    {
        string[] lines = Documented();
        Assert.Contains(lines, line => line.Contains("src/VaeLab.Cli", StringComparison.Ordinal) && line.Contains("PublishTrimmed", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("src/VaeLab.Cli", StringComparison.Ordinal) && line.Contains("PublishAot", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(Service, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void What_a_page_publishes_starts(string line)
    {
        using TempFolder folder = Publish(line);
        string project = line.Split(' ')[2];
        if (project == Service)
            AssertServes(folder.At("out"), isNative: !line.Contains("PublishAot=false", StringComparison.Ordinal));
        else
            AssertTrains(folder.At("out"));
    }

    /// <summary>32 threads ask 100,000 times, and get the bits that one thread gets.</summary>
    [Fact]
    public void A_native_predictor_answers_many_threads_with_the_bits_of_one()
    {
        using TempFolder folder = Publish(Load);
        using ChildProcess load = ChildProcess.Run(Program(folder.At("out"), "VaeLab.Native"), [], folder.Path);
        Assert.Equal("0 of 100000, native\n", load.Output + load.Error);
    }

    /// <summary>Runs the line for this machine, with what the tests were built from.</summary>
    private static TempFolder Publish(string line)
    {
        Assert.SkipUnless(IsContinuousIntegration, "Publishing takes minutes: set CI=true to have it tested, with clang or gcc installed.");
        var folder = new TempFolder();
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name; // artifacts/bin/project/configuration
        string[] words = line.Replace("linux-x64", RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal).Split(' ');

        // Nothing here looks at a native program's debug symbols, which take long to write.
        string[] shortcuts = ["-p:BuildProjectReferences=false", "-p:NativeDebugSymbols=false"];
        using ChildProcess publish = ChildProcess.Run("dotnet", [.. words[1..], "-c", configuration, .. shortcuts, "-o", folder.At("out")], Checkout.Root);
        Assert.True(publish.ExitCode == ExitCode.Success, publish.Output + publish.Error);
        Assert.DoesNotContain("warning ", publish.Output, StringComparison.Ordinal);
        return folder;
    }

    private static void AssertTrains(string published)
    {
        using TempFolder data = TinyData.OfPictures(20);
        using (var picture = Image.Load(data.At("01.png")))
        {
            foreach (string format in (string[])["jpg", "webp", "gif", "bmp", "tiff"])
                picture.Save(data.At($"21.{format}"));
        }

        using ChildProcess vae = ChildProcess.Run(
            Program(published, "vae"), ["train", "--data", ".", "--colours", "rgb", "--size", "8", "--epochs", "1", "--hidden", "8", "--threads", "1", "--out", "run"], data.Path);
        Assert.True(vae.ExitCode == ExitCode.Success, vae.Output + vae.Error);
        Assert.Contains(": 25 colour images of 8 × 8 (", vae.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(data.At("run", "figures", "loss_curves.png")));
    }

    private static void AssertServes(string published, bool isNative)
    {
        if (isNative)
            Assert.InRange(PublishingResults.Size(published), 1, 20_000_000);
        using TempFolder folder = new();
        using (FileStream file = File.Create(folder.At("model.safetensors")))
            new ModelOptions { Hidden = [16] }.Create(new(1, 4, 5), seed: 1).Save(file);
        using var service = new RunningService([Program(published, "service")], folder.At("model.safetensors"));
        byte[] codes = ServiceLoad.AskAsync(service, "encode", Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("0.5", 20))}]")).GetAwaiter().GetResult();
        Assert.Equal(2, Encoding.UTF8.GetString(codes).Split(',').Length);
    }

    private static string Program(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    private static string[] Documented() =>
    [
        .. DocumentationTests.MarkdownFiles().SelectMany(page => Line().Matches(File.ReadAllText(Checkout.At(page)))).Select(match => match.Value.Trim()).Distinct(StringComparer.Ordinal),
    ];

    [GeneratedRegex("dotnet publish [^`\r\n<]+", RegexOptions.None, 1000)]
    private static partial Regex Line();
}
