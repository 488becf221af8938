using System.Text.Json;

namespace Connector.Sandbox;

/// <summary>The SKUs of a product, and what tells them apart.</summary>
internal static class VariantRules
{
    private const int Kinds = 3;
    private const int NameLength = 20;
    private const int ValueLength = 50;
    private const int MorePictures = 8;

    public static IEnumerable<ListingFault> Faults(ListingCheck check)
    {
        var skus = check.Body.Items("skus").ToArray();
        if (skus.Length == 0)
        {
            if (!check.Draft) yield return new ListingFault(12052902, "The SKU list is empty. Either omit the list entirely, or provide all required details.");
            yield break;
        }

        var most = ShopMarkets.Skus(check.Region);
        if (skus.Length > most) yield return new ListingFault(check.Before is null ? 12052050 : 12052558, $"The product has {skus.Length} SKUs; {most} are allowed in {check.Region}.");
        foreach (var fault in Ids(skus, check.Before).Concat(Names(skus)).Concat(Identifiers(skus, check.Before)).Concat(Attributes(skus, check)).Concat(Pictures(skus, check))) yield return fault;
    }

    private static IEnumerable<ListingFault> Ids(JsonElement[] skus, Listing? before)
    {
        var ids = skus.Select(s => s.Text("id")).OfType<string>().ToArray();
        foreach (var twice in ids.GroupBy(i => i).Where(i => i.Count() > 1)) yield return new ListingFault(12052553, $"Sku id duplicate: {twice.Key}.");
        foreach (var unknown in ids.Where(i => before?.Goods.ContainsKey(i) != true)) yield return new ListingFault(12052557, $"The SKU ID does not belong to the product: {unknown}.");
    }

    private static IEnumerable<ListingFault> Names(JsonElement[] skus)
    {
        foreach (var name in skus.Select(s => s.Text("seller_sku")).OfType<string>())
        {
            if (name.Length > 50) yield return new ListingFault(12052054, $"The seller SKU has {name.Length} characters; 50 are allowed: {name}.");
            if (name.Contains(' ', StringComparison.Ordinal)) yield return new ListingFault(12052910, $"Invalid input parameters. A seller SKU must have no spaces: {name}.");
        }

        foreach (var twice in skus.Select(s => s.Text("external_sku_id")).Where(e => e is { Length: > 0 }).GroupBy(e => e).Where(e => e.Count() > 1)) yield return new ListingFault(12052996, $"external_id duplicated: {twice.Key}.");
    }

    private static IEnumerable<ListingFault> Identifiers(JsonElement[] skus, Listing? before)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sku in skus)
        {
            var was = before?.Content.Skus.FirstOrDefault(s => s.Id == sku.Text("id"))?.Body.Member("identifier_code");
            var given = sku.Member("identifier_code");
            var (code, type) = (given?.Text("code") ?? "", given?.Text("type") ?? "");
            if (before is { Status: not "DRAFT" } && was?.Text("code") is { Length: > 0 } old && old != code) yield return new ListingFault(12052593, $"The identifier code cannot be changed once be submitted: it was {old}.");
            if (code.Length == 0) continue;
            if (type.Length == 0) yield return new ListingFault(12052600, "The identifier code type must be selected");
            else if (!IsLong(type, code.Length)) yield return new ListingFault(12052591, $"Invalid number of digits of identifier code: {type} {code}.");
            else if (code[..^1].Any(c => !char.IsAsciiDigit(c)) || !(char.IsAsciiDigit(code[^1]) || (type == "ISBN" && code.Length == 10 && code[^1] == 'X'))) yield return new ListingFault(12052598, $"Only the last digit supports input X: {type} {code}.");
            if (!seen.Add(code)) yield return new ListingFault(12052592, $"Identifier code already entered, cannot enter the same code twice: {code}.");
        }
    }

    /// <summary>GTIN 14; EAN 8, 13, 14; UPC 12; ISBN 13, or 9 and X; JAN 8, 13.</summary>
    private static bool IsLong(string type, int length) => type switch
    {
        "GTIN" => length == 14,
        "EAN" => length is 8 or 13 or 14,
        "UPC" => length == 12,
        "ISBN" => length is 13 or 10,
        "JAN" => length is 8 or 13,
        _ => false,
    };

    private static IEnumerable<ListingFault> Attributes(JsonElement[] skus, ListingCheck check)
    {
        var first = Kind(skus[0]);
        if (skus.Length > 1 && first.Count == 0) yield return new ListingFault(12052550, "SKU property must contain all properties: several SKUs need sales attributes that tell them apart.");
        if (first.Count > Kinds) yield return new ListingFault(12052525, $"The attribute max num cannot exceed {Kinds}; {first.Count} are given.");
        if (skus.Any(s => !Kind(s).SetEquals(first))) yield return new ListingFault(12052550, "SKU property must contain all properties: every SKU needs the same ones.");
        if (skus.Any(s => s.Items("sales_attributes").Count() != Kind(s).Count)) yield return new ListingFault(12052244, "The attribute name duplicate.");
        if (skus.GroupBy(s => string.Join('\n', s.Items("sales_attributes").Select(a => $"{Key(a)}={a.Text("value_id") ?? a.Text("value_name")}").Order(StringComparer.Ordinal))).Any(g => g.Count() > 1)) yield return new ListingFault(12052560, "The SKU contains duplicate sales attribute: two SKUs have the same values.");
        var forms = check.CategoryId is { } id ? check.Tree.Attributes(id).Where(a => a.Text("type") == "SALES_PROPERTY").ToArray() : [];
        var own = check.Before is { } before ? before.Content.Skus.Concat(before.UnderReview?.Skus ?? []).SelectMany(s => s.Body.Items("sales_attributes")).ToArray() : [];
        foreach (var attribute in skus.SelectMany(s => s.Items("sales_attributes")))
        {
            foreach (var fault in Attribute(attribute, forms, own)) yield return fault;
        }
    }

    private static IEnumerable<ListingFault> Attribute(JsonElement attribute, JsonElement[] forms, JsonElement[] own)
    {
        var (id, name, valueId, value) = (attribute.Text("id") ?? "", attribute.Text("name") ?? "", attribute.Text("value_id") ?? "", attribute.Text("value_name") ?? "");
        var form = Array.Find(forms, f => f.Text("id") == id);
        if (id.Length > 0 && form.ValueKind != JsonValueKind.Object && !own.Any(o => o.Text("id") == id)) yield return new ListingFault(12052527, $"The sale attribute id not exist: {id}.");
        if (id.Length == 0)
        {
            if (name.Length == 0) yield return new ListingFault(12052241, "attribute name or attribute id is empty.");
            if (name.Length > NameLength) yield return new ListingFault(12052242, $"The attribute name characters cannot exceed {NameLength}; {name} has {name.Length}.");
            if (Wording.IsChinese(name)) yield return new ListingFault(12052243, $"The product attribute or sale attribute name characters contain Chinese: {name}.");
            if (Wording.IsDecorated(name)) yield return new ListingFault(12052933, $"Sales attribute names must follow these formatting rules: no HTML escape characters or emoji: {name}.");
        }

        if (valueId.Length > 0)
        {
            var known = form.ValueKind == JsonValueKind.Object && form.Items("values").Any(v => v.Text("id") == valueId);
            if (!known && !own.Any(o => o.Text("value_id") == valueId)) yield return new ListingFault(12052529, $"The property value id not exist: {valueId}.");
            yield break;
        }

        if (value.Length == 0) yield return new ListingFault(12052248, "The SALES_PROPERTY value name or attribute value id is empty.");
        if (value.Length > ValueLength) yield return new ListingFault(12052249, $"The SALES_PROPERTY value name characters cannot exceed {ValueLength}; {value} has {value.Length}.");
        if (Wording.IsChinese(value)) yield return new ListingFault(12052554, $"sku name contain Chinese characters: {value}.");
        if (Wording.IsDecorated(value)) yield return new ListingFault(12052934, $"Sales attribute value names must follow these formatting rules: no HTML escape characters or emoji: {value}.");
    }

    private static IEnumerable<ListingFault> Pictures(JsonElement[] skus, ListingCheck check)
    {
        var attributes = skus.SelectMany(s => s.Items("sales_attributes")).ToArray();
        var pictured = attributes.Where(a => a.Member("sku_img") is not null).Select(Key).Distinct().ToArray();
        if (pictured.Length > 1) yield return new ListingFault(12052528, "You can add images to only 1 product variation, which will serve as the primary variation.");
        if (pictured.Length == 1 && attributes.Any(a => Key(a) == pictured[0] && a.Member("sku_img") is null)) yield return new ListingFault(12052522, $"Product sale property image is required: every value of {pictured[0]} needs one.");
        foreach (var attribute in attributes)
        {
            var more = attribute.Items("supplementary_sku_images").ToArray();
            if (more.Length > MorePictures) yield return new ListingFault(12052356, $"The number of 'supplementary_sku_images' exceeds the maximum: {more.Length} are given, {MorePictures} are allowed.");
            if (more.Length > 0 && attribute.Member("sku_img") is null) yield return new ListingFault(12052357, "'supplementary_sku_images' is only allowed when 'sku_img' is specified.");
            foreach (var uri in more.Append(attribute.Member("sku_img") ?? default).Where(i => i.ValueKind == JsonValueKind.Object).Select(i => i.Text("uri") ?? ""))
            {
                if (check.Uploads.Image(uri) is null) yield return new ListingFault(12052520, $"product sale property image uri illegal: {uri} was not uploaded.");
            }
        }
    }

    private static HashSet<string> Kind(JsonElement sku) => [.. sku.Items("sales_attributes").Select(Key)];

    /// <summary>A built-in id wins over a name.</summary>
    private static string Key(JsonElement attribute) => attribute.Text("id") is { Length: > 0 } id ? id : attribute.Text("name") ?? "";
}
