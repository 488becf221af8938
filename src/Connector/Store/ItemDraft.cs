using System.Buffers.Binary;
using System.Text;

namespace Connector.Store;

/// <summary>What an item is in the shop.</summary>
public enum ItemKind : byte
{
    /// <summary>Named by something (a price, a master's list) but never described.</summary>
    Unknown,

    /// <summary>Sold by itself; also a variant, which its master names.</summary>
    Product,

    /// <summary>Not sold itself: gives its values to the variants that it names.</summary>
    Master,

    /// <summary>A group of a master's variants.</summary>
    VariationGroup,

    Bundle,

    /// <summary>A set of products, each sold by itself: never a row.</summary>
    Set,
}

/// <summary>Fields that an item can carry. The numbers are stored: never change or reuse one.</summary>
public enum ItemField : byte
{
    Name = 1,
    ShortDescription = 2,
    LongDescription = 3,
    Brand = 4,
    ManufacturerName = 5,
    ManufacturerSku = 6,
    Ean = 7,
    Upc = 8,
    OnlineFlag = 9,
    OnlineFrom = 10,
    OnlineTo = 11,
    SearchableFlag = 12,
    SearchableIfUnavailableFlag = 13,
    ClassificationCategory = 14,
    Unit = 15,
    TaxClass = 16,
    PageTitle = 17,
    PageDescription = 18,
    PageKeywords = 19,
    PageUrl = 20,

    /// <summary>Custom attribute; the name is its id.</summary>
    Attribute = 64,

    /// <summary>Image; the name is its view type, the qualifier the variation (<c>color=red</c>) that it shows or empty, the value its absolute address.</summary>
    Image = 65,

    /// <summary>Variation attribute of a master; the name is the attribute's id, the value its display name (qualifier: locale). Once without locale and value to say that it exists.</summary>
    VariationAttribute = 66,

    /// <summary>Display name of a variation value: the name is <c>attribute=value</c>, the qualifier the locale.</summary>
    VariationValue = 67,

    /// <summary>A master's variation attribute that is defined for the whole catalog: the name is the attribute's id, the value the shared id.</summary>
    SharedVariationAttribute = 68,
}

/// <summary>
/// One item as an adapter describes it, encoded while it is read. Entries keep the order in which they were added.
/// Used again for the next item after <see cref="Begin"/>.
/// </summary>
public sealed class ItemDraft
{
    private readonly List<DraftVariant> _variants = [];
    private byte[] _bytes = new byte[4096];

    public string Id { get; private set; } = "";

    public ItemKind Kind { get; set; }

    public string Origin { get; private set; } = "";

    public int Line { get; private set; }

    /// <summary>The variants and variation groups that a master names, in its order.</summary>
    public IReadOnlyList<DraftVariant> Variants => _variants;

    /// <summary>The encoded entries; see <see cref="ItemBlob"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public int Length { get; private set; }

    internal ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Begin(string id, ItemKind kind, string origin, int line)
    {
        (Id, Kind, Origin, Line, Length) = (id, kind, origin, line, 0);
        _variants.Clear();
    }

    /// <summary>Adds a field. <paramref name="qualifier"/> is a locale for text, a site id for flags and windows, empty where neither applies.</summary>
    public void Add(ItemField field, ReadOnlySpan<char> qualifier, ReadOnlySpan<char> value) => Add(field, default, qualifier, value);

    /// <summary>Adds a named entry: attribute, image, variation.</summary>
    public void Add(ItemField field, ReadOnlySpan<char> name, ReadOnlySpan<char> qualifier, ReadOnlySpan<char> value)
    {
        var need = 1 + 2 + (3 * name.Length) + 2 + (3 * qualifier.Length) + 4 + (3 * value.Length);
        if (_bytes.Length - Length < need)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + need));
        }

        _bytes[Length++] = (byte)field;
        Write(name, 2);
        Write(qualifier, 2);
        Write(value, 4);
    }

    /// <summary>A variant that this master names.</summary>
    public void AddVariant(string productId, bool isDefault) => _variants.Add(new DraftVariant(productId, isDefault));

    /// <summary>A variation group that this master names: a product of its own in the catalog, which is not sold.</summary>
    public void AddVariationGroup(string productId) => _variants.Add(new DraftVariant(productId, IsDefault: false, IsGroup: true));

    private void Write(ReadOnlySpan<char> text, int width)
    {
        var written = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length + width));
        if (width == 2)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(Length), checked((ushort)written));
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length), written);
        }

        Length += width + written;
    }
}

/// <summary>A variant, or a group of variants, as its master names it.</summary>
public readonly record struct DraftVariant(string ProductId, bool IsDefault, bool IsGroup = false);
