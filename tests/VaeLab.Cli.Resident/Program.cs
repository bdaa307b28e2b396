// Runs the command vae again and again in one process. A new process spends most of a small training on compiling the same code, and
// the tests run hundreds. A request is a line: a JSON array of the folder to run in and the arguments. After the command's own output
// comes a line with the word that the tests chose, on both streams, and the exit code.
using System.Text.Json;
using VaeLab.Cli;

Func<string[], int> command = typeof(Lesson).Assembly.EntryPoint!.CreateDelegate<Func<string[], int>>();
string end = args[0];
while (Console.ReadLine() is { } line)
{
    string[] request = JsonSerializer.Deserialize<string[]>(line)!;
    Environment.CurrentDirectory = request[0];
    int code = command(request[1..]);
    Environment.CurrentDirectory = AppContext.BaseDirectory;
    Console.WriteLine(FormattableString.Invariant($"{end} {code}"));
    Console.Error.WriteLine(end);
}
