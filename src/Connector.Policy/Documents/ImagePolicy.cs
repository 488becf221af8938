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

    /// <summary>Images in a row, the main image included. Default 11 (1 + 10 additional); 1 to 11. Checklist IMG-04.</summary>
    public int Maximum { get; init; } = 11;

    /// <summary>Absolute address of an image used where an item has none; JPG or PNG. Empty (default): such an item is held. Checklist IMG-03.</summary>
    public string DefaultImageUrl { get; init; } = "";

    /// <summary>The document and version it was read from, such as policies/uk-images@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
}
