using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Connector.Archive;
using Connector.Review;
using Connector.State;
using Connector.Tests.Trip;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Archives;

/// <summary>A small archive in which something of everything has happened, and those who tamper with it.</summary>
internal sealed class ArchiveWorld : IAsyncDisposable
{
    private ArchiveWorld(TripWorld trip) => Trip = trip;

    public TripWorld Trip { get; }

    public string Root => Trip.Archive.Root;

    public string Account => TripWorld.AccountName;

    /// <summary>The hash of the last daily head, as it was published.</summary>
    public string Head { get; private set; } = "";

    public static async Task<ArchiveWorld> BeginAsync()
    {
        var trip = await TripWorld.BeginAsync(account: account => account with { Drop = account.Drop with { Gzip = 6 } });
        var world = new ArchiveWorld(trip);
        await trip.ReadAndFeedAsync();
        await trip.FeedAsync(FeedKind.Inventory);
        await trip.WaitAsync();
        world.MakeHead();
        trip.Connector.GetRequiredService<SkuDecisions>().Make(world.Account, SkuDecisions.Takedown, ["CUP"], "", "Ada", "recalled");
        trip.Connector.GetRequiredService<Resending>().Ask(world.Account, ["LAMP"], "Ben", "it looks odd");
        trip.Shop.Change("LAMP", lamp => lamp with { Price = 11m });
        await trip.ReadAndFeedAsync(FeedKind.Delta);
        await trip.FeedAsync(FeedKind.InventoryDelta);
        await trip.WaitAsync();
        await trip.FeedAsync();
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.MakeHead();
        return world;
    }

    public ManualClock Clock => (ManualClock)Trip.Clock;

    public PublishedHead MakeHead()
    {
        var made = Trip.Connector.GetRequiredService<DailyHeads>().Make()!;
        Head = made.Hash;
        return made;
    }

    public VerifyResult Verify(VerifyOrder? order = null) => Trip.Connector.GetRequiredService<Verifying>().Verify(order ?? new VerifyOrder(), CancellationToken.None);

    /// <summary>As somebody sees it who has a copy of the files and knows the last head.</summary>
    public VerifyResult VerifyCopy(string? head = null) => Verify(new VerifyOrder { Location = Root, Head = head });

    /// <summary>Every file, by account, run and place in the run's folder.</summary>
    public IReadOnlyList<(string Path, string Account, string Run, string Name)> Files() =>
    [
        .. Directory.EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Order(StringComparer.Ordinal).Select(path =>
        {
            var parts = System.IO.Path.GetRelativePath(Root, path).Split('/');
            return parts.Length switch
            {
                1 => (path, "", "", parts[0]),
                2 => (path, parts[0], "", parts[1]),
                _ => (path, parts[0], parts[2], string.Join('/', parts[3..])),
            };
        }),
    ];

    /// <summary>The records of a chain, in their order.</summary>
    public IReadOnlyList<ChainedRow> Chained(string account)
    {
        using var db = Trip.Connector.GetRequiredService<StateDatabase>().Open();
        return Chain.Rows(db, account);
    }

    public string PathOf(string account, ChainedRow row) => Path.Combine(Trip.Archive.Of(account, row.Run), row.Name);

    /// <summary>Writes a chain anew from one of its records on: something in that record is changed, and every hash behind it is made anew, in the files and in the table.</summary>
    public void Rewrite(string account, long from)
    {
        var (rows, previous) = (Chained(account), "");
        foreach (var row in rows.Where(row => row.Position >= from))
        {
            var path = PathOf(account, row);
            var json = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
            if (row.Position == from)
            {
                json["because"] = "somebody else said so";
            }
            else
            {
                json["previous"] = previous;
            }

            var bytes = System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
            File.WriteAllBytes(path, bytes);
            previous = Hash(bytes);
            Sql("UPDATE chained SET hash = @previous WHERE account = @account AND position = @Position; UPDATE chain SET head = @previous WHERE account = @account", new { previous, account, row.Position });
        }
    }

    /// <summary>Writes the daily heads anew so that they fit what the chains are now.</summary>
    public void RewriteHeads()
    {
        var previous = "";
        foreach (var row in Chained(Chain.OfHeads))
        {
            var path = PathOf(Chain.OfHeads, row);
            var json = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
            json["previous"] = previous;
            foreach (var end in json["chains"]!.AsArray())
            {
                end!["head"] = Chained(end["chain"]!.GetValue<string>()).Single(one => one.Position == end["length"]!.GetValue<long>()).Hash;
            }

            var bytes = System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
            File.WriteAllBytes(path, bytes);
            previous = Hash(bytes);
            Sql("UPDATE chained SET hash = @previous WHERE account = '_heads' AND position = @Position; UPDATE chain SET head = @previous WHERE account = '_heads'", new { previous, row.Position });
        }
    }

    public void Sql(string text, object values)
    {
        using var db = Trip.Connector.GetRequiredService<StateDatabase>().Open();
        db.Execute(text, values);
    }

    public ValueTask DisposeAsync() => Trip.DisposeAsync();

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
