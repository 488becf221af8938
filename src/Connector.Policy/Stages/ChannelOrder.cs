using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>The steps about what TikTok Shop's own listings tell besides what files do. Only those that have anything to do for some template: most accounts deliver files alone.</summary>
internal static class ChannelOrder
{
    /// <summary>Attributes, identifier code and package, before what is made of them for a sheet's columns.</summary>
    public static IEnumerable<Step> Shaping(PolicyDocuments documents, Func<Func<TemplateInForce, Stage>, Stage> each)
    {
        if (Mappings(documents).Any(mapping => mapping.Attributes.Count > 0))
        {
            yield return each(template => new AttributesFromMapping(template.Mapping, template.Template.Category, Entry(documents, template)) { From = template.Mapping.From });
        }

        var known = documents.Templates.Any(template => Entry(documents, template) is not null);
        if (known || Mappings(documents).Any(mapping => mapping.Identifiers.Count > 0 || mapping.CheckDigit != OnWrongCheckDigit.LeaveOut || mapping.IdentifiersRequired == IdentifiersRequired.Always))
        {
            yield return each(template => new IdentifierCodes(template.Mapping, template.Template.Category, Entry(documents, template)) { From = template.Mapping.From });
        }

        if (documents.Templates.Any(template => Entry(documents, template) is { NeedsDimensions: true }) || Mappings(documents).Any(mapping => !new PackageMapping().Equals(mapping.Package)))
        {
            yield return each(template => new PackageMeasures(template.Mapping.Package, Entry(documents, template)) { From = template.Mapping.From });
        }
    }

    /// <summary>Whether anything is there that <see cref="DetailsFromAttributes"/> could use.</summary>
    public static IEnumerable<Step> Details(Func<Func<TemplateInForce, Stage>, Stage> each, IReadOnlyList<Step> shaping)
    {
        if (shaping.Any(step => step.Name is "attributes.source" or "identifier.source"))
        {
            yield return each(template => new DetailsFromAttributes(template.Mapping) { From = template.Mapping.From });
        }
    }

    public static IEnumerable<Step> Checks(PolicyDocuments documents, Func<Func<TemplateInForce, Stage>, Stage> each)
    {
        if (documents.Templates.Any(template => Entry(documents, template) is { KnowsAttributes: true }))
        {
            yield return each(template => new RequiredAttributes(template.Mapping, template.Template.Category, Entry(documents, template))
            {
                From = Entry(documents, template) is null ? template.Mapping.From : documents.Categories!.From,
            });
        }
    }

    private static IEnumerable<AttributeMapping> Mappings(PolicyDocuments documents) => documents.Templates.Select(template => template.Mapping).Prepend(documents.Mapping);

    private static CategoryEntry? Entry(PolicyDocuments documents, TemplateInForce template) =>
        documents.Categories is { } set && template.Template.Category.Length > 0 ? CategoryIndex.Of(set)[template.Template.Category] : null;
}
