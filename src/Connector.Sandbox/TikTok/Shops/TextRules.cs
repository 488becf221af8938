using System.Globalization;
using System.Text.RegularExpressions;

namespace Connector.Sandbox;

/// <summary>Title and description.</summary>
internal static partial class TextRules
{
    private const int DescriptionLength = 10_000;
    private const int DescriptionImages = 30;
    private const int LargestImage = 4_000;

    public static IEnumerable<ListingFault> Faults(ListingCheck check) => [.. Title(check), .. Description(check)];

    private static IEnumerable<ListingFault> Title(ListingCheck check)
    {
        var title = check.Body.Text("title") ?? "";
        if (title.Trim().Length == 0)
        {
            if (!check.Draft) yield return new ListingFault(12052261, "product name is empty");
            yield break;
        }

        var (from, to) = ShopMarkets.Title(check.Region);
        var length = new StringInfo(title).LengthInTextElements;
        if (length > to || (length < from && !check.Draft)) yield return new ListingFault(12052051, $"The product name has {length} characters; {from} to {to} are allowed in {check.Region}.");
        if (Wording.IsChinese(title)) yield return new ListingFault(12052262, "Chinese characters are not supported in product name");
        if (Wording.IsDecorated(title)) yield return new ListingFault(12052931, "The title must follow these formatting rules: it cannot contain HTML escape characters or emoji.");
    }

    private static IEnumerable<ListingFault> Description(ListingCheck check)
    {
        var text = check.Body.Text("description") ?? "";
        if (text.Trim().Length == 0)
        {
            if (!check.Draft && check.Settings.DescriptionRequired) yield return new ListingFault(12052015, "The product description is required");
            yield break;
        }

        if (text.Length > DescriptionLength) yield return new ListingFault(12052013, $"The product description has {text.Length} characters; {DescriptionLength} are allowed.");
        if (Wording.IsChinese(text)) yield return new ListingFault(12052346, "The product description has Chinese characters");
        if (check.Settings.PlainDescription && Wording.IsDecorated(text)) yield return new ListingFault(12052932, "The description must follow these formatting rules: it cannot contain HTML escape characters or emoji.");
        if (text.LastIndexOf('<') > text.LastIndexOf('>')) yield return new ListingFault(12052344, "The product description html syntax with error: a tag is not closed.");
        var images = Image().Matches(text);
        if (images.Count > DescriptionImages) yield return new ListingFault(12052056, $"The description has {images.Count} images; {DescriptionImages} are allowed.");
        foreach (var image in images.Select(m => m.Value))
        {
            string? source = Value(image, "src"), width = Value(image, "width"), height = Value(image, "height");
            if (source is null || width is null || height is null) yield return new ListingFault(12052348, "The product description html tag required attribute is miss: an image needs src, width and height.");
            else if (!check.Uploads.HasUrl(source)) yield return new ListingFault(12052340, $"product description image uri illegal: {source} was not uploaded.");
            else if (!int.TryParse(width, out var x) || !int.TryParse(height, out var y) || x > LargestImage || y > LargestImage) yield return new ListingFault(12052341, $"The description images size cannot exceed {LargestImage} px; it is {width} x {height}.");
        }
    }

    private static string? Value(string tag, string name)
    {
        var found = Regex.Match(tag, $"""\b{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return found.Success ? found.Groups.Values.Skip(1).First(g => g.Success).Value : null;
    }

    [GeneratedRegex("<img\\b[^>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Image();
}
