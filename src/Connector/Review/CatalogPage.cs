namespace Connector.Review;

/// <summary>A page of a catalog that is listed whole.</summary>
/// <param name="Products">What it shows, 500 at most.</param>
/// <param name="Total">How many products the catalog has, as TikTok says; null where it does not say.</param>
/// <param name="IsCut">It is the last page that TikTok shows (<see cref="ReviewSettings.MaxDepth"/>), and not the last of the catalog.</param>
public sealed record CatalogPage(IReadOnlyList<ShownProduct> Products, long? Total, bool IsCut);
