using System.Diagnostics;
using System.Text.Json;

namespace VaeLab.Mutations;

/// <summary>Compiles one project of <c>src</c> again and again with one source file replaced.</summary>
/// <remarks>MSBuild says once how it would call the compiler. After that the compiler is called directly, as a server that stays warm.</remarks>
internal sealed class Compiler : IDisposable
{
    private readonly string _folder, _program, _pipe;
    private readonly Process _server;
    private readonly string[] _arguments;

    /// <summary>Asks MSBuild for the compiler and its arguments.</summary>
    /// <param name="folder">The folder of the project.</param>
    public Compiler(string folder)
    {
        _folder = folder;
        string json = Command.Output("dotnet", ["build", folder, "--no-restore", "--no-dependencies", "-p:RunAnalyzers=false", "-t:PrepareResources;Compile", "-p:ProvideCommandLineArgs=true",
            "-p:SkipCompilerExecution=true", "-p:NonExistentFile=none", "-getProperty:RoslynTargetsPath", "-getItem:CscCommandLineArgs"], folder);
        using var answer = JsonDocument.Parse(json);
        string programs = Path.Combine(answer.RootElement.GetProperty("Properties").GetProperty("RoslynTargetsPath").GetString()!, "bincore");
        _program = Path.Combine(programs, "csc.dll");
        _arguments = [.. answer.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
        _pipe = FormattableString.Invariant($"vaelab-{Environment.ProcessId}-{Path.GetFileName(folder)}");
        var server = new ProcessStartInfo("dotnet", [Path.Combine(programs, "VBCSCompiler.dll"), $"-pipename:{_pipe}"]);
        (server.Environment["DOTNET_TieredPGO"], server.Environment["DOTNET_gcServer"]) = ("0", "0"); // half the time
        _server = Process.Start(server)!;
        Assembly = Path.GetFileName(_arguments.Single(argument => argument.StartsWith("/out:", StringComparison.Ordinal)));
    }

    /// <summary>The file name of the assembly.</summary>
    public string Assembly { get; }

    /// <summary>Stops the server.</summary>
    public void Dispose()
    {
        _server.Kill();
        _server.Dispose();
    }

    /// <summary>Compiles the project into a folder.</summary>
    /// <param name="file">The path of a source file.</param>
    /// <param name="text">The text to compile in place of that file's.</param>
    /// <param name="target">The folder that receives the assembly.</param>
    /// <returns>The path of the assembly; null if it does not compile, and why.</returns>
    public (string? Assembly, string Output) Compile(string file, string text, string target)
    {
        string source = Path.Combine(target, Path.GetFileName(file)), response = Path.Combine(target, "csc.rsp"), assembly = Path.Combine(target, Assembly);
        File.WriteAllText(source, text);
        File.WriteAllLines(response, _arguments
            .Where(argument => !IsLeftOut(argument))
            .Select(argument => Path.GetFullPath(argument, _folder) == file ? source : argument)
            .Concat([$"/out:{assembly}", "/features:run-nullable-analysis=never"])
            .Select(argument => argument.Contains(' ', StringComparison.Ordinal) && !argument.Contains('"', StringComparison.Ordinal) ? $"\"{argument}\"" : argument));
        (int? code, string output) = Command.Run("dotnet", [_program, $"/shared:{_pipe}", $"@{response}"], _folder, Command.Limit);
        File.Delete(source);
        return (code == 0 ? assembly : null, output);
    }

    // The real outputs must stay as they are, a fault may cause warnings, and nobody debugs it.
    private static bool IsLeftOut(string argument) =>
        new[] { "/out:", "/refout:", "/doc:", "/debug", "/embed:", "/noconfig", "/warnaserror" }.Any(start => argument.StartsWith(start, StringComparison.Ordinal));
}
