using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Connector.Store;

/// <summary>
/// One read of a shop into the mirror, in one transaction: it shows whole when it commits, or not at all.
/// While the source is read, what differs from before is only staged; <see cref="Commit"/> applies it. So the order in which
/// the pieces come and what a source says twice do not matter, and a read that changes nothing takes no number.
/// </summary>
public sealed partial class MirrorRead : IStoreRead, IDisposable
{
    /// <summary>A draft that stands for a deletion.</summary>
    private const byte Deleted = 255;

    private const int KeptWarnings = 1000;
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly DateTimeOffset _now;
    private readonly int _brakePercent;
    private readonly long _shop;
    private readonly long _number;
    private readonly string _shopName;
    private readonly Dictionary<Scope, OpenScope> _scopes = [];
    private readonly List<ReadWarning> _warnings = [];
    private readonly SeenSet _drafted = new();
    private readonly Statements _sql;
    private readonly List<PriceTable> _tables = [];
    private readonly string _folder;
    private readonly bool _leftLog;
    private byte[] _scratch = new byte[512];
    private OpenScope? _open;

    /// <summary>The way of a first read, as long as it can be gone.</summary>
    private FirstRead? _first;
    private int _warningCount;
    private bool _changed;

    /// <param name="leaveLog">The mirror's journal was changed for this read, and is to be changed back.</param>
    internal MirrorRead(SqliteConnection connection, string shop, DateTimeOffset now, int brakePercent, bool leaveLog)
    {
        _leftLog = leaveLog;
        _connection = connection;
        _now = now;
        _brakePercent = brakePercent;
        _shopName = shop;
        // Immediate: reads of one mirror stand in line, so that numbers appear in commit order.
        _transaction = connection.BeginTransaction(deferred: false);
        _sql = new Statements(connection);
        Stage();
        _sql.AddShop.Run(shop);
        _shop = _sql.FindShop.Number(shop);
        _number = _sql.LastRead.Number() + 1;
        _folder = Path.GetDirectoryName(Path.GetFullPath(connection.DataSource))!;
        if (_sql.Query("SELECT EXISTS(SELECT 1 FROM product WHERE shop = ?1)").Number(_shop) == 0)
        {
            _first = new FirstRead(_folder);
        }
    }

    public void Begin(Scope scope, ScopeMode mode, DateTimeOffset? sourceTime, string origin)
    {
        if (mode == ScopeMode.Delta)
        {
            _isDoubtful = true;
            GoTheOrdinaryWay();
        }

        var isNew = !_scopes.TryGetValue(scope, out var open);
        if (open is null)
        {
            var id = _sql.FindScope.Number(_shop, (int)scope.Kind, scope.Id);
            if (id == 0)
            {
                _sql.AddScope.Run(_shop, (int)scope.Kind, scope.Id, Time(_now));
                id = _sql.LastRow.Number();
                _changed = true;
            }

            open = new OpenScope(scope, id, _sql.CountEntries.Number(id)) { Mode = mode };
            _scopes.Add(scope, open);
        }

        if (mode == ScopeMode.Complete && open.Mode == ScopeMode.Delta)
        {
            // Told whole from here on: the changes before do not count.
            _sql.DropStagedOf.Run(open.Id);
            open.BeginAgain();
        }

        // What is complete is as old as its oldest piece; what changed of it since, as young as the last change.
        open.SourceTime = isNew || open.SourceTime is null ? sourceTime
            : mode == ScopeMode.Complete ? (sourceTime < open.SourceTime ? sourceTime : open.SourceTime)
            : sourceTime > open.SourceTime ? sourceTime : open.SourceTime;
        open.Mode = isNew || mode == ScopeMode.Complete ? mode : open.Mode;
        open.Told = mode;
        open.Origin = origin;
        _open = open;
    }

    public void End() => _open = null;

    public void Upsert(ItemDraft item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var scope = Open();
        item = item.IsPatch ? Merged(item, scope) : item;
        Span<byte> hash = stackalloc byte[16];
        var content = Hash(item);
        content.CopyTo(hash);
        if (_first is { } way && IsTaken(FirstRead.Takes(item)))
        {
            scope.Named++;
            way.Item(scope.Scope, scope.Origin, ++scope.LastTold, item, content);
            return;
        }

        var product = Find(item.Id, hash) ?? Add(item.Id);
        scope.Named++;
        ToldOf(scope, product.N);
        if (!scope.Items.Add(product.N))
        {
            Repeated(scope, item.Id, "product", item.Line);
        }
        else if (product.Scope == scope.Id && product.Kind != ItemKind.Unknown)
        {
            scope.MetItems++;
        }

        if (OtherCatalog(scope, product.N) is { } other)
        {
            _isDoubtful = true;
            var first = KeyOrder.Compare(scope.Scope.Id, other.Scope.Id) < 0 ? scope : other;
            Warn(new ReadWarning(
                "product.repeated", scope.Origin, item.Line, $"product {item.Id} stands in {scope.Scope} and in {other.Scope}; what {first.Scope} says counts"));
            if (first == other)
            {
                return;
            }
        }

        if (product.SameHash && product.Scope == scope.Id)
        {
            Undraft(product.N, item.Id);
            return;
        }

        var isPlacedAnew = product.Kind != item.Kind || NamesOthers(item);
        _sql.PutDraft.Run(product.N, item.Id, scope.Id, (int)item.Kind, hash.ToArray(), item.Memory, isPlacedAnew ? 1 : 0);
        if (!_drafted.Add(product.N))
        {
            _sql.DropDraftLinks.Run(item.Id);
        }

        for (var i = 0; isPlacedAnew && i < item.Links.Count; i++)
        {
            var link = item.Links[i];
            if (!link.Removed)
            {
                _sql.PutDraftLink.Run(item.Id, link.ProductId, (int)link.Kind, link.IsDefault ? 1 : 0, i);
            }
        }
    }

    public void DeleteItem(string productId)
    {
        _isDoubtful = true;
        GoTheOrdinaryWay();
        var scope = Open();
        if (Find(productId) is not { } product)
        {
            return;
        }

        if (scope.Items.Remove(product.N) && product.Kind != ItemKind.Unknown && product.Scope == scope.Id)
        {
            scope.MetItems--;
        }

        if (OtherCatalog(scope, product.N) is not null || (product.Kind != ItemKind.Unknown && product.Scope != scope.Id))
        {
            // It has moved to another catalog, or never was this one's.
            return;
        }

        Undraft(product.N, productId);
        if (product.Kind != ItemKind.Unknown)
        {
            DraftDeletion(product.N, productId, scope);
        }
    }

    public void Upsert(CategoryRecord category)
    {
        ArgumentNullException.ThrowIfNull(category);
        var scope = Open();
        if (scope.Categories.ContainsKey(category.Id))
        {
            Repeated(scope, category.Id, "category", 0);
        }

        scope.Categories[category.Id] = JsonSerializer.Serialize(category, MirrorJson.Default.CategoryRecord);
    }

    public void Patch(CategoryPatch category)
    {
        ArgumentNullException.ThrowIfNull(category);
        var scope = Open();
        if (!scope.Categories.TryGetValue(category.Id, out var text) && scope.Mode == ScopeMode.Delta)
        {
            using var stored = _sql.FindCategory.Read(scope.Id, category.Id);
            text = stored.Next() ? stored.Text(0) : null;
        }

        var before = text is null or CategoryTree.Tombstone ? new CategoryRecord(category.Id, null, false, []) : JsonSerializer.Deserialize(text, MirrorJson.Default.CategoryRecord)!;
        var after = before with
        {
            Parent = category.Parent is null ? before.Parent : category.Parent.Length > 0 ? category.Parent : null,
            Online = category.Online ?? before.Online,
            Names = Named(before.Names, category.Names),
            OnlineFrom = category.OnlineFrom.Set ? category.OnlineFrom.Time : before.OnlineFrom,
            OnlineTo = category.OnlineTo.Set ? category.OnlineTo.Time : before.OnlineTo,
        };
        scope.Categories[category.Id] = JsonSerializer.Serialize(after, MirrorJson.Default.CategoryRecord);
    }

    public void DeleteCategory(string categoryId) => Open().Categories[categoryId] = CategoryTree.Tombstone;

    public void Upsert(SharedVariationAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        Open().SharedAttributes[attribute.VariationAttributeId] = JsonSerializer.Serialize(attribute, MirrorJson.Default.SharedVariationAttribute);
    }

    public void DeleteSharedAttribute(string variationAttributeId) => Open().SharedAttributes[variationAttributeId] = null;

    public void Upsert(PriceBookHeader header) => Open().Header = JsonSerializer.Serialize(header, MirrorJson.Default.PriceBookHeader);

    public void Upsert(InventoryListHeader header) => Open().Header = JsonSerializer.Serialize(header, MirrorJson.Default.InventoryListHeader);

    public void Upsert(string productId, IReadOnlyList<PriceTable> tables)
    {
        var data = EntryCodec.Prices(tables, ref _scratch);
        if (_first is { } first && IsTaken(FirstRead.Takes(productId)))
        {
            var scope = Open();
            scope.Named++;
            first.Prices(scope.Scope, scope.Origin, ++scope.LastTold, productId, data.Span, isPatch: false);
            return;
        }

        StageEntry(productId, data, "price record");
    }

    public void Upsert(StockRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (_first is { } first && IsTaken(FirstRead.Takes(record.ProductId)))
        {
            var scope = Open();
            scope.Named++;
            first.Stock(scope.Scope, scope.Origin, ++scope.LastTold, record.ProductId, EntryCodec.Stock(record, ref _scratch).Span);
            return;
        }

        StageEntry(record.ProductId, EntryCodec.Stock(record, ref _scratch), "inventory record");
    }

    public void Patch(string productId, PricePatch prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var scope = Open();
        if (_first is { } first && IsTaken(FirstRead.Takes(productId) && prices is { All: false, Removed.Count: 0, Tables.Count: > 0 }))
        {
            scope.Named++;
            first.Prices(scope.Scope, scope.Origin, ++scope.LastTold, productId, EntryCodec.Prices(prices.Tables, ref _scratch).Span, isPatch: true);
            return;
        }

        _tables.Clear();
        using var found = _sql.FindEntry.Read(scope.Id, _shop, productId);
        if (!found.Next())
        {
            _tables.AddRange(prices.Tables);
            scope.Named += _tables.Count > 0 ? 1 : 0;
            StageEntry(scope, _tables.Count > 0 ? Add(productId).N : 0, false, default, Encoded(), productId, "");
            return;
        }

        var n = found.Number(3);
        var isStored = GroupRecord.IsStored(found, out var stored);
        // A complete source says all of it in this read, though maybe in several pieces.
        if (!prices.All && (scope.Mode == ScopeMode.Delta || scope.Entries.Contains(n)))
        {
            LoadPrices(scope, n, stored);
        }

        scope.Named += scope.Entries.Contains(n) ? 0 : 1;
        _tables.RemoveAll(table => prices.Removed.Any(window => IsWindow(table, window.From, window.To)) || prices.Tables.Any(put => IsWindow(table, put.From, put.To)));
        _tables.AddRange(prices.Tables);
        StageEntry(scope, n, isStored, stored, Encoded(), productId, "");

        ReadOnlyMemory<byte>? Encoded() => _tables.Count > 0 ? EntryCodec.Prices(_tables, ref _scratch) : default(ReadOnlyMemory<byte>?);
    }

    public void DeletePrices(string productId)
    {
        _isDoubtful = true;
        GoTheOrdinaryWay();
        StageEntry(productId, null, "");
    }

    public void DeleteStock(string productId)
    {
        _isDoubtful = true;
        GoTheOrdinaryWay();
        StageEntry(productId, null, "");
    }

    public string? Mark(string name)
    {
        using var found = _sql.FindMark.Read(_shop, name);
        return found.Next() ? found.Text(0) : null;
    }

    public void SetMark(string name, string? value)
    {
        if (value is null)
        {
            _sql.DropMark.Run(_shop, name);
        }
        else
        {
            _sql.PutMark.Run(_shop, name, value);
        }
    }

    public void Warn(ReadWarning warning)
    {
        if (_warningCount++ < KeptWarnings)
        {
            _warnings.Add(warning);
        }
    }

    public void Dispose()
    {
        _first?.Dispose();
        foreach (var scope in _scopes.Values)
        {
            scope.Memory?.Dispose();
            scope.Places?.Dispose();
            scope.PlaceMemory?.Dispose();
        }

        _sql.Dispose();
        _transaction.Dispose();
        if (_leftLog)
        {
            Mirror.Journal(_connection, "wal");
        }

        _connection.Dispose();
    }

    /// <summary>Whether this was a first read that was sorted and written at once.</summary>
    internal bool WentTheFirstWay => _first is not null;

    /// <summary>Whether the first read's way takes a record; where it does not, it is left.</summary>
    private bool IsTaken(bool takes)
    {
        if (!takes)
        {
            GoTheOrdinaryWay();
        }

        return takes;
    }

    /// <summary>Leaves the way of a first read: what was told so far is told again, and staged.</summary>
    internal void GoTheOrdinaryWay()
    {
        if (_first is not { } first)
        {
            return;
        }

        // What is remembered of a first read counts its records; the ordinary way has products.
        (_first, _isDoubtful) = (null, true);
        using (first)
        {
            // What is odd in what was told stands before what is odd in what was said of it since.
            var said = _warnings.ToArray();
            _warnings.Clear();
            var (open, origins) = (_open, _scopes.Values.ToDictionary(scope => scope, scope => scope.Origin));
            foreach (var scope in origins.Keys)
            {
                scope.Named = 0;
            }

            first.Replay(this, (scope, origin) =>
            {
                _open = _scopes[scope];
                _open.Origin = origin;
            });
            foreach (var (scope, origin) in origins)
            {
                scope.Origin = origin;
            }

            _open = open;
            _warnings.AddRange(said);
        }
    }

    /// <summary>Odd in what is complete; in a delta several changes of one record are what is told.</summary>
    private void Repeated(OpenScope scope, string id, string what, int line)
    {
        _isDoubtful = true;
        if (scope.Told == ScopeMode.Complete)
        {
            Warn(new ReadWarning("record.repeated", scope.Origin, line, $"{what} {id} stands more than once in {scope.Scope}; the last one counts"));
        }
    }

    /// <summary>Another catalog that describes the product in this read.</summary>
    private OpenScope? OtherCatalog(OpenScope scope, long n)
    {
        foreach (var other in _scopes.Values)
        {
            if (other != scope && other.Scope.Kind == ScopeKind.Catalog && other.Items.Contains(n))
            {
                return other;
            }
        }

        return null;
    }

    private void Undraft(long n, string id)
    {
        if (_drafted.Remove(n))
        {
            _sql.DropDraft.Run(n);
            _sql.DropDraftLinks.Run(id);
        }
    }

    /// <summary>Whether an item names other products than the stored one, or names them otherwise.</summary>
    private bool NamesOthers(ItemDraft item)
    {
        using var stored = _sql.FindLinks.Read(_shop, item.Id);
        for (var i = 0; i < item.Links.Count; i++)
        {
            var link = item.Links[i];
            if (!link.Removed && (!stored.Next() || stored.Text(0) != link.ProductId || (LinkKind)stored.Number(1) != link.Kind || stored.Number(2) == 1 != link.IsDefault))
            {
                return true;
            }
        }

        return stored.Next();
    }

    private void DraftDeletion(long n, string id, OpenScope scope)
    {
        _sql.PutDraft.Run(n, id, scope.Id, (int)Deleted, SqlValue.Null, SqlValue.Null, 1);
        _sql.DropDraftLinks.Run(id);
        _drafted.Add(n);
    }

    /// <summary>What the open scope says of a product; null where it says that there is nothing any more.</summary>
    private void StageEntry(string productId, ReadOnlyMemory<byte>? data, string what)
    {
        var scope = Open();
        if (data is not null)
        {
            scope.Named++;
        }

        StageEntry(scope, productId, data, what);
    }

    private void StageEntry(OpenScope scope, string productId, ReadOnlyMemory<byte>? data, string what)
    {
        using var found = _sql.FindEntry.Read(scope.Id, _shop, productId);
        if (found.Next())
        {
            StageEntry(scope, found.Number(3), GroupRecord.IsStored(found, out var stored), stored, data, productId, what);
        }
        else if (data is not null)
        {
            StageEntry(scope, Add(productId).N, false, default, data, productId, what);
        }
    }

    /// <param name="what">What the record is, where saying it twice is odd; else empty.</param>
    private void StageEntry(OpenScope scope, long n, bool isStored, ReadOnlySpan<byte> stored, ReadOnlyMemory<byte>? data, string id, string what)
    {
        if (n == 0)
        {
            return;
        }

        if (scope.Scope.Kind != ScopeKind.Catalog)
        {
            ToldOf(scope, n);
        }

        if (scope.Entries.Add(n))
        {
            scope.Met += isStored ? 1 : 0;
        }
        else
        {
            // Told in pieces: one of them alone would not be the whole the next time.
            scope.Forget();
            if (data is not null && what.Length > 0)
            {
                Repeated(scope, id, what, 0);
            }
        }

        var same = data is { } now ? isStored && stored.SequenceEqual(now.Span) : !isStored;
        if (!same)
        {
            _sql.PutStaged.Run(scope.Id, n, isStored ? 1 : 0, data is { } changed ? changed : SqlValue.Null);
            scope.Staged.Add(n);
        }
        else if (scope.Staged.Remove(n))
        {
            _sql.DropStaged.Run(scope.Id, n);
        }
    }

    private Product? Find(string id, ReadOnlySpan<byte> hash = default)
    {
        using var found = _sql.FindProduct.Read(_shop, id);
        return found.Next()
            ? new Product(found.Number(0), found.IsNull(1) ? null : found.Number(1), (ItemKind)found.Number(2), found.Bytes(3).SequenceEqual(hash))
            : null;
    }

    /// <summary>An id that is only named takes a place as if it were sold by itself, until a catalog describes it.</summary>
    private Product Add(string id)
    {
        _sql.AddProduct.Run(_shop, id, _number);
        return new Product(_sql.LastRow.Number(), null, ItemKind.Unknown, false);
    }

    private OpenScope Open() => _open ?? throw new InvalidOperationException("no scope is open: call Begin first");

    private static Hash128 Hash(ItemDraft item)
    {
        var hash = Hash128.Of(item.Bytes, Hash128.Of([(byte)item.Kind]));
        for (var i = 0; i < item.Links.Count; i++)
        {
            var link = item.Links[i];
            if (!link.Removed)
            {
                hash = Hash128.Of([(byte)link.Kind, link.IsDefault ? (byte)1 : (byte)0], Hash128.Of(MemoryMarshal.AsBytes(link.ProductId.AsSpan()), hash));
            }
        }

        return hash;
    }

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private readonly record struct Product(long N, long? Scope, ItemKind Kind, bool SameHash);

    private sealed class OpenScope(Scope scope, long id, long stored)
    {
        public Scope Scope => scope;

        public long Id => id;

        /// <summary>Entries that the mirror held before this read.</summary>
        public long Stored => stored;

        /// <summary>Complete once it was told so, whatever came behind.</summary>
        public ScopeMode Mode { get; set; }

        /// <summary>As it is being told now.</summary>
        public ScopeMode Told { get; set; }

        public string Origin { get; set; } = "";

        public DateTimeOffset? SourceTime { get; set; }

        /// <summary>Products that it described.</summary>
        public SeenSet Items { get; } = new();

        /// <summary>Products of which it said something, or said that it has nothing.</summary>
        public SeenSet Entries { get; private set; } = new();

        /// <summary>Of <see cref="Stored"/>, those among <see cref="Entries"/>.</summary>
        public long Met { get; set; }

        public SeenSet Staged { get; private set; } = new();

        /// <summary>What it was told in its last whole read, and what it is told now; null where that does not count.</summary>
        public ToldMemory? Memory { get; set; }

        public string? Circumstances { get; set; }

        public bool IsForgotten { get; private set; }

        /// <summary>Nothing of it is remembered in this read.</summary>
        public void Forget()
        {
            Memory?.Dispose();
            (Memory, IsForgotten) = (null, true);
        }

        /// <summary>The product of which something was told last; in a first read, the how manieth record that was.</summary>
        public long LastTold { get; set; }

        /// <summary>Products that it described before, and describes again.</summary>
        public long MetItems { get; set; }

        /// <summary>The categories it named, null for a deleted one. Trees are small: they are staged in memory.</summary>
        public Dictionary<string, string?> Categories { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string?> SharedAttributes { get; } = new(StringComparer.Ordinal);

        public string? Header { get; set; }

        /// <summary>Categories of products, as told; null where none were.</summary>
        public ToldPlaces? Places { get; set; }

        /// <summary>What is remembered of them for the next read; null where that is not all.</summary>
        public PlaceMemory? PlaceMemory { get; set; }

        /// <summary>Products of which the last whole read was told categories and this one was not; null where it is not known.</summary>
        public List<long>? PlacesGone { get; set; }

        /// <summary>Forgets what was said of products' prices or stock.</summary>
        public void BeginAgain() => (Entries, Staged, Met) = (new SeenSet(), new SeenSet(), 0);

        public int Named { get; set; }

        /// <summary>Of how many products more it holds something now than before.</summary>
        public int More { get; set; }

        public int Added { get; set; }

        public int Changed { get; set; }

        public int Deleted { get; set; }

        /// <summary>Products that it describes now and did not, or describes otherwise; those that it described before count elsewhere.</summary>
        public int Described { get; set; }

        /// <summary>Its header, categories or shared attributes differ from before.</summary>
        public bool Touched { get; set; }
    }
}
