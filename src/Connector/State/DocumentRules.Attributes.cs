using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.State;

/// <summary>Of each mapped attribute exactly one source is active, and it must be one that TikTok takes, as far as category data tell. Checklist ATT-03, ATT-11.</summary>
internal static partial class DocumentRules
{
    private static void CheckAttributes(AttributeMapping mapping, Dictionary<(string Kind, string Name), (string Where, object Value)> documents, Action<string, string, string> fault)
    {
        var sets = documents.Values.Select(document => document.Value).OfType<CategorySet>().Select(CategoryIndex.Of).ToList();
        for (var i = 0; i < mapping.Attributes.Count; i++)
        {
            var (mapped, path) = (mapping.Attributes[i], $"$.attributes[{i}]");
            Present(mapped.Attribute, path + ".attribute", "the id or name of one of TikTok's attributes", fault);
            var sources = new[] { mapped.ShopAttribute, mapped.Recommended, mapped.Custom }.Count(source => source.Length > 0);
            if (sources != 1)
            {
                fault(path, $"{(sources == 0 ? "no source is" : $"{sources} sources are")} named for {mapped.Attribute}", "name exactly one of shopAttribute, recommended and custom");
            }

            if (mapped.ShopAttribute.Length == 0 && (mapped.Values.Count > 0 || mapped.Unit.Length > 0))
            {
                fault(path + (mapped.Values.Count > 0 ? ".values" : ".unit"), "it is for values of the shop's, and no shopAttribute is named", "name one, or leave this out");
            }

            if (mapped.Custom.Length > AttributesFromMapping.LongestCustom)
            {
                fault(path + ".custom", $"the text has {mapped.Custom.Length} characters, {AttributesFromMapping.LongestCustom} are allowed", "shorten it");
            }

            if (mapping.Attributes.Take(i).Any(other => other.Attribute == mapped.Attribute && other.Category == mapped.Category))
            {
                fault(path, $"{mapped.Attribute} is mapped twice {(mapped.Category.Length == 0 ? "for all categories" : $"for category {mapped.Category}")}", "leave one out, or name another category");
            }

            CheckAgainst(mapped, path, sets, fault);
        }

        for (var i = 0; i < mapping.Identifiers.Count; i++)
        {
            if (mapping.Identifiers[i] is { Attribute: "", Type: IdentifierType.Gtin or IdentifierType.Isbn } source)
            {
                fault($"$.identifiers[{i}].attribute", $"the shop has no field of its own for {source.Type.ToString()!.ToUpperInvariant()}", "name the attribute that holds it");
            }

            if (mapping.Identifiers[i].Type == IdentifierType.Isbn && mapping.BookCategories.Count == 0)
            {
                fault($"$.identifiers[{i}].type", "an ISBN is taken for books alone, and no category is said to be theirs", "name TikTok's categories for books in bookCategories");
            }
        }

        CheckPackage(mapping.Package, fault);
    }

    private static void CheckAgainst(MappedAttribute mapped, string path, List<CategoryIndex> sets, Action<string, string, string> fault)
    {
        if (mapped.Category.Length > 0 && sets.Count > 0 && sets.TrueForAll(set => set[mapped.Category] is null))
        {
            fault(path + ".category", $"there is no category {mapped.Category}", "name one of those in the category set, or apply a newer set");
            return;
        }

        var known = sets.SelectMany(set => set.All).Where(entry => entry.KnowsAttributes && (mapped.Category.Length == 0 || entry.IsIn(mapped.Category))).ToList();
        var forms = known.Select(entry => entry.TryGetAttribute(mapped.Attribute, out var form) ? form : null).OfType<ChannelAttributeForm>().ToList();
        if (forms.Count == 0)
        {
            // One for all categories may be meant for a sheet's columns, or for categories that are not fetched yet.
            if (mapped.Category.Length > 0 && known.Count > 0)
            {
                fault(path + ".attribute", $"category {mapped.Category} and those below it have no attribute {mapped.Attribute}", $"name one of {string.Join(", ", known.SelectMany(entry => entry.Attributes).Select(form => form.Name).Distinct(StringComparer.Ordinal).Take(20))}");
            }

            return;
        }

        if (mapped.Recommended.Length > 0 && forms.TrueForAll(form => !Lists(form, mapped.Recommended)))
        {
            fault(path + ".recommended", $"'{mapped.Recommended}' is none of TikTok's values for {mapped.Attribute}", $"use one of {Offered(forms)}");
        }

        if (mapped.Custom.Length > 0 && forms.TrueForAll(form => !form.IsCustomizable && form.Values?.Count > 0 && !Lists(form, mapped.Custom)))
        {
            fault(path + ".custom", $"TikTok takes no text of one's own for {mapped.Attribute}", $"use recommended, with one of {Offered(forms)}");
        }

        foreach (var (said, target) in mapped.Values)
        {
            if (target.Length == 0 || forms.TrueForAll(form => !form.IsCustomizable && form.Values?.Count > 0 && !Lists(form, target)))
            {
                fault($"{path}.values.{said}", $"'{target}' is none of TikTok's values for {mapped.Attribute}", $"use one of {Offered(forms)}");
            }
        }
    }

    private static bool Lists(ChannelAttributeForm form, string value) =>
        form.Values?.Any(listed => listed.Id == value || string.Equals(listed.Name, value, StringComparison.OrdinalIgnoreCase)) ?? false;

    private static string Offered(List<ChannelAttributeForm> forms) =>
        forms.SelectMany(form => form.Values ?? []).Select(value => value.Name ?? value.Id).Distinct(StringComparer.Ordinal).Take(20).ToList() is { Count: > 0 } values ? string.Join(", ", values) : "the category's values";

    private static void CheckPackage(PackageMapping package, Action<string, string, string> fault)
    {
        foreach (var (source, path, weighs) in new[]
        {
            (package.Weight, "$.package.weight", true), (package.Length, "$.package.length", false), (package.Width, "$.package.width", false), (package.Height, "$.package.height", false),
        })
        {
            var units = weighs ? "kg, g, lb or oz" : "cm, mm, m or in";
            if (source.Unit.Length > 0 && !PackageMeasures.IsUnit(source.Unit, weighs))
            {
                fault(path + ".unit", $"'{source.Unit}' is no unit here", $"use {units}");
            }

            if (source.Default.Length > 0 && !PackageMeasures.IsMeasure(source.Default, source.Unit, weighs))
            {
                fault(path + ".default", $"'{source.Default}' is no measure with a unit", $"write a number above 0 and {units}, such as {(weighs ? "0.5 kg" : "30 cm")}");
            }
        }

        var sizes = new[] { package.Length, package.Width, package.Height }.Count(source => source.Attribute.Length + source.Default.Length > 0);
        if (sizes is 1 or 2)
        {
            fault("$.package", "length, width and height are told together, and one of them has no source", "name an attribute or a default for each, or for none");
        }
    }
}
