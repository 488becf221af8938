namespace Connector.Feeds;

/// <summary>
/// Cells of files that people open in a spreadsheet. A value that would be run as a formula gets an apostrophe in front, and so does one that begins with an
/// apostrophe before such a character, so that every value can be had back. Feed files are never altered.
/// </summary>
public static class SpreadsheetCell
{
    /// <summary>A value as a cell: quoted where needed (RFC 4180), defused where a spreadsheet would run it.</summary>
    public static string Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var safe = value.Length > 0 && (IsSpecial(value[0]) || value[0] == '\'') ? "'" + value : value;
        return safe.AsSpan().IndexOfAny("\",\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>
    /// A cell as the value that it stands for, whether it was defused or typed by a person: an apostrophe goes where it stands before a character of formulas or
    /// another apostrophe, and stays where it is the text's own, as in 'Tis.
    /// </summary>
    public static string Value(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Length > 1 && cell[0] == '\'' && (IsSpecial(cell[1]) || cell[1] == '\'') ? cell[1..] : cell;
    }

    private static bool IsSpecial(char first) => first is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
}
