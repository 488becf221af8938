using System.Text;
using Connector.Policy;
using CsvHelper;

namespace Connector.Feeds;

/// <summary>
/// The list of what was not listed and why, for people: a CSV in the run's folder. A value that a spreadsheet would take for a
/// formula gets an apostrophe in front.
/// </summary>
public sealed class HeldFile : IDisposable
{
    private readonly FileStream _file;
    private readonly string _path;
    private readonly HeldLines _all = new();

    public HeldFile(string path)
    {
        _path = path;
        _file = new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        _file.Write("\uFEFFsku,view,code,reason,remedy,on_tiktok\n"u8);
    }

    /// <summary>How many SKUs each reason holds.</summary>
    public IReadOnlyList<HeldCount> Counts => _all.Counts;

    /// <summary>Writes lines behind those before.</summary>
    public void Write(HeldLines lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        lines.Text.WriteTo(_file);
        _all.Count(lines.Counts);
    }

    /// <summary>Ends the file and gives it its name.</summary>
    public void End()
    {
        _file.Dispose();
        File.Move(_path + ".part", _path, overwrite: true);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The rows of a list that stands, values as they were before they were made safe for spreadsheets.</summary>
    /// <param name="path">A run's held.csv.</param>
    public static IEnumerable<HeldSku> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = CsvReader.Create(file, new CsvReaderOptions { Separator = ',', HasHeader = true }, leaveOpen: true);
        while (reader.Read())
        {
            yield return new HeldSku(Value("sku"), Value("view"), Value("code"), Value("reason"), Value("remedy"), Value("on_tiktok"));
        }

        string Value(string column) => reader.GetString(column) is { Length: > 0 } cell && cell[0] == '\'' ? cell[1..] : reader.GetString(column);
    }

    /// <summary>A value as a cell that is safe in a spreadsheet.</summary>
    public static string Cell(string value) => SpreadsheetCell.Of(value);
}

/// <summary>Lines of the list of what is held, with the counts of their reasons. For one thread.</summary>
public sealed class HeldLines
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly SortedDictionary<string, HeldCount> _counts = new(StringComparer.Ordinal);

    /// <summary>How many SKUs each reason holds.</summary>
    public IReadOnlyList<HeldCount> Counts => [.. _counts.Values];

    internal MemoryStream Text { get; } = new();

    public void Write(string sku, string view, Reason reason, string onTikTok)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var line = new[] { sku, view, reason.Code, reason.Sentence, reason.Remedy, onTikTok };
        Count(reason.Code, 1, sku, line[3], line[4]);
        Text.Write(Utf8.GetBytes(string.Join(',', line.Select(HeldFile.Cell)) + "\n"));
    }

    /// <summary>Adds the counts of lines that stand behind these.</summary>
    internal void Count(IReadOnlyList<HeldCount> more)
    {
        foreach (var (code, count, example, sentence, remedy) in more)
        {
            Count(code, count, example, sentence, remedy);
        }
    }

    private void Count(string code, long more, string example, string sentence, string remedy) =>
        _counts[code] = _counts.TryGetValue(code, out var count) ? count with { Count = count.Count + more } : new HeldCount(code, more, example, sentence, remedy);
}

/// <summary>How many SKUs a reason holds, with one of them.</summary>
public sealed record HeldCount(string Code, long Count, string Example, string Sentence, string Remedy);

/// <summary>A line of the list of what is held.</summary>
public sealed record HeldSku(string Sku, string View, string Code, string Sentence, string Remedy, string OnTikTok);
