using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class DatasetLoadTests
{
    [Fact]
    public void Mnist_needs_no_folder() => Assert.Equal(6000, Dataset.Load("mnist").Validation.Count);

    [Theory]
    [InlineData("mnist")]
    [InlineData("fashion-mnist")]
    public void A_folder_overrides_the_usual_place(string name)
    {
        using TempFolder folder = new TempFolder().WithDataset();
        Dataset dataset = Dataset.Load(name, folder.Path);
        Assert.Equal((name, 18), (dataset.Name, dataset.Train.Count));
    }

    [Fact]
    public void Fashion_mnist_is_found_where_it_is_usually_put()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        Dataset dataset = DatasetCatalog.Load("fashion-mnist", folder: null, [folder.At("none"), folder.Path]);

        Assert.Equal(("fashion-mnist", 18), (dataset.Name, dataset.Train.Count));
        Assert.Equal(["/usr/share/datasets/fashion-mnist", Path.Combine("data", "fashion-mnist")], DatasetCatalog.FashionMnistFolders);
    }

    [Fact]
    public void Without_fashion_mnist_the_fault_says_how_to_get_it()
    {
        InputException fault = Assert.Throws<InputException>(() => DatasetCatalog.Load("fashion-mnist", folder: null, ["not/here", "nor/there"]));

        Assert.Contains("in none of 'not/here', 'nor/there'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install dataset-fashion-mnist", fault.Message, StringComparison.Ordinal);
        Assert.Contains("zalandoresearch/fashion-mnist", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ExperimentOptions.DataFolder", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cifar")]
    [InlineData("MNIST")]
    [InlineData("")]
    public void An_unknown_name_is_refused_with_the_known_ones(string name)
    {
        InputException fault = Assert.Throws<InputException>(() => Dataset.Load(name));
        Assert.Equal($"There is no dataset '{name}': the known ones are mnist, fashion-mnist; give one of them.", fault.Message);
        Assert.Equal(["mnist", "fashion-mnist"], Dataset.KnownNames);
    }
}
