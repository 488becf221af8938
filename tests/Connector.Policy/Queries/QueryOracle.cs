using System.Globalization;
using System.Text.RegularExpressions;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Tests.Queries;

/// <summary>A naive reading of conditions, over strings, against which the compiled one is tried.</summary>
internal static class QueryOracle
{
    /// <summary>The tests that fit each of these fields, and what the fields hold as strings.</summary>
    public static readonly IReadOnlyDictionary<string, (string Kind, Func<Offer, object?> Read)> Fields = new Dictionary<string, (string, Func<Offer, object?>)>
    {
        ["shop.sku"] = ("text", offer => offer.Sku.Value),
        ["shop.name"] = ("text", offer => offer.Item.Name.ToString()),
        ["shop.brand"] = ("text", offer => offer.Item.Brand.ToString()),
        ["shop.attribute.a"] = ("texts", offer => offer.Item.Attributes["a"].ToString()),
        ["shop.variation.color"] = ("text", offer => offer.Item.Variations.FirstOrDefault(one => one.AttributeId == "color")?.ValueName.ToString() ?? ""),
        ["shop.variationId.color"] = ("text", offer => offer.Item.Variations.FirstOrDefault(one => one.AttributeId == "color")?.ValueId ?? ""),
        ["shop.price"] = ("number", offer => offer.Item.PaidPrice?.Amount),
        ["shop.stock"] = ("number", offer => offer.Item.Stock.Knowledge switch { StockKnowledge.Counted => offer.Item.Stock.Salable, StockKnowledge.NoRecord => 0m, _ => (decimal?)null }),
        ["shop.images"] = ("number", offer => (decimal?)offer.Item.Images.Count),
        ["shop.online"] = ("flag", offer => offer.Item.Online),
        ["shop.isVariant"] = ("flag", offer => offer.Item.IsVariant),
        ["shop.category"] = ("category", offer => offer.Item.Categories),
        ["title"] = ("text", offer => offer.Title.ToString()),
        ["condition"] = ("text", offer => offer.Condition.ToString().ToLowerInvariant()),
        ["price"] = ("number", offer => offer.Price?.Amount),
        ["quantity"] = ("number", offer => (decimal?)offer.Quantity),
    };

    public static bool Matches(QueryCondition condition, Offer offer)
    {
        if (condition.All is { } all)
        {
            return all.All(part => Matches(part, offer));
        }

        if (condition.Any is { } any)
        {
            return any.Any(part => Matches(part, offer));
        }

        if (condition.Not is { } not)
        {
            return !Matches(not, offer);
        }

        var (kind, read) = Fields[condition.Field];
        var value = read(offer);
        return kind switch
        {
            "flag" => (bool)value!,
            "number" => condition.Is == Test.Empty ? value is null : value is decimal number && Passes(condition, number),
            "category" => InCategory(condition, (IReadOnlyList<CategoryPlace>)value!),
            _ when condition.Is == Test.Empty => ((string)value!).Length == 0,
            "texts" => Texts((string)value!).Any(text => text.Length > 0 && Passes(condition, text)),
            _ => ((string)value!).Length > 0 && Passes(condition, (string)value),
        };
    }

    private static IEnumerable<string> Texts(string joined) => joined.Contains(", ", StringComparison.Ordinal) ? joined.Split(", ").Prepend(joined) : [joined];

    private static bool InCategory(QueryCondition condition, IReadOnlyList<CategoryPlace> places)
    {
        var ids = condition.Is == Test.Equals ? [condition.Value] : condition.Values;
        return condition.Is switch
        {
            Test.Empty => places.Count == 0,
            Test.InCategory => places.Any(place => ids.Contains(place.Id) || ids.Contains("root") || place.Path.Any(ids.Contains)),
            _ => places.Any(place => ids.Contains(place.Id)),
        };
    }

    private static bool Passes(QueryCondition condition, decimal number) => condition.Is switch
    {
        Test.Equals => number == Number(condition.Value),
        Test.In => condition.Values.Any(value => number == Number(value)),
        Test.Less => number < Number(condition.Value),
        Test.AtMost => number <= Number(condition.Value),
        Test.More => number > Number(condition.Value),
        Test.AtLeast => number >= Number(condition.Value),
        _ => number >= Number(condition.Value) && number <= Number(condition.To),
    };

    private static bool Passes(QueryCondition condition, string text)
    {
        var comparison = condition.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return condition.Is switch
        {
            Test.Equals => text.Equals(condition.Value, comparison),
            Test.In => condition.Values.Any(value => text.Equals(value, comparison)),
            Test.Contains => text.Contains(condition.Value, comparison),
            Test.Starts => text.StartsWith(condition.Value, comparison),
            Test.Ends => text.EndsWith(condition.Value, comparison),
            Test.Matches => Regex.IsMatch(text, condition.Value, RegexOptions.CultureInvariant | (condition.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None)),
            _ => decimal.TryParse(text, NumberStyles.Number & ~NumberStyles.AllowThousands & ~NumberStyles.AllowTrailingSign, CultureInfo.InvariantCulture, out var number) && Passes(condition, number),
        };
    }

    private static decimal Number(string value) => decimal.Parse(value, CultureInfo.InvariantCulture);
}
