using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>Which images are listed, and in what order. Checklist IMG, IMF.</summary>
public sealed record ImagePolicy
{
    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "Default image policy";

    /// <summary>Used by accounts and listing templates that name none of this type. At most one document of a type. Default false. Checklist POL-03.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The shop's view types to take images from; the first that has any is used. Default: SFCC's usual large ones.</summary>
    public IReadOnlyList<string> ViewTypes { get; init; } = ["hi-res", "zoom", "xlarge", "large", "medium", "small"];

    /// <summary>View types that are never used, not even when no other has an image. Default: swatch.</summary>
    public IReadOnlyList<string> NeverViewTypes { get; init; } = ["swatch"];

    /// <summary>The image that goes first. Left out: the first of the chosen view type. Checklist IMG-02.</summary>
    public MainImageSource MainImage { get; init; } = new();

    /// <summary>The order of the chosen view type's images. Default: the shop's.</summary>
    public ImageOrder Order { get; init; } = ImageOrder.AsShop;

    /// <summary>Image formats that are listed, by the ending of the address and, where it was looked at, by the image itself. Default jpg, jpeg, png. An address that does not tell is listed. Checklist IMF-01, D-15.</summary>
    public IReadOnlyList<string> Formats { get; init; } = ["jpg", "jpeg", "png"];

    /// <summary>Images in a row, the main image included. Default 11 (1 + 10 additional); 1 to 11. Checklist IMG-04.</summary>
    public int Maximum { get; init; } = 11;

    /// <summary>Absolute address of an image used where an item has none; JPG or PNG of 2 MB at the most. Empty (default): such an item is held. Checklist IMG-03.</summary>
    public string DefaultImageUrl { get; init; } = "";

    /// <summary>The document and version it was read from, such as policies/uk-images@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
}

/// <summary>Where the main image comes from: an attribute, or a view type; where it has none, the first of the other images goes first.</summary>
public sealed record MainImageSource
{
    /// <summary>Id of the shop's attribute that holds an absolute address; empty: none.</summary>
    public string Attribute { get; init; } = "";

    /// <summary>The shop's view type whose first image is the main one; empty: none.</summary>
    public string ViewType { get; init; } = "";
}

/// <summary>How images are ordered behind the main one.</summary>
public enum ImageOrder
{
    /// <summary>As the shop has them.</summary>
    AsShop,

    /// <summary>By the addresses' file names, for shops that number them: shoe_1, shoe_2, shoe_10.</summary>
    ByFileName,
}
