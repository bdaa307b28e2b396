using System.CommandLine;
using VaeLab.Cli.Report;
using VaeLab.Cli.Terminal;
using VaeLab.Data;
using VaeLab.Figures;
using VaeLab.Figures.Runs;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Cli;

/// <summary>What surrounds a lesson: options in, a display while it trains, clear words when something is wrong.</summary>
public sealed class Lesson
{
    private Lesson(ExperimentOptions options, Dataset data) => (Options, Data) = (options, data);

    /// <summary>What the lesson is to do: its own defaults with the options given.</summary>
    public ExperimentOptions Options { get; }

    /// <summary>The data, read and checked.</summary>
    public Dataset Data { get; }

    /// <summary>Runs a lesson.</summary>
    /// <param name="file">Its file, as in <c>code/vae_2d.cs</c>.</param>
    /// <param name="summary">What it is about, in a line.</param>
    /// <param name="args">The options given.</param>
    /// <param name="defaults">What it does without options.</param>
    /// <param name="body">The lesson itself; returns the exit code.</param>
    /// <returns>The exit code: 2 if an option or the data cannot be used.</returns>
    public static int Run(string file, string summary, string[] args, ExperimentOptions defaults, Func<Lesson, int> body) => Errors.Guard(() =>
    {
        var groups = ExperimentArguments.Groups(defaults.Model.Kind);
        string start = $"dotnet run {file}";
        if (CommandLineParser.AsksForHelp(args))
        {
            HelpPage.Print(summary, $"{start} -- [options]", groups, defaults, [
                (start, "the lesson as it is written"),
                ($"{start} -- --epochs 5 --seed 1", "a shorter one, from other random numbers"),
                ($"{start} -- --latent-dim 8 --hidden 1024,512,256", "a larger model"),
                ($"{start} -- --dataset fashion-mnist", "clothes instead of digits"),
            ]);
            return ExitCode.Success;
        }

        var command = new Command("lesson");
        OptionSpec[] specs = [.. groups.SelectMany(group => group.Options)];
        ExperimentArguments.AddTo(command, specs);
        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];
        ExperimentOptions options = ExperimentArguments.Read(line, specs, defaults, faults);
        faults.AddRange(RunFolder.Faults(options.OutputFolder));
        (Dataset data, options, string[] decided) = ExperimentArguments.LoadData(line, options, faults);
        ReadingDisplay.Show(data, decided: decided);
        return body(new Lesson(options, data));
    });

    /// <summary>A folder for the runs of a lesson that trains several models, and for what it makes of them together.</summary>
    /// <returns>What <c>--out</c> gives, or a new one below <c>runs/</c>.</returns>
    /// <exception cref="InputException">There is something in it already.</exception>
    public string NewFolder()
    {
        string? folder = Options.OutputFolder;
        return folder is not null && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
            ? throw new InputException($"ExperimentOptions.OutputFolder is '{folder}', which is not empty; a lesson that trains several models needs a new or an empty folder.")
            : folder ?? RunFolder.Free(Options.Name);
    }

    /// <summary>Saves a figure of a run, with a line below it that says which data, epoch, β and seed it shows.</summary>
    /// <param name="run">The run.</param>
    /// <param name="training">Its training.</param>
    /// <param name="name">The name of the file, for example <c>manifold.png</c>.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="note">What else the line says.</param>
    public void Save(RunFolder run, TrainingResult training, string name, Figure figure, string note = "")
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(figure);
        bool showsModelOnly = RunFigures.All.Any(one => one.File == name && one.ShowsModelOnly);
        figure.WithCaption(RunFigures.Caption(run.Options, Data, training.History, showsModelOnly, note)).Save(run.Figure(name));
    }

    /// <summary>Saves a figure that compares several runs, with a line below it that says which data and seed it shows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="figure">The figure.</param>
    public void Save(string path, Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        figure.WithCaption(FormattableString.Invariant($"{Data.Name}, {Data.HeldOutName} set; seed {Options.Training.Seed}.")).Save(path);
    }

    /// <summary>Writes a run's <c>report.html</c>: its results, and figures to touch, in one file for a browser.</summary>
    /// <param name="run">The run, with model and summary saved.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <returns>Where it is, in a sentence.</returns>
    public string Report(RunFolder run, WorkerPool workers) => RunReport.WriteAtEnd(run, Data, workers);

    /// <summary>Trains to the end while showing how it goes; Ctrl-C stops it, keeps what was trained, and says how to go on.</summary>
    /// <param name="trainer">The training.</param>
    /// <param name="run">The run that follows it.</param>
    /// <returns>What it came to.</returns>
    public static TrainingResult Watch(Trainer trainer, RunFolder run)
    {
        TrainingResult result = TrainingDisplay.Watch(trainer);
        if (result.End == TrainingEnd.Interrupted)
            Console.WriteLine($"To go on with it: vae train --resume {run.Path}");
        return result;
    }
}
