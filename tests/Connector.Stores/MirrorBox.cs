using System.Globalization;
using Connector.Store;
using Connector.Stores.Sfcc;
using Microsoft.Data.Sqlite;

namespace Connector.Stores.Tests;

/// <summary>A mirror in a folder of its own, with everything that stands in it.</summary>
internal sealed class MirrorBox : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mirror-").FullName;
    private readonly Mirror _mirror;

    public MirrorBox() => _mirror = new Mirror(Path.Combine(_folder, "mirror.db"));

    /// <summary>The instant of the next fetch.</summary>
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    public bool SpoolIsEmpty => !Directory.Exists(Spool) || !Directory.EnumerateFiles(Spool, "*", SearchOption.AllDirectories).Any();

    private string Spool => Path.Combine(_folder, "spool");

    /// <summary>Reads a source, as the command does; a fault leaves the mirror as it was.</summary>
    public ReadReport Read(StoreSource source, SfccAdapter? adapter = null) => Fetch(source, StoreReadKind.Full, _ => { }, adapter);

    /// <summary>Fetches what there is, looks at it, and reads it unless it is empty.</summary>
    public ReadReport Fetch(StoreSource source, StoreReadKind kind, Action<IFetchedStore> look, SfccAdapter? adapter = null)
    {
        var fetch = new StoreFetch(source, kind, _mirror.Marks("shop"), Spool, Now);
        using var fetched = (adapter ?? new SfccAdapter()).FetchAsync(fetch, CancellationToken.None).GetAwaiter().GetResult();
        look(fetched);
        return fetched.IsEmpty ? new ReadReport(null, [], [], 0) : Read(read => fetched.Read(read, CancellationToken.None));
    }

    /// <summary>The shop's time of an inventory list.</summary>
    public DateTimeOffset? TimeOf(string list)
    {
        using var snapshot = _mirror.Snapshot("shop");
        return snapshot.Scopes.Single(scope => scope.Scope == new Scope(ScopeKind.InventoryList, list)).SourceTime;
    }

    public Policy.Catalog.Offer Offer(StoreView view, string sku)
    {
        using var snapshot = _mirror.Snapshot("shop");
        return snapshot.View(view, DateTimeOffset.UnixEpoch).Groups(KeyRange.All).SelectMany(group => group).Single(offer => offer.Sku.Value == sku);
    }

    public ReadReport Read(Action<IStoreRead> tell)
    {
        using var read = _mirror.Read("shop", DateTimeOffset.UnixEpoch, 100);
        tell(read);
        return read.Commit(CancellationToken.None);
    }

    /// <summary>Every row of every table.</summary>
    public IReadOnlyList<string> Rows()
    {
        using var connection = new SqliteConnection($"Data Source={_mirror.Path};Pooling=False");
        connection.Open();
        var rows = new List<string>();
        foreach (var table in Query(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        {
            rows.AddRange(Query(connection, $"SELECT * FROM {table} ORDER BY 1, 2").Select(row => table + ": " + row));
        }

        return rows;
    }

    public void Dispose()
    {
        Connector.Tests.Pools.Clear(_folder);
        Directory.Delete(_folder, recursive: true);
    }

    private static List<string> Query(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is this file's own.
        command.CommandText = text;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column) switch
            {
                byte[] bytes => Convert.ToHexString(bytes),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture),
            })));
        }

        return rows;
    }
}
