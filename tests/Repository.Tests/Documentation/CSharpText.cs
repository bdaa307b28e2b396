using System.Text.RegularExpressions;

namespace VaeLab.Repository.Tests.Documentation;

/// <summary>A source file, read as text: what it declares, comments aside.</summary>
internal sealed class CSharpText(string text)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    private readonly string _code = Regex.Replace(text, "//[^\n]*", string.Empty, RegexOptions.CultureInvariant, s_limit);

    /// <summary>Whether a type, or a type's member as <c>Type.Member</c>, is declared here.</summary>
    public bool Declares(string name)
    {
        string[] parts = name.Split('.');
        return DeclaresType(parts[0]) && parts.Skip(1).All(member => DeclaresMember(parts[0], member));
    }

    /// <summary>Whether <c>Class.Test</c> is a fact or a theory here; a class alone must hold one.</summary>
    public bool Proves(string name)
    {
        string[] parts = name.Split('.');
        string test = parts.Length == 1 ? @"\w+" : parts[1];
        return parts.Length <= 2 && DeclaresType(parts[0]) && Matches(
            $@"^[ \t]*\[(?:Fact|Theory)\b[^\n]*\]\s*(?:^[ \t]*\[[^\n]*\]\s*)*^[ \t]*public (?:async |unsafe )*[\w<>]+ {test}\(");
    }

    private bool DeclaresType(string type) => Matches($@"\b(?:class|struct|record|interface|enum) {type}\b");

    private bool DeclaresMember(string type, string member) =>
        Matches($@"^[ \t]*(?:public|internal)\b(?: \([^\n)]*\)|[^\n=;(])*?\b{member}(?:<[^>\n]*>)?\s*(?:[({{;=]|$)")
        || Matches($@"\brecord (?:struct )?{type}\s*\([^)]*\b{member}\s*[,)]")
        || Matches($@"\benum {type}\s*\{{[^}}]*\b{member}\b");

    private bool Matches(string pattern) => Regex.IsMatch(_code, pattern, RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, s_limit);
}
