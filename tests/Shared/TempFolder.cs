namespace VaeLab.Tests.Shared;

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

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
