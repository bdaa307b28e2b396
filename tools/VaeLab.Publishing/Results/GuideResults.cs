using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>Makes what docs/guide.md shows: trains, writes <c>assets/guide.json</c>, and from it the tables; and draws the pictures.</summary>
internal static class GuideResults
{
    private const string Page = "docs/guide.md";

    public static void Make()
    {
        // Tables share lines; a training is done once.
        var done = new Dictionary<string, GuideTraining>(StringComparer.Ordinal);
        var runs = new List<GuideRun>();
        foreach (GuideTrainings table in GuideTrainings.All)
        {
            Console.WriteLine($"{table.Group}: {table.Base}");
            foreach (string line in table.Lines)
            {
                string key = Key(table.Base, line);
                if (!done.TryGetValue(key, out GuideTraining? training))
                    done[key] = training = GuideTraining.Do(table.Group, table.Base, line);
                GuideRun run = training.Run with { Group = table.Group, Base = table.Base, Options = line };
                Console.WriteLine(Invariant($"  {run.Test.Total,8:F2} = {run.Test.Reconstruction,8:F2} + {run.Test.Kl,6:F2}   {run.ActiveUnits,2} of {run.LatentDimensions,-2}  {run.Seconds,6:F1} s   {line}"));
                runs.Add(run);
            }
        }

        var guide = new GuideRuns(RunSummary.VersionsEntry.Present(), runs);
        guide.Write("assets/guide.json");
        GuideFigures.Draw((table, line) => done[Key(table.Base, line)], "assets");
        File.WriteAllText(Page, GuideTables.Insert(File.ReadAllText(Page), guide));
    }

    private static string Key(string basis, string line) => $"{basis} {line}".TrimEnd();
}
