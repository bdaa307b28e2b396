using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

[Collection(nameof(CheckoutBuilds))]
public sealed class TorchSharpTests
{
    /// <summary>TorchSharp's managed package is enough to compile; the native library is hundreds of megabytes.</summary>
    [Fact]
    public void Both_programs_of_the_page_compile()
    {
        string[] programs = PackageTests.Programs("docs/torchsharp.md");
        Assert.Equal(2, programs.Length);
        string folder = Checkout.At(Path.Combine("artifacts", "beside-torchsharp"));
        Directory.CreateDirectory(folder);
        for (int i = 0; i < programs.Length; i++)
            File.WriteAllText(Path.Combine(folder, FormattableString.Invariant($"Program{i}.cs")), programs[i]);
        File.WriteAllText(Path.Combine(folder, "program.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <RunAnalyzers>false</RunAnalyzers>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="TorchSharp" />
                <ProjectReference Include="../../src/VaeLab/VaeLab.csproj" />
              </ItemGroup>
            </Project>
            """);
        using ChildProcess build = ChildProcess.Run("dotnet", ["build", folder, "-p:BuildProjectReferences=false"], Checkout.Root);
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
    }
}
