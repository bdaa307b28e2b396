using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class DatasetLoadTests
{
    [Fact]
    public void Mnist_needs_no_folder() => Assert.Equal(6000, Dataset.Load("mnist").Validation.Count);

    [Theory]
    [InlineData("mnist")]
    [InlineData("fashion-mnist")]
    [InlineData("emoji")]
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
    public void The_classes_of_fashion_mnist_have_names()
    {
        using Shared.TempFolder folder = Shared.TinyData.OfStripes(4, 4);
        var dataset = Dataset.Load("fashion-mnist", folder.Path);
        Assert.Equal(["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"], dataset.ClassNames!);
        Assert.All([dataset.Train, dataset.Validation, dataset.Test!], set => Assert.Same(dataset.ClassNames, Assert.IsType<ImageSet>(set).ClassNames));
        Assert.Equal(Dataset.FromFolder(folder.Path).Sha256, dataset.Sha256);
    }

    [Fact]
    public void Files_with_other_labels_or_names_keep_these()
    {
        using TempFolder folder = new TempFolder().WithDataset();
        Assert.Null(Dataset.Load("fashion-mnist", folder.Path).ClassNames); // it has labels from 0 to 19
        using Shared.TempFolder named = Shared.TinyData.OfClasses(10, "hat", "tie");
        Assert.Equal(["hat", "tie"], Dataset.Load("fashion-mnist", named.Path).ClassNames!);
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
        Assert.Equal($"There is no dataset '{name}': the known ones are mnist, fashion-mnist, emoji; give one of them.", fault.Message);
        Assert.Equal(["mnist", "fashion-mnist", "emoji"], Dataset.KnownNames);
    }
}
