using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>The product type: names of the categories from the top to the one that the feed shows, joined by <c> &gt; </c>; a category without a name stands with its id.</summary>
public sealed record ProductType : Stage
{
    public override string Name => "product-type.path";

    public override string Describe() => "gives the path of the category as product type";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Category is not { } category)
        {
            return Verdict.Kept;
        }

        var names = new string[category.Path.Count];
        for (var level = 0; level < names.Length; level++)
        {
            var name = level < category.Names.Count ? PlainText.Line(category.Names[level]) : default;
            names[level] = (name.IsEmpty ? PlainText.Line(category.Path[level]) : name).ToString();
        }

        var path = Text.Of(string.Join(" > ", names));
        var details = offer.Details ?? ProductDetails.None;
        return details[Detail.ProductType] == path
            ? Verdict.Kept
            : Verdict.Changed(offer with { Details = details.With(Detail.ProductType, path) }, Reasons.ProductTypeChosen.With(path.ToString(), category.Id));
    }
}
