using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Connector.Policy.Catalog;
using Connector.Policy.Queries;
using Connector.Policy.Stages;

namespace Connector.Policy;

/// <summary>A column that people can give values for: how a value is put into an offer, and what the shop itself says there.</summary>
public sealed class ManualColumn
{
    /// <summary>Longer values of the shop are kept by their beginning and a hash.</summary>
    private const int LongestKept = 120;

    private static readonly Dictionary<string, ManualColumn> Known = Listed().ToDictionary(column => column.Name, StringComparer.Ordinal);

    private readonly Func<Offer, Text, Facts, Offer?> _put;
    private readonly Func<ShopItem, string> _own;

    private ManualColumn(string name, bool isPriceOrStock, Func<Offer, Text, Facts, Offer?> put, Func<ShopItem, string> own) =>
        (Name, IsPriceOrStock, _put, _own) = (name, isPriceOrStock, put, own);

    /// <summary>All of them, in the order in which they are put.</summary>
    public static IReadOnlyList<ManualColumn> All { get; } = [.. Known.Values];

    /// <summary>The column's name in the feed sheet; <c>quantity</c> is in none.</summary>
    public string Name { get; }

    /// <summary>Whether it is about price or stock, which flow even while the content is held.</summary>
    public bool IsPriceOrStock { get; }

    public static ManualColumn? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>The shop's own value, to be compared; constant where the shop has none of its own for this column.</summary>
    public string Own(ShopItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var own = _own(item);
        return own.Length <= LongestKept
            ? own
            : $"{own[..(LongestKept - 40)]}... {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(own)))[..32]}";
    }

    /// <summary>The offer with the value, the same one where it has it already, or where it cannot be put.</summary>
    internal Offer Put(Offer offer, Text value, Facts facts) => _put(offer, value, facts) ?? offer;

    private static IEnumerable<ManualColumn> Listed() =>
    [
        OfRule("title", "title", item => item.Name.ToString()),
        OfRule("description", "description", item => $"{item.ShortDescription}\n{item.LongDescription}"),
        OfRule("brand", "brand", item => $"{item.Brand}\n{item.ManufacturerName}"),
        OfRule("condition", "condition", _ => ""),
        OfRule("google_product_category", "googleProductCategory", _ => ""),
        new("product_category", false, (offer, value, _) => offer.Category?.Id == value.ToString() ? offer : offer with { Category = Place(value.ToString()) }, item => item.Categories.Count > 0 ? item.Categories[0].Id : item.Classification?.Id ?? ""),
        new("image_urls", false, PutImages, item => string.Join('\n', item.Images.Select(image => image.Url.ToString()))),
        new("landing_page_url", false, (offer, value, _) => offer.LandingPage == value ? offer : offer with { LandingPage = value }, item => item.LandingPage.ToString()),
        new("price", true, PutPrice, item => item.PaidPrice?.ToString() ?? ""),
        new("quantity", true, PutQuantity, OwnStock),
        new("availability", true, PutAvailability, OwnStock),
    ];

    /// <summary>A column that rules can write, too.</summary>
    private static ManualColumn OfRule(string column, string field, Func<ShopItem, string> own)
    {
        var target = RuleTarget.Find(field)!;
        return new ManualColumn(column, target.IsPriceOrStock, target.Put, own);
    }

    private static CategoryPlace Place(string id) => new(id, [id], [id], Primary: false);

    private static Offer? PutImages(Offer offer, Text value, Facts facts)
    {
        Text[] images = [.. value.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(facts.Limits.Images).Select(url => (Text)url)];
        return offer.Images.SequenceEqual(images) ? offer : offer.WithImages(images);
    }

    private static Offer? PutPrice(Offer offer, Text value, Facts facts)
    {
        var text = value.ToString().Split(' ');
        return text is not [var digits, var currency] || Field.Parse(digits) is not { } amount ? null
            : offer.Price == new Money(amount, currency) ? offer : offer.WithPrice(new Money(amount, currency), PriceWindow.Always);
    }

    /// <summary>A ceiling: never more than the shop and the inventory policy give. What is not counted yet has no ceiling to be under.</summary>
    private static Offer? PutQuantity(Offer offer, Text value, Facts facts) =>
        offer.Quantity is { } given && Field.Parse(value.Utf8) is >= 0 and var pieces && pieces < given ? offer.WithPieces((int)Math.Floor(pieces)) : null;

    /// <summary>What has no pieces stays out of stock, whatever word a person gives.</summary>
    private static Offer? PutAvailability(Offer offer, Text value, Facts facts)
    {
        if (RowWords.Availability(value.Utf8) is not { } word)
        {
            return null;
        }

        return word is Availability.OutOfStock or Availability.Discontinued ? offer.WithStock(0, word)
            : offer.Quantity is null or 0 ? offer
            : offer with { Availability = word };
    }

    private static string OwnStock(ShopItem item) => item.Stock.Knowledge == StockKnowledge.Counted
        ? StockQuantity.Pieces(item.Stock).ToString(CultureInfo.InvariantCulture)
        : item.Stock.Knowledge.ToString();
}
