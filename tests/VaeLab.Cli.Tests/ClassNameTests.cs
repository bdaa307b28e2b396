using System.Text.Json.Nodes;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>The names of classes go from the folders of the data into the run, and from there to all that names a class.</summary>
public sealed class ClassNameTests : IDisposable
{
    private readonly TempFolder _data = TinyData.OfClasses(8, "10", "ape", "2"), _folder = new();

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_class_goes_by_its_name()
    {
        Assert.Contains(", 3 classes (2, 10, ape).", Train(_data.Path), StringComparison.Ordinal);
        JsonNode config = JsonNode.Parse(File.ReadAllText(_folder.At("run", "config.json")))!;
        Assert.Equal(["2", "10", "ape"], config["dataset"]!["class_names"]!.AsArray().Select(name => name!.GetValue<string>()), StringComparer.Ordinal);
        Assert.Equal(3, config["model"]!["classes"]!.GetValue<int>());
        Assert.Contains("\"classNames\":[\"2\",\"10\",\"ape\"]", File.ReadAllText(_folder.At("run", "report.html")), StringComparison.Ordinal);

        // A number is a class's name before it is its number.
        Assert.StartsWith("--label 2 is the class '2', number 0 of 0 to 2.\n", Output("sample", "run", "--label", "2", "--out", "two.csv"), StringComparison.Ordinal);
        Assert.StartsWith("--label 1 is the class '10', number 1 of 0 to 2.\n", Output("sample", "run", "--label", "1", "--out", "one.csv"), StringComparison.Ordinal);
        Output("sample", "run", "--label", "10", "--out", "ten.csv");
        Output("sample", "run", "--label", "ape", "--out", "ape.csv");
        Assert.Equal(File.ReadAllBytes(_folder.At("ten.csv")), File.ReadAllBytes(_folder.At("one.csv")));
        Assert.NotEqual(File.ReadAllBytes(_folder.At("ape.csv")), File.ReadAllBytes(_folder.At("two.csv")));
        const string Needed = "it needs a whole number from 0 to 2, or a name (2, 10, ape).";
        Assert.Equal([$"--label is 'cat'; {Needed}"], Vae.Faults(_folder.Path, "sample", "run", "--label", "cat"));

        // Each image is encoded and decoded as the class of its folder.
        Output("encode", "run", "--input", _data.Path, "--out", "all.csv");
        string[] all = File.ReadAllLines(_folder.At("all.csv"));
        Assert.StartsWith("image,class,z1,z2,sd1,sd2", all[0], StringComparison.Ordinal);
        Output("encode", "run", "--input", _data.At("ape"), "--label", "ape", "--out", "apes.csv");
        string[] apes = [.. File.ReadAllLines(_folder.At("apes.csv")).Skip(1)];
        Assert.Equal(8, apes.Length);
        Assert.Equal(apes.Select(line => "ape/" + line), all.Where(line => line.StartsWith("ape/", StringComparison.Ordinal)), StringComparer.Ordinal);
        Output("decode", "run", "--input", "all.csv", "--out", "again.csv");
        Output("decode", "run", "--input", "apes.csv", "--label", "2", "--out", "mistaken.csv");
        Assert.DoesNotContain(File.ReadAllLines(_folder.At("mistaken.csv"))[1], File.ReadAllText(_folder.At("again.csv")), StringComparison.Ordinal);
        Output("encode", "run", "--input", _data.Path, "--out", "all.json");
        Output("decode", "run", "--input", "all.json", "--out", "from-json.csv");
        Assert.Equal(File.ReadAllText(_folder.At("again.csv")), File.ReadAllText(_folder.At("from-json.csv")));

        Directory.Move(_data.At("ape"), _data.At("cat"));
        Assert.Equal([$"'cat' is no class of the model: {Needed} Or give one class for all, with --label."], Vae.Faults(_folder.Path, "encode", "run", "--input", _data.Path));
    }

    [Fact]
    public void Fashion_mnist_has_names_which_its_files_have_not()
    {
        using TempFolder clothes = TinyData.OfStripes(4, 4);
        Output("train", "--model", "conditional", "--dataset", "fashion-mnist", "--data", clothes.Path, "--epochs", "1", "--hidden", "8", "--batch-size", "8", "--threads", "2", "--out", "run");
        Assert.StartsWith("--label Bag is the class 'Bag', number 8 of 0 to 9.\n", Output("sample", "run", "--label", "Bag"), StringComparison.Ordinal);
        Assert.Contains("\"classNames\":[\"T-shirt/top\",\"Trouser\",", File.ReadAllText(_folder.At("run", "report.html")), StringComparison.Ordinal);
        Output("evaluate", "run", "--data", clothes.Path, "--importance-samples", "2");
    }

    /// <summary>A run of Fashion-MNIST that is older than its names goes on, and no other data are taken for its own.</summary>
    [Fact]
    public void Other_names_for_the_same_images_are_no_fault()
    {
        using TempFolder others = TinyData.OfClasses(9, "10", "bee", "2");
        Train(_data.Path);
        Directory.Move(_data.At("ape"), _data.At("bee"));
        Output("evaluate", "run", "--data", _data.Path, "--importance-samples", "2");
        string fault = Assert.Single(Vae.Faults(_folder.Path, "evaluate", "run", "--data", others.Path));
        Assert.StartsWith("The model is told the class of each image. It knows 2, 10, ape, and the data have 2, 10, bee, in this order", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_without_names_leave_no_trace()
    {
        using TempFolder stripes = TinyData.OfStripes(4, 4);
        Train(stripes.Path);
        Assert.DoesNotContain("class_names", File.ReadAllText(_folder.At("run", "config.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("is the class", Output("sample", "run", "--label", "2"), StringComparison.Ordinal);
    }

    private string Train(string data) => Output("train", "--model", "conditional", "--data", data, "--epochs", "1", "--hidden", "8", "--batch-size", "8", "--threads", "2", "--out", "run");

    private string Output(params string[] line)
    {
        using ChildProcess vae = Vae.Run(_folder.Path, line);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        return vae.Output;
    }
}
