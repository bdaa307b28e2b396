using VaeLab.Data;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>Names in files that would do something to a terminal, a page or a spreadsheet only show what they are.</summary>
public sealed class HostileTextTests
{
    private const string Clipboard = "\u001b]52;c;ZXZpbA==\u0007";

    /// <summary><see cref="Vae.Run(string, IEnumerable{string})"/> checks that nothing printed has an escape character.</summary>
    [Theory]
    [InlineData(Clipboard, @"\u001b]52;c;ZXZpbA==\u0007")]
    [InlineData("x\nError: all is lost", @"x\u000aError: all is lost")]
    [InlineData("x\r\u202e\u009b2J\u2028", @"x\u000d\u202e\u009b2J\u2028")]
    public void Unknown_keys_are_quoted_in_plain_characters(string key, string shown)
    {
        using TempFolder folder = Pretrained.Run();
        string config = File.ReadAllText(folder.At("run", "config.json"));
        File.WriteAllText(folder.At("run", "config.json"), config.Replace("\"hidden\"", System.Text.Json.JsonSerializer.Serialize(key), StringComparison.Ordinal));
        Assert.Contains(shown, Assert.Single(Vae.Faults(folder.Path, "sample", "run")), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_images_are_shown_in_plain_characters()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names of files.");
        using TempFolder folder = TinyData.OfClasses(12, "a\nError: lost", "b" + Clipboard);
        File.WriteAllText(folder.At("left\nout" + Clipboard), "x");
        File.WriteAllText(folder.At("a\nError: lost", "c.png"), "no picture");
        using (ChildProcess vae = Vae.Run(folder.Path, "train", "--experiment", "2d", "--data", ".", "--epochs", "1", "--hidden", "8", "--batch-size", "8", "--threads", "1", "--figures", "none", "--skip-broken", "--out", "run"))
        {
            Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
            Assert.Contains(@"'left\u000aout\u001b]52;c;ZXZpbA==\u0007'", vae.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(vae.Output.Split('\n'), line => line.StartsWith("Error", StringComparison.Ordinal));
        }

        Assert.Contains(@"a\u000aError: lost/c.png", Assert.Single(Vae.Faults(folder.Path, "encode", "run", "--input", ".", "--out", "codes.csv")), StringComparison.Ordinal);
    }

    /// <summary>What is printed of a model with very many tensors is what a person reads.</summary>
    [Fact]
    public void Very_many_faults_are_counted_and_not_printed()
    {
        using TempFolder folder = Pretrained.Run();
        string tensors = string.Join(',', Enumerable.Range(0, 100_000).Select(i => FormattableString.Invariant($"\"{new string('n', 50)}{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}")));
        byte[] header = System.Text.Encoding.UTF8.GetBytes($"{{{tensors}}}");
        File.WriteAllBytes(folder.At("model.safetensors"), [.. BitConverter.GetBytes((long)header.Length), .. header]);
        string[] faults = Vae.Faults(folder.Path, "evaluate", "--weights", "model.safetensors", "--config", Path.Combine("run", "config.json"));
        Assert.InRange(faults.Length, 1, 50);
        Assert.InRange(faults.Sum(fault => fault.Length), 1, 10_000);
    }

    /// <summary>A template is filled once: a name that looks like one of its places is a name.</summary>
    [Theory]
    [InlineData("{{scripts}}")]
    [InlineData("{{config}}{{rows}}")]
    public void A_name_that_looks_like_a_place_of_the_template_is_a_name(string name)
    {
        using TempFolder data = TinyData.OfStripes(4, 4), folder = new();
        string named = folder.At(name);
        Directory.CreateDirectory(named);
        foreach (string file in Directory.GetFiles(data.Path))
            File.Copy(file, Path.Combine(named, Path.GetFileName(file)));
        Vae.Run(folder.Path, "train", "--experiment", "2d", "--epochs", "1", "--batch-size", "50", "--hidden", "8", "--data", named, "--figures", "none", "--out", "run").Dispose();
        string page = File.ReadAllText(folder.At("run", "report.html"));
        Assert.Contains($"trained on {name} by VaeLab", page, StringComparison.Ordinal);
        Assert.Contains($"\"name\": \"{name}\"", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.EndsWith("</html>", page.TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>A spreadsheet computes what begins with one of these signs. The names come back as they were.</summary>
    [Fact]
    public void Names_in_a_table_are_no_formulas_and_keep_their_blanks()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names of files.");
        using TempFolder folder = Pretrained.Run();
        string[] names = [" a .png", "'+b.png", "'plain.png", "+b.png", "-1.png", "=cmd|'calc'!A0.png", "@x.png"];
        Directory.CreateDirectory(folder.At("images"));
        foreach (string name in names)
        {
            using FileStream file = File.Create(folder.At("images", name));
            PngFile.Write(file, new(new byte[784], 28, 28));
        }

        Vae.Run(folder.Path, "encode", "run", "--input", "images").Dispose();
        string[] lines = File.ReadAllLines(folder.At("run", "codes.csv"));
        Assert.All(lines.Skip(1), line => Assert.DoesNotContain(line[0], "=+-@"));
        Assert.Contains(lines, line => line.StartsWith("\" a .png\",", StringComparison.Ordinal));
        Vae.Run(folder.Path, "decode", "run", "--input", Path.Combine("run", "codes.csv"), "--out", "again.json").Dispose();
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(folder.At("again.json")));
        Assert.Equal(names.Order(StringComparer.Ordinal), json.RootElement.EnumerateArray().Select(row => row.GetProperty("image").GetString()!).Order(StringComparer.Ordinal));
    }
}
