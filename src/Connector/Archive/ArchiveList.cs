using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.State;

namespace Connector.Archive;

/// <summary>A run, or something that was done beside the feeds, as the archive has it.</summary>
/// <param name="Account">The account, or <c>_documents</c>.</param>
/// <param name="Run">Its id.</param>
/// <param name="What">full, delta, inventory, takedown, prune ...</param>
/// <param name="At">When it was begun or done.</param>
/// <param name="By">Who or what did it; empty where the archive does not say.</param>
/// <param name="State">sealed, refused, unsealed or recorded.</param>
/// <param name="Told">In a few words.</param>
public sealed record ArchivedEntry(string Account, string Run, string What, DateTimeOffset? At, string By, string State, string Told)
{
    /// <summary>Rows of the files that were delivered.</summary>
    public long Rows { get; init; }

    /// <summary>Files that were delivered.</summary>
    public int Files { get; init; }

    /// <summary>Bytes of them.</summary>
    public long Bytes { get; init; }

    /// <summary>Of these files, those that are no longer here.</summary>
    public int Pruned { get; init; }
}

/// <summary>Looks into the archive, without any database: what there is, and one thing in full.</summary>
public sealed class ArchiveList(RunFolders folders)
{
    private const string Delivered = "files/";
    private const int SkusTold = 5;

    /// <summary>What the archive has, in the order of time.</summary>
    /// <param name="account">Only of this account; null: of all, and of the documents.</param>
    /// <param name="from">Only from this instant on.</param>
    /// <param name="to">Only before this instant.</param>
    /// <param name="kind">Only what has this word at the end of its id: full, delta, takedown ...</param>
    public IEnumerable<ArchivedEntry> All(string? account, DateTimeOffset? from, DateTimeOffset? to, string? kind)
    {
        var (first, last) = (from is { } begin ? Instants.Stamp(begin) : "", to is { } end ? Instants.Stamp(end) : "9");
        return ArchiveWalk.Accounts(folders.Root).Where(name => name != Chain.OfHeads && (account is null || name == account))
            .SelectMany(name => ArchiveWalk.Folders(folders.Root, name))
            .Where(folder => string.CompareOrdinal(folder.Stamp, first) >= 0 && string.CompareOrdinal(folder.Stamp, last) < 0 && (kind is null || KindOf(folder) == kind))
            .OrderBy(folder => folder.Stamp, StringComparer.Ordinal).ThenBy(folder => folder.Account, StringComparer.Ordinal).Select(Entry);
    }

    /// <summary>One of them.</summary>
    /// <exception cref="PersonMustDecideException">There is no such run, or several accounts have one.</exception>
    public ArchivedFolder Find(string? account, string run)
    {
        var found = ArchiveWalk.Accounts(folders.Root).Where(name => account is null || name == account).Select(name => ArchiveWalk.Find(folders.Root, name, run)).OfType<ArchivedFolder>().ToList();
        return found switch
        {
            [var only] => only,
            [] => throw new PersonMustDecideException("run.unknown", $"The archive has no run {run}{(account is null ? "" : $" of account {account}")}.", "See `connector archive list`."),
            _ => throw new PersonMustDecideException("run.several", $"{found.Count} accounts have a run {run}.", $"Name one with --account: {string.Join(", ", found.Select(folder => folder.Account))}."),
        };
    }

    public ArchivedEntry Entry(ArchivedFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var entry = new ArchivedEntry(folder.Account, folder.Id, KindOf(folder), TimeOf(folder), "", "unsealed", "");
        if (folder.Files.ContainsKey(RecordNames.Seal) && folders.Get<SealRecord>(folder.Account, folder.Id, RecordNames.Seal) is { } seal)
        {
            var files = seal.Files.Keys.Where(name => name.StartsWith(Delivered, StringComparison.Ordinal)).ToList();
            var bytes = seal.Manifest?.Where(file => file.Kind is not null).Sum(file => file.Bytes) ?? files.Sum(name => folder.Files.GetValueOrDefault(name));
            return entry with
            {
                By = seal.StartedBy ?? folders.Get<RunRecord>(folder.Account, folder.Id, RecordNames.Run)?.StartedBy ?? "", At = seal.Started ?? entry.At,
                State = folder.Files.ContainsKey(RecordNames.Refused) ? "refused" : "sealed", Rows = seal.Manifest?.Sum(file => file.Rows ?? 0) ?? 0, Files = files.Count, Bytes = bytes,
                Pruned = files.Count(name => !folder.Files.ContainsKey(name)),
            };
        }

        return folder.Files.Keys.FirstOrDefault(ChainedRecord.IsEventName) is { } name ? Event(entry, folder.Of(name))
            : entry with { By = folders.Get<RunRecord>(folder.Account, folder.Id, RecordNames.Run)?.StartedBy ?? "" };
    }

    /// <summary>
    /// Takes a run out: its folder as it is, with the archive's README.txt and a SHA256SUMS that <c>sha256sum -c</c> takes. The folder is looked over by the seal
    /// while it is copied.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="to">A folder that is not there, or empty.</param>
    /// <returns>Files, and those that differ from the seal or were pruned.</returns>
    public static (int Files, IReadOnlyList<string> Faults) Export(ArchivedFolder folder, string to)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any())
        {
            throw new PersonMustDecideException("export.folder", $"{Path.GetFullPath(to)} is not empty.", "Name a folder that is not there yet: what is exported shall not be mixed with anything.");
        }

        Directory.CreateDirectory(to);
        var sealedAs = folder.Files.Keys.Where(ChainedRecord.MayBe).Select(name => ChainedRecord.Read(folder.Account, folder.Id, name, folder.Of(name))).SelectMany(record => record.Vouched)
            .GroupBy(file => file.Key, StringComparer.Ordinal).ToDictionary(file => file.Key, file => file.First().Value, StringComparer.Ordinal);
        var (sums, faults) = (new StringBuilder(), new List<string>());
        foreach (var name in folder.Files.Keys.Order(StringComparer.Ordinal))
        {
            var copy = Path.Combine(to, Path.Combine(name.Split('/')));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(folder.Of(name), copy);
            using var file = File.OpenRead(copy);
            var hash = Convert.ToHexStringLower(SHA256.HashData(file));
            sums.Append(CultureInfo.InvariantCulture, $"{hash}  {name}\n");
            if (sealedAs.TryGetValue(name, out var was) && was != hash)
            {
                faults.Add($"{name} is not what was sealed: it has SHA-256 {hash}, it was {was}");
            }
        }

        faults.AddRange(sealedAs.Keys.Where(name => !folder.Files.ContainsKey(name)).Order(StringComparer.Ordinal).Select(name => $"{name} is not in the archive any more"));
        File.WriteAllText(Path.Combine(to, ArchiveReadme.Name), ArchiveReadme.Text);
        sums.Append(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ArchiveReadme.Text)))}  {ArchiveReadme.Name}\n");
        File.WriteAllText(Path.Combine(to, "SHA256SUMS"), sums.ToString());
        return (folder.Files.Count, faults);
    }

    private static ArchivedEntry Event(ArchivedEntry entry, string path)
    {
        entry = entry with { State = "recorded" };
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            return entry with
            {
                By = Text(root, "by"), At = root.TryGetProperty("at", out var at) && at.TryGetDateTimeOffset(out var when) ? when : entry.At,
                Told = string.Join("; ", new[] { What(root), Text(root, "because") }.Where(text => text.Length > 0)),
            };
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException)
        {
            return entry with { State = "unreadable", Told = "its record cannot be read; see archive verify" };
        }
    }

    /// <summary>What an event's record says was done, as far as its form is known.</summary>
    private static string What(JsonElement root)
    {
        if (root.TryGetProperty("changes", out var changes) && changes.ValueKind == JsonValueKind.Array)
        {
            var documents = changes.EnumerateArray().Select(change => $"{Text(change, "kind")}/{Text(change, "name")}@{change.GetProperty("version")}").ToList();
            return $"{Text(root, "what")} {string.Join(", ", documents.Take(SkusTold))}{(documents.Count > SkusTold ? $" and {documents.Count - SkusTold} more" : "")}";
        }

        if (root.TryGetProperty("skus", out var skus) && skus.ValueKind == JsonValueKind.Array)
        {
            var ended = root.TryGetProperty("ended", out var over) && over.ValueKind == JsonValueKind.True ? "ended for " : "";
            return $"{ended}{string.Join(", ", skus.EnumerateArray().Take(SkusTold))}{(skus.GetArrayLength() > SkusTold ? $" and {skus.GetArrayLength() - SkusTold:N0} more" : "")}";
        }

        if (Text(root, "file") is { Length: > 0 } file)
        {
            return $"{file} {Text(root, "outcome")}";
        }

        if (Text(root, "run") is { Length: > 0 } run)
        {
            return $"run {run}";
        }

        return root.TryGetProperty("runs", out var runs) && runs.ValueKind == JsonValueKind.Array ? $"files of {runs.GetArrayLength():N0} {(runs.GetArrayLength() == 1 ? "run" : "runs")}" : "";
    }

    private static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : "";

    private static string KindOf(ArchivedFolder folder) => folder.Id.Length > 15 ? folder.Id[15..] : "";

    private static DateTimeOffset? TimeOf(ArchivedFolder folder) =>
        DateTimeOffset.TryParseExact(folder.Stamp, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
