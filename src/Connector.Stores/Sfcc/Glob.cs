using System.Text;
using System.Text.RegularExpressions;

namespace Connector.Stores.Sfcc;

/// <summary>
/// <c>*</c> and <c>?</c> within a name, <c>**</c> over folders, case-insensitive; a trailing .gz of the file does not count.
/// Own, since Microsoft.Extensions.FileSystemGlobbing knows no <c>?</c> and cannot match names in an archive one by one.
/// </summary>
internal sealed class Glob
{
    private readonly Regex _names;

    public Glob(string pattern)
    {
        var text = new StringBuilder("^");
        var path = pattern.Replace('\\', '/');
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
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
                default:
                    text.Append(Regex.Escape(path[at].ToString()));
                    break;
            }
        }

        _names = new Regex(text + "$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }

    public bool Matches(string path) =>
        _names.IsMatch(path) || (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && _names.IsMatch(path[..^3]));

    /// <summary>Whether a pattern stays below the location.</summary>
    public static bool Stays(string pattern) =>
        pattern.Length > 0 && pattern[0] is not ('/' or '\\') && !pattern.Contains(':', StringComparison.Ordinal)
        && !pattern.Split('/', '\\').Contains("..");
}
