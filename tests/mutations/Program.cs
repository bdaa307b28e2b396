// Plants one deliberate fault after the other, and runs the tests until one of them fails.
//   dotnet run --project tests/mutations              the faults that results.json does not hold yet
//   dotnet run --project tests/mutations -- NAME…     those whose name or area begins with a NAME, once more
// The sources stay as they are: a fault is compiled beside them. The results are saved after each fault, so a run can be
// interrupted and continued. Do not change the sources while it runs.
using System.Diagnostics;
using VaeLab.Mutations;

const int Lanes = 2;

string root = Command.Output("git", ["rev-parse", "--show-toplevel"], Environment.CurrentDirectory).Trim();
string results = Path.Combine(root, Report.Data), scratch = Path.Combine(root, "artifacts", "mutations");
IReadOnlyList<Mutation> all = Mutation.ReadAll(root);
IReadOnlyDictionary<string, string> sources = Mutation.Sources(root);
Dictionary<Mutation, Outcome> outcomes = Report.Read(File.ReadAllText(results)).ToDictionary(outcome => outcome.Mutation);
Mutation[] chosen = [.. all.Where(mutation => args.Length == 0 ? !outcomes.ContainsKey(mutation) : args.Any(name =>
    mutation.Id.StartsWith(name, StringComparison.Ordinal) || mutation.Area.StartsWith(name, StringComparison.Ordinal)))];
(Mutation Mutation, string File, string Text)[] planted = [.. chosen.Select(mutation => mutation.Apply(sources)).Zip(chosen, (plant, mutation) => (mutation, plant.File, plant.Text))];
Console.WriteLine($"{chosen.Length} of {all.Count} faults.");

TestPrograms.Build(root);
TestPrograms[] lanes = [.. Enumerable.Range(0, Lanes).Select(lane => new TestPrograms(root, Lane(lane)))];
if (lanes[0].FirstFailure(chosen.SelectMany(Classes).Distinct(StringComparer.Ordinal)) is { } failure)
    throw new InvalidOperationException($"Without any fault a test fails: {failure}.");
Dictionary<string, Compiler> compilers = planted.Select(plant => Project(plant.File)).Distinct(StringComparer.Ordinal).ToDictionary(project => project, project => new Compiler(project), StringComparer.Ordinal);

int next = -1;
Parallel.For(0, Lanes, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, lane =>
{
    for (int i = Interlocked.Increment(ref next); i < planted.Length; i = Interlocked.Increment(ref next))
    {
        (Mutation mutation, string file, string text) = planted[i];
        long start = Stopwatch.GetTimestamp();
        (string? assembly, string output) = compilers[Project(file)].Compile(file, text, Lane(lane));
        string? caughtBy = assembly is null ? null : lanes[lane].FirstFailure(Classes(mutation), assembly);
        double seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1);
        lock (outcomes)
        {
            Console.WriteLine(FormattableString.Invariant($"{mutation.Id,-45} {seconds,6:F1} s  {(assembly is null ? $"DOES NOT COMPILE\n{output}" : caughtBy ?? "SURVIVED")}"));
            if (assembly is not null)
                Save(new(mutation, caughtBy, seconds));
        }
    }
});

foreach (Compiler compiler in compilers.Values)
    compiler.Dispose();
Outcome[] tried = [.. chosen.Where(outcomes.ContainsKey).Select(mutation => outcomes[mutation])];
Console.WriteLine(FormattableString.Invariant($"{tried.Count(outcome => outcome.CaughtBy is not null)} of {chosen.Length} are caught."));
return tried.Length == chosen.Length && tried.All(outcome => outcome.CaughtBy is not null) ? 0 : 1;

// What was found so far, in the order of the list.
void Save(Outcome outcome)
{
    outcomes[outcome.Mutation] = outcome;
    Outcome[] known = [.. all.Where(outcomes.ContainsKey).Select(one => outcomes[one])];
    File.WriteAllText(results, Report.Json(known));
    File.WriteAllText(Path.Combine(root, Report.Page), Report.Markdown(known));
}

string Lane(int lane) => Path.Combine(scratch, FormattableString.Invariant($"{lane}"));

// src/VaeLab/Models/Vae.cs belongs to src/VaeLab.
string Project(string file) => Path.Combine([root, .. Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[..2]]);

static IEnumerable<string> Classes(Mutation mutation) => mutation.Tests.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
