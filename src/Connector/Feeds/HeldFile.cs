using System.Text;
using Connector.Policy;

namespace Connector.Feeds;

/// <summary>
/// The list of what was not listed and why, for people: a CSV in the run's folder. A value that a spreadsheet would take for a
/// formula gets an apostrophe in front.
/// </summary>
public sealed class HeldFile : IDisposable
{
    private readonly StreamWriter _file;
    private readonly string _path;
    private readonly SortedDictionary<string, HeldCount> _counts = new(StringComparer.Ordinal);

    public HeldFile(string path)
    {
        _path = path;
        _file = new StreamWriter(path + ".part", append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\n" };
        _file.WriteLine("sku,view,code,reason,remedy,on_tiktok");
    }

    /// <summary>How many SKUs each reason holds.</summary>
    public IReadOnlyList<HeldCount> Counts => [.. _counts.Values];

    public void Write(string sku, string view, Reason reason, string onTikTok)
    {
        ArgumentNullException.ThrowIfNull(reason);
        _counts[reason.Code] = _counts.TryGetValue(reason.Code, out var count) ? count with { Count = count.Count + 1 } : new HeldCount(reason.Code, 1, sku, reason.Sentence, reason.Remedy);
        _file.WriteLine(string.Join(',', new[] { sku, view, reason.Code, reason.Sentence, reason.Remedy, onTikTok }.Select(Cell)));
    }

    /// <summary>Ends the file and gives it its name.</summary>
    public void End()
    {
        _file.Dispose();
        File.Move(_path + ".part", _path, overwrite: true);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A value as a cell: quoted where needed (RFC 4180), defused where a spreadsheet would run it.</summary>
    public static string Cell(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var safe = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\'' or '＝' or '＋' or '－' or '＠' ? "'" + value : value;
        return safe.AsSpan().IndexOfAny("\",\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}

/// <summary>How many SKUs a reason holds, with one of them.</summary>
public sealed record HeldCount(string Code, long Count, string Example, string Sentence, string Remedy);
