using System.Runtime.CompilerServices;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>The product type: names of the categories from the top to the one that the feed shows, joined by <c> &gt; </c>; a category without a name stands with its id.</summary>
public sealed record ProductType : Stage
{
    /// <summary>A category's path as it is written, for as long as the category is held: many products stand in one.</summary>
    private static readonly ConditionalWeakTable<CategoryPlace, byte[]> Paths = [];

    public override string Name => "product-type.path";

    public override string Describe() => "gives the path of the category as product type";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Category is not { } category)
        {
            return Verdict.Kept;
        }

        var path = new Text(Paths.GetValue(category, PathOf));
        var details = offer.Details ?? ProductDetails.None;
        return details[Detail.ProductType] == path ? Verdict.Kept : Changed(offer, offer.WithDetails(details.With(Detail.ProductType, path)), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Reasons.ProductTypeChosen.With(after.Details![Detail.ProductType].ToString(), before.Category!.Id);

    private static byte[] PathOf(CategoryPlace category)
    {
        var names = new string[category.Path.Count];
        for (var level = 0; level < names.Length; level++)
        {
            var name = level < category.Names.Count ? PlainText.Line(category.Names[level]) : default;
            names[level] = (name.IsEmpty ? PlainText.Line(category.Path[level]) : name).ToString();
        }

        return Encoding.UTF8.GetBytes(string.Join(" > ", names));
    }
}
