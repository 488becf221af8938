using System.Text.Encodings.Web;
using System.Text.Json;
using Connector.Accounts;
using Connector.Feeds;
using Connector.Policy.Catalog;
using Connector.Store;

namespace Connector.Review;

/// <summary>
/// The row of a product that TikTok shows and the ledger does not know, in the columns of the account's sheet, as far as interface B shows them. It is never
/// sent as it is: it stands for what TikTok has until a feed sends the shop's own row, or this one out of stock.
/// </summary>
internal sealed class AdoptedRow
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Account _account;
    private readonly FeedSheet _sheet;
    private readonly RowPen _pen;
    private readonly int[] _required;

    public AdoptedRow(Account account)
    {
        _account = account;
        _sheet = FeedSheets.Find(account.Sheet) ?? throw new PersonMustDecideException("order.sheet", $"There is no feed sheet {account.Sheet}.", $"Use one of {string.Join(", ", FeedSheets.All.Select(known => known.Id))}.");
        _pen = new RowPen(_sheet);
        _required = [.. Enumerable.Range(0, _sheet.Columns.Count).Where(at => _sheet.Columns[at].Required)];
    }

    public string Sheet => _sheet.Id;

    /// <summary>What the ledger will say: listed, with a row that differs from any.</summary>
    /// <param name="view">The view that takes it.</param>
    /// <param name="shown">As TikTok shows it.</param>
    /// <param name="group">Its item group in the shop; null where the shop does not sell it.</param>
    /// <param name="isWhole">False where TikTok does not show all that a row must have: it may refuse the row that takes it off the shelf.</param>
    public RowSent Of(StoreView view, ShownProduct shown, string? group, out bool isWhole)
    {
        var row = _pen.Write(column => OneLine(Text(column.Name, view, shown)));
        isWhole = Array.TrueForAll(_required, at => row.Field(at).Length > 0);
        return new RowSent(view.Name, shown.Sku, group ?? (shown.GroupId is { Length: > 0 } theirs ? theirs : shown.Sku), default, SentState.Listed, row.Bytes.ToArray()) { Resent = true };
    }

    private string? Text(string column, StoreView view, ShownProduct shown) => column switch
    {
        "sku_id" => shown.Sku,
        "title" => shown.Title,
        "description" => shown.Description,
        "image_urls" => shown.ImageUrl is { Length: > 0 } first ? JsonSerializer.Serialize(new { images = (string[])[first, .. shown.AdditionalImageUrls] }, Plain) : null,
        "image_link" => shown.ImageUrl,
        "additional_image_link" => string.Join(',', shown.AdditionalImageUrls.Select(url => url.Replace(",", "%2C", StringComparison.Ordinal))),
        "landing_page_url" or "link" => shown.LandingPageUrl,
        "product_category" or "product_type" => shown.ProductCategory,
        "google_product_category" => shown.GoogleProductCategory,
        "sale_regions" => view.Country.Length > 0 ? view.Country : _account.Country,
        "availability" => Word(shown.Availability),
        "condition" => Word(shown.Condition),
        "price" => Amount(shown.Price, shown),
        "sale_price" => Amount(shown.SalePrice, shown),
        "currency" => shown.Price is null ? null : shown.Currency ?? _account.Currency,
        "item_group_id" => shown.GroupId,
        "brand" => shown.Brand,
        _ => null,
    };

    private string? Amount(decimal? amount, ShownProduct shown) => amount is { } value ? new Money(value, shown.Currency ?? _account.Currency).ToString() : null;

    private static string? Word(string? shown) => shown?.ToLowerInvariant().Replace('_', ' ');

    private static string? OneLine(string? text) => text?.ReplaceLineEndings(" ").Replace('\t', ' ');
}
