using System.Globalization;
using System.Text.Json;

namespace Connector.Sandbox;

/// <summary>What the category asks to be told about a product.</summary>
internal static class AttributeRules
{
    private const int ValueLength = 2_000;

    public static IEnumerable<ListingFault> Faults(ListingCheck check)
    {
        if (check.CategoryId is not { } category) return [];
        var forms = check.Tree.Attributes(category).Where(a => a.Text("type") == "PRODUCT_PROPERTY").ToArray();
        var given = check.Body.Items("product_attributes").ToArray();
        return [.. Given(given, forms), .. check.Draft ? [] : Missing(given, forms)];
    }

    private static IEnumerable<ListingFault> Given(JsonElement[] given, JsonElement[] forms)
    {
        foreach (var twice in given.GroupBy(a => a.Text("id")).Where(a => a.Count() > 1)) yield return new ListingFault(12052254, $"Duplicate attribute id {twice.Key}.");
        foreach (var attribute in given)
        {
            var id = attribute.Text("id") ?? "";
            if (Array.FindIndex(forms, f => f.Text("id") == id) is var at && at < 0)
            {
                yield return id.Length == 0 ? new ListingFault(12052241, "attribute name or attribute id is empty.") : new ListingFault(12052240, $"Do not support custom property. The category has no product attribute {id}.");
                continue;
            }

            foreach (var fault in Values(attribute, forms[at])) yield return fault;
        }
    }

    private static IEnumerable<ListingFault> Values(JsonElement attribute, JsonElement form)
    {
        var name = form.Text("name");
        var values = attribute.Items("values").ToArray();
        if (values.Length == 0) yield return new ListingFault(12052248, $"The PRODUCT_PROPERTY value name or attribute value id is empty: {name}.");
        if (values.Length > 1 && !form.Flag("is_multiple_selection")) yield return new ListingFault(12052246, $"The PRODUCT_PROPERTY not support multi selected, attribute id is :{form.Text("id")}.");
        if (values.Where(v => v.Text("id") is { Length: > 0 }).GroupBy(v => v.Text("id")).Any(v => v.Count() > 1)) yield return new ListingFault(12052253, $"Duplicate attribute value id in {name}.");
        if (values.Where(v => v.Text("id") is not { Length: > 0 }).GroupBy(v => v.Text("name"), StringComparer.OrdinalIgnoreCase).Any(v => v.Count() > 1)) yield return new ListingFault(12052251, $"Duplicated attribute values found for {name}.");
        var known = form.Items("values").ToArray();
        foreach (var value in values)
        {
            var (id, text) = (value.Text("id") ?? "", value.Text("name") ?? "");
            if (id.Length > 0)
            {
                if (!known.Any(k => k.Text("id") == id)) yield return new ListingFault(12052529, $"The property value id not exist: {id} of {name}.");
                continue;
            }

            if (text.Length == 0) yield return new ListingFault(12052248, $"The PRODUCT_PROPERTY value name or attribute value id is empty: {name}.");
            else if (known.Any(k => k.Text("name") == text)) continue;
            else if (!form.Flag("is_customizable")) yield return new ListingFault(12052247, $"Do not support custom product attribute. {name} takes one of its own values; {text} is none.");
            else if (text.Length > ValueLength) yield return new ListingFault(12052249, $"The PRODUCT_PROPERTY value name characters cannot exceed {ValueLength}; {name} has {text.Length}.");
            else if (Wording.IsChinese(text)) yield return new ListingFault(12052250, $"The PRODUCT_PROPERTY value name characters contain Chinese: {name}.");
            else if (Wording.IsDecorated(text)) yield return new ListingFault(12052935, $"Product attribute value names must follow these formatting rules: no HTML escape characters or emoji: {name}.");
            else if (form.Text("value_data_format") == "POSITIVE_INT_OR_DECIMAL" && !(decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0)) yield return new ListingFault(12052256, $"The {name} value need to be positive integers or positive decimals; it is {text}.");
        }
    }

    private static IEnumerable<ListingFault> Missing(JsonElement[] given, JsonElement[] forms)
    {
        foreach (var form in forms)
        {
            var (id, name) = (form.Text("id"), form.Text("name"));
            var told = given.Any(a => a.Text("id") == id);
            if (form.Flag("is_requried") && !told) yield return new ListingFault(12052104, $"property is required: {name} ({id}).");
            var conditions = form.Items("requirement_conditions").ToArray();
            if (conditions.Length == 0) continue;
            var met = conditions.FirstOrDefault(c => Chosen(given, forms, c.Text("attribute_id"), c.Text("attribute_value_id")));
            if (met.ValueKind == JsonValueKind.Object && !told) yield return new ListingFault(12052182, $"The '{name}' field is required as you've selected value {met.Text("attribute_value_id")} of attribute {met.Text("attribute_id")}.");
            if (met.ValueKind != JsonValueKind.Object && told && !form.Flag("is_requried")) yield return new ListingFault(12052183, $"The '{name}' field should be left empty as you've selected another value of attribute {conditions[0].Text("attribute_id")}.");
        }
    }

    /// <summary>Whether an attribute was told with this value, by id or by its name; without a value: with any.</summary>
    private static bool Chosen(JsonElement[] given, JsonElement[] forms, string? attribute, string? value)
    {
        var word = forms.Where(f => f.Text("id") == attribute).SelectMany(f => f.Items("values")).FirstOrDefault(v => v.Text("id") == value);
        var name = word.ValueKind == JsonValueKind.Object ? word.Text("name") : null;
        return given.Where(a => a.Text("id") == attribute).SelectMany(a => a.Items("values")).Any(v => value is not { Length: > 0 } || v.Text("id") == value || (name is not null && v.Text("name") == name));
    }
}
