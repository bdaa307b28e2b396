using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using VaeLab.Cli;
using VaeLab.Figures;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

public sealed partial class ArchitectureTests
{
    /// <summary>The folders of src/VaeLab: each may know those before it.</summary>
    private static readonly string[] s_order = ["Formats", "Data", "Distributions", "Networks", "Models", "Training", "Prediction", "Evaluation", "Kinds", "Runs"];

    private static readonly Assembly[] s_assemblies = [typeof(Tensor).Assembly, typeof(Vae).Assembly, typeof(Figure).Assembly, typeof(Lesson).Assembly];

    [Theory]
    [InlineData("VaeLab.Numerics")]
    [InlineData("VaeLab", "VaeLab.Numerics")]
    [InlineData("VaeLab.Figures", "VaeLab")]
    [InlineData("VaeLab.Data.Mnist")]
    [InlineData("VaeLab.Data.Emoji")]
    [InlineData("VaeLab.Cli", "VaeLab.Figures", "VaeLab.Data.Mnist", "VaeLab.Data.Emoji")]
    public void Projects_know_the_one_before_them_only(string project, params string[] references) =>
        Assert.Equal(references, References($"src/{project}/{project}.csproj"));

    [Fact]
    public void Every_project_is_in_the_solution_and_nothing_in_src_depends_on_what_stands_outside()
    {
        string solution = File.ReadAllText(Checkout.At("VaeLab.slnx"));
        foreach (string project in Git.TrackedFiles().Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal);
            string[] folders = project.Split('/')[0] switch
            {
                "src" or "tools" => ["src"],
                "bench" => ["src", "tools"],
                "tests" => ["src", "tools", "tests"], // a program that tests start
                _ => throw new InvalidOperationException($"{project} is in no folder for projects."),
            };
            Assert.All(References(project), reference => Assert.True(
                folders.Any(folder => Directory.Exists(Checkout.At($"{folder}/{reference}"))), $"{project} refers to {reference}, which is not in {string.Join(" or ", folders)}."));
        }
    }

    /// <summary>Someone who copies a lesson has the packages, and no tools.</summary>
    [Fact]
    public void Lessons_refer_to_src_only()
    {
        string[] references = [.. Lessons.Files.SelectMany(file => File.ReadLines(Checkout.At(file))).Where(line => line.StartsWith("#:project ", StringComparison.Ordinal))];
        Assert.NotEmpty(references);
        Assert.All(references, line => Assert.StartsWith("#:project ../src/", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Folders_of_the_library_know_earlier_ones_only()
    {
        Type[] types = [.. typeof(Vae).Assembly.GetTypes().Where(type => Folder(type) is not null)];
        Assert.Equal(s_order, types.Select(Folder).Distinct(StringComparer.Ordinal).OrderBy(folder => Array.IndexOf(s_order, folder)).ToArray());

        string[] wrong = [.. types
            .SelectMany(type => ReferencedTypes.Of(type).Select(known => (Type: type, Known: known)))
            .Where(pair => pair.Known.Assembly == typeof(Vae).Assembly && Array.IndexOf(s_order, Folder(pair.Known)) > Array.IndexOf(s_order, Folder(pair.Type)))
            .Select(pair => $"{pair.Type} knows {pair.Known}")
            .Distinct(StringComparer.Ordinal)];
        Assert.Empty(wrong);
    }

    /// <summary>Constants and names leave no trace in compiled code, but directives in the source.</summary>
    [Fact]
    public void Sources_of_the_library_use_earlier_folders_only()
    {
        foreach ((string folder, string file) in s_order.SelectMany(folder => Directory.GetFiles(Checkout.At($"src/VaeLab/{folder}"), "*.cs").Select(file => (folder, file))))
        {
            string code = Comment().Replace(File.ReadAllText(file), string.Empty);
            Assert.Contains($"namespace VaeLab.{folder};", code, StringComparison.Ordinal);
            foreach (string later in s_order.SkipWhile(name => !string.Equals(name, folder, StringComparison.Ordinal)).Skip(1))
                Assert.False(Regex.IsMatch(code, $@"\bVaeLab\.{later}\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), $"{file} names VaeLab.{later}.");
        }
    }

    /// <summary>Libraries neither print nor draw random numbers of their own.</summary>
    [Fact]
    public void Libraries_have_no_console_and_no_other_random_numbers()
    {
        foreach (Assembly assembly in s_assemblies)
        {
            string[] types = TypeReferences(assembly);
            Assert.NotEmpty(types);
            Assert.DoesNotContain("System.Random", types, StringComparer.Ordinal);
            if (assembly != typeof(Lesson).Assembly)
                Assert.DoesNotContain("System.Console", types, StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Assemblies_are_optimised_in_every_configuration()
    {
        foreach (Assembly assembly in s_assemblies)
            Assert.False(assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled ?? false, assembly.FullName);
    }

    internal static string[] TypeReferences(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(handle => metadata.GetTypeReference(handle))
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")];
    }

    private static string[] References(string project) =>
        [.. XDocument.Load(Checkout.At(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))];

    private static string? Folder(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Namespace is { } name && name.StartsWith("VaeLab.", StringComparison.Ordinal) ? name["VaeLab.".Length..] : null;
    }

    [GeneratedRegex(@"//[^\n]*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Comment();
}
