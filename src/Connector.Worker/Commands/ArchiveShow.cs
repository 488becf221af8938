using System.Text.Json;
using Connector.Archive;

namespace Connector.Worker.Commands;

/// <summary>One folder of the archive, for a person.</summary>
internal static class ArchiveShow
{
    private const int SentencesShown = 20;

    public static void Write(House house, ArchivedFolder folder)
    {
        var (list, folders) = (house.Room<ArchiveList>(), house.Room<RunFolders>());
        var entry = list.Entry(folder);
        var seal = folders.Get<SealRecord>(folder.Account, folder.Id, RecordNames.Seal);
        var name = folder.Files.Keys.FirstOrDefault(file => ChainedRecord.IsEventName(file));
        var record = name is null ? null : JsonSerializer.Deserialize<JsonElement?>(File.ReadAllBytes(folder.Of(name)), RunFolders.Json);
        if (house.Json)
        {
            JsonLines.Write(new { entry, seal, record, files = folder.Files });
            return;
        }

        Screen.Line($"{folder.Id} of {folder.Account}: {entry.What}, {entry.State}{(entry.At is { } at ? $", {ArchiveCommands.Text(at)} UTC" : "")}{(entry.By.Length > 0 ? $", by {entry.By}" : "")}");
        if (record is { } done)
        {
            Screen.Line($"{name}:");
            Screen.Line(JsonSerializer.Serialize(done, JsonLines.Options));
        }

        if (seal is not null)
        {
            Made(house, folder, seal);
        }
        else if (record is null)
        {
            Screen.Line("  It was never sealed: nothing of it counts as delivered. Its records: " + string.Join(", ", folders.Records(folder.Account, folder.Id)));
        }

        foreach (var review in folders.Records(folder.Account, folder.Id).Where(file => RecordNames.ReviewPosition(file) is not null))
        {
            if (folders.Get<ReviewRecord>(folder.Account, folder.Id, review) is { } told)
            {
                var answers = told.Answers.GroupBy(answer => answer.State, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count():N0} {group.Key.ToLowerInvariant()}");
                Screen.Line($"  answered {ArchiveCommands.Text(told.At)} UTC (record {told.Position}): {string.Join(", ", answers.DefaultIfEmpty("nothing new"))}");
                Behind(told);
            }
        }

        if (folder.Files.ContainsKey(RecordNames.Refused) && folders.Get<Feeds.RefusalRecord>(folder.Account, folder.Id, RecordNames.Refused) is { } refused)
        {
            Screen.Line($"  refused as such, says {refused.By} {ArchiveCommands.Text(refused.At)} UTC (record {refused.Position}){(refused.Because.Length > 0 ? $": {refused.Because}" : "")}");
        }

        Screen.Line($"  in {folder.Path}");
    }

    /// <summary>What stands behind answers: the job of a catalog, or calls.</summary>
    private static void Behind(ReviewRecord told)
    {
        if (told.Job is { } job)
        {
            Screen.Line($"    job {job.Job.LogId} of catalog {job.Job.CatalogId}, {job.Job.Deed.ToString().ToLowerInvariant()} {job.Job.File}: {job.State.Progress.ToString().ToLowerInvariant()}, {job.State.Added:N0} added, {job.State.Updated:N0} updated, {job.State.Deleted:N0} deleted, {job.State.Errors:N0} refused");
        }

        if (told.Calls is not { } calls)
        {
            return;
        }

        var made = calls.Where(line => line.Call != "none").GroupBy(line => (line.Call, line.Done)).Select(group => $"{group.Count():N0} {group.Key.Call}{(group.Key.Done ? "" : " not taken")}");
        Screen.Line($"    calls: {string.Join(", ", made.DefaultIfEmpty("none"))}");
        foreach (var line in calls.Where(line => line.Sentences.Count > 0).Take(SentencesShown))
        {
            Screen.Line($"      {line.Group}{(line.Product.Length > 0 ? $" (product {line.Product})" : "")}{(line.Call == "none" ? "" : $", {line.Call}")}: {string.Join("; ", line.Sentences)}");
        }
    }

    private static void Made(House house, ArchivedFolder folder, SealRecord seal)
    {
        Screen.Line($"  sealed {ArchiveCommands.Text(seal.Sealed)} UTC as record {seal.Position} of its chain{(seal.Connector is null ? "" : $", by connector {seal.Connector}")}");
        Screen.Line($"  from read {seal.ReadNumber} of the shop, fingerprint {seal.Fingerprint}{(seal.Sheet is null ? "" : $", sheet {seal.Sheet}")}");
        if (seal.Documents is { Count: > 0 } documents)
        {
            Screen.Line($"  decided by {string.Join(", ", documents)}");
        }

        if (seal.Releases is { Count: > 0 } releases)
        {
            Screen.Line($"  under {string.Join(", ", releases)}");
        }

        foreach (var file in seal.Manifest ?? [])
        {
            var gone = folder.Files.ContainsKey(file.Name) ? "" : "; no longer here, see archive verify";
            Screen.Line(file.Kind is null
                ? $"  {file.Name}: {file.Bytes:N0} bytes, SHA-256 {file.Sha256}{gone}"
                : $"  {file.Name}: {file.Kind.ToString()!.ToLowerInvariant()}, {file.Rows:N0} rows, {file.Bytes:N0} bytes{(file.PlainBytes == file.Bytes ? "" : $" ({file.PlainBytes:N0} unpacked)")}, SHA-256 {file.Sha256}{gone}");
        }

        foreach (var (file, sha256) in seal.Manifest is null ? seal.Files : new Dictionary<string, string>())
        {
            Screen.Line($"  {file}: SHA-256 {sha256}{(folder.Files.ContainsKey(file) ? "" : "; no longer here, see archive verify")}");
        }

        foreach (var told in seal.Alerts ?? house.Room<RunFolders>().Get<AlertRecord>(folder.Account, folder.Id, RecordNames.Alert)?.Receipts ?? [])
        {
            var last = told.Attempts.Count > 0 ? told.Attempts[^1] : null;
            Screen.Line($"  told {told.Alert.FeedType.ToString().ToLowerInvariant()} {told.Alert.UpdateType.ToString().ToLowerInvariant()} at {told.Alert.Url}: taken {ArchiveCommands.Text(told.Taken)} UTC, attempt {told.Attempts.Count}, code {last?.Code}{(last?.RequestId is { Length: > 0 } id ? $", request {id}" : "")}");
        }
    }
}
