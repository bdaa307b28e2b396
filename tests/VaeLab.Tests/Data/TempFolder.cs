namespace VaeLab.Tests.Data;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vaelab-").FullName;

    public string At(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    /// <summary>A small dataset: 20 training and 4 test images of 3 × 2.</summary>
    public TempFolder WithDataset()
    {
        Write("train-images-idx3-ubyte", IdxBytes.Images(20, 3, 2));
        Write("train-labels-idx1-ubyte", IdxBytes.Labels(20));
        Write("t10k-images-idx3-ubyte", IdxBytes.Images(4, 3, 2));
        Write("t10k-labels-idx1-ubyte", IdxBytes.Labels(4));
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
