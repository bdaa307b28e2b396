using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using VaeLab.Cli;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>The packages, as someone takes them who has no checkout: from a folder, into a project that has nothing else.</summary>
[Collection(nameof(CheckoutBuilds))]
public sealed partial class PackageTests(PackageTests.Packed packed) : IClassFixture<PackageTests.Packed>
{
    /// <summary>A version that nobody has, and that is the latest wherever others are too.</summary>
    internal const string Version = "99.0.0";

    private const string Page = "docs/models-that-travel.md";

    [Fact]
    public void Packages_install_and_train()
    {
        TempFolder folder = packed.Folder;
        foreach (string name in (string[])["VaeLab.Numerics", "VaeLab", "VaeLab.Figures"])
            AssertComplete(folder, name);
        AssertLicensed(folder, "VaeLab.Numerics", "MIT");
        AssertLicensed(folder, "VaeLab", "MIT");
        AssertLicensed(folder, "VaeLab.Data.Mnist", "CC-BY-SA-3.0", "data/README.md");
        AssertLicensed(folder, "VaeLab.Data.Emoji", "Apache-2.0", "data/README.md", "notices/Apache-2.0.txt");
        AssertLicensed(folder, "VaeLab.Figures", "MIT AND OFL-1.1", "THIRD-PARTY-NOTICES.md", "Fonts/OFL.txt");
        AssertLicensed(folder, "VaeLab.Cli", "MIT AND OFL-1.1 AND CC-BY-SA-3.0 AND BSD-3-Clause AND Apache-2.0", "THIRD-PARTY-NOTICES.md", "Fonts/OFL.txt", "data/README.md", "data/emoji/README.md", "notices/skia.txt", "notices/Apache-2.0.txt");
        Assert.InRange(new FileInfo(folder.At("packages", $"VaeLab.{Version}.nupkg")).Length, 1, 1_500_000);
        AssertTheToolTrains(folder);
        AssertALibraryTrains(folder);
    }

    /// <summary>The documented lines, with nuget.org and the folder as sources, and nothing installed before.</summary>
    [Fact]
    public void A_clean_machine_takes_them_from_a_folder()
    {
        using TempFolder folder = new();
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["NUGET_PACKAGES"] = folder.At("cache") };
        string project = folder.At("mine");
        Directory.CreateDirectory(project);
        string[] lines = File.ReadAllText(Checkout.At(Page)).Split('\n');
        string[] documented = [.. lines.SkipWhile(line => line != "dotnet new nugetconfig").TakeWhile(line => line != "```")];
        Assert.Equal(3, documented.Length);
        foreach (string line in (string[])["dotnet new console", .. documented, "dotnet build"])
        {
            string[] words = line.Replace("/path/to/VaeLab/packages", packed.Folder.At("packages"), StringComparison.Ordinal).Split(' ');
            using ChildProcess child = ChildProcess.Run(words[0], words[1..], project, environment);
            if (!PublishTests.IsContinuousIntegration)
                Assert.SkipWhen(child.Output.Contains("NU1301", StringComparison.Ordinal), "nuget.org cannot be reached.");
            Assert.True(child.ExitCode == ExitCode.Success, $"{line}\n{child.Output}\n{child.Error}");
        }

        Assert.Contains(Directory.GetDirectories(folder.At("cache")), installed => Path.GetFileName(installed) == "vaelab.numerics");
    }

    private static void Pack(TempFolder folder)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name; // artifacts/bin/project/configuration
        Dotnet(Checkout.Root, "pack", "VaeLab.slnx", "--no-build", "-c", configuration, $"-p:Version={Version}", "-o", folder.At("packages"));
        string[] packages = [.. Directory.GetFiles(folder.At("packages")).Select(file => Path.GetFileName(file).Replace($".{Version}", string.Empty, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "VaeLab.Cli.nupkg", "VaeLab.Cli.snupkg", "VaeLab.Data.Emoji.nupkg", "VaeLab.Data.Mnist.nupkg", "VaeLab.Figures.nupkg", "VaeLab.Figures.snupkg",
                "VaeLab.Numerics.nupkg", "VaeLab.Numerics.snupkg", "VaeLab.nupkg", "VaeLab.snupkg",
            ],
            packages);

        // Only what was packed just now, and what this checkout was built with: nothing is fetched.
        string installed = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        new XElement(
            "configuration",
            new XElement("config", Entry("globalPackagesFolder", folder.At("installed"))),
            new XElement("packageSources", new XElement("clear"), Entry("packed", folder.At("packages"))),
            new XElement("fallbackPackageFolders", new XElement("clear"), Entry("built", installed))).Save(folder.At("nuget.config"));

        static XElement Entry(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));
    }

    /// <summary>A library comes with documentation, a page about it, and symbols.</summary>
    private static void AssertComplete(TempFolder folder, string name)
    {
        using ZipArchive package = ZipFile.OpenRead(folder.At("packages", $"{name}.{Version}.nupkg")), symbols = ZipFile.OpenRead(folder.At("packages", $"{name}.{Version}.snupkg"));
        foreach (string file in (string[])[$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", "README.md"])
            Assert.True(package.GetEntry(file) is { Length: > 300 }, $"{name} has no {file}.");
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{name}.pdb"));
    }

    /// <summary>A package says its licences, carries the notices of others, and has a page and an icon.</summary>
    private static void AssertLicensed(TempFolder folder, string name, string licence, params string[] notices)
    {
        using ZipArchive package = ZipFile.OpenRead(folder.At("packages", $"{name}.{Version}.nupkg"));
        using Stream specification = package.GetEntry($"{name}.nuspec")!.Open();
        XElement metadata = XDocument.Load(specification).Root!.Elements().First();
        string Of(string element) => metadata.Elements().Single(one => one.Name.LocalName == element).Value;
        Assert.Equal((licence, "README.md", "icon.png"), (Of("license"), Of("readme"), Of("icon")));
        Assert.All([.. notices, "README.md", "icon.png"], file => Assert.True(package.GetEntry(file) is { Length: > 200 }, $"{name} has no {file}."));
    }

    private static void AssertTheToolTrains(TempFolder folder)
    {
        Assert.InRange(new FileInfo(folder.At("packages", $"VaeLab.Cli.{Version}.nupkg")).Length, 1, 100_000_000);
        Dotnet(folder.Path, "tool", "install", "VaeLab.Cli", "--version", Version, "--tool-path", "tools", "--configfile", folder.At("nuget.config"));
        string vae = folder.At("tools", OperatingSystem.IsWindows() ? "vae.exe" : "vae");
        Run(vae, folder.Path, "train", "--experiment", "2d", "--data", ".", "--epochs", "1", "--hidden", "8", "--threads", "1", "--out", "run");
        Assert.True(File.Exists(folder.At("run", "figures", "loss_curves.png")));
    }

    /// <summary>The program of the packages' README and the examples of docs/extending.md, with nothing but a reference to the package.</summary>
    private static void AssertALibraryTrains(TempFolder folder)
    {
        Directory.CreateDirectory(folder.At("mine"));
        string program = Assert.Single(Programs("src/VaeLab/README.md"));
        Assert.InRange(program.TrimEnd().Split('\n').Length, 1, 25);
        string[] examples = Programs("docs/extending.md");
        var calls = new List<string> { "Dataset tiny = Dataset.FromFolder(\"..\");" };
        foreach (string example in examples)
        {
            string name = Example().Match(example).Groups["name"].Value;
            File.WriteAllText(folder.At("mine", $"{name}.cs"), example);
            calls.Add($"Console.WriteLine(FormattableString.Invariant($\"{name}: {{{name}.Run(tiny)}}\"));");
        }

        File.WriteAllText(folder.At("mine", "Program.cs"), $"{program}\n{string.Join('\n', calls)}\n");
        File.WriteAllText(folder.At("mine", "mine.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="VaeLab" Version="{Version}" />
                <PackageReference Include="VaeLab.Data.Mnist" Version="{Version}" />
                <PackageReference Include="Microsoft.Extensions.Logging.Abstractions" Version="{LoggingVersion()}" />
              </ItemGroup>
            </Project>
            """);
        string output = Dotnet(folder.At("mine"), "run");
        Match loss = Loss().Match(output);
        Assert.True(loss.Success, output);
        Assert.InRange(Number(loss.Groups["nats"].Value), 150, 185);
        Assert.Contains("Code of the first test image: ", output, StringComparison.Ordinal);
        (string Name, double Result)[] results = [.. Result().Matches(output).Select(match => (match.Groups["name"].Value, Number(match.Groups["number"].Value)))];
        Assert.Equal(["PriorExample", "LikelihoodExample", "ArchitectureExample", "ObjectiveExample", "OperationExample", "LoggingExample"], results.Select(result => result.Name).ToArray());
        Assert.All(results, result => Assert.True(double.IsFinite(result.Result), output));
        Assert.Equal(2, results[^1].Result); // a line for each epoch

        static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>What the tests were built with, and so is here.</summary>
    private static string LoggingVersion() => XDocument.Load(Checkout.At("Directory.Packages.props")).Descendants("PackageVersion")
        .Single(package => package.Attribute("Include")!.Value == "Microsoft.Extensions.Logging.Abstractions").Attribute("Version")!.Value;

    /// <summary>The C# of a page, block by block.</summary>
    internal static string[] Programs(string page) => [.. Program().Matches(File.ReadAllText(Checkout.At(page))).Select(match => match.Groups["text"].Value)];

    internal static string Dotnet(string folder, params string[] args) => Run("dotnet", folder, args);

    private static string Run(string program, string folder, params string[] args)
    {
        using ChildProcess child = ChildProcess.Run(program, args, folder);
        Assert.True(child.ExitCode == ExitCode.Success, $"{program} {string.Join(' ', args)}\n{child.Output}\n{child.Error}");
        return child.Output;
    }

    [GeneratedRegex(@"^```csharp\r?\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Program();

    [GeneratedRegex(@"class (?<name>\w+Example)\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Example();

    [GeneratedRegex(@"^(?<name>\w+Example): (?<number>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Result();

    [GeneratedRegex(@"Validation: (?<nats>\d+\.\d) nats per image", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Loss();

    /// <summary>The packages in a folder with some data, made once for all tests.</summary>
    public sealed class Packed : IDisposable
    {
        public Packed() => Pack(Folder);

        internal TempFolder Folder { get; } = TinyData.OfStripes(8, 8);

        public void Dispose() => Folder.Dispose();
    }
}
