using Connector.Policy.Catalog;
using Connector.Policy.Queries;

namespace Connector.Policy.Stages;

/// <summary>A field of the row that a rule can change, and what it takes.</summary>
internal sealed class RuleTarget
{
    private static readonly Dictionary<string, RuleTarget> Known = Listed().ToDictionary(target => target.Field.Name, StringComparer.Ordinal);

    private readonly Func<Offer, Text, Facts, Offer?> _put;

    private RuleTarget(string name, TargetKind kind, Func<Offer, Text, Facts, Offer?> put) => (Field, Kind, _put) = (Fields.Find(name)!, kind, put);

    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys];

    public Field Field { get; }

    public TargetKind Kind { get; }

    /// <summary>Whether it has several lines.</summary>
    public bool HasLines => Field.Name == "description";

    public bool IsText => Kind is TargetKind.Text or TargetKind.Detail;

    /// <summary>Such values flow even while the content is held.</summary>
    public bool IsPriceOrStock => Kind is TargetKind.Money or TargetKind.Pieces || Field.Name == "availability";

    public static RuleTarget? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>The offer with that value, the same one where it has it already; null where the value is none that the field takes. An empty one clears it.</summary>
    public Offer? Put(Offer offer, Text value, Facts facts) => _put(offer, value, facts);

    /// <summary>The same for an amount or a number of pieces.</summary>
    public Offer? Put(Offer offer, Money amount, Facts facts) => Field.Name switch
    {
        _ when amount.Amount < 0 => null,
        "price" => offer.Price == amount ? offer : offer with { Price = amount, PriceWindow = PriceWindow.Always },
        "listPrice" => offer.ListPrice == amount ? offer : offer with { ListPrice = amount },
        _ => WithQuantity(offer, amount.Amount, facts),
    };

    /// <summary>The currency that a bare number has in this field.</summary>
    public string Currency(Offer offer, Facts facts) => (Field.Money(offer) ?? offer.Price)?.Currency ?? facts.Currency;

    /// <summary>Plain text, as the field has it.</summary>
    public Text Plain(Text value) => HasLines ? PlainText.Lines(value) : PlainText.Line(value);

    private static IEnumerable<RuleTarget> Listed() =>
    [
        new("title", TargetKind.Text, (offer, value, _) => value == offer.Title ? offer : offer.WithTitle(value)),
        new("description", TargetKind.Text, (offer, value, _) => value == offer.Description ? offer : offer.WithDescription(value)),
        new("brand", TargetKind.Text, (offer, value, facts) => PlainText.Cut(value, facts.Limits.Brand) is var brand && brand == offer.Brand ? offer : offer.WithBrand(brand)),
        new("googleProductCategory", TargetKind.Text, (offer, value, _) => value == offer.GoogleProductCategory ? offer : offer with { GoogleProductCategory = value }),
        new("condition", TargetKind.Word, (offer, value, _) => RowWords.Condition(value.Utf8) is not { } word ? null : word == offer.Condition ? offer : offer with { Condition = word }),
        new("availability", TargetKind.Word, (offer, value, _) => RowWords.Availability(value.Utf8) is not { } word ? null : PutAvailability(offer, word)),
        new("price", TargetKind.Money, PutPrice),
        new("listPrice", TargetKind.Money, PutListPrice),
        new("quantity", TargetKind.Pieces, (offer, value, facts) => Field.Parse(value.Utf8) is >= 0 and var pieces ? WithQuantity(offer, pieces, facts) : null),
        .. ProductDetails.Every.Select(detail => new RuleTarget(detail.Word(), TargetKind.Detail, (offer, value, _) =>
        {
            var details = offer.Details ?? ProductDetails.None;
            return details[detail] == value ? offer : offer.WithDetails(details.With(detail, value));
        })),
    ];

    /// <summary>What cannot be had has no pieces.</summary>
    private static Offer PutAvailability(Offer offer, Availability word)
    {
        var pieces = word is Availability.OutOfStock or Availability.Discontinued ? 0 : offer.Quantity;
        return word == offer.Availability && pieces == offer.Quantity ? offer : offer with { Availability = word, Quantity = pieces };
    }

    private static Offer? PutPrice(Offer offer, Text value, Facts facts)
    {
        if (value.IsEmpty)
        {
            return offer.Price is null ? offer : offer with { Price = null };
        }

        var currency = offer.Price?.Currency ?? facts.Currency;
        return Field.Parse(value.Utf8) is not (>= 0 and var amount) ? null
            : offer.Price?.Amount == amount ? offer : offer.WithPrice(new Money(amount, currency), PriceWindow.Always);
    }

    private static Offer? PutListPrice(Offer offer, Text value, Facts facts)
    {
        if (value.IsEmpty)
        {
            return offer.ListPrice is null ? offer : offer with { ListPrice = null };
        }

        var currency = (offer.ListPrice ?? offer.Price)?.Currency ?? facts.Currency;
        return Field.Parse(value.Utf8) is not (>= 0 and var amount) ? null
            : offer.ListPrice?.Amount == amount ? offer : offer with { ListPrice = new Money(amount, currency) };
    }

    /// <summary>Whole pieces within the feed sheet's limit; what a shopper reads goes along.</summary>
    private static Offer WithQuantity(Offer offer, decimal pieces, Facts facts)
    {
        var quantity = (int)Math.Clamp(Math.Floor(pieces), 0, Math.Max(0, facts.Limits.Quantity));
        var availability = quantity == 0 ? Availability.OutOfStock : offer.Availability == Availability.OutOfStock ? Availability.InStock : offer.Availability;
        return offer.Quantity == quantity && offer.Availability == availability ? offer : offer.WithStock(quantity, availability);
    }
}

/// <summary>What a field takes.</summary>
internal enum TargetKind
{
    Text,
    Detail,
    Word,
    Money,
    Pieces,
}
