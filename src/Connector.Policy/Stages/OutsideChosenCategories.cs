using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// Only products in one of the chosen categories or below. <c>root</c> means any category, as in SFCC; what is in no category is outside.
/// </summary>
/// <param name="Categories">The shop's category ids, compared as the shop does: by case. Empty: everything is listed.</param>
public sealed record OutsideChosenCategories(IReadOnlyList<string> Categories) : Stage
{
    public const string Root = "root";

    public override string Name => "shop.categories";

    public override string Describe() => Categories.Count == 0
        ? "lists products of all categories, and those in none"
        : $"holds what is not in {Chosen} or below";

    private string Chosen => string.Join(", ", Categories);

    public override bool KeepsAll => Categories.Count == 0;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (Categories.Count == 0)
        {
            return Verdict.Kept;
        }

        var places = offer.Item.Categories;
        for (var i = 0; i < places.Count; i++)
        {
            if (IsChosen(places[i]))
            {
                return Verdict.Kept;
            }
        }

        return Verdict.Held(Reasons.OutsideChosenCategories.With(
            places.Count == 0 ? "no category" : string.Join(", ", places.Select(place => place.Id)), Chosen));
    }

    private bool IsChosen(CategoryPlace place)
    {
        for (var i = 0; i < Categories.Count; i++)
        {
            if (Categories[i] == Root || Categories[i] == place.Id)
            {
                return true;
            }

            for (var level = 0; level < place.Path.Count; level++)
            {
                if (place.Path[level] == Categories[i])
                {
                    return true;
                }
            }
        }

        return false;
    }
}
