// Puts one deliberate fault after the other into a copy of this checkout, and runs the tests until one of them fails.
//   dotnet run --project tests/mutations              all faults
//   dotnet run --project tests/mutations -- NAME…     those whose name or area begins with a NAME
// What becomes of each goes to results.json and README.md; the results of others stay.
using System.Diagnostics;
using VaeLab.Mutations;

string root = Bench.Output("git", ["rev-parse", "--show-toplevel"], Environment.CurrentDirectory).Trim();
IReadOnlyList<Mutation> all = Mutation.ReadAll(root);
Mutation[] chosen = [.. all.Where(mutation => args.Length == 0 || args.Any(name =>
    mutation.Id.StartsWith(name, StringComparison.Ordinal) || mutation.Area.StartsWith(name, StringComparison.Ordinal)))];
Console.WriteLine($"{chosen.Length} of {all.Count} faults.");
foreach (Mutation mutation in chosen)
    mutation.Apply(File.ReadAllText(Path.Combine(root, mutation.File)));

using var bench = new Bench(root);
bench.Prepare(chosen);
string data = Path.Combine(root, Report.Data);
Dictionary<Mutation, Outcome> outcomes = (File.Exists(data) ? Report.Read(File.ReadAllText(data)) : []).ToDictionary(outcome => outcome.Mutation);
foreach (Mutation mutation in chosen)
{
    long start = Stopwatch.GetTimestamp();
    string? caughtBy = bench.Try(mutation);
    outcomes[mutation] = new(mutation, caughtBy, Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1));
    Console.WriteLine(FormattableString.Invariant($"{mutation.Id,-45} {outcomes[mutation].Seconds,6:F1} s  {caughtBy ?? "SURVIVED"}"));

    // What was found so far, in the order of the list.
    Outcome[] known = [.. all.Where(outcomes.ContainsKey).Select(one => outcomes[one])];
    File.WriteAllText(data, Report.Json(known));
    File.WriteAllText(Path.Combine(root, Report.Page), Report.Markdown(known));
}

Outcome[] tried = [.. chosen.Select(mutation => outcomes[mutation])];
Console.WriteLine(FormattableString.Invariant($"{tried.Count(outcome => outcome.CaughtBy is not null)} of {tried.Length} are caught."));
return tried.All(outcome => outcome.CaughtBy is not null) ? 0 : 1;
