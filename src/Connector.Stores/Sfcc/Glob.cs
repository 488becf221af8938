using System.Text;
using System.Text.RegularExpressions;

namespace Connector.Stores.Sfcc;

/// <summary>
/// <c>*</c>, <c>{newest}</c> and <c>?</c> within a name, <c>**</c> over folders, case-insensitive; a trailing .gz of the file does not count.
/// Own, since Microsoft.Extensions.FileSystemGlobbing knows no <c>?</c> and cannot match names in an archive one by one.
/// </summary>
internal sealed class Glob
{
    private const string Newest = "{newest}";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline;
    private readonly Regex _names;
    private readonly List<Regex?> _folders;

    public Glob(string pattern)
    {
        var path = pattern.Replace('\\', '/');
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        ChoosesNewest = path.Contains(Newest, StringComparison.Ordinal);
        _names = Compiled(path);
        _folders = [.. path.Split('/').SkipLast(1).Select(part => part.Contains("**", StringComparison.Ordinal) ? null : Compiled(part))];
        if (path.LastIndexOf("**", StringComparison.Ordinal) > path.LastIndexOf('/'))
        {
            // "**" at the end of the pattern goes on over folders.
            _folders.Add(null);
        }
    }

    /// <summary>Of the files of one family, the one with the last choice counts.</summary>
    public bool ChoosesNewest { get; }

    public bool Matches(string path) => Match(path) is not null;

    /// <summary>How a path matches: its family is the path without what stands for <c>{newest}</c>, its choice is that. Null: it does not.</summary>
    public (string Family, string Choice)? Match(string path)
    {
        var match = _names.Match(path);
        if (!match.Success && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            match = _names.Match(path[..^3]);
        }

        if (!match.Success || !ChoosesNewest)
        {
            return match.Success ? (path, "") : null;
        }

        var (family, choice, at) = ("", "", 0);
        foreach (var chosen in match.Groups.Values.Skip(1))
        {
            family += match.Value[at..chosen.Index] + "\0";
            choice += (at > 0 ? "\0" : "") + chosen.Value;
            at = chosen.Index + chosen.Length;
        }

        return (family + match.Value[at..], choice);
    }

    /// <summary>Whether something in this folder, or below it, can match.</summary>
    public bool LeadsInto(string folder)
    {
        var parts = folder.Split('/');
        for (var at = 0; at < parts.Length; at++)
        {
            if (at >= _folders.Count)
            {
                return false;
            }

            if (_folders[at] is not { } name)
            {
                return true;
            }

            if (!name.IsMatch(parts[at]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a pattern stays below the location.</summary>
    public static bool Stays(string pattern) =>
        pattern.Length > 0 && pattern[0] is not ('/' or '\\') && !pattern.Contains(':', StringComparison.Ordinal)
        && !pattern.Split('/', '\\').Contains("..");

    private static Regex Compiled(string path)
    {
        var text = new StringBuilder("^");
        for (var at = 0; at < path.Length; at++)
        {
            switch (path[at])
            {
                case '*' when path.AsSpan(at).StartsWith("**/"):
                    text.Append("(?:.*/)?");
                    at += 2;
                    break;
                case '*' when path.AsSpan(at).StartsWith("**"):
                    text.Append(".*");
                    at++;
                    break;
                case '*':
                    text.Append("[^/]*");
                    break;
                case '?':
                    text.Append("[^/]");
                    break;
                case '{' when path.AsSpan(at).StartsWith(Newest):
                    text.Append("([^/]*)");
                    at += Newest.Length - 1;
                    break;
                default:
                    text.Append(Regex.Escape(path[at].ToString()));
                    break;
            }
        }

        return new Regex(text + "$", Options);
    }
}

/// <summary>A glob as a source's settings write it: after <c>!/</c> it goes on inside the archives that its first part names.</summary>
internal sealed partial class ExportGlob
{
    private const string Into = "!/";

    public ExportGlob(string text)
    {
        var at = text.IndexOf(Into, StringComparison.Ordinal);
        Files = new Glob(at < 0 ? text : text[..at]);
        Inside = at < 0 ? null : new Glob(text[(at + Into.Length)..]);
        Text = text;
    }

    public string Text { get; }

    public Glob Files { get; }

    public Glob? Inside { get; }

    /// <summary>Whether one can tell what stands for <c>{newest}</c>: not where <c>*</c> or another one touches it.</summary>
    public static bool Chooses(string text) => !Touching().IsMatch(text);

    public static bool Stays(string text) => text.Split(Into) is { Length: <= 2 } parts && parts.All(Glob.Stays);

    [GeneratedRegex(@"\*\{newest\}|\{newest\}(\*|\{newest\})")]
    private static partial Regex Touching();
}
