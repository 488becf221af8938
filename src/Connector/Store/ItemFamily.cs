using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// The item group that is being passed: its master and variation groups unfolded, and what was worked out for one variant and holds for
/// its siblings: how a variation's value is shown, which images show a colour. Used again for the next group.
/// </summary>
internal sealed class ItemFamily(LocaleChain locales, byte[] site, Utf8Cache<string> ids, SharedVariations shared)
{
    private readonly ItemFold _master = new(locales, site, ids);
    private readonly FamilyImages _images = new();
    private readonly List<(ItemFold Fold, BlobAttributes Attributes)> _groups = [];
    private readonly List<ItemFold> _folds = [];
    private readonly List<VariationValue> _values = [];
    private BlobAttributes? _attributes;

    /// <summary>Null in a group that has none: a product that is sold by itself.</summary>
    public ItemFold? Master { get; private set; }

    /// <summary>Another item group begins.</summary>
    public void Begin()
    {
        (Master, _attributes) = (null, null);
        _groups.Clear();
        _images.Begin();
    }

    public void LoadMaster(ReadOnlyMemory<byte> blob)
    {
        _master.Load(blob);
        Master = _master;
        _attributes = Attributes(_master, null);
    }

    /// <summary>A variation group; the master stands before it.</summary>
    public void LoadGroup(string id, ReadOnlyMemory<byte> blob)
    {
        if (_folds.Count == _groups.Count)
        {
            _folds.Add(new ItemFold(locales, site, ids));
        }

        var fold = _folds[_groups.Count];
        fold.Load(blob);
        fold.ItemId = id;
        _groups.Add((fold, Attributes(fold, _attributes)));
    }

    /// <summary>What a variant inherits from, and the attributes that it has with them.</summary>
    public (Lineage Lineage, BlobAttributes Attributes) Of(ItemFold own)
    {
        var attributes = Attributes(own, _attributes);
        if (Master is null || _groups.Count == 0 || GroupOf(attributes) is not var (fold, inherited))
        {
            return (new Lineage(own, null, Master), attributes);
        }

        return (new Lineage(own, fold, Master), Attributes(own, inherited));
    }

    /// <summary>What tells the variant from its siblings; a value that a sibling had already is the same object.</summary>
    public IReadOnlyList<VariationValue> Variations(BlobAttributes attributes)
    {
        if (Master is null || Master.Variations.Length == 0)
        {
            return [];
        }

        _values.Clear();
        foreach (var variation in Master.Variations)
        {
            if (attributes.Find(variation.Utf8.Span) is { IsEmpty: false } value)
            {
                _values.Add(Shown(variation, value));
            }
        }

        return _values.Count == 0 ? [] : _values.ToArray();
    }

    /// <summary>The images that show the variant.</summary>
    public IReadOnlyList<ImageView> Images(Lineage lineage, IReadOnlyList<VariationValue> variations) =>
        lineage.Own.Images.Length == 0 && lineage.Master is { } master && (lineage.Group is null || lineage.Group.Images.Length == 0)
            ? _images.Of(master, variations)
            : ItemImages.Choose(lineage, variations);

    /// <summary>
    /// The variation group that a variant belongs to: one that has values for some of the master's variation attributes and shares them
    /// all with the variant; of several that with most values, then the first by id. The shop's export names groups in the master, not
    /// their members.
    /// </summary>
    private (ItemFold Fold, BlobAttributes Attributes)? GroupOf(BlobAttributes attributes)
    {
        (ItemFold, BlobAttributes)? best = null;
        var most = 0;
        foreach (var (fold, inherited) in _groups)
        {
            var shares = Shared(Attributes(fold, null), attributes);
            if (shares > most)
            {
                (best, most) = ((fold, inherited), shares);
            }
        }

        return best;
    }

    /// <summary>How many variation values a group has and the variant with it; 0 where one of them differs.</summary>
    private int Shared(BlobAttributes group, BlobAttributes variant)
    {
        var count = 0;
        foreach (var variation in Master!.Variations)
        {
            var value = group.Find(variation.Utf8.Span);
            if (value.IsEmpty)
            {
                continue;
            }

            if (value != variant.Find(variation.Utf8.Span))
            {
                return 0;
            }

            count++;
        }

        return count;
    }

    private VariationValue Shown(FoldedVariation variation, Text value)
    {
        if (variation.Seen(value) is { } seen)
        {
            return seen;
        }

        var id = ids.Get(value.Utf8, Encoding.UTF8.GetString);
        var names = shared.Find(variation.SharedId);
        var shown = new VariationValue(
            variation.Id,
            variation.Name.Or(names?.Name ?? default).Or(variation.Id),
            id,
            Master!.ValueName(variation.Utf8.Span, value.Utf8).Or(names?.Values.GetValueOrDefault(id) ?? default).Or(value));
        variation.Show(value, shown);
        return shown;
    }

    private BlobAttributes Attributes(ItemFold fold, BlobAttributes? inherited) => new(fold.Blob, fold.Attributes, inherited, locales, site);
}
