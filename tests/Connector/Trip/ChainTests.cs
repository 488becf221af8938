using System.Security.Cryptography;
using System.Text.Json;
using Connector.Archive;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

public sealed class ChainTests
{
    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task Every_seal_and_review_holds_the_hash_of_the_record_before_it_and_any_change_shows()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        await world.WaitAsync();
        world.Shop.Change("CUP", cup => cup with { Price = 11 });
        await world.ReadAndFeedAsync();

        Broken(world).Should().BeEmpty();

        var file = Directory.EnumerateFiles(world.Archive.Root, "tiktok-feed-*", SearchOption.AllDirectories).First();
        await File.AppendAllTextAsync(file, "X");
        Broken(world).Should().ContainSingle().Which.Should().Contain(Path.GetFileName(file));
    }

    [Fact]
    [Trait("covers", "AUD-01")]
    public async Task A_runs_folder_tells_everything_about_it()
    {
        await using var world = await TripWorld.BeginAsync();
        var result = await world.ReadAndFeedAsync();

        world.Archive.Records(TripWorld.AccountName, result.Run!).Should().Equal([.. RecordNames.Steps, RecordNames.Seal]);
        var store = world.Archive.Get<StoreRecord>(TripWorld.AccountName, result.Run!, RecordNames.Store)!;
        store.ReadNumber.Should().Be(1);
        store.Sources.Select(source => source.Scope).Should().Equal("catalog shop", "price book list", "inventory list main");
        world.Archive.Get<PolicyRecord>(TripWorld.AccountName, result.Run!, RecordNames.Policy)!.Documents.Should().Equal("policies/sync@1");
        world.Archive.Get<RunRecord>(TripWorld.AccountName, result.Run!, RecordNames.Run)!.StartedBy.Should().Be("tests");
        world.Archive.Get<AlertRecord>(TripWorld.AccountName, result.Run!, RecordNames.Alert)!.Receipts.Single().Attempts.Single().Code.Should().Be(0);
        var lying = File.ReadAllBytes(Path.Combine(world.DropFolder, "product", world.Dropped("product").Single()));
        File.ReadAllBytes(Path.Combine(result.Folder, "files", result.Made.Files.Single().Name)).Should().Equal(lying, "the archive keeps what was dropped, byte for byte");
        File.Exists(Path.Combine(result.Folder, "held.csv")).Should().BeTrue();
    }

    /// <summary>Walks the chain of an account's records from the first to the last and names what does not fit; by hand, so that it proves what <see cref="Verifying"/> says.</summary>
    internal static List<string> Broken(TripWorld world)
    {
        var broken = new List<string>();
        var records = Directory.EnumerateFiles(Path.Combine(world.Archive.Root, TripWorld.AccountName), "*.json", SearchOption.AllDirectories)
            .Select(path => (Path: path, Bytes: File.ReadAllBytes(path))).Select(file => (file.Path, file.Bytes, Json: JsonDocument.Parse(file.Bytes).RootElement))
            .Where(file => file.Json.ValueKind == JsonValueKind.Object && file.Json.TryGetProperty("position", out _) && file.Json.TryGetProperty("previous", out _))
            .OrderBy(file => file.Json.GetProperty("position").GetInt64()).ToList();
        var previous = "";
        for (var i = 0; i < records.Count; i++)
        {
            var (path, bytes, json) = records[i];
            if (json.GetProperty("position").GetInt64() != i + 1 || json.GetProperty("previous").GetString() != previous)
            {
                broken.Add($"{path} is not the record after the one before it");
            }

            previous = Convert.ToHexStringLower(SHA256.HashData(bytes));
            foreach (var member in new[] { "records", "files" }.Where(name => json.TryGetProperty(name, out _)))
            {
                broken.AddRange(json.GetProperty(member).EnumerateObject()
                    .Where(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, file.Name)))) != file.Value.GetString())
                    .Select(file => $"{file.Name} is not what was sealed"));
            }
        }

        var told = world.Connector.GetRequiredService<Verifying>().Verify(new VerifyOrder { Deep = true }, CancellationToken.None);
        told.Faults.Should().HaveCount(broken.Count, string.Join("; ", told.Faults.Select(fault => fault.Sentence)));
        return broken;
    }
}
