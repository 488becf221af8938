using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Connector.Store;

/// <summary>
/// One read of a shop into the mirror, in one transaction: it shows whole when it commits, or not at all.
/// Only what differs from before is written; a read that changes nothing takes no number.
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
    private OpenScope? _open;
    private int _warningCount;
    private bool _changed;

    internal MirrorRead(SqliteConnection connection, string shop, DateTimeOffset now, int brakePercent)
    {
        _connection = connection;
        _now = now;
        _brakePercent = brakePercent;
        _shopName = shop;
        // Immediate: reads of one mirror stand in line, so that numbers appear in commit order.
        _transaction = connection.BeginTransaction(deferred: false);
        using (var temp = connection.CreateCommand())
        {
            temp.CommandText = """
                CREATE TEMP TABLE IF NOT EXISTS draft(n INTEGER PRIMARY KEY, id TEXT NOT NULL, scope INTEGER NOT NULL, kind INTEGER NOT NULL, hash BLOB, data BLOB);
                CREATE TEMP TABLE IF NOT EXISTS draft_variant(master TEXT NOT NULL, id TEXT NOT NULL, is_default INTEGER NOT NULL, PRIMARY KEY(master, id)) WITHOUT ROWID;
                CREATE TEMP TABLE IF NOT EXISTS regroup(n INTEGER PRIMARY KEY);
                CREATE TEMP TABLE IF NOT EXISTS place(scope INTEGER NOT NULL, n INTEGER NOT NULL, seq INTEGER NOT NULL, category TEXT NOT NULL, is_primary INTEGER NOT NULL, PRIMARY KEY(scope, n, seq)) WITHOUT ROWID;
                DELETE FROM draft; DELETE FROM draft_variant; DELETE FROM regroup; DELETE FROM place;
                """;
            temp.Transaction = _transaction;
            temp.ExecuteNonQuery();
        }

        _sql = new Statements(connection, _transaction);
        _sql.AddShop.Run(shop);
        _shop = _sql.FindShop.Number(shop);
        _number = _sql.LastRead.Number() + 1;
    }

    public void Begin(Scope scope, ScopeMode mode, DateTimeOffset? sourceTime, string origin)
    {
        if (scope.Kind != ScopeKind.Catalog)
        {
            Settle();
        }

        if (!_scopes.TryGetValue(scope, out var open))
        {
            var id = _sql.FindScope.Number(_shop, (int)scope.Kind, scope.Id);
            var isNew = id == 0;
            if (isNew)
            {
                _sql.AddScope.Run(_shop, (int)scope.Kind, scope.Id, Time(_now));
                id = _sql.FindScope.Number(_shop, (int)scope.Kind, scope.Id);
                _changed = true;
            }

            open = new OpenScope(scope, id) { Mode = mode };
            _scopes.Add(scope, open);
        }

        open.Mode = mode == ScopeMode.Delta ? ScopeMode.Delta : open.Mode;
        open.Origin = origin;
        open.SourceTime = sourceTime > open.SourceTime || open.SourceTime is null ? sourceTime : open.SourceTime;
        _open = open;
    }

    public void End() => _open = null;

    public void Upsert(ItemDraft item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var scope = Open();
        var product = FindOrAdd(item.Id);
        if (!scope.Items.Add(product.N))
        {
            Repeated(scope, item.Id, "product", item.Line);
        }

        Span<byte> hash = stackalloc byte[32];
        Hash(item, hash);
        if (product.Hash is { } stored && stored.AsSpan().SequenceEqual(hash[..16]) && product.Scope == scope.Id)
        {
            Undraft(product.N, item.Id);
            return;
        }

        _sql.PutDraft.Run(product.N, item.Id, scope.Id, (int)item.Kind, hash[..16].ToArray(), item.Bytes.ToArray());
        _sql.DropDraftVariants.Run(item.Id);
        foreach (var variant in item.Variants)
        {
            _sql.PutDraftVariant.Run(item.Id, variant.ProductId, variant.IsDefault ? 1 : 0);
        }

        _drafted.Add(product.N);
    }

    public void DeleteItem(string productId)
    {
        var scope = Open();
        var product = FindOrAdd(productId);
        scope.Items.Remove(product.N);
        Undraft(product.N, productId);
        if (product.Kind != ItemKind.Unknown)
        {
            _sql.PutDraft.Run(product.N, productId, scope.Id, (int)Deleted, null, null);
            _drafted.Add(product.N);
        }
    }

    public void Upsert(CategoryRecord category)
    {
        ArgumentNullException.ThrowIfNull(category);
        var scope = Open();
        if (!scope.Categories.Add(category.Id))
        {
            Repeated(scope, category.Id, "category", 0);
        }

        if (_sql.PutCategory.Run(scope.Id, category.Id, JsonSerializer.Serialize(category, MirrorJson.Default.CategoryRecord)) > 0)
        {
            scope.Touch();
        }
    }

    public void DeleteCategory(string categoryId)
    {
        var scope = Open();
        scope.Categories.Remove(categoryId);
        if (_sql.DropCategory.Run(scope.Id, categoryId) > 0)
        {
            scope.Touch();
        }
    }

    public void Upsert(SharedVariationAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        var scope = Open();
        if (_sql.PutShared.Run(scope.Id, attribute.VariationAttributeId, JsonSerializer.Serialize(attribute, MirrorJson.Default.SharedVariationAttribute)) > 0)
        {
            scope.Touch();
        }
    }

    public void Assign(CategoryAssignment assignment)
    {
        var scope = Open();
        var product = FindOrAdd(assignment.ProductId);
        _sql.PutPlace.Run(scope.Id, product.N, ++scope.PlaceSequence, assignment.CategoryId, assignment.Primary ? 1 : 0);
    }

    public void Unassign(string productId, string categoryId)
    {
        var scope = Open();
        var product = FindOrAdd(productId);
        // A later row for the same category that takes it away again: 2 stands for removed.
        _sql.PutPlace.Run(scope.Id, product.N, ++scope.PlaceSequence, categoryId, 2);
    }

    public void Upsert(PriceBookHeader header) => PutHeader(JsonSerializer.Serialize(header, MirrorJson.Default.PriceBookHeader));

    public void Upsert(InventoryListHeader header) => PutHeader(JsonSerializer.Serialize(header, MirrorJson.Default.InventoryListHeader));

    public void Upsert(string productId, IReadOnlyList<PriceTable> tables) => PutEntry(productId, EntryCodec.Prices(tables), "price record");

    public void Upsert(StockRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        PutEntry(record.ProductId, EntryCodec.Stock(record), "inventory record");
    }

    public void DeletePrices(string productId) => DropEntry(productId);

    public void DeleteStock(string productId) => DropEntry(productId);

    public void Warn(ReadWarning warning)
    {
        if (_warningCount++ < KeptWarnings)
        {
            _warnings.Add(warning);
        }
    }

    public void Dispose()
    {
        _sql.Dispose();
        _transaction.Dispose();
        _connection.Dispose();
    }

    private void Repeated(OpenScope scope, string id, string what, int line) =>
        Warn(new ReadWarning("record.repeated", scope.Origin, line, $"{what} {id} stands more than once in {scope.Scope}; the last one counts"));

    private void Undraft(long n, string id)
    {
        if (_drafted.Contains(n))
        {
            _drafted.Remove(n);
            _sql.DropDraft.Run(n);
            _sql.DropDraftVariants.Run(id);
        }
    }

    private void PutHeader(string json)
    {
        var scope = Open();
        if (_sql.PutHeader.Run(scope.Id, json) > 0)
        {
            scope.Touch();
        }
    }

    private void PutEntry(string productId, byte[] data, string what)
    {
        var scope = Open();
        var product = FindOrAdd(productId);
        if (!scope.Entries.Add(product.N))
        {
            Repeated(scope, productId, what, 0);
        }

        if (_sql.FindEntry.One(scope.Id, product.Group, product.Head, productId) is byte[] before)
        {
            if (before.AsSpan().SequenceEqual(data))
            {
                return;
            }

            scope.Changed++;
        }
        else
        {
            scope.Added++;
        }

        _sql.PutEntry.Run(scope.Id, product.Group, product.Head, productId, data);
        Touch(product.N);
    }

    private void DropEntry(string productId)
    {
        var scope = Open();
        var product = FindOrAdd(productId);
        scope.Entries.Remove(product.N);
        if (_sql.DropEntry.Run(scope.Id, product.Group, product.Head, productId) > 0)
        {
            scope.Deleted++;
            Touch(product.N);
        }
    }

    private void Touch(long n)
    {
        _changed = true;
        _sql.Touch.Run(n, _number);
    }

    private Product FindOrAdd(string id)
    {
        using (var found = _sql.FindProduct.Read(_shop, id))
        {
            if (found.Read())
            {
                return new Product(
                    found.GetInt64(0), found.IsDBNull(1) ? null : found.GetInt64(1), (ItemKind)found.GetInt32(2), found.GetString(3), found.GetInt32(4),
                    found.IsDBNull(5) ? null : found.GetFieldValue<byte[]>(5));
            }
        }

        // An id that is only named takes a place as if it were sold by itself, until a catalog describes it.
        _sql.AddProduct.Run(_shop, id, _number);
        return new Product(_sql.LastRow.Number(), null, ItemKind.Unknown, id, 1, null);
    }

    private OpenScope Open() => _open ?? throw new InvalidOperationException("no scope is open: call Begin first");

    private static void Hash(ItemDraft item, Span<byte> hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData([(byte)item.Kind]);
        sha.AppendData(item.Bytes);
        foreach (var variant in item.Variants)
        {
            sha.AppendData(Encoding.UTF8.GetBytes(variant.ProductId));
            sha.AppendData([(byte)(variant.IsDefault ? 1 : 0)]);
        }

        sha.GetHashAndReset(hash);
    }

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private readonly record struct Product(long N, long? Scope, ItemKind Kind, string Group, int Head, byte[]? Hash);

    private sealed class OpenScope(Scope scope, long id)
    {
        public Scope Scope => scope;

        public long Id => id;

        public ScopeMode Mode { get; set; }

        public string Origin { get; set; } = "";

        public DateTimeOffset? SourceTime { get; set; }

        public SeenSet Items { get; } = new();

        public SeenSet Entries { get; } = new();

        public HashSet<string> Categories { get; } = new(StringComparer.Ordinal);

        public int PlaceSequence { get; set; }

        public int Added { get; set; }

        public int Changed { get; set; }

        public int Deleted { get; set; }

        public bool Touched { get; private set; }

        public void Touch() => Touched = true;
    }
}
