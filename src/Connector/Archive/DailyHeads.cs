using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Connector.State;
using Dapper;

namespace Connector.Archive;

/// <summary>A daily head that stands in the archive, and the hash by which it is published.</summary>
/// <param name="Hash">SHA-256 of its file, hex.</param>
/// <param name="Head">What it says.</param>
public sealed record PublishedHead(string Hash, DailyHead Head);

/// <summary>Makes the daily heads: one a day (UTC), over all chains, with the first that is done after midnight.</summary>
public sealed class DailyHeads(ConnectorSettings settings, StateDatabase state, RunFolders folders, Chain chain, TimeProvider clock)
{
    /// <summary>Makes today's head, unless there is one or nothing is chained yet; and puts a copy where the settings say.</summary>
    /// <returns>Today's head; null where nothing is chained yet.</returns>
    public PublishedHead? Make()
    {
        var now = clock.GetUtcNow();
        var date = Date(now);
        ArchiveReadme.Keep(folders.Root);
        if (!IsMade(date))
        {
            var made = state.Write((db, transaction) =>
            {
                var ends = db.Query<(string Account, string Head, long Length)>("SELECT account, head, length FROM chain WHERE account <> @heads ORDER BY account", new { heads = Chain.OfHeads }, transaction)
                    .OrderBy(end => end.Account, StringComparer.Ordinal).Select(end => new ChainEnd(end.Account, end.Length, end.Head)).ToList();
                if (ends.Count == 0 || db.ExecuteScalar<long>("SELECT COUNT(*) FROM chained WHERE account = @heads AND name = @name", new { heads = Chain.OfHeads, name = Name(date) }, transaction) > 0)
                {
                    return false;
                }

                chain.Append(
                    db, transaction, Chain.OfHeads, "", _ => Name(date),
                    (previous, position) => new DailyHead(date, now, Version, Chain.OfHeads, previous, position, ends, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ArchiveReadme.Text)))));
                return true;
            });
            if (made)
            {
                chain.Committed(Chain.OfHeads);
            }
        }

        if (Last() is not { } last)
        {
            return null;
        }

        Copy(last.Head.Date);
        return last.Head.Date == date ? last : null;
    }

    /// <summary>The last head that counts; null where there is none.</summary>
    public PublishedHead? Last()
    {
        using var db = state.Open();
        return db.Query<(string Name, string Hash)>("SELECT name, hash FROM chained WHERE account = @heads ORDER BY position DESC LIMIT 1", new { heads = Chain.OfHeads }).ToList() is [var last]
            && folders.Get<DailyHead>(Chain.OfHeads, "", last.Name) is { } head ? new PublishedHead(last.Hash, head) : null;
    }

    /// <summary>Days without a head are not made up for: the next one covers them.</summary>
    private bool IsMade(string date)
    {
        using var db = state.Open();
        return db.ExecuteScalar<long>("SELECT COUNT(*) FROM chained WHERE account = @heads AND name = @name", new { heads = Chain.OfHeads, name = Name(date) }) > 0;
    }

    private void Copy(string date)
    {
        if (settings.HeadsCopy.Length == 0)
        {
            return;
        }

        var copy = Path.Combine(settings.HeadsCopy, Name(date));
        if (!File.Exists(copy))
        {
            Directory.CreateDirectory(settings.HeadsCopy);
            File.Copy(Path.Combine(folders.Root, Chain.OfHeads, Name(date)), copy + ".part", overwrite: true);
            File.Move(copy + ".part", copy, overwrite: true);
        }
    }

    private static string Date(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Name(string date) => date + ".json";

    private static string Version => typeof(DailyHeads).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
