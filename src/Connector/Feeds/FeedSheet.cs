using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.Accounts;
using Connector.Policy;
using Connector.Policy.Catalog;

namespace Connector.Feeds;

/// <summary>Which part of a row a column belongs to; each part is compared and held by itself.</summary>
public enum Facet
{
    Content,
    Price,
    Stock,
}

/// <summary>What a column's text is.</summary>
public enum ColumnForm
{
    Text,

    /// <summary>A JSON object or array, escaped as JSON before the row is quoted.</summary>
    Json,

    /// <summary>An absolute http or https address.</summary>
    Url,

    /// <summary>Several absolute addresses with commas between them; a comma inside one is <c>%2C</c>.</summary>
    UrlList,

    /// <summary>Amount, space, ISO 4217: <c>9.99 GBP</c>.</summary>
    Money,

    /// <summary>Start and end, ISO 8601: <c>2026-11-27T00:00+00:00/2026-12-01T00:00+00:00</c>.</summary>
    Window,

    /// <summary>One of <see cref="FeedColumn.Words"/>.</summary>
    Word,
}

/// <summary>How a column's text is brought to a common form before it is compared with what interface B shows.</summary>
public enum Normal
{
    /// <summary>White space collapsed and trimmed.</summary>
    Spaces,

    /// <summary>Lower case, with <c>_</c> and <c>-</c> as spaces: IN_STOCK is <c>in stock</c>.</summary>
    Word,

    /// <summary>Amount as a number without trailing zeros, currency in capitals.</summary>
    Money,
}

/// <summary>A column of a feed sheet. All that is known of it stands here and nowhere else; exported to schemas/sheets.</summary>
public sealed record FeedColumn
{
    public required string Name { get; init; }

    public Facet Facet { get; init; } = Facet.Content;

    public ColumnForm Form { get; init; } = ColumnForm.Text;

    public bool Required { get; init; }

    /// <summary>Most characters (UTF-16 units) in the value; 0: no limit is known.</summary>
    public int MaxLength { get; init; }

    /// <summary>The words allowed, for <see cref="ColumnForm.Word"/>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The field in which interface B shows this column; empty where it does not. An answer counts only when these equal the row last sent.</summary>
    public string ShownAs { get; init; } = "";

    public Normal Normal { get; init; } = Normal.Spaces;

    /// <summary>Writes the column's value for an offer.</summary>
    public required ColumnPen Write { get; init; }
}

/// <summary>Writes one column of a row.</summary>
public delegate void ColumnPen(RowPen pen, Offer offer, Facts facts);

/// <summary>The layout of a product feed file: columns in order, and how a file is named and quoted.</summary>
public sealed class FeedSheet
{
    private readonly (int First, int Last)[][] _runs;

    public FeedSheet(string id, char separator, IReadOnlyList<FeedColumn> columns)
    {
        Id = id;
        Separator = separator;
        Columns = columns;
        _runs = [.. Enum.GetValues<Facet>().Select(Neighbours)];
        Header = Encoding.UTF8.GetBytes(string.Join(separator, columns.Select(column => column.Name)) + "\n");
        Version = $"{id}/{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Describe())))[..16]}";
    }

    public string Id { get; }

    public IReadOnlyList<FeedColumn> Columns { get; }

    /// <summary>Between fields. RFC 4180 quoting with this separator.</summary>
    public char Separator { get; }

    /// <summary>The first line, line end included.</summary>
    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>Changes with any column's definition; part of the policies' fingerprint.</summary>
    public string Version { get; }

    public required Limits Limits { get; init; }

    /// <summary>Ending of its files' names.</summary>
    public required string Extension { get; init; }

    /// <summary>By which delivery its rows reach TikTok.</summary>
    public required DeliveryChannel GoesBy { get; init; }

    /// <summary>Whether it has columns for <see cref="Offer.Details"/>; where it has none, no step spends time on them.</summary>
    public bool HasDetails { get; init; }

    /// <summary>The word that says sold out, for rows that are kept from an earlier feed.</summary>
    public required string OutOfStock { get; init; }

    /// <summary>Index of a column.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"sheet {Id} has no column {name}", nameof(name));
    }

    /// <summary>The columns of a facet, as runs of neighbours: first and last of each.</summary>
    internal ReadOnlySpan<(int First, int Last)> Runs(Facet facet) => _runs[(int)facet];

    /// <summary>The sheet as data, for schemas/ and the fingerprint.</summary>
    public object Describe() => new
    {
        id = Id,
        separator = Separator.ToString(),
        encoding = "UTF-8",
        quoting = "RFC 4180",
        columns = Columns.Select(column => new
        {
            name = column.Name,
            facet = column.Facet.ToString(),
            form = column.Form.ToString(),
            required = column.Required,
            maxLength = column.MaxLength,
            words = column.Words,
            shownAs = column.ShownAs,
            normal = column.Normal.ToString(),
        }),
    };

    private (int First, int Last)[] Neighbours(Facet facet)
    {
        var runs = new List<(int First, int Last)>();
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Facet != facet)
            {
                continue;
            }

            if (runs.Count > 0 && runs[^1].Last == i - 1)
            {
                runs[^1] = (runs[^1].First, i);
            }
            else
            {
                runs.Add((i, i));
            }
        }

        return [.. runs];
    }
}

/// <summary>The feed sheets there are.</summary>
public static class FeedSheets
{
    public static IReadOnlyList<FeedSheet> All { get; } = [TikTokSfccSheet.Sheet, TikTokCatalogSheet.Sheet, TikTokShopSheet.Sheet];

    /// <summary>The sheet of a delivery.</summary>
    public static FeedSheet For(DeliveryChannel channel) => All.Single(sheet => sheet.GoesBy == channel);

    public static FeedSheet? Find(string id) => All.FirstOrDefault(sheet => sheet.Id == id);
}
