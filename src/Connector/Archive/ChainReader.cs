using System.Security.Cryptography;
using System.Text.Json;
using Connector.State;
using Dapper;

namespace Connector.Archive;

/// <summary>A record of an account's chain.</summary>
/// <param name="Position">Its place, from 1.</param>
/// <param name="Folder">The folder it stands in: that of a run, or its own.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Hash">SHA-256 of its bytes.</param>
internal sealed record ChainPlace(long Position, string Folder, string Name, string Hash);

/// <summary>
/// Finds the chained records of accounts in the archive, in their order. What was written and not committed counts for nothing: where the state database knows the
/// account, the chain ends where it says; else, where two records claim the same place, the one counts that the record behind names.
/// </summary>
internal sealed class ChainReader(RunFolders folders, StateDatabase state)
{
    /// <summary>The accounts that have a chain in the archive.</summary>
    public IReadOnlyList<string> Accounts() => !Directory.Exists(folders.Root)
        ? []
        : [.. Directory.EnumerateDirectories(folders.Root).Where(folder => Years(folder).Any()).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>The records behind a place, in order; and what of the chain does not fit, in sentences. Verifying it is not this reader's work: what does not fit is told and passed over.</summary>
    /// <param name="account">The account.</param>
    /// <param name="after">The place; 0: all.</param>
    /// <param name="hash">SHA-256 of the record at that place; empty for none.</param>
    /// <returns>Null where the record at that place is not of this chain any more, so that everything is to be looked at anew.</returns>
    public (IReadOnlyList<ChainPlace> Records, IReadOnlyList<string> Misfits)? Behind(string account, long after, string hash)
    {
        var end = End(account);
        if (end is { } known && (known.Length < after || (known.Length == after && known.Head != hash)))
        {
            return null;
        }

        if (end?.Length == after)
        {
            return ([], []);
        }

        var result = Chain(account, after, end, Found(account, after, end?.Length, all: false));
        if (result.Misfits.Count > 0 && end is not null)
        {
            // A record that was written and not committed may have stood for the one that was.
            result = Chain(account, after, end, Found(account, after, end.Value.Length, all: true));
        }

        return after > 0 && result.Before is not null && result.Before != hash ? null : (result.Records, result.Misfits);
    }

    private (IReadOnlyList<ChainPlace> Records, IReadOnlyList<string> Misfits, string? Before) Chain(
        string account, long after, (string Head, long Length)? end, Dictionary<long, List<(string Folder, string Name)>> found)
    {
        var records = new List<ChainPlace>();
        var misfits = new List<string>();
        var expected = end?.Head;
        for (var position = end?.Length ?? found.Keys.DefaultIfEmpty(after).Max(); position > after; position--)
        {
            if (!found.TryGetValue(position, out var candidates))
            {
                misfits.Add($"account {account}: the record at place {position} of its chain is not in the archive");
                expected = null;
                continue;
            }

            var hashed = candidates.ConvertAll(place => (place.Folder, place.Name, Read: Read(account, place.Folder, place.Name)));
            var fits = hashed.FindIndex(record => expected is null || record.Read.Hash == expected);
            if (fits < 0)
            {
                misfits.Add($"account {account}: {string.Join(", ", hashed.Select(record => $"{record.Folder}/{record.Name}"))} is not the record that stood at place {position} of its chain");
                fits = 0;
            }

            var (folder, name, read) = hashed[fits];
            records.Add(new ChainPlace(position, folder, name, read.Hash));
            expected = read.Previous;
        }

        records.Reverse();
        return (records, misfits, expected);
    }

    private (string Head, long Length)? End(string account)
    {
        using var db = state.Open();
        return db.QuerySingleOrDefault<(string Head, long Length)?>("SELECT head, length FROM chain WHERE account = @account", new { account });
    }

    /// <summary>
    /// Records behind a place, by place. The latest folders are looked at first: most often all that is new stands there. A record of an older folder, such as a
    /// refusal, is found by looking at all.
    /// </summary>
    private Dictionary<long, List<(string Folder, string Name)>> Found(string account, long after, long? end, bool all)
    {
        var found = new Dictionary<long, List<(string, string)>>();
        var years = Path.Combine(folders.Root, account);
        if (!Directory.Exists(years))
        {
            return found;
        }

        foreach (var folder in Years(years).OrderDescending(StringComparer.Ordinal)
            .SelectMany(year => Directory.EnumerateDirectories(year).Select(path => Path.GetFileName(path)).OrderDescending(StringComparer.Ordinal)))
        {
            foreach (var name in folders.Records(account, folder).Where(IsChained))
            {
                if ((RecordNames.ReviewPosition(name) ?? Read(account, folder, name).Position) is { } position && position > after && !(position > end))
                {
                    if (!found.TryGetValue(position, out var places))
                    {
                        found.Add(position, places = []);
                    }

                    places.Add((folder, name));
                }
            }

            if (!all && end is not null && found.Count == end - after)
            {
                break;
            }
        }

        return found;
    }

    private static IEnumerable<string> Years(string account) =>
        Directory.EnumerateDirectories(account).Where(path => Path.GetFileName(path) is { Length: 4 } year && year.All(char.IsAsciiDigit));

    private static bool IsChained(string name) => name is RecordNames.Seal or RecordNames.Reconcile or RecordNames.Refused || RecordNames.ReviewPosition(name) is not null
        || (name.StartsWith("1-", StringComparison.Ordinal) && name != RecordNames.Run);

    /// <summary>What a record says of its own place; a place that is null is that of a record which is not chained.</summary>
    private (long? Position, string Previous, string Hash) Read(string account, string folder, string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folders.Of(account, folder), name));
        var (position, previous) = ((long?)null, "");
        try
        {
            var json = new Utf8JsonReader(bytes);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1)
                {
                    continue;
                }

                if (json.ValueTextEquals("position"u8) && json.Read())
                {
                    position = json.GetInt64();
                }
                else if (json.ValueTextEquals("previous"u8) && json.Read())
                {
                    previous = json.GetString() ?? "";
                }
            }
        }
        catch (JsonException)
        {
            // Whatever it is, it stands at no place.
            position = null;
        }

        return (position, previous, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
