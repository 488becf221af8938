using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.State;

/// <summary>What an image policy names must be images that TikTok takes. The default image itself is looked at by the command that applies it.</summary>
internal static partial class DocumentRules
{
    private static void Check(ImagePolicy policy, Action<string, string, string> fault)
    {
        Range(policy.Maximum, 1, 11, "$.maximum", fault);
        Address(policy.DefaultImageUrl, "$.defaultImageUrl", required: false, fault);
        if (DefaultImage.OtherFormat(policy.DefaultImageUrl) is { Length: > 0 } format)
        {
            fault("$.defaultImageUrl", $"the default image is {format.ToUpperInvariant()}, by its address", "give the address of a JPG or PNG of 2 MB at the most");
        }

        if (policy.MainImage.Attribute.Length > 0 && policy.MainImage.ViewType.Length > 0)
        {
            fault("$.mainImage", "both an attribute and a view type are named", "name one of them");
        }
        else if (policy.NeverViewTypes.Contains(policy.MainImage.ViewType, StringComparer.OrdinalIgnoreCase))
        {
            fault("$.mainImage.viewType", $"view type '{policy.MainImage.ViewType}' is among those that are never used", "take it out of neverViewTypes, or name another");
        }

        if (policy.Formats.Count == 0)
        {
            fault("$.formats", "no image could be listed", "name formats such as jpg, jpeg and png, or leave the setting out");
        }

        for (var i = 0; i < policy.Formats.Count; i++)
        {
            if (!DefaultImage.IsFormat(policy.Formats[i]))
            {
                fault($"$.formats[{i}]", $"'{policy.Formats[i]}' is no image format", "write the ending of its files without the dot, such as jpg");
            }
        }
    }
}
