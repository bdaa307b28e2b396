using System.Text.RegularExpressions;

namespace VaeLab.Mutations;

/// <summary>A copy of the built test programs, in which an assembly can be replaced.</summary>
internal sealed partial class TestPrograms
{
    private const string TimeLimit = "time limit";
    private static readonly TimeSpan s_limitOfClasses = TimeSpan.FromMinutes(5);

    // Of slow programs only the classes run that a fault names. They train models, and take minutes.
    private static readonly string[] s_fast = ["VaeLab.Numerics.Tests", "VaeLab.Tests", "VaeLab.Figures.Tests"], s_slow = ["VaeLab.Cli.Tests", "Repository.Tests"];
    private static readonly string[] s_projects = [.. s_fast, .. s_slow];

    private readonly string _root, _folder;

    /// <summary>Copies the programs.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="folder">Where the copy goes.</param>
    public TestPrograms(string root, string folder)
    {
        (_root, _folder) = (root, folder);
        foreach (string project in s_projects)
        {
            Directory.CreateDirectory(Path.Combine(folder, project));
            foreach (string file in Directory.GetFiles(Built(project)))
                File.Copy(file, Path.Combine(folder, project, Path.GetFileName(file)), overwrite: true);
            foreach (string part in Directory.GetDirectories(Built(project)))
                Link(part, Path.Combine(folder, project, Path.GetFileName(part)));
        }
    }

    /// <summary>Builds the programs.</summary>
    public static void Build(string root)
    {
        foreach (string project in s_projects)
            Command.Output("dotnet", ["build", Path.Combine("tests", project), "--nologo", "-v", "q", "-p:RunAnalyzers=false"], root);
    }

    /// <summary>Runs tests until one fails: first those that are likely to, and then all.</summary>
    /// <param name="classes">The names of test classes.</param>
    /// <param name="assembly">The path of the assembly to test in place of the built one.</param>
    /// <returns>The test that failed; null for none.</returns>
    public string? FirstFailure(IEnumerable<string> classes, string assembly)
    {
        string name = Path.GetFileName(assembly);
        string[] places = [.. s_projects.Where(project => File.Exists(Path.Combine(Built(project), name)))];
        foreach (string project in places)
            File.Copy(assembly, Path.Combine(_folder, project, name), overwrite: true);
        try
        {
            return FirstFailure(classes)
                ?? places.Intersect(s_fast, StringComparer.Ordinal).Select(project => Run(project, [], Command.Limit)).FirstOrDefault(failure => failure is not null);
        }
        finally
        {
            foreach (string project in places)
                File.Copy(Path.Combine(Built(project), name), Path.Combine(_folder, project, name), overwrite: true);
        }
    }

    /// <summary>Runs test classes until a test fails.</summary>
    /// <returns>The test that failed; null for none.</returns>
    public string? FirstFailure(IEnumerable<string> classes) =>
        classes.GroupBy(ProjectOf, StringComparer.Ordinal).Select(group => Run(group.Key, group, s_limitOfClasses)).FirstOrDefault(failure => failure is not null);

    private string ProjectOf(string name) =>
        s_projects.FirstOrDefault(project => Directory.EnumerateFiles(Path.Combine(_root, "tests", project), $"{name}.cs", SearchOption.AllDirectories).Any())
        ?? throw new InvalidOperationException($"There is no test class {name}.");

    private string Built(string project) => Path.Combine(_root, "artifacts", "bin", project, "debug");

    // Native libraries are large, and no fault changes them.
    private static void Link(string folder, string link)
    {
        if (!Directory.Exists(link))
            Directory.CreateSymbolicLink(link, folder);
    }

    private string? Run(string project, IEnumerable<string> classes, TimeSpan limit)
    {
        string program = Path.Combine(_folder, project, OperatingSystem.IsWindows() ? $"{project}.exe" : project);
        string[] filters = [.. classes.SelectMany(name => new[] { "--filter-class", $"*.{name}" })];
        (int? code, string output) = Command.Run(program, ["--stop-on-fail", "on", "--no-ansi", "--progress", "off", .. filters], _root, limit);
        if (code is null)
            return TimeLimit;
        if (code == 0)
            return null;
        Match failed = Failed().Match(output);
        return failed.Success ? failed.Groups["name"].Value : FormattableString.Invariant($"{project} ends with {code}");
    }

    [GeneratedRegex(@"^failed (VaeLab\.)?(?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Failed();
}
