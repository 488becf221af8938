using System.Buffers;
using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>A SKU that TikTok cannot take as an id. It is never mended: another id would be another product.</summary>
public sealed record SkuForm : Stage
{
    /// <summary>Characters that no rule is about.</summary>
    private static readonly SearchValues<char> Usual = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(value => (char)value)]);

    public override string Name => "sku.form";

    public override string Describe() => "holds SKUs that are too long for the feed sheet, or have control characters, emoji or white space at an edge";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var sku = offer.Sku.Value;
        if (string.IsNullOrEmpty(sku))
        {
            return Verdict.Held(Reasons.SkuMissing.With());
        }

        if (sku.Length > facts.Limits.Sku)
        {
            return Verdict.Held(Reasons.SkuTooLong.With(sku.Length, facts.Limits.Sku));
        }

        if (!sku.AsSpan().ContainsAnyExcept(Usual))
        {
            return Verdict.Kept;
        }

        if (char.IsWhiteSpace(sku[0]) || char.IsWhiteSpace(sku[^1]))
        {
            return Verdict.Held(Reasons.SkuEdgeBlanks.With(sku));
        }

        return Characters.FirstForbidden(sku) is { } found
            ? Verdict.Held(Reasons.SkuCharacters.With(string.Create(CultureInfo.InvariantCulture, $"U+{found.Value:X4}")))
            : Verdict.Kept;
    }
}
