using System.Text;
using Connector.Archive;
using Connector.Feeds;
using Connector.State;
using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Review;

/// <summary>
/// The rows that TikTok had after a run, view by view: those of the last full feed up to it, with what deltas have sent and deleted since. Kept in a file while it is
/// looked at, not in memory.
/// </summary>
internal sealed class PublishedState : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly Prepared _put;
    private readonly Prepared _remove;
    private readonly string _path;

    private PublishedState(string path)
    {
        _path = path;
        File.Delete(path);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        using var create = _connection.CreateCommand();
        create.CommandText = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE s(view_name TEXT NOT NULL, sku TEXT NOT NULL, sheet TEXT NOT NULL, row BLOB NOT NULL, PRIMARY KEY(view_name, sku));";
        create.ExecuteNonQuery();
        _transaction = _connection.BeginTransaction();
        _put = new Prepared(_connection, "INSERT INTO s(view_name, sku, sheet, row) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(view_name, sku) DO UPDATE SET sheet = excluded.sheet, row = excluded.row");
        _remove = new Prepared(_connection, "DELETE FROM s WHERE view_name = ?1 AND sku = ?2");
    }

    /// <summary>Views of which no full feed was found: of those, it is known only what deltas have sent.</summary>
    public IReadOnlyList<string> WithoutFull { get; private set; } = [];

    /// <summary>Puts it together.</summary>
    /// <param name="path">Where it is kept meanwhile.</param>
    /// <param name="account">The account.</param>
    /// <param name="sealedRuns">Its product runs up to the one that is meant, which were sealed, the oldest first.</param>
    /// <param name="views">These views.</param>
    /// <param name="skus">Only these SKUs; null: all.</param>
    /// <param name="folders">The archive.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="PersonMustDecideException"><c>archive.lost</c>: a file of one of these runs is not in the archive.</exception>
    public static PublishedState After(
        string path, string account, IReadOnlyList<RunRow> sealedRuns, IReadOnlyList<string> views, IReadOnlySet<string>? skus, RunFolders folders, CancellationToken cancellation)
    {
        var state = new PublishedState(path);
        try
        {
            var made = sealedRuns.Select(run => (Run: run, Made: folders.Get<FeedMade>(account, run.Id, RecordNames.Feed))).Where(run => run.Made is not null).ToList();
            var full = views.ToDictionary(
                view => view, view => made.FindLastIndex(run => run.Run.Kind == nameof(FeedKind.Full) && run.Made!.Views.Any(counts => counts.View == view)), StringComparer.Ordinal);
            state.WithoutFull = [.. views.Where(view => full[view] < 0)];
            for (var at = 0; at < made.Count; at++)
            {
                var (run, feed) = made[at];
                foreach (var file in feed!.Files.Where(file => full.TryGetValue(file.View, out var begin) && at >= begin))
                {
                    cancellation.ThrowIfCancellationRequested();
                    state.Take(account, run, file, skus, folders, cancellation);
                }
            }

            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>The rows, by view and SKU.</summary>
    public IEnumerable<(string View, string Sku, string Sheet, byte[] Row)> All()
    {
        using var list = new Prepared(_connection, "SELECT view_name, sku, sheet, row FROM s ORDER BY view_name, sku");
        using var rows = list.Read();
        while (rows.Next())
        {
            yield return (rows.Text(0), rows.Text(1), rows.Text(2), rows.Bytes(3).ToArray());
        }
    }

    public void Remove(string view, string sku) => _remove.Run(view, sku);

    public void Dispose()
    {
        _put.Dispose();
        _remove.Dispose();
        _transaction.Dispose();
        _connection.Dispose();
        File.Delete(_path);
    }

    private void Take(string account, RunRow run, FeedFile file, IReadOnlySet<string>? skus, RunFolders folders, CancellationToken cancellation)
    {
        using var archived = ArchivedFile.Open(folders, account, run.Id, file) ?? throw new PersonMustDecideException(
            "archive.lost", $"File {file.Name} of run {run.Id} is not in the archive any more, nor are its rows; without it, it is not known what TikTok had.",
            "Name a run after a later full feed, or put the file back from a copy of the archive.");
        using var plain = archived.Plain();
        using var rows = new RowReader(plain, isQuoted: file.Kind == FeedFileKind.Product);
        if (file.Kind == FeedFileKind.Delete)
        {
            while (rows.Next())
            {
                _remove.Run(file.View, Encoding.UTF8.GetString(rows.Row.TrimEnd("\r\n"u8)));
            }

            return;
        }

        var id = folders.Get<PolicyRecord>(account, run.Id, RecordNames.Policy)!.Sheet.Split('/')[0];
        var sheet = FeedSheets.Find(id) ?? throw new PersonMustDecideException("archive.sheet", $"Run {run.Id} has rows of sheet {id}, which this Connector does not know.", "Name a later run.");
        var column = sheet.IndexOf("sku_id");
        for (var isHeader = true; rows.Next(); isHeader = false)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isHeader)
            {
                continue;
            }

            var row = rows.Row.ToArray();
            var sku = EncodedRow.Parse(sheet, row).Value(column);
            if (skus?.Contains(sku) != false)
            {
                _put.Run(file.View, sku, id, row);
            }
        }
    }
}
