using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Connector.Policy;
using Connector.Policy.Catalog;

namespace Connector.Feeds;

/// <summary>
/// What the shop said of a SKU when its row was newly sent: the values that decided, before any policy. One JSON object a line, in the run's folder, vouched for by
/// the seal. A row that is as it was sent before has none: the run that sent it first has. For one thread.
/// </summary>
internal sealed class OfferLines : IDisposable
{
    /// <summary>In the run's folder.</summary>
    public const string Name = "offers.jsonl.gz";

    /// <summary>Characters of a description that are kept; the row tells it as it was sent.</summary>
    private const int LongestText = 200;

    /// <summary>Most of what lines say stands in the line before: little is gained by more, and it is made beside the rows.</summary>
    private const int Gzip = 1;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json;

    public OfferLines() => _json = new Utf8JsonWriter(_line, Plain);

    /// <summary>The list of a run: one file, however large.</summary>
    public static FeedFileForm Form(string folder) => new(folder, FeedFileKind.Product, "", _ => Name, default, default, long.MaxValue, Gzip);

    /// <summary>The line of a SKU, line end included; valid until the next one.</summary>
    /// <param name="view">The view.</param>
    /// <param name="item">What the shop says.</param>
    /// <param name="template">The listing template that shaped it; null: none, or not known.</param>
    /// <param name="held">Why it is held although its row stays; null: it is not.</param>
    /// <param name="manual">Values that people gave by file and that stood.</param>
    /// <param name="pinnedTo">The run to which it was rolled back; null: it was not.</param>
    public ReadOnlySpan<byte> Line(string view, ShopItem item, string? template, string? held, IEnumerable<ManualValue> manual, string? pinnedTo)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("sku"u8, item.Sku.Value);
        _json.WriteString("view"u8, view);
        Put("group"u8, item.Group.Value == item.Sku.Value ? null : item.Group.Value);
        Put("template"u8, template);
        Put("held"u8, held);
        Put("pinnedTo"u8, pinnedTo);
        ByHand(manual);
        Put("name"u8, item.Name);
        Short("shortDescription"u8, item.ShortDescription);
        Short("longDescription"u8, item.LongDescription);
        Put("brand"u8, item.Brand);
        Put("manufacturer"u8, item.ManufacturerName);
        Put("manufacturerSku"u8, item.ManufacturerSku);
        Put("ean"u8, item.Ean);
        Put("upc"u8, item.Upc);
        Put("listPrice"u8, item.ListPrice);
        Put("price"u8, item.PaidPrice);
        Put("priceFrom"u8, item.PaidPriceFrom);
        Put("priceTo"u8, item.PaidPriceTo);
        Put("priceUntil"u8, item.PaidPriceUntil);
        Prices(item.PricesByBook);
        _json.WriteString("stock"u8, Words(item.Stock));
        if (item.StockByList.Count > 0)
        {
            _json.WriteStartObject("stockByList"u8);
            foreach (var (list, stock) in item.StockByList)
            {
                _json.WriteString(list, Words(stock));
            }

            _json.WriteEndObject();
        }

        if (!item.Online)
        {
            Put("offline"u8, item.OfflineBecause ?? "it is not online");
        }

        if (!item.Searchable)
        {
            _json.WriteBoolean("searchable"u8, false);
        }

        if (item.Categories.Count > 0)
        {
            _json.WriteStartArray("categories"u8);
            foreach (var category in item.Categories)
            {
                _json.WriteStringValue(category.Id);
            }

            _json.WriteEndArray();
        }

        Put("classification"u8, item.Classification?.Id);
        if (item.Images.Count > 0)
        {
            _json.WriteStartArray("images"u8);
            foreach (var image in item.Images)
            {
                _json.WriteStringValue(image.Url.Utf8);
            }

            _json.WriteEndArray();
        }

        if (item.Variations.Count > 0)
        {
            _json.WriteStartObject("variations"u8);
            foreach (var variation in item.Variations)
            {
                _json.WriteString(variation.AttributeId, variation.ValueId);
            }

            _json.WriteEndObject();
        }

        Put("landingPage"u8, item.LandingPage);
        Put("validUntil"u8, item.ValidUntil);
        _json.WriteString("sourceTime"u8, item.SourceTime);
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        return _line.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();

    private void ByHand(IEnumerable<ManualValue> manual)
    {
        var isBegun = false;
        foreach (var value in manual)
        {
            if (!isBegun)
            {
                _json.WriteStartArray("byHand"u8);
                isBegun = true;
            }

            _json.WriteStringValue(value.ToString());
        }

        if (isBegun)
        {
            _json.WriteEndArray();
        }
    }

    private static string Words(in Stock stock) => stock.Knowledge switch
    {
        StockKnowledge.Counted => stock.Salable.ToString("0.####", CultureInfo.InvariantCulture)
            + (stock.ToCome > 0 ? string.Create(CultureInfo.InvariantCulture, $", of which {stock.ToCome:0.####} to come") : ""),
        StockKnowledge.NotManaged => "not counted",
        StockKnowledge.NoRecord => "no record",
        _ => "unknown",
    };

    private void Prices(IReadOnlyList<BookPrice> prices)
    {
        if (prices.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("prices"u8);
        foreach (var price in prices)
        {
            _json.WriteStartObject();
            _json.WriteString("book"u8, price.Book);
            Put("list"u8, price.List);
            Put("paid"u8, price.Paid);
            Put("from"u8, price.Window?.From);
            Put("to"u8, price.Window?.To);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    /// <summary>A text of which only the beginning is kept, with its length and a hash that tells it from others.</summary>
    private void Short(ReadOnlySpan<byte> name, Text text)
    {
        if (text.Utf8.Length <= LongestText)
        {
            Put(name, text);
            return;
        }

        var end = LongestText;
        while ((text.Utf8[end] & 0xC0) == 0x80)
        {
            end--;
        }

        _json.WriteStartObject(name);
        _json.WriteString("begins"u8, text.Utf8[..end]);
        _json.WriteNumber("characters"u8, text.Length);
        _json.WriteString("hash"u8, Hash128.Of(text.Utf8).ToString());
        _json.WriteEndObject();
    }

    private void Put(ReadOnlySpan<byte> name, Text text)
    {
        if (!text.IsEmpty)
        {
            _json.WriteString(name, text.Utf8);
        }
    }

    private void Put(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }
    }

    private void Put(ReadOnlySpan<byte> name, Money? money)
    {
        if (money is { } amount)
        {
            _json.WriteString(name, amount.ToString());
        }
    }

    private void Put(ReadOnlySpan<byte> name, DateTimeOffset? instant)
    {
        if (instant is { } at)
        {
            _json.WriteString(name, at);
        }
    }
}
