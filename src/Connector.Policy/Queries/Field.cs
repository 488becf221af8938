using System.Globalization;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Policy.Queries;

/// <summary>What kind of value a field has: it says which tests fit.</summary>
public enum FieldKind
{
    /// <summary>One text.</summary>
    Text,

    /// <summary>One text, or several joined by <c>, </c>: a test holds where it holds for the whole or for any of them.</summary>
    Texts,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>One or several of the shop's categories.</summary>
    Category,
}

/// <summary>What a condition, a placeholder or a rule can name. Read in the form the offer holds it; texts that the offer holds as UTF-8 are not copied.</summary>
public sealed class Field
{
    private const NumberStyles PlainNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>Longest number: sign, 29 digits, point.</summary>
    private const int LongestNumber = 64;

    private Func<Offer, Text>? _text;
    private Func<Offer, string?>? _word;
    private Func<Offer, decimal?>? _number;
    private Func<Offer, HeldMoney?>? _money;
    private Func<Offer, bool>? _flag;
    private Func<Offer, IReadOnlyList<CategoryPlace>>? _places;
    private Func<Offer, CategoryPlace?>? _place;

    private Field(string name, FieldKind kind) => (Name, Kind) = (name, kind);

    /// <summary>As documents write it: <c>shop.brand</c>, <c>title</c>.</summary>
    public string Name { get; }

    public FieldKind Kind { get; }

    /// <summary>Whether it is of the row as it is shaped so far, and not the shop's.</summary>
    public bool IsRow => !Name.StartsWith(Fields.Shop, StringComparison.Ordinal);

    /// <summary>Whether the offer holds it as text already.</summary>
    internal bool IsText => _text is not null;

    /// <summary>The text, as it stands at this moment; good until the next look on this thread. Empty where there is no value.</summary>
    public ReadOnlySpan<byte> Look(Offer offer)
    {
        if (_text is not null)
        {
            return _text(offer).Utf8;
        }

        if (_word is not null)
        {
            return Encoded(_word(offer) ?? "");
        }

        if (_number is not null)
        {
            return _number(offer) is { } number ? Written(number) : default;
        }

        if (_money is not null)
        {
            return _money(offer) is { } money ? Written(money.Money) : default;
        }

        if (_flag is not null)
        {
            return _flag(offer) ? "yes"u8 : "no"u8;
        }

        return Names(offer);
    }

    /// <summary>The word, where the offer holds it as one: <c>shop.sku</c>; null for all other fields.</summary>
    internal string? Word(Offer offer) => _word?.Invoke(offer);

    /// <summary>The text, to be kept.</summary>
    public Text Take(Offer offer) => _text is not null ? _text(offer) : new Text(Look(offer).ToArray());

    /// <summary>The number; null where there is no value, or none that is a number.</summary>
    public decimal? Number(Offer offer) =>
        _number is not null ? _number(offer)
        : _money is not null ? _money(offer)?.Amount
        : Parse(Look(offer));

    /// <summary>The same; false where there is no value.</summary>
    internal bool TryNumber(Offer offer, out decimal number)
    {
        if (_money is not null)
        {
            var money = _money(offer);
            number = money is null ? 0 : money.Amount;
            return money is not null;
        }

        var found = Number(offer);
        number = found.GetValueOrDefault();
        return found.HasValue;
    }

    /// <summary>The amount with its currency, where the field is one.</summary>
    public Money? Money(Offer offer) => _money?.Invoke(offer)?.Money;

    public bool IsSet(Offer offer) => _flag is not null && _flag(offer);

    public bool IsEmpty(Offer offer) => Kind switch
    {
        FieldKind.Number => Number(offer) is null,
        FieldKind.Category => _places is not null ? _places(offer).Count == 0 : _place!(offer) is null,
        FieldKind.Flag => false,
        _ => _text is not null ? _text(offer).IsEmpty : string.IsNullOrEmpty(_word!(offer)),
    };

    /// <summary>The categories, one after the other; null behind the last.</summary>
    public CategoryPlace? Place(Offer offer, int at)
    {
        if (_places is null)
        {
            return at == 0 ? _place?.Invoke(offer) : null;
        }

        var places = _places(offer);
        return at < places.Count ? places[at] : null;
    }

    public override string ToString() => Name;

    /// <summary>A number written with a dot, without thousands marks and exponent; null for any other text.</summary>
    public static decimal? Parse(ReadOnlySpan<byte> utf8) =>
        !utf8.IsEmpty && utf8.Length <= LongestNumber && decimal.TryParse(utf8, PlainNumber, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A number written with a dot, without thousands marks and exponent; null for any other text.</summary>
    public static decimal? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= LongestNumber && decimal.TryParse(text, PlainNumber, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    internal static Field OfText(string name, Func<Offer, Text> read, FieldKind kind = FieldKind.Text) => new(name, kind) { _text = read };

    internal static Field OfWord(string name, Func<Offer, string?> read) => new(name, FieldKind.Text) { _word = read };

    internal static Field OfNumber(string name, Func<Offer, decimal?> read) => new(name, FieldKind.Number) { _number = read };

    internal static Field OfMoney(string name, Func<Offer, HeldMoney?> read) => new(name, FieldKind.Number) { _money = read };

    internal static Field OfFlag(string name, Func<Offer, bool> read) => new(name, FieldKind.Flag) { _flag = read };

    internal static Field OfPlaces(string name, Func<Offer, IReadOnlyList<CategoryPlace>> read) => new(name, FieldKind.Category) { _places = read };

    internal static Field OfPlace(string name, Func<Offer, CategoryPlace?> read) => new(name, FieldKind.Category) { _place = read };

    /// <summary>As a feed writes it: the currency's digits.</summary>
    private static ReadOnlySpan<byte> Written(Money money)
    {
        var room = Scratch.Bytes(LongestNumber);
        ReadOnlySpan<char> form = Catalog.Money.MinorDigits(money.Currency) switch
        {
            0 => "F0",
            3 => "F3",
            _ => "F2",
        };
        return money.Written.TryFormat(room, out var length, form, CultureInfo.InvariantCulture) ? room.AsSpan(0, length) : default;
    }

    /// <summary>Without zeros at its end: 28.00 pieces are 28.</summary>
    private static ReadOnlySpan<byte> Written(decimal number)
    {
        var room = Scratch.Bytes(LongestNumber);
        if (!number.TryFormat(room, out var length, default, CultureInfo.InvariantCulture))
        {
            return default;
        }

        ReadOnlySpan<byte> digits = room.AsSpan(0, length);
        return digits.Contains((byte)'.') ? digits.TrimEnd((byte)'0').TrimEnd((byte)'.') : digits;
    }

    private static ReadOnlySpan<byte> Encoded(string text)
    {
        var room = Scratch.Bytes(text.Length * 3);
        return room.AsSpan(0, Encoding.UTF8.GetBytes(text, room));
    }

    /// <summary>The categories as shoppers read them; one without a name stands with its id.</summary>
    private ReadOnlySpan<byte> Names(Offer offer)
    {
        var length = 0;
        for (var at = 0; Place(offer, at) is { } place; at++)
        {
            length += (Name(place).Length * 3) + 2;
        }

        var room = Scratch.Bytes(length);
        length = 0;
        for (var at = 0; Place(offer, at) is { } place; at++)
        {
            if (at > 0)
            {
                ", "u8.CopyTo(room.AsSpan(length));
                length += 2;
            }

            length += Encoding.UTF8.GetBytes(Name(place), room.AsSpan(length));
        }

        return room.AsSpan(0, length);

        static string Name(CategoryPlace place) => place.Names.Count > 0 && place.Names[^1].Length > 0 ? place.Names[^1] : place.Id;
    }
}
