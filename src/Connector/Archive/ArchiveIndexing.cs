using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Connector.Feeds;
using Connector.Review;
using Connector.State;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Archive;

/// <summary>What was taken into the archive's index.</summary>
/// <param name="Records">Chained records that were looked at.</param>
/// <param name="Versions">Rows, deletions and quantities that differ from what TikTok was told before.</param>
/// <param name="Misfits">What does not fit in the archive, in sentences; what to do is for <c>archive verify</c> to say.</param>
public sealed record Indexed(long Records, long Versions, IReadOnlyList<string> Misfits);

/// <summary>
/// Keeps the index of the archive: takes in what was chained since it was last looked at, record by record, out of the delivered files themselves. It stands beside the
/// trip: a run that is sealed is taken in by the worker's next look, or by the command that asks.
/// </summary>
public sealed class ArchiveIndexing(ArchiveIndex index, RunFolders folders, StateDatabase state)
{
    private readonly ChainReader _chain = new(folders, state);

    /// <summary>Takes in what is new in the chains of all accounts, or of one.</summary>
    /// <param name="account">Only this account; null: all that the archive has.</param>
    /// <param name="told">Told which record is looked at; may be null.</param>
    /// <param name="cancellation">Ends it; what was taken in stays.</param>
    public Indexed CatchUp(string? account, IProgress<TripStep>? told, CancellationToken cancellation)
    {
        using var db = index.Open();
        var (records, versions, misfits) = (0L, 0L, new List<string>());
        foreach (var name in account is null ? _chain.Accounts() : [account])
        {
            var (id, position, hash) = Known(db, name);
            var found = _chain.Behind(name, position, hash);
            if (found is null)
            {
                // The state was restored from a backup, or the archive was: what stood in the index may never have been.
                Forget(db, id);
                (position, hash) = (0, "");
                found = _chain.Behind(name, position, hash) ?? ([], []);
            }

            foreach (var record in found.Value.Records)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    versions += Take(db, name, id, record, misfits, told, cancellation);
                }
                catch (Exception odd) when (odd is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or InvalidDataException)
                {
                    throw RunFolders.Odd(Path.Combine(folders.Of(name, record.Folder), record.Name), odd);
                }

                records++;
            }

            misfits.AddRange(found.Value.Misfits);
        }

        return new Indexed(records, versions, misfits);
    }

    /// <summary>Makes the index anew of the archive alone.</summary>
    public Indexed Anew(IProgress<TripStep>? told, CancellationToken cancellation)
    {
        index.Forget();
        return CatchUp(null, told, cancellation);
    }

    private static (long Id, long Position, string Hash) Known(SqliteConnection db, string account)
    {
        db.Execute("INSERT INTO account(name, position, hash) VALUES(@account, 0, '') ON CONFLICT DO NOTHING", new { account });
        return db.QuerySingle<(long, long, string)>("SELECT id, position, hash FROM account WHERE name = @account", new { account });
    }

    private static void Forget(SqliteConnection db, long id)
    {
        using var transaction = db.BeginTransaction(deferred: false);
        db.Execute(
            """
            DELETE FROM version WHERE place IN (SELECT id FROM place WHERE account = @id);
            DELETE FROM quantity WHERE place IN (SELECT id FROM place WHERE account = @id);
            DELETE FROM offer WHERE place IN (SELECT id FROM place WHERE account = @id);
            DELETE FROM answer WHERE place IN (SELECT id FROM place WHERE account = @id);
            DELETE FROM place WHERE account = @id;
            DELETE FROM run WHERE account = @id;
            DELETE FROM file WHERE account = @id;
            DELETE FROM event WHERE account = @id;
            DELETE FROM event_sku WHERE account = @id;
            UPDATE account SET position = 0, hash = '' WHERE id = @id;
            """,
            new { id }, transaction);
        transaction.Commit();
    }

    /// <summary>Takes in one record, whole or not at all.</summary>
    private long Take(SqliteConnection db, string account, long id, ChainPlace record, List<string> misfits, IProgress<TripStep>? told, CancellationToken cancellation)
    {
        using var transaction = db.BeginTransaction(deferred: false);
        if (db.ExecuteScalar<long>("SELECT position FROM account WHERE id = @id", new { id }, transaction) >= record.Position)
        {
            // Another process was faster.
            return 0;
        }

        using var pen = new IndexPen(db, id, record.Position);
        switch (record.Name)
        {
            case RecordNames.Seal:
                told?.Report(new TripStep("index", $"run {record.Folder} of {account}", Done: false));
                Seal(pen, account, record, misfits, cancellation);
                break;
            case RecordNames.Refused:
                pen.Refuse(record.Folder, Instants.Text(Record<RefusalRecord>(account, record).At));
                Event(pen, account, record);
                break;
            case var name when RecordNames.ReviewPosition(name) is not null:
                var review = Record<ReviewRecord>(account, record);
                foreach (var answer in review.Answers)
                {
                    pen.Answer(answer, Instants.Text(review.At), Calls(review, answer));
                }

                break;
            default:
                Event(pen, account, record);
                break;
        }

        db.Execute("UPDATE account SET position = @Position, hash = @Hash WHERE id = @id", new { record.Position, record.Hash, id }, transaction);
        transaction.Commit();
        return pen.Versions;
    }

    /// <summary>The calls of the same record that TikTok took for the product of which the answer speaks.</summary>
    private static string Calls(ReviewRecord review, AnswerRecord answer)
    {
        if (review.Calls is not { Count: > 0 } lines || JsonElement.Parse(answer.Shown) is not { ValueKind: JsonValueKind.Object } shown || !shown.TryGetProperty("product", out var product) || product.ValueKind != JsonValueKind.String)
        {
            return "";
        }

        var id = product.GetString();
        return string.Join(", ", lines.Where(line => line.Done && line.View == answer.View && line.Product == id && line.Call != "none").Select(line => line.Call).Distinct(StringComparer.Ordinal));
    }

    private T Record<T>(string account, ChainPlace record)
        where T : class => folders.Get<T>(account, record.Folder, record.Name) ?? throw new InvalidDataException($"{record.Folder}/{record.Name} of account {account} is empty");

    private void Seal(IndexPen pen, string account, ChainPlace record, List<string> misfits, CancellationToken cancellation)
    {
        var seal = Record<SealRecord>(account, record);
        var toldAt = folders.Get<AlertRecord>(account, record.Folder, RecordNames.Alert)?.Taken ?? seal.Sealed;
        pen.Run(record.Folder, seal.Kind, Instants.Text(toldAt));
        if (folders.Get<FeedMade>(account, record.Folder, RecordNames.Feed) is not { } made)
        {
            misfits.Add($"account {account}: run {record.Folder} is sealed and has no record {RecordNames.Feed}");
            return;
        }

        var folder = folders.Of(account, record.Folder);
        var separator = Separator(account, record.Folder);
        foreach (var file in made.Files)
        {
            using var read = ArchivedFile.Open(folders, account, record.Folder, file);
            var id = pen.File(file, read is not null);
            if (read is null)
            {
                continue;
            }

            try
            {
                switch (file.Kind)
                {
                    case FeedFileKind.Product:
                        Rows(pen, read, file, id, separator, seal.Kind.IsDelta(), cancellation);
                        break;
                    case FeedFileKind.Delete:
                        Deletions(pen, read, file, id, seal.Kind.IsDelta());
                        break;
                    default:
                        Quantities(pen, read, seal.Kind.IsDelta(), cancellation);
                        break;
                }
            }
            catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or XmlException)
            {
                misfits.Add($"account {account}: file {file.Name} of run {record.Folder} cannot be read to its end: {fault.Message}");
            }
        }

        if (made.Offers is { } offers && StoredFile.Open(Path.Combine(folder, offers.Name), offers) is { } lines)
        {
            using (lines)
            {
                try
                {
                    Offers(pen, lines, cancellation);
                }
                catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or JsonException)
                {
                    misfits.Add($"account {account}: file {offers.Name} of run {record.Folder} cannot be read to its end: {fault.Message}");
                }
            }
        }
    }

    private static void Rows(IndexPen pen, ArchivedFile read, FeedFile file, long id, byte separator, bool isDelta, CancellationToken cancellation)
    {
        var view = pen.Place(file.View, isList: false);
        using var plain = read.Plain();
        using var rows = new RowReader(plain, isQuoted: true);
        for (var isHeader = true; rows.Next(); isHeader = false)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!isHeader)
            {
                pen.Row(view, RowReader.FirstField(rows.Row, separator), id, rows.At, rows.Row, isDelta);
            }
        }
    }

    private static void Deletions(IndexPen pen, ArchivedFile read, FeedFile file, long id, bool isDelta)
    {
        var view = pen.Place(file.View, isList: false);
        using var plain = read.Plain();
        using var rows = new RowReader(plain, isQuoted: false);
        while (rows.Next())
        {
            pen.Deletion(view, rows.Row.TrimEnd("\r\n"u8), id, rows.At, isDelta);
        }
    }

    private static void Quantities(IndexPen pen, ArchivedFile read, bool isDelta, CancellationToken cancellation)
    {
        using var plain = read.Plain();
        foreach (var (list, sku, quantity) in InventoryRows.Read(plain))
        {
            cancellation.ThrowIfCancellationRequested();
            pen.Quantity(pen.Place(list, isList: true), sku, quantity, isDelta);
        }
    }

    private static void Offers(IndexPen pen, StoredFile lines, CancellationToken cancellation)
    {
        using var plain = lines.Plain();
        using var rows = new RowReader(plain, isQuoted: false);
        while (rows.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            var json = new Utf8JsonReader(rows.Row);
            string? sku = null, view = null;
            while ((sku is null || view is null) && json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
                {
                    var (isSku, isView) = (json.ValueTextEquals("sku"u8), json.ValueTextEquals("view"u8));
                    json.Read();
                    sku = isSku ? json.GetString() : sku;
                    view = isView ? json.GetString() : view;
                }
            }

            pen.Offer(pen.Place(view ?? "", isList: false), sku ?? "", rows.At, rows.Row.Length);
        }
    }

    /// <summary>Of the sheet that the run's policies were compiled for.</summary>
    private byte Separator(string account, string run) => (byte)SheetOf(folders, account, run).Separator;

    internal static FeedSheet SheetOf(RunFolders folders, string account, string run) =>
        folders.Get<PolicyRecord>(account, run, RecordNames.Policy) is { } policy && FeedSheets.Find(policy.Sheet.Split('/')[0]) is { } sheet ? sheet : TikTokSfccSheet.Sheet;

    /// <summary>What was done beside the feeds, with the SKUs that its record names: as values of members called <c>sku</c> or <c>skus</c>, however deep, and in the lists of a reconciling feed.</summary>
    private void Event(IndexPen pen, string account, ChainPlace record)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folders.Of(account, record.Folder), record.Name)));
        var what = record.Name[(record.Name.IndexOf('-', StringComparison.Ordinal) + 1)..^".json".Length];
        var at = Text(json.RootElement, "at") is { Length: > 0 } told ? Instants.Text(Instants.Parse(told)) : Instants.Text(Instants.FromStamp(record.Folder[..14]));
        pen.Event(at, record.Folder, record.Name, what, Text(json.RootElement, "by"), Text(json.RootElement, "because"));
        Name(json.RootElement, "");
        if (record.Name == RecordNames.Adopt && Path.Combine(folders.Of(account, record.Folder), AdoptedRows.Name) is var adopted && File.Exists(adopted))
        {
            using var rows = File.OpenRead(adopted);
            using var buffered = new BufferedStream(rows, 1 << 16);
            foreach (var row in LedgerChange.Read(buffered))
            {
                pen.EventNames(row.Sku);
            }
        }

        void Name(JsonElement element, string member)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in element.EnumerateObject())
                    {
                        Name(property.Value, property.Name);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                    {
                        Name(item, member);
                    }

                    break;
                case JsonValueKind.String when member is "sku" or "skus" or "undeleted" or "unknown" or "lost":
                    pen.EventNames(element.GetString()!);
                    break;
            }
        }

        static string Text(JsonElement element, string member) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }
}
