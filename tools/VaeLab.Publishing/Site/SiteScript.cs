using System.Text;
using System.Text.Json.Nodes;
using VaeLab.Cli.Report;
using VaeLab.Formats;

namespace VaeLab.Publishing.Site;

/// <summary>Data that a page opened from disk can load. Such a page may not fetch files, so the data are a script that stores an object.</summary>
internal static class SiteScript
{
    /// <summary>Writes <c>(globalThis.VAELAB_DATA ??= {})["name"] = {…};</c> to <c>folder/name.js</c>.</summary>
    public static void Write(string folder, string name, JsonObject data) => AtomicFile.Write(Path.Combine(folder, $"{name}.js"), stream =>
    {
        stream.Write(Encoding.UTF8.GetBytes($"// Made by `vae site`.\n(globalThis.VAELAB_DATA ??= {{}})[\"{name}\"] = "));
        PageJson.Write(stream, data);
        stream.Write(";\n"u8);
    });

    /// <summary>The object that <c>folder/name.js</c> stores.</summary>
    public static JsonObject Read(string folder, string name)
    {
        string text = File.ReadAllText(Path.Combine(folder, $"{name}.js"));
        return JsonNode.Parse(text.AsSpan(text.IndexOf("] = ", StringComparison.Ordinal) + "] = ".Length).TrimEnd(";\n").ToString())!.AsObject();
    }
}
