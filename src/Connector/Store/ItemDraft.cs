using System.Buffers.Binary;
using System.Globalization;
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

    /// <summary>A group of a master's variants: not sold itself, gives its values to those of the master's variants that share its variation values.</summary>
    VariationGroup,

    /// <summary>Several products sold as one; what it is made of is named by <see cref="ItemField.BundledProduct"/>.</summary>
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

    /// <summary>The category that gives the product its attributes; the name is the category's catalog.</summary>
    ClassificationCategory = 14,
    Unit = 15,
    TaxClass = 16,
    PageTitle = 17,
    PageDescription = 18,
    PageKeywords = 19,
    PageUrl = 20,
    UnitQuantity = 21,
    UnitMeasure = 22,

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

    /// <summary>A product that this bundle holds: the name is its id, the value how many of it (invariant decimal).</summary>
    BundledProduct = 69,
}

/// <summary>
/// One item as an adapter describes it, encoded while it is read. Entries keep the order in which they were added.
/// Used again for the next item after <see cref="Begin"/>. A patch (<see cref="BeginPatch"/>) is told in a delta by a source that does not
/// repeat what stays: an entry then stands for those of the same field, name and qualifier, and everything that it does not name stays.
/// </summary>
public sealed class ItemDraft
{
    private readonly List<ItemLink> _links = [];
    private readonly List<DraftRemoval> _removals = [];
    private readonly List<ItemKind> _noLonger = [];
    private byte[] _bytes = new byte[4096];

    public string Id { get; private set; } = "";

    /// <summary>What it is; <see cref="ItemKind.Unknown"/> in a patch that does not say.</summary>
    public ItemKind Kind { get; set; }

    public string Origin { get; private set; } = "";

    public int Line { get; private set; }

    public bool IsPatch { get; private set; }

    /// <summary>The products that this one names: a master's variants and variation groups, in its order, and what a bundle holds.</summary>
    public IReadOnlyList<ItemLink> Links => _links;

    /// <summary>What a patch takes away from what is stored, before its own entries are put in.</summary>
    public IReadOnlyList<DraftRemoval> Removals => _removals;

    /// <summary>The encoded entries; see <see cref="ItemBlob"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public int Length { get; private set; }

    internal ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Begin(string id, ItemKind kind, string origin, int line)
    {
        (Id, Kind, Origin, Line, Length, IsPatch) = (id, kind, origin, line, 0, false);
        _links.Clear();
        _removals.Clear();
        _noLonger.Clear();
    }

    /// <summary>Begins a change of an item that may be stored already. Counts in a delta scope only; in a complete one it is an item like any other.</summary>
    public void BeginPatch(string id, string origin, int line)
    {
        Begin(id, ItemKind.Unknown, origin, line);
        IsPatch = true;
    }

    /// <summary>Adds a field. <paramref name="qualifier"/> is a locale for text, a site id for flags and windows, empty where neither applies.</summary>
    public void Add(ItemField field, ReadOnlySpan<char> qualifier, ReadOnlySpan<char> value) => Add(field, default, qualifier, value);

    /// <summary>Adds a named entry: attribute, image, variation.</summary>
    public void Add(ItemField field, ReadOnlySpan<char> name, ReadOnlySpan<char> qualifier, ReadOnlySpan<char> value)
    {
        Head(field, name, qualifier, 3 * value.Length);
        Write(value, 4);
    }

    /// <summary>Adds a field whose value is UTF-8 already: its bytes are copied once, from where the file was read to.</summary>
    public void Add(ItemField field, ReadOnlySpan<char> qualifier, ReadOnlySpan<byte> value) => Add(field, default, qualifier, value);

    /// <summary>Adds a named entry whose value is UTF-8 already.</summary>
    public void Add(ItemField field, ReadOnlySpan<char> name, ReadOnlySpan<char> qualifier, ReadOnlySpan<byte> value)
    {
        Head(field, name, qualifier, value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length), value.Length);
        value.CopyTo(_bytes.AsSpan(Length + 4));
        Length += 4 + value.Length;
    }

    /// <summary>A patch says that one value is no more: stored entries with this name and qualifier go.</summary>
    public void Remove(ItemField field, string name, string qualifier) => _removals.Add(new DraftRemoval(field, name, qualifier));

    /// <summary>A patch names a list anew: all stored entries of the field go.</summary>
    public void RemoveAll(ItemField field) => _removals.Add(new DraftRemoval(field, null, null));

    /// <summary>A variant that this master names.</summary>
    public void AddVariant(string productId, bool isDefault) => _links.Add(new ItemLink(productId, LinkKind.Variant, isDefault));

    /// <summary>A variation group that this master names: a product of its own in the catalog, which is not sold.</summary>
    public void AddVariationGroup(string productId) => _links.Add(new ItemLink(productId, LinkKind.VariationGroup));

    /// <summary>A product that this bundle holds.</summary>
    /// <param name="productId">The product.</param>
    /// <param name="quantity">How many of it; above 0.</param>
    public void AddBundled(string productId, decimal quantity)
    {
        Span<char> text = stackalloc char[32];
        quantity.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        Add(ItemField.BundledProduct, productId, default, text[..length]);
        _links.Add(new ItemLink(productId, LinkKind.Bundled));
    }

    /// <summary>A patch says that a variant or a group is no longer named, or (id null) that all of the kind are named anew.</summary>
    public void RemoveLink(LinkKind kind, string? productId) => _links.Add(new ItemLink(productId ?? "", kind, Removed: true));

    /// <summary>A patch says that what made the item a bundle or a set is empty now: if it was one, it is a product.</summary>
    public void IsNoLonger(ItemKind kind) => _noLonger.Add(kind);

    internal bool WasOnce(ItemKind kind) => _noLonger.Contains(kind);

    /// <summary>Takes over what another draft holds, as the start of a merged one.</summary>
    internal void AddRaw(ReadOnlySpan<byte> entry)
    {
        if (_bytes.Length - Length < entry.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + entry.Length));
        }

        entry.CopyTo(_bytes.AsSpan(Length));
        Length += entry.Length;
    }

    internal void AddLink(ItemLink link) => _links.Add(link);

    private void Head(ItemField field, ReadOnlySpan<char> name, ReadOnlySpan<char> qualifier, int valueBytes)
    {
        var need = 1 + 2 + (3 * name.Length) + 2 + (3 * qualifier.Length) + 4 + valueBytes;
        if (_bytes.Length - Length < need)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + need));
        }

        _bytes[Length++] = (byte)field;
        Write(name, 2);
        Write(qualifier, 2);
    }

    private void Write(ReadOnlySpan<char> text, int width)
    {
        var written = text.IsEmpty ? 0 : Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length + width));
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

/// <summary>How one product names another. The numbers are stored: never change or reuse one.</summary>
public enum LinkKind : byte
{
    Variant = 0,
    VariationGroup = 1,
    Bundled = 2,
}

/// <summary>A product that a master or a bundle names.</summary>
/// <param name="ProductId">The product named; empty with <paramref name="Removed"/>: all of the kind.</param>
/// <param name="Kind">As what.</param>
/// <param name="IsDefault">The variant that a shopper sees first.</param>
/// <param name="Removed">A patch takes the link away.</param>
public readonly record struct ItemLink(string ProductId, LinkKind Kind, bool IsDefault = false, bool Removed = false);

/// <summary>What a patch takes away: entries of a field with a name and a qualifier; null stands for any.</summary>
public readonly record struct DraftRemoval(ItemField Field, string? Name, string? Qualifier);
