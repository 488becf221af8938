using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The images of the first view type that has any TikTok takes: the chosen ones in their order, then the others in the shop's order, never
/// those of <see cref="ImagePolicy.NeverViewTypes"/>. One view type only: the next one shows the same pictures in another size.
/// </summary>
public sealed record ImageList : Stage
{
    private const int Most = 256;

    private readonly ImageFormats _formats = ImageFormats.Usual;

    public ImageList(ImagePolicy policy) => Policy = policy;

    public ImagePolicy Policy
    {
        get;
        init => (field, _formats) = (value, ImageFormats.Of(value.Formats));
    }

    [ThreadStatic]
    private static RecentImages? _recent;

    public override string Name => "image.list";

    public override string Describe() =>
        $"takes up to {Policy.Maximum} {_formats} images of the first view type that has any: {string.Join(", ", Policy.ViewTypes)}, then any other"
        + (Policy.NeverViewTypes.Count == 0 ? "" : $" but {string.Join(", ", Policy.NeverViewTypes)}")
        + (Policy.Order == ImageOrder.ByFileName ? "; ordered by file name" : "");

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var chosen = Chosen(offer.Item.Images, Math.Clamp(Math.Min(Policy.Maximum, facts.Limits.Images), 0, Most));
        return chosen is null || IsSame(offer.Images, chosen) ? Verdict.Kept : Changed(offer, offer.WithImages(chosen), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Explain(before.Item.Images, ViewType(Span(before.Item.Images))!, after.Images.Count);

    /// <summary>The images to list; null where none is usable. Variants of a colour have one list of images between them, and it is chosen from once.</summary>
    private Text[]? Chosen(IReadOnlyList<ImageView> images, int most)
    {
        var recent = _recent ??= new RecentImages();
        if (!recent.TryGet(Policy, most, images, out var chosen))
        {
            var span = Span(images);
            chosen = ViewType(span) is { } viewType ? Choose(span, viewType, most) : null;
            recent.Keep(Policy, most, images, chosen);
        }

        return chosen;
    }

    private string? ViewType(ReadOnlySpan<ImageView> images)
    {
        for (var wanted = 0; wanted < Policy.ViewTypes.Count; wanted++)
        {
            foreach (ref readonly var image in images)
            {
                if (IsOf(image, Policy.ViewTypes[wanted]) && IsUsable(image))
                {
                    return image.ViewType;
                }
            }
        }

        foreach (ref readonly var image in images)
        {
            if (IsUsable(image))
            {
                return image.ViewType;
            }
        }

        return null;
    }

    private bool IsUsable(in ImageView image) =>
        !ImageAddress.Names(Policy.NeverViewTypes, image.ViewType) && ImageAddress.Judge(image, _formats) == ImageAddressKind.Usable;

    private static bool IsOf(in ImageView image, string viewType) => string.Equals(image.ViewType, viewType, StringComparison.OrdinalIgnoreCase);

    private Text[] Choose(ReadOnlySpan<ImageView> images, string viewType, int most)
    {
        var chosen = new Text[Policy.Order == ImageOrder.AsShop ? Math.Min(most, images.Length) : images.Length];
        var count = 0;
        foreach (ref readonly var image in images)
        {
            if (count < chosen.Length && IsOf(image, viewType) && ImageAddress.Judge(image, _formats) == ImageAddressKind.Usable
                && ImageAddress.Of(image) is var url && !chosen.AsSpan(0, count).Contains(url))
            {
                chosen[count++] = url;
            }
        }

        return Policy.Order == ImageOrder.AsShop ? chosen[..count] : [.. chosen.Take(count).OrderBy(url => url, FileNameOrder.Instance).Take(most)];
    }

    private static bool IsSame(IReadOnlyList<Text> present, Text[] chosen)
    {
        if (ReferenceEquals(present, chosen))
        {
            return true;
        }

        if (present.Count != chosen.Length)
        {
            return false;
        }

        for (var i = 0; i < chosen.Length; i++)
        {
            if (present[i] != chosen[i])
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<ImageView> Span(IReadOnlyList<ImageView> images) => images as ImageView[] ?? [.. images];

    /// <summary>Whether a view type's images would have come before or among the chosen ones.</summary>
    private bool IsConsidered(string viewType, string chosen)
    {
        if (ImageAddress.Names(Policy.NeverViewTypes, viewType))
        {
            return false;
        }

        for (var i = 0; i < Policy.ViewTypes.Count; i++)
        {
            if (string.Equals(Policy.ViewTypes[i], viewType, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            if (string.Equals(Policy.ViewTypes[i], chosen, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return string.Equals(viewType, chosen, StringComparison.OrdinalIgnoreCase);
    }

    private Reason Explain(IReadOnlyList<ImageView> images, string viewType, int chosen)
    {
        var formats = new List<string>();
        var addresses = new List<string>();
        for (var i = 0; i < images.Count; i++)
        {
            if (!IsConsidered(images[i].ViewType, viewType))
            {
                continue;
            }

            var kind = ImageAddress.Judge(images[i], _formats);
            if (kind != ImageAddressKind.Usable)
            {
                (kind == ImageAddressKind.NotAbsolute ? addresses : formats).Add(images[i].Url.ToString());
            }
        }

        var count = chosen.ToString(CultureInfo.InvariantCulture);
        return formats.Count > 0 ? Reasons.ImageFormatDropped.With(count, viewType, string.Join(", ", formats), _formats.Why)
            : addresses.Count > 0 ? Reasons.ImageAddressDropped.With(count, viewType, string.Join(", ", addresses))
            : Reasons.ImageChosen.With(count, images.Count.ToString(CultureInfo.InvariantCulture), viewType);
    }
}
