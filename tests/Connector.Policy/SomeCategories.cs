using Connector.Policy.Documents;

namespace Connector.Policy.Tests;

/// <summary>A few of TikTok's categories, made up in the right form.</summary>
internal static class SomeCategories
{
    public const string Shirts = "11";
    public const string Kites = "21";
    public const string Candles = "31";
    public const string Books = "41";

    public static CategorySet Set { get; } = new()
    {
        Country = "GB",
        Categories =
        [
            Category("1", "Clothes"), Category(Shirts, "Shirts", "1", leaf: true),
            Category("2", "Toys"), Category(Kites, "Kites", "2", leaf: true),
            Category("3", "Handmade"), Category(Candles, "Candles", "3", leaf: true),
            Category("4", "Books"), Category(Books, "Novels", "4", leaf: true),
        ],
        Rules = new Dictionary<string, ChannelCategoryRules> { [Kites] = new() { PackageDimension = new() { IsRequired = true } } },
        Attributes = new Dictionary<string, IReadOnlyList<ChannelAttributeForm>>
        {
            [Shirts] =
            [
                new() { Id = "100", Name = "Color", Type = "SALES_PROPERTY", IsRequired = true, IsCustomizable = true, Values = Values("Red", "Blue") },
                new() { Id = "101", Name = "Material", Type = "PRODUCT_PROPERTY", IsRequired = true, IsMultipleSelection = true, Values = Values("Cotton", "Linen") },
                new() { Id = "102", Name = "Care", Type = "PRODUCT_PROPERTY", IsCustomizable = true, Values = Values("Hand wash") },
                new() { Id = "103", Name = "Fit", Type = "PRODUCT_PROPERTY", Values = Values("Slim", "Wide") },
            ],
            [Kites] =
            [
                new() { Id = "200", Name = "Batteries", Type = "PRODUCT_PROPERTY", IsRequired = true, Values = Values("Yes", "No") },
                new()
                {
                    Id = "201", Name = "Battery type", Type = "PRODUCT_PROPERTY", Values = Values("AA", "AAA"),
                    RequirementConditions = [new() { AttributeId = "200", AttributeValueId = "v-Yes" }],
                },
            ],
            [Candles] = [],
            [Books] = [],
        },
        IdentifierExempt = ["3"],
    };

    public static CategoryEntry Entry(string id) => CategoryIndex.Of(Set)[id]!;

    private static ChannelCategory Category(string id, string name, string parent = "0", bool leaf = false) => new() { Id = id, LocalName = name, ParentId = parent, IsLeaf = leaf };

    private static List<ChannelAttributeValue> Values(params string[] names) => [.. names.Select(name => new ChannelAttributeValue { Id = "v-" + name, Name = name })];
}
