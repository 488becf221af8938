using System.Buffers;
using System.Globalization;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// A custom attribute that holds the price for TikTok: a number above 0 with a dot, with or without a currency behind it (12.50 or 12.50 GBP;
/// without one it is the TikTok shop's). Where it is empty, or no such number, the price books decide. The list price stays theirs. Checklist PRC-02.
/// </summary>
public sealed record PriceAttribute : Stage
{
    private static readonly SearchValues<byte> Number = SearchValues.Create("0123456789."u8);

    private readonly Text _attribute;

    public PriceAttribute(string attribute) => (Attribute, _attribute) = (attribute, attribute);

    /// <summary>The attribute's id; empty: none.</summary>
    public string Attribute { get; }

    public override string Name => "price.attribute";

    public override string Describe() => Attribute.Length == 0
        ? "takes prices from the price books"
        : $"takes the price from attribute {Attribute}, else from the price books";

    public override bool IsPriceOrStock => true;

    public override bool KeepsAll => _attribute.IsEmpty;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (_attribute.IsEmpty || offer.Item.Attributes[_attribute] is not { IsEmpty: false } said)
        {
            return Verdict.Kept;
        }

        if (!TryRead(said, facts.Currency, out var price))
        {
            // Blanks are nothing that anyone said.
            return said.Utf8.Trim(" \t\r\n"u8).IsEmpty ? Verdict.Kept : Verdict.Changed(offer, Reasons.PriceAttributeUnusable.With(said.ToString(), Attribute));
        }

        return offer.PriceWindow is { From: null, To: null } && offer.Price == price ? Verdict.Kept : Changed(offer, offer.WithPrice(price, PriceWindow.Always), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Reasons.PriceAttributeChosen.With(after.Price!.Value.ToString(), Attribute);

    /// <summary>Reads a price above 0.</summary>
    internal static bool TryRead(Text said, string currency, out Money price)
    {
        var text = said.Utf8.Trim(" \t\r\n"u8);
        var end = text.IndexOfAnyExcept(Number);
        var number = end < 0 ? text : text[..end];
        var code = end < 0 ? default : text[end..].Trim(" \t"u8);
        price = default;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount <= 0 || amount > PriceBound.Highest)
        {
            return false;
        }

        if (code.IsEmpty)
        {
            price = new Money(amount, currency);
            return true;
        }

        // Most are in the account's own currency, whose name is there already.
        var named = code.Length == 3 ? Ascii.Equals(code, currency) ? currency : Encoding.UTF8.GetString(code) : "";
        price = new Money(amount, named);
        return Money.IsCurrency(named);
    }
}
