using System.Security.Cryptography;
using System.Text.Json;

namespace Connector.Archive;

/// <summary>A record of a chain as it stands on the disk; or a file that should be one and cannot be read as such.</summary>
/// <param name="Account">In whose folder it lies.</param>
/// <param name="Run">In which run's; empty for a daily head.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of its bytes.</param>
/// <param name="Previous">What it says is the hash of the record before it; null where it says nothing.</param>
/// <param name="Position">What it says is its place; 0 where it says nothing.</param>
public sealed record ChainedRecord(string Account, string Run, string Name, string Hash, string? Previous, long Position)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Whether it reads as a record of a chain.</summary>
    public bool IsOne => Previous is not null && Position > 0;

    /// <summary>The run that it says it is of; null where it says nothing.</summary>
    public string? SaysRun { get; private init; }

    /// <summary>The account that it says it is of; null where it says nothing.</summary>
    public string? SaysAccount { get; private init; }

    /// <summary>SHA-256 of every file that it vouches for, by its place in the folder.</summary>
    public IReadOnlyDictionary<string, string> Vouched { get; private init; } = Nothing;

    /// <summary>The files of its manifest, by their place in the folder.</summary>
    public IReadOnlyDictionary<string, SealedFile> Manifest { get; private init; } = new Dictionary<string, SealedFile>();

    public bool IsSeal => Name == RecordNames.Seal;

    /// <summary>Whether it stands in a folder of its own, for something done beside the feeds.</summary>
    public bool IsEvent => IsEventName(Name);

    /// <summary>How people find it.</summary>
    public string Place => Run.Length > 0 ? $"{Run}/{Name}" : Name;

    /// <summary>Whether a file of a run's folder may be a chained record: the steps of a run are not.</summary>
    public static bool MayBe(string name) => name.EndsWith(".json", StringComparison.Ordinal) && !name.Contains('/', StringComparison.Ordinal) && !RecordNames.Steps.Contains(name);

    /// <summary>Whether a file of a run's folder can be nothing else than a chained record.</summary>
    public static bool MustBe(string name) => name is RecordNames.Seal or RecordNames.Reconcile or RecordNames.Refused || IsEventName(name) || RecordNames.ReviewPosition(name) is not null;

    public static bool IsEventName(string name) => name.StartsWith("1-", StringComparison.Ordinal) && MayBe(name);

    /// <summary>Reads one.</summary>
    /// <param name="account">Its account.</param>
    /// <param name="run">Its folder's id.</param>
    /// <param name="name">Its name.</param>
    /// <param name="path">Where it lies.</param>
    public static ChainedRecord Read(string account, string run, string name, string path)
    {
        if (RecordNames.ReviewPosition(name) is not null || name == RecordNames.Reconcile)
        {
            // They may be long, and what is looked for stands at their beginning.
            using var file = File.OpenRead(path);
            var head = new byte[Math.Min(file.Length, 1 << 14)];
            file.ReadExactly(head);
            file.Position = 0;
            var (previous, position) = Links(head);
            return new ChainedRecord(account, run, name, Convert.ToHexStringLower(SHA256.HashData(file)), previous, position);
        }

        var bytes = File.ReadAllBytes(path);
        var read = new ChainedRecord(account, run, name, Convert.ToHexStringLower(SHA256.HashData(bytes)), null, 0);
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return read;
            }

            return read with
            {
                Previous = Text(root, "previous"),
                Position = root.TryGetProperty("position", out var position) && position.ValueKind == JsonValueKind.Number && position.TryGetInt64(out var place) ? place : 0,
                // What is done beside the feeds has an id of its own, and may be about a run.
                SaysRun = Text(root, "id") ?? Text(root, "intake") ?? Text(root, "run"),
                SaysAccount = Text(root, "account"),
                Vouched = Hashes(root, "records").Concat(Hashes(root, "files")).GroupBy(pair => pair.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Hash, StringComparer.Ordinal),
                Manifest = root.TryGetProperty("manifest", out var manifest) && manifest.ValueKind == JsonValueKind.Array
                    ? manifest.Deserialize<List<SealedFile>>(RunFolders.Json)!.Where(file => file is { Name: not null, Sha256: not null, Blocks: not null }).DistinctBy(file => file.Name).ToDictionary(file => file.Name, StringComparer.Ordinal)
                    : new Dictionary<string, SealedFile>(),
            };
        }
        catch (Exception odd) when (odd is JsonException or NotSupportedException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            return read;
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>The hashes in a member; those of what lies outside the folder are none.</summary>
    private static IEnumerable<(string Name, string Hash)> Hashes(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object
            ? member.EnumerateObject().Where(file => file.Value.ValueKind == JsonValueKind.String && !file.Name.Contains("..", StringComparison.Ordinal) && !Path.IsPathRooted(file.Name) && !file.Name.Contains('\0', StringComparison.Ordinal))
                .Select(file => (file.Name, file.Value.GetString()!))
            : [];

    private static (string? Previous, long Position) Links(ReadOnlySpan<byte> head)
    {
        var (previous, position) = ((string?)null, 0L);
        var reader = new Utf8JsonReader(head, isFinalBlock: false, default);
        try
        {
            while ((previous is null || position == 0) && reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var (isPrevious, isPosition) = (reader.ValueTextEquals("previous"u8), reader.ValueTextEquals("position"u8));
                if ((isPrevious || isPosition) && reader.Read())
                {
                    previous = isPrevious && reader.TokenType == JsonTokenType.String ? reader.GetString() : previous;
                    position = isPosition && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var place) ? place : position;
                }
            }
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException)
        {
            return (null, 0);
        }

        return (previous, position);
    }
}
