namespace Connector.Tests.Security;

/// <summary>Names that try to be another place than their own.</summary>
internal static class EvilNames
{
    public static readonly IReadOnlyList<string> All =
    [
        "..", ".", "", "../x", "../../x", "a/../../x", "/etc/passwd", "//host/share", "\\\\host\\share", "..\\x", "..\\..\\x", "C:\\x", "C:x", "c:/x", "a\\b", "\0", "a\0.csv", "a\nb", "a\rb", "\u0007", "\u001b[2J", "%2e%2e%2fx", "..%2fx", "%00", "..%5cx",
        "\u2025/x", "．．/x", "..／x", "..\u2044x", "~/x", "$HOME", "`id`", "$(id)", "; rm -rf x", "| id", "-rf", "--out=/x", "a b", "a\u202Egpj.exe", "\uD800", "x\uDC00", "con", "nul.txt", "aux.", "x ", " x", ".x", "x.", "TEMP_x", new string('x', 300), new string('ü', 200), "=1+1", "{0}", "%s%n", "<x>", "&", "'", "\"", "a:b", "file:///etc/passwd", "http://x/",
    ];

    /// <summary>All files and folders below a place, to see that nothing came or went.</summary>
    public static IReadOnlyList<string> Below(string place) => [.. Directory.EnumerateFileSystemEntries(place, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Order(StringComparer.Ordinal)];
}
