namespace Connector.Sandbox;

/// <summary>An alert that was taken.</summary>
internal sealed record Alert(string RequestId, string Account, Uri Url, FeedKind Kind);

/// <summary>
/// What follows an alert: list the folder, choose files by the crawl model, fetch and apply them. A fault, wrong credentials among them,
/// becomes a file result that only the stand-in's owner can see: the sender was told code 0, as no public call tells it more.
/// </summary>
internal sealed class Crawl(HttpClient http, Holdings holdings, TimeProvider clock)
{
    public async Task RunAsync(Alert alert, StandInSettings settings, CancellationToken ct)
    {
        if (holdings.Connection(alert.Account) is not { } connection) return;
        var folder = new FolderReading(http, connection, settings);
        holdings.NotePickup(alert.Account, alert.RequestId);
        IReadOnlyList<FolderEntry> entries;
        try
        {
            entries = await folder.ListAsync(alert.Url, ct);
        }
        catch (NotFetched e)
        {
            Note(alert, alert.Url.AbsoluteUri, null, FileOutcome.NotFetched, e.Code, e.Message);
            return;
        }

        foreach (var (entry, name) in Chosen(entries, alert, settings.CrawlModel))
        {
            try
            {
                await using var bytes = await folder.FetchAsync(entry, ct);
                Apply(alert, connection, settings, entry, name, bytes);
            }
            catch (NotFetched e)
            {
                Note(alert, entry.Name, entry, FileOutcome.NotFetched, e.Code, e.Message);
            }
            catch (FileRefused e)
            {
                Note(alert, entry.Name, entry, FileOutcome.Refused, e.Code, e.Message);
            }
        }
    }

    private (FolderEntry Entry, FeedFileName Name)[] Chosen(IReadOnlyList<FolderEntry> entries, Alert alert, CrawlModel model)
    {
        var named = entries
            .Where(e => !e.Name.StartsWith("TEMP_", StringComparison.Ordinal))
            .Select(e => (Entry: e, Name: FeedFileName.Parse(e.Name, alert.Kind, e.Modified)!))
            .Where(e => e.Name is not null)
            .OrderBy(e => e.Name.Timestamp, StringComparer.Ordinal).ThenBy(e => e.Name.Part).ThenBy(e => e.Entry.Name, StringComparer.Ordinal)
            .ToArray();
        return model switch
        {
            CrawlModel.All => named,
            CrawlModel.Newest => named.GroupBy(e => e.Name.Series).SelectMany(s => s.Where(e => e.Name.Timestamp == s.Last().Name.Timestamp)).ToArray(),
            _ => named.Where(e => !holdings.HasSeen(alert.Account, e.Entry.Identity)).ToArray(),
        };
    }

    private void Apply(Alert alert, StandInConnection connection, StandInSettings settings, FolderEntry entry, FeedFileName name, Stream bytes)
    {
        if (settings.RefuseFilesWith != 0) throw new FileRefused(settings.RefuseFilesWith, "Refused by order.");
        var catalogs = connection.Catalogs.Where(name.IsFor).ToArray();
        if (name.Kind != FeedKind.Inventory && catalogs.Length == 0)
            throw new FileRefused(40007, $"No catalog of this connection is for site {name.Site} and locale {name.Locale ?? "(any)"}.");

        var content = new FileReading(settings).Read(name, bytes, catalogs.FirstOrDefault()?.Currency);
        int added = 0, changed = 0, unchanged = 0, removed = 0;
        switch (name.Kind)
        {
            case FeedKind.Product:
                foreach (var catalog in catalogs)
                {
                    var fate = holdings.Take(alert.Account, catalog.CatalogId, content.Rows, settings.ReviewDelay);
                    (added, changed, unchanged) = (added + fate.Added, changed + fate.Changed, unchanged + fate.Unchanged);
                }

                break;
            case FeedKind.Delete:
                removed = holdings.Remove(alert.Account, name.IsFor, content.Deleted);
                break;
            default:
                (added, changed, unchanged, removed) = holdings.TakeStock(alert.Account, content.Stock);
                break;
        }

        var file = State(alert, entry.Name, entry, content.Errors == 0 ? FileOutcome.Taken : FileOutcome.PartlyTaken, 0, null) with
        {
            Added = added,
            Changed = changed,
            Unchanged = unchanged,
            Removed = removed,
            Errors = content.Errors,
            Warnings = content.Warnings,
            Issues = content.Issues.Take(settings.IssuesKept).ToValueList(),
        };
        holdings.Note(alert.Account, file, entry.Identity);
    }

    private void Note(Alert alert, string name, FolderEntry? entry, FileOutcome outcome, int code, string reason) =>
        holdings.Note(alert.Account, State(alert, name, entry, outcome, code, reason), outcome == FileOutcome.Refused ? entry?.Identity : null);

    private FileState State(Alert alert, string name, FolderEntry? entry, FileOutcome outcome, int code, string? reason) => new(
        alert.RequestId, name, alert.Kind.ToString().ToLowerInvariant(), entry?.Etag, entry?.Length, clock.GetUtcNow(), outcome, code, reason, 0, 0, 0, 0, 0, 0, []);
}
