using System.CommandLine;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VaeLab.Cli;
using VaeLab.Data;
using static System.FormattableString;

namespace VaeLab.Publishing.Data;

/// <summary><c>emoji</c>: makes the files of <c>data/emoji</c> from the npm package emoji-datasource-google.</summary>
internal static class EmojiCommand
{
    public const string Name = "emoji";
    public const string Summary = "Makes the emoji dataset, data/emoji, from an unpacked npm package.";

    private const string Target = "data/emoji", Arrays = "emoji.npz", Classes = "classes.txt", Sums = "SHA256SUMS", List = "emoji.json", Images = "img/google/64";
    private const int Side = 32;

    /// <summary>The category of the skin tones, which are no pictures.</summary>
    private const string SkinTones = "Component";

    public static int Run(IReadOnlyList<string> args)
    {
        if (CommandLineParser.AsksForHelp(args))
        {
            Console.WriteLine(Summary);
            Console.WriteLine();
            Console.WriteLine("Usage");
            Console.WriteLine("  emoji package     in the repository's root, from the folder 'package', which these lines make:");
            Console.WriteLine();
            Console.WriteLine("  npm pack emoji-datasource-google@16.0.0");
            Console.WriteLine("  tar -xf emoji-datasource-google-16.0.0.tgz");
            return ExitCode.Success;
        }

        var command = new Command(Name);
        var package = new Argument<string?>("package") { Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(package);
        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];
        string folder = line.GetValue(package) ?? string.Empty;
        if (!File.Exists(Path.Combine(folder, List)))
            faults.Add($"'{folder}' has no {List}: give the unpacked package emoji-datasource-google.");
        if (Programs.FaultOfFolder(Name) is { } fault)
            faults.Add(fault);
        if (faults.Count > 0)
            throw new InputException(faults);
        Make(folder);
        return ExitCode.Success;
    }

    private static void Make(string package)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            CopyByCategory(package, folder.FullName);
            Write(Dataset.FromFolder(folder.FullName, Name, new() { Colours = ImageColours.Rgb, Size = new(Side, Side), Background = "white" }));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Puts the images of all emoji into a folder for each category. Those of skin tones are no entries of the list.</summary>
    private static void CopyByCategory(string package, string folder)
    {
        using JsonDocument list = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(package, List)));
        foreach (JsonElement emoji in list.RootElement.EnumerateArray())
        {
            string category = emoji.GetProperty("category").GetString()!, image = emoji.GetProperty("image").GetString()!;
            if (category == SkinTones || !emoji.GetProperty("has_img_google").GetBoolean())
                continue;
            string own = Directory.CreateDirectory(Path.Combine(folder, category)).FullName;
            File.Copy(Path.Combine(package, Images, image), Path.Combine(own, image));
        }
    }

    private static void Write(Dataset data)
    {
        string path = Path.Combine(Target, Arrays);
        using (FileStream file = File.Create(path))
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            Add(archive, "train", [data.Train, data.Validation]);
            Add(archive, "test", [data.Test!]);
        }

        File.WriteAllText(Path.Combine(Target, Classes), string.Concat(data.ClassNames!.Select(name => $"{name}\n")));
        string[] made = [Classes, Arrays];
        File.WriteAllText(Path.Combine(Target, Sums), string.Concat(made.Select(name => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Target, name))))}  {name}\n")));
        Console.WriteLine($"{data.Reading}, SHA-256 {data.Sha256}");
        Console.WriteLine(Invariant($"{path}: {new FileInfo(path).Length:N0} bytes"));
    }

    private static void Add(ZipArchive archive, string set, IReadOnlyList<SampleSet> parts)
    {
        byte[] pixels = [.. parts.SelectMany(part => ChannelsLast((ImageSet)part))], labels = [.. parts.SelectMany(part => part.Labels.ToArray()).Select(label => (byte)label)];
        Add(archive, $"x_{set}", pixels, Invariant($"({labels.Length}, {Side}, {Side}, 3)"));
        Add(archive, $"y_{set}", labels, Invariant($"({labels.Length},)"));
    }

    /// <summary>Red, green and blue of each pixel side by side, which pack better than planes.</summary>
    private static IEnumerable<byte> ChannelsLast(ImageSet images)
    {
        int plane = images.Width * images.Height;
        for (int i = 0; i < images.Count; i++)
        {
            byte[] image = images[i].ToArray();
            for (int pixel = 0; pixel < plane; pixel++)
            {
                for (int at = pixel; at < image.Length; at += plane)
                    yield return image[at];
            }
        }
    }

    /// <summary>Adds an array of bytes, as NumPy's format 1.0 has it.</summary>
    private static void Add(ZipArchive archive, string name, byte[] values, string shape)
    {
        const int Start = 10, Header = 128;
        ZipArchiveEntry entry = archive.CreateEntry($"{name}.npy", CompressionLevel.SmallestSize);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream content = entry.Open();
        string text = $"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".PadRight(Header - Start - 1);
        content.Write([0x93, .. "NUMPY"u8, 1, 0, Header - Start, 0, .. Encoding.ASCII.GetBytes(text), (byte)'\n']);
        content.Write(values);
    }
}
