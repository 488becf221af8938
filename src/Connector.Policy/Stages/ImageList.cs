using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The images of the first view type that has any TikTok takes: the chosen ones in their order, then the others in the shop's order, never
/// those of <see cref="ImagePolicy.NeverViewTypes"/>. One view type only: the next one shows the same pictures in another size.
/// </summary>
public sealed record ImageList(ImagePolicy Policy) : Stage
{
    private const int Most = 256;

    public override string Name => "image.list";

    public override string Describe() =>
        $"takes up to {Policy.Maximum} JPG or PNG images of the first view type that has any: {string.Join(", ", Policy.ViewTypes)}, then any other"
        + (Policy.NeverViewTypes.Count == 0 ? "" : $" but {string.Join(", ", Policy.NeverViewTypes)}");

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var images = offer.Item.Images;
        if (ViewType(images) is not { } viewType)
        {
            return Verdict.Kept;
        }

        Span<int> chosen = stackalloc int[Math.Clamp(Math.Min(Policy.Maximum, facts.Limits.Images), 0, Most)];
        chosen = chosen[..Choose(images, viewType, chosen)];
        if (IsSame(offer.Images, images, chosen))
        {
            return Verdict.Kept;
        }

        var list = new Text[chosen.Length];
        for (var i = 0; i < list.Length; i++)
        {
            list[i] = images[chosen[i]].Url;
        }

        return Verdict.Changed(offer with { Images = list }, Explain(images, viewType, list.Length));
    }

    private string? ViewType(IReadOnlyList<ImageView> images)
    {
        for (var wanted = 0; wanted < Policy.ViewTypes.Count; wanted++)
        {
            for (var i = 0; i < images.Count; i++)
            {
                if (string.Equals(images[i].ViewType, Policy.ViewTypes[wanted], StringComparison.OrdinalIgnoreCase) && IsUsable(images[i]))
                {
                    return images[i].ViewType;
                }
            }
        }

        for (var i = 0; i < images.Count; i++)
        {
            if (IsUsable(images[i]))
            {
                return images[i].ViewType;
            }
        }

        return null;
    }

    private bool IsUsable(ImageView image) =>
        !ImageAddress.Names(Policy.NeverViewTypes, image.ViewType) && ImageAddress.Judge(image.Url) == ImageAddressKind.Usable;

    private static int Choose(IReadOnlyList<ImageView> images, string viewType, Span<int> chosen)
    {
        var count = 0;
        for (var i = 0; i < images.Count && count < chosen.Length; i++)
        {
            var image = images[i];
            if (string.Equals(image.ViewType, viewType, StringComparison.OrdinalIgnoreCase)
                && ImageAddress.Judge(image.Url) == ImageAddressKind.Usable
                && !IsAmong(image.Url, images, chosen[..count]))
            {
                chosen[count++] = i;
            }
        }

        return count;
    }

    private static bool IsAmong(Text url, IReadOnlyList<ImageView> images, ReadOnlySpan<int> chosen)
    {
        foreach (var i in chosen)
        {
            if (images[i].Url == url)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(IReadOnlyList<Text> present, IReadOnlyList<ImageView> images, ReadOnlySpan<int> chosen)
    {
        if (present.Count != chosen.Length)
        {
            return false;
        }

        for (var i = 0; i < chosen.Length; i++)
        {
            if (present[i] != images[chosen[i]].Url)
            {
                return false;
            }
        }

        return true;
    }

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

            var kind = ImageAddress.Judge(images[i].Url);
            if (kind != ImageAddressKind.Usable)
            {
                (kind == ImageAddressKind.OtherFormat ? formats : addresses).Add(images[i].Url.ToString());
            }
        }

        var count = chosen.ToString(CultureInfo.InvariantCulture);
        return formats.Count > 0 ? Reasons.ImageFormatDropped.With(count, viewType, string.Join(", ", formats))
            : addresses.Count > 0 ? Reasons.ImageAddressDropped.With(count, viewType, string.Join(", ", addresses))
            : Reasons.ImageChosen.With(count, images.Count.ToString(CultureInfo.InvariantCulture), viewType);
    }
}
