using System.Text.Json.Nodes;
using Connector.Tests.Stories;

namespace Connector.Tests.RealData;

/// <summary>Compares feeds with rows that were worked out by hand (README beside this file).</summary>
internal static class ExpectedRows
{
    /// <param name="told">The file of expectations.</param>
    /// <param name="view">The view in it.</param>
    /// <param name="feeds">What was made.</param>
    /// <param name="catalog">Rows of the catalog sheet by SKU, where the file has expectations for them.</param>
    public static List<string> Differences(JsonObject told, string view, DryFeeds feeds, Dictionary<string, IReadOnlyDictionary<string, string>>? catalog)
    {
        var rows = feeds.Rows.ToDictionary(row => row["sku_id"], StringComparer.Ordinal);
        var quantities = feeds.Quantities.ToDictionary(row => row.Sku, row => row.Quantity, StringComparer.Ordinal);
        var held = feeds.Held.ToDictionary(row => row.Sku, row => row.Code, StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (var expected in Of("rows"))
        {
            var sku = expected["sku"]!.GetValue<string>();
            if (expected["held"]?.GetValue<string>() is { } code)
            {
                Compare(differences, sku, "held", code, held.GetValueOrDefault(sku) ?? "not held");
                continue;
            }

            if (!rows.TryGetValue(sku, out var row))
            {
                differences.Add($"{sku}: expected a row; it is held for {held.GetValueOrDefault(sku) ?? "nothing: the shop does not have it"}");
                continue;
            }

            foreach (var (column, value) in expected["columns"]!.AsObject())
            {
                Compare(differences, sku, column, Plain(column, value!.GetValue<string>()), Plain(column, row[column]));
            }

            foreach (var (column, value) in expected["catalog"]?.AsObject() ?? [])
            {
                Compare(differences, sku, "catalog " + column, value!.GetValue<string>(), catalog!.TryGetValue(sku, out var other) ? other[column] : "no row");
            }

            Compare(differences, sku, "quantity", $"{expected["quantity"]}", $"{quantities.GetValueOrDefault(sku, -1)}");
        }

        differences.AddRange(Of("neitherRowNorHeld").Select(absent => absent["sku"]!.GetValue<string>()).Where(sku => rows.ContainsKey(sku) || held.ContainsKey(sku))
            .Select(sku => $"{sku} must be neither a row nor held"));
        return differences;

        IEnumerable<JsonNode> Of(string list) => told[list]!.AsArray().Where(entry => entry!["view"]!.GetValue<string>() == view)!;
    }

    public static void Compare(List<string> differences, string sku, string column, string expected, string got)
    {
        if (expected != got)
        {
            differences.Add($"{sku}, {column}: expected «{expected}»; got «{got}»");
        }
    }

    /// <summary>JSON columns without what does not count: spacing and the way of escaping.</summary>
    private static string Plain(string column, string value) => column is "image_urls" or "variation_properties" ? JsonNode.Parse(value)!.ToJsonString() : value;
}
