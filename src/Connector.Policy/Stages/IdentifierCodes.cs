using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The identifier code: of the sources in their order the first with the right length for its type and the right check digit. Without any, a
/// product is held unless its TikTok category is exempt. Checklist IDC-01 to IDC-06, D-16.
/// </summary>
public sealed record IdentifierCodes : Stage
{
    private readonly (IdentifierSource Source, Text Attribute)[] _sources;
    private readonly bool _takesIsbn;

    /// <param name="mapping">The attribute mapping.</param>
    /// <param name="category">TikTok's category of the listing template; empty: none.</param>
    /// <param name="entry">What is known of that category.</param>
    public IdentifierCodes(AttributeMapping mapping, string category = "", CategoryEntry? entry = null)
    {
        (Mapping, Category, Entry) = (mapping, category, entry);
        _sources = [.. mapping.Identifiers.Select(source => (source, (Text)source.Attribute))];
        _takesIsbn = mapping.BookCategories.Any(book => book == category || (entry?.IsIn(book) ?? false));
    }

    public AttributeMapping Mapping { get; }

    public string Category { get; }

    public CategoryEntry? Entry { get; }

    public override string Name => "identifier.source";

    /// <summary>How many places there are to look; without a setting two: the shop's EAN and UPC.</summary>
    private int Places => _sources.Length == 0 ? 2 : _sources.Length;

    private bool IsRequired => Mapping.IdentifiersRequired switch
    {
        IdentifiersRequired.Always => true,
        IdentifiersRequired.ByCategory => Entry is { IdentifierExempt: false },
        _ => false,
    };

    public override string Describe()
    {
        var sources = _sources.Length == 0
            ? "the shop's EAN, else its UPC"
            : string.Join(", else ", _sources.Select(source => $"{(source.Source.Attribute.Length > 0 ? "attribute " + source.Source.Attribute : "the shop's own")} as {source.Source.Type?.ToString().ToUpperInvariant() ?? "what its length says"}"));
        var wrong = Mapping.CheckDigit switch
        {
            OnWrongCheckDigit.Hold => "holds what has none but one with a wrong check digit",
            OnWrongCheckDigit.Tell => "takes one with a wrong check digit where there is no other",
            _ => "leaves out one with a wrong check digit",
        };
        return $"takes the identifier code from {sources}; {wrong}; {(IsRequired ? "holds what has none" : "lets pass what has none")}";
    }

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var (code, fault) = Choose(offer.Item, null);
        if (code is not null)
        {
            var after = offer with { Channel = (offer.Channel ?? ChannelDetails.None) with { Identifier = code } };
            return Changed(offer, after, facts);
        }

        if (fault is not null && Mapping.CheckDigit == OnWrongCheckDigit.Hold)
        {
            return Verdict.Held(Reasons.IdentifierCheckDigit.With(Faults(offer.Item)));
        }

        if (!IsRequired)
        {
            return HasAny(offer.Item) ? Verdict.Changed(offer, Reasons.IdentifierLeftOut.With(Faults(offer.Item))) : Verdict.Kept;
        }

        return Verdict.Held(Reasons.IdentifierMissing.With(
            offer.Sku.Value, HasAny(offer.Item) ? Faults(offer.Item) : "the shop gives none", Entry is null ? "the attribute mapping asks for one" : $"TikTok's category {Entry.Name} is not exempt"));
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var faults = Faults(before.Item);
        var code = after.Channel!.Identifier!;
        return faults.Length == 0
            ? Reasons.IdentifierChosen.With(code.Code.ToString(), code.Type.ToString().ToUpperInvariant())
            : Reasons.IdentifierFallback.With(code.Code.ToString(), code.Type.ToString().ToUpperInvariant(), faults);
    }

    public bool Equals(IdentifierCodes? other) =>
        base.Equals(other) && ReferenceEquals(Mapping, other.Mapping) && Category == other.Category && ReferenceEquals(Entry, other.Entry);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Category);

    /// <summary>The code to use, and one whose check digit alone is wrong; <paramref name="faults"/> receives what is wrong with the others.</summary>
    private (IdentifierCode? Code, IdentifierCode? Doubtful) Choose(ShopItem item, List<string>? faults)
    {
        IdentifierCode? doubtful = null;
        for (var i = 0; i < Places; i++)
        {
            var said = Said(item, i, out var type);
            if (said.IsEmpty)
            {
                continue;
            }

            var digits = type == IdentifierType.Isbn ? WithoutHyphens(said) : said;
            var (of, fault) = Judge(digits.Utf8, type);
            if (fault is not null)
            {
                faults?.Add($"{type?.ToString().ToUpperInvariant() ?? "code"} '{said}' {fault}");
                continue;
            }

            if (CheckDigits.IsRight(digits.Utf8))
            {
                return (new IdentifierCode(of, digits), doubtful);
            }

            faults?.Add($"{of.ToString().ToUpperInvariant()} '{said}' has a wrong check digit: it should be {CheckDigits.Of(digits.Utf8[..^1]).ToString(CultureInfo.InvariantCulture)}");
            doubtful ??= new IdentifierCode(of, digits);
        }

        return (Mapping.CheckDigit == OnWrongCheckDigit.Tell ? doubtful : null, doubtful);
    }

    private string Faults(ShopItem item)
    {
        var faults = new List<string>();
        _ = Choose(item, faults);
        return string.Join("; ", faults);
    }

    private bool HasAny(ShopItem item)
    {
        for (var i = 0; i < Places; i++)
        {
            if (!Said(item, i, out _).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private Text Said(ShopItem item, int at, out IdentifierType? type)
    {
        type = null;
        if (_sources.Length == 0)
        {
            return PlainText.Line(at == 0 ? item.Ean : item.Upc);
        }

        ref readonly var source = ref _sources[at];
        type = source.Source.Type;
        return PlainText.Line(!source.Attribute.IsEmpty ? item.Attributes[source.Attribute] : type == IdentifierType.Upc ? item.Upc : item.Ean);
    }

    private (IdentifierType Type, string? Fault) Judge(ReadOnlySpan<byte> code, IdentifierType? said)
    {
        if (!CheckDigits.IsNumber(code))
        {
            return (default, "is no number");
        }

        var isBook = code.Length == 13 && (code.StartsWith("978"u8) || code.StartsWith("979"u8));
        var type = said ?? code.Length switch
        {
            14 => IdentifierType.Gtin,
            12 => IdentifierType.Upc,
            13 when isBook && _takesIsbn => IdentifierType.Isbn,
            _ => IdentifierType.Ean,
        };
        var (fits, lengths) = type switch
        {
            IdentifierType.Gtin => (code.Length == 14, "14"),
            IdentifierType.Upc => (code.Length == 12, "12"),
            IdentifierType.Isbn => (isBook, "13, the first of them 978 or 979,"),
            _ => (code.Length is 8 or 13 or 14, said is null ? "8, 12, 13 or 14" : "8, 13 or 14"),
        };
        return !fits ? (type, string.Create(CultureInfo.InvariantCulture, $"has {code.Length} digits, {lengths} are right"))
            : type == IdentifierType.Isbn && !_takesIsbn ? (type, "is for books alone, and TikTok's category is none of the mapping's bookCategories")
            : (type, null);
    }

    /// <summary>Books are numbered with hyphens or blanks between the parts.</summary>
    private static Text WithoutHyphens(Text said)
    {
        if (said.Utf8.IndexOfAny((byte)'-', (byte)' ') < 0)
        {
            return said;
        }

        return new Text(said.Utf8.ToArray().Where(digit => digit is not ((byte)'-' or (byte)' ')).ToArray());
    }
}
