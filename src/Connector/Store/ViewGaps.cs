using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>Something that is lacking, of how many products, with the first few of them.</summary>
/// <param name="Code">A fixed name, for programs.</param>
/// <param name="Words">What is lacking, for people.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Examples">The first five.</param>
public sealed record Gap(string Code, string Words, long Count, IReadOnlyList<string> Examples);

/// <summary>What the offers of a view lack at one instant, before any policy has looked at them.</summary>
/// <param name="Offers">How many offers the view has.</param>
/// <param name="Gaps">Every kind of gap, also those of 0 offers.</param>
/// <param name="Missing">Catalogs, price books and inventory lists that the view names and that are not there.</param>
public sealed record ViewGaps(long Offers, IReadOnlyList<Gap> Gaps, IReadOnlyList<Scope> Missing)
{
    internal const int ExamplesKept = 5;

    public static ViewGaps Of(MirrorSnapshot mirror, StoreView view, DateTimeOffset instant, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mirror);
        ArgumentNullException.ThrowIfNull(view);
        var reader = mirror.View(view, instant);
        Looked[] looked =
        [
            new("no-price", "no price", item => item.PaidPrice is null),
            new("other-currency", $"a price, but none in {view.Currency}", item => item.PaidPrice is { } price && price.Currency != view.Currency),
            new("no-category", "no category", item => item.Categories.Count == 0),
            new("no-image", "no image", item => item.Images.Count == 0),
            new("no-title", "no title", item => item.Name.IsEmpty),
            new("no-stock-record", "no stock record", item => item.Stock.Knowledge is StockKnowledge.NoRecord or StockKnowledge.Unknown),
            new("offline", "not online", item => !item.Online),
        ];
        var offers = 0L;
        foreach (var offer in reader.Groups(KeyRange.All).SelectMany(group => group))
        {
            cancellation.ThrowIfCancellationRequested();
            offers++;
            foreach (var gap in looked)
            {
                gap.Look(offer.Item);
            }
        }

        return new ViewGaps(offers, [.. looked.Select(gap => gap.Found)], reader.Missing);
    }

    private sealed class Looked(string code, string words, Func<ShopItem, bool> lacks)
    {
        private readonly List<string> _examples = [];
        private long _count;

        public Gap Found => new(code, words, _count, _examples);

        public void Look(ShopItem item)
        {
            if (lacks(item) && ++_count <= ExamplesKept)
            {
                _examples.Add(item.Sku.Value);
            }
        }
    }
}
