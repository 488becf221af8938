using System.Text;
using System.Xml;

namespace Connector.Sandbox;

/// <summary>What stands in a file: good rows or ids or quantities, and issues. Made before anything is applied, so that half a file changes nothing.</summary>
internal sealed record FileContent(
    IReadOnlyList<ProductRow> Rows, IReadOnlyList<string> Deleted, IReadOnlyList<(string List, string Sku, decimal? Quantity)> Stock, IReadOnlyList<RowIssue> Issues)
{
    public int Errors => Issues.Where(i => i.Severity == IssueSeverity.Error).Select(i => i.Index).Distinct().Count();

    public int Warnings => Issues.Count(i => i.Severity == IssueSeverity.Warning);
}

/// <summary>Reads the three kinds of file from their bytes.</summary>
internal sealed class FileReading(StandInSettings settings)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <exception cref="FileRefused">The file is not whole or not of its kind.</exception>
    public FileContent Read(FeedFileName name, Stream bytes, string? currency)
    {
        // An empty delete file is what the cartridge leaves when there is nothing to delete; any other empty file is a fault.
        if (bytes.Length == 0 && name.Kind != FeedKind.Delete) throw new FileRefused(40906, "The file is empty.");
        try
        {
            using var plain = name.Packed && bytes.Length > 0 ? Gzip.Unpack(bytes, settings.MaxFileBytes) : bytes;
            return name.Kind switch
            {
                FeedKind.Product => Products(plain, currency!),
                FeedKind.Delete => Deletes(plain),
                _ => new InventoryReading(settings).Read(plain),
            };
        }
        catch (DecoderFallbackException)
        {
            throw new FileRefused(40908, "The file is not UTF-8.");
        }
        catch (InvalidDataException e)
        {
            throw new FileRefused(40908, "The file is not whole gzip: " + e.Message);
        }
        catch (XmlException e)
        {
            throw new FileRefused(40908, "The file is not well-formed XML: " + e.Message);
        }
    }

    private FileContent Products(Stream bytes, string currency)
    {
        using var text = new StreamReader(bytes, StrictUtf8, detectEncodingFromByteOrderMarks: false, bufferSize: 32 * 1024);
        var sheet = new SeparatedSheet(text);
        var header = sheet.Next();
        if (header is null || string.Join('|', header) != ProductRow.Header) throw new FileRefused(40908, "The first line is not the header of a product file.");

        var rules = new ProductRules(currency, settings);
        var skus = new HashSet<string>(StringComparer.Ordinal);
        var rows = new List<ProductRow>();
        var issues = new List<RowIssue>();
        for (var index = 2; sheet.Next() is { } fields; index++)
        {
            if (fields.Count != ProductRow.Columns)
            {
                if (!sheet.EndedInLineBreak) throw new FileRefused(40908, $"The last row has {fields.Count} of {ProductRow.Columns} columns and no line end: the file is truncated.");
                issues.Add(new RowIssue(index, fields[0], IssueSeverity.Error, "", $"The row has {fields.Count} columns, the header {ProductRow.Columns}"));
                continue;
            }

            var row = ProductRow.Of(fields);
            var found = rules.Check(row).Select(i => new RowIssue(index, row.SkuId, i.Severity, i.Field, i.Issue)).ToList();
            if (row.SkuId.Length > 0 && !skus.Add(row.SkuId)) found.Add(new RowIssue(index, row.SkuId, IssueSeverity.Error, "sku_id", "Duplicate id in the file"));
            issues.AddRange(found);
            if (found.TrueForAll(i => i.Severity != IssueSeverity.Error)) rows.Add(row);
        }

        return new FileContent(rows, [], [], issues);
    }

    private static FileContent Deletes(Stream bytes)
    {
        using var text = new StreamReader(bytes, StrictUtf8, detectEncodingFromByteOrderMarks: false);
        var ids = new List<string>();
        var issues = new List<RowIssue>();
        for (var index = 1; text.ReadLine() is { } line; index++)
        {
            if (line.Length == 0) continue;
            if (line.Length > 100 || line.Any(char.IsControl)) issues.Add(new RowIssue(index, line.Length > 100 ? line[..100] : line, IssueSeverity.Error, "sku_id", "Not an id: control characters, or more than 100 characters"));
            else ids.Add(line);
        }

        return new FileContent([], ids, [], issues);
    }
}
