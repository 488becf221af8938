using Connector.Accounts;
using Connector.Feeds;
using Connector.State;
using Connector.Store;

namespace Connector.Listings;

/// <summary>What the ledger says shall be of an item group: its SKUs, in the order of the feed, each with the row last sent and the quantities last told.</summary>
public sealed record DesiredListing(string View, string Group, IReadOnlyList<DesiredSku> Skus)
{
    /// <summary>SKUs that shall be in the product; the others are being deleted.</summary>
    public IReadOnlyList<DesiredSku> Kept { get; } = [.. Skus.Where(sku => sku.Entry.State != SentState.Deleting)];

    /// <summary>Whether nothing of it shall be sold any more.</summary>
    public bool IsOff => Kept.All(sku => sku.Entry.State == SentState.Deactivated);

    /// <summary>Hash of all content: another one means that the product is to be edited.</summary>
    public byte[] Content
    {
        get
        {
            var hash = Hash128.None;
            foreach (var sku in Kept)
            {
                hash = Hash128.Of(System.Text.Encoding.UTF8.GetBytes($"{sku.Sku}\n{sku.Entry.Hashes.Content}\n"), hash);
            }

            return hash.ToArray();
        }
    }

    /// <summary>Reads it from the ledger as it is now.</summary>
    public static DesiredListing Of(Ledger ledger, DropLedger stock, CallQueue queue, string name, Account account, string view, string group)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(stock);
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(account);
        using var sent = ledger.View(name, view);
        using var quantities = stock.Quantities(name);
        string[] lists = account.Warehouses.Count == 0 ? [account.InventoryListId] : [.. account.Warehouses.Select(warehouse => warehouse.InventoryListId)];
        return new DesiredListing(view, group, [.. sent.Entries(KeyRange.Of(group)).ToList().Select(entry => new DesiredSku(entry, Columns(sent.Row(entry.Sku)), lists.ToDictionary(list => list, list => quantities.LastSent(list, entry.Sku), StringComparer.Ordinal), queue.SoldOutBy(name, view, entry.Sku)))]);

        static IReadOnlyDictionary<string, string> Columns((string Sheet, byte[] Row)? row) =>
            row is { } stored && FeedSheets.Find(stored.Sheet) is { } sheet ? EncodedRow.Parse(sheet, stored.Row).Columns() : new Dictionary<string, string>();
    }
}

/// <summary>A SKU as it shall be.</summary>
/// <param name="Entry">How it stands in the ledger.</param>
/// <param name="Columns">Its row, by column.</param>
/// <param name="Told">The quantity last told, and by which run, by inventory list; null: none was.</param>
/// <param name="SoldOutBy">The last run whose row said that it is sold out; null: none.</param>
public sealed record DesiredSku(LedgerEntry Entry, IReadOnlyDictionary<string, string> Columns, IReadOnlyDictionary<string, (int Quantity, string Run)?> Told, string? SoldOutBy)
{
    /// <summary>Hash of the stock facet of a row that says sold out.</summary>
    internal static byte[] SoldOut { get; } = Row().Hash().Stock.ToArray();

    public string Sku => Entry.Sku;

    /// <summary>A column's text; empty where there is none.</summary>
    public string this[string column] => Columns.GetValueOrDefault(column, "");

    /// <summary>The price in one text, as it is compared with what TikTok took last.</summary>
    public string Price => this["list_price"].Length > 0 ? $"{this["price"]}/{this["list_price"]}" : this["price"];

    /// <summary>Pieces to sell from a list: none of what is gone, or sold out by a later word than the quantity. Null: not known.</summary>
    public int? Quantity(string list) => (Entry.State, Told.GetValueOrDefault(list)) switch
    {
        (not SentState.Listed, _) => 0,
        (_, { } told) when IsSoldOut && string.CompareOrdinal(SoldOutBy, told.Run) > 0 => 0,
        (_, { } told) => Math.Clamp(told.Quantity, 0, ListingDraft.MostPieces),
        _ => IsSoldOut ? 0 : null,
    };

    private bool IsSoldOut => this["availability"] == TikTokWords.OutOfStock;

    private static EncodedRow Row()
    {
        var sheet = TikTokShopSheet.Sheet;
        return EncodedRow.Parse(sheet, System.Text.Encoding.UTF8.GetBytes(string.Join(sheet.Separator, sheet.Columns.Select(column => column.Facet == Facet.Stock ? TikTokWords.OutOfStock : "")) + "\n"));
    }
}
