using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Stores.Tests.Worlds;

/// <summary>Everything that an offer shows, member by member as text, so that a difference can be read.</summary>
internal static class Shown
{
    /// <summary>Instants until which something holds: compared by what they promise, not by their text.</summary>
    public static readonly string[] Instants = [nameof(ShopItem.ValidUntil), nameof(ShopItem.PaidPriceUntil)];

    /// <summary>Behind a member of stock: when and how what is to come comes.</summary>
    public const string Arrival = " to come";

    /// <param name="ids">The attributes to ask for.</param>
    public static SortedDictionary<string, string> Of(ShopItem item, IEnumerable<string> ids)
    {
        var shown = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in typeof(ShopItem).GetProperties())
        {
            if (member.GetValue(item) is IAttributes attributes)
            {
                foreach (var id in ids)
                {
                    shown[member.Name + " " + id] = attributes[id].ToString();
                }

                continue;
            }

            switch (member.GetValue(item))
            {
                case Stock stock:
                    (shown[member.Name], shown[member.Name + Arrival]) = (Of(stock), OfArrival(stock));
                    continue;
                case IReadOnlyList<ListStock> lists:
                    (shown[member.Name], shown[member.Name + Arrival]) =
                        (string.Join("; ", lists.Select(list => list.List + " " + Of(list.Stock))), string.Join("; ", lists.Select(list => list.List + " " + OfArrival(list.Stock))));
                    continue;
            }

            shown[member.Name] = member.GetValue(item) switch
            {
                null => "-",
                Text text => text.ToString(),
                IReadOnlyList<CategoryPlace> places => string.Join("; ", places.Select(Of)),
                CategoryPlace place => Of(place),
                IReadOnlyList<ImageView> images => string.Join("; ", images.Select(image => image.ViewType + " " + image.Url)),
                IReadOnlyList<VariationValue> values => string.Join("; ", values.Select(value => Variation(value.AttributeId, value.AttributeName.ToString(), value.ValueId, value.ValueName.ToString()))),
                IReadOnlyList<BookPrice> books => string.Join("; ", books.Select(price => ByBook(price.Book, price.List is { } list ? Of(list.Amount, list.Currency) : "-", Of(price.Paid.Amount, price.Paid.Currency), price.Window?.From, price.Window?.To))),
                BundleRecords own => Records(own.Stock, own.ByList.Select(list => (list.List, list.Stock))),
                Money money => Of(money.Amount, money.Currency),
                DateTimeOffset time => Of(time),
                var other => other.ToString()!,
            };
        }

        return shown;
    }

    public static string Of(decimal amount, string currency) => string.Create(CultureInfo.InvariantCulture, $"{amount / 1.000000000000000000000000000m} {currency}");

    public static string Of(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";

    public static string Of(Stock stock) => string.Create(
        CultureInfo.InvariantCulture, $"{stock.Knowledge} {stock.Salable / 1.000000000000000000000000000m} {stock.Reserved:0.#} +{stock.ToCome / 1.000000000000000000000000000m}");

    public static string OfArrival(Stock stock) => $"{Of(stock.Restocked)} {stock.Handling}";

    /// <summary>What one book says of a price.</summary>
    public static string ByBook(string book, string list, string paid, DateTimeOffset? from, DateTimeOffset? to) => $"{book}: {paid} of {list}, {Of(from)} to {Of(to)}";

    /// <summary>A bundle's own records: over all lists, then each.</summary>
    public static string Records(Stock sum, IEnumerable<(string List, Stock Stock)> lists) => $"{Of(sum)} = {string.Join("; ", lists.Select(list => list.List + " " + Of(list.Stock)))}";

    public static string Variation(string attribute, string name, string value, string valueName) => $"{attribute} ({name}) = {value} ({valueName})";

    public static string Place(string id, IEnumerable<string> path, IEnumerable<string> names, bool isPrimary) =>
        $"{id}{(isPrimary ? "*" : "")} {string.Join('>', path)} {string.Join('>', names)}";

    private static string Of(CategoryPlace place) => Place(place.Id, place.Path, place.Names, place.Primary);
}
