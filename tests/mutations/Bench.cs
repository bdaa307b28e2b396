using System.Diagnostics;
using System.Text.RegularExpressions;

namespace VaeLab.Mutations;

/// <summary>A copy of the checkout, built once, in which one assembly at a time is built with a fault.</summary>
internal sealed partial class Bench : IDisposable
{
    private const string TimeLimit = "time limit";
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15), s_limitOfClasses = TimeSpan.FromMinutes(5);

    // By how soon they are through. All of them may notice a fault of any assembly.
    private static readonly string[] s_tests = ["VaeLab.Numerics.Tests", "VaeLab.Tests", "VaeLab.Cli.Tests"];

    private readonly string _root;
    private readonly string _folder = Directory.CreateTempSubdirectory("vaelab-mutations-").FullName;
    private readonly Dictionary<string, string> _projectOfClass = new(StringComparer.Ordinal);

    /// <summary>Copies what git knows of a checkout, as it is now.</summary>
    public Bench(string root)
    {
        _root = root;
        foreach (string file in Output("git", ["ls-files", "--cached", "--others", "--exclude-standard"], root).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string target = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (File.Exists(Path.Combine(root, file)))
                File.Copy(Path.Combine(root, file), target);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Builds the tests, and sees that those which are to notice something pass now.</summary>
    public void Prepare(IReadOnlyList<Mutation> mutations)
    {
        Directory.CreateDirectory(Sound);
        foreach (string project in s_tests)
        {
            Build(Path.Combine("tests", project));
            foreach (string file in Directory.GetFiles(Path.Combine(_folder, "tests", project), "*Tests.cs", SearchOption.AllDirectories))
                _projectOfClass[Path.GetFileNameWithoutExtension(file)] = project;
        }

        foreach (string project in mutations.Select(mutation => mutation.File.Split('/')[1]).Distinct(StringComparer.Ordinal))
            File.Copy(Path.Combine(Bin(project), Assembly(project)), Path.Combine(Sound, Assembly(project)));

        foreach (IGrouping<string, string> project in mutations.SelectMany(Classes).Distinct(StringComparer.Ordinal).GroupBy(name => _projectOfClass[name], StringComparer.Ordinal))
        {
            if (FirstFailure(project.Key, [.. project]) is { } failure)
                throw new InvalidOperationException($"Without any fault a test fails: {failure}.");
        }
    }

    /// <summary>Runs the tests on a fault: first those which are likely to notice, and then the others.</summary>
    /// <returns>The test that failed; null for none.</returns>
    public string? Try(Mutation mutation)
    {
        string file = Path.Combine(_folder, mutation.File), source = File.ReadAllText(file), project = mutation.File.Split('/')[1]; // src/VaeLab/…
        try
        {
            File.WriteAllText(file, mutation.Apply(source));
            Build(Path.Combine("src", project), "--no-dependencies", "--no-restore");
            Spread(Path.Combine(Bin(project), Assembly(project)));
            return Classes(mutation).GroupBy(name => _projectOfClass[name], StringComparer.Ordinal).Select(group => FirstFailure(group.Key, [.. group])).FirstOrDefault(failure => failure is not null)
                ?? s_tests.Select(tests => FirstFailure(tests, [])).FirstOrDefault(failure => failure is not null);
        }
        finally
        {
            File.WriteAllText(file, source);
            Spread(Path.Combine(Sound, Assembly(project)));
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It has failed.</exception>
    public static string Output(string program, IReadOnlyList<string> args, string folder)
    {
        (int? code, string output) = Run(program, args, folder, s_limit);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', args)}\n{output}");
    }

    private static IEnumerable<string> Classes(Mutation mutation) => mutation.Tests.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private void Build(string project, params string[] options) =>
        Output("dotnet", ["build", project, "--nologo", "-v", "q", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false", "-p:TreatWarningsAsErrors=false", .. options], _folder);

    /// <summary>Where the assemblies without a fault are kept.</summary>
    private string Sound => Path.Combine(_folder, "artifacts", "sound");

    private string Bin(string project) => Path.Combine(_folder, "artifacts", "bin", project, "debug");

    private static string Assembly(string project) => project == "VaeLab.Cli" ? "vae.dll" : $"{project}.dll";

    /// <summary>Puts an assembly in the place of the one that tests have: what it offers is the same.</summary>
    private void Spread(string assembly)
    {
        foreach (string place in s_tests.Select(tests => Path.Combine(Bin(tests), Path.GetFileName(assembly))).Where(File.Exists))
            File.Copy(assembly, place, overwrite: true);
    }

    /// <summary>Runs tests until one fails.</summary>
    /// <param name="project">The project.</param>
    /// <param name="classes">The classes; none for all.</param>
    private string? FirstFailure(string project, string[] classes)
    {
        string program = Path.Combine(Bin(project), OperatingSystem.IsWindows() ? $"{project}.exe" : project);
        (int? code, string output) = Run(program, ["--stop-on-fail", "on", "--no-ansi", "--progress", "off", .. classes.SelectMany(name => new[] { "--filter-class", $"*.{name}" })], _folder, classes.Length > 0 ? s_limitOfClasses : s_limit);
        if (code is null)
            return TimeLimit;
        if (code == 0)
            return null;
        Match failed = Failed().Match(output);
        return failed.Success ? failed.Groups["name"].Value : FormattableString.Invariant($"{project} ends with {code}");
    }

    private static (int? Code, string Output) Run(string program, IReadOnlyList<string> args, string folder, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // what stays behind keeps the streams open
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            return (null, string.Empty);
        }

        return (process.ExitCode, output.Result + error.Result);
    }

    [GeneratedRegex(@"^failed (VaeLab\.)?(?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Failed();
}
