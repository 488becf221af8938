using System.Globalization;
using System.Security.Cryptography;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Connector.Tests.Trip;

/// <summary>Feeds and polls killed by SIGKILL at random moments, again and again in one world: afterwards the law holds, and no name ever had two contents.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int KillsEach = 5;

    private static readonly string[] Kinds = ["Full", "Delta", "Delta", "Inventory", "InventoryDelta", "PriceDelta", "review"];

    public static TheoryData<int> Seeds => Environment.GetEnvironmentVariable("CONNECTOR_SEED") is { Length: > 0 } one
        ? [int.Parse(one, CultureInfo.InvariantCulture)]
        : [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 } ? 40 : 4)];

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("covers", "WRK-04")]
    public async Task Whenever_it_is_killed_it_ends_with_what_it_shall_and_sends_nothing_twice_with_another_content(int seed)
    {
        var random = new Random(seed);
        await using var world = await TripWorld.BeginAsync(
            (CrawlModel)random.Next(3), TimeProvider.System, policy: new SynchronizationPolicy { OnStoreDelete = (OnStoreDelete)random.Next(2) },
            account: account => account with { Alert = account.Alert with { DeletePause = TimeSpan.Zero } });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        var killed = 0;
        for (var kill = 0; kill < KillsEach; kill++)
        {
            Change(world.Shop, random, kill);
            world.Read();
            var what = Kinds[random.Next(Kinds.Length)];
            var die = random.Next(3) == 0 ? $"after:{random.Next(300, 2500)}" : $"moment:{random.Next(1, what == "review" ? 4 : 45)}";
            var (exit, errors) = await Victim.RunAsync(world.DataFolder, what, die);
            output.WriteLine($"{what} {die}: {exit}");
            (exit is 0 or Victim.Killed).Should().BeTrue($"seed {seed}, {what}, {die}: it ended with {exit}: {errors}");
            killed += exit == Victim.Killed ? 1 : 0;
            Whole(world, named);
            if (random.Next(3) == 0)
            {
                await Victim.RunAsync(world.DataFolder, "resume", $"moment:{random.Next(1, 30)}");
                Whole(world, named);
            }

            await LawAsync(world, named, $"seed {seed} (CONNECTOR_SEED={seed} tries it alone), kill {kill}: {what} {die}");
        }

        output.WriteLine($"{killed} of {KillsEach} were killed");
    }

    private static void Change(TestShop shop, Random random, int kill)
    {
        var id = new[] { "CUP", "LAMP", "JUMPER-BLUE", "JUMPER-RED" }[random.Next(4)];
        if (shop.Products.All(product => product.Id != id))
        {
            shop.Put(new TestProduct(id) { Name = "Back again" });
        }

        shop.Change("LAMP", lamp => lamp with { Price = 20 + kill, Stock = random.Next(4) });
        switch (random.Next(4))
        {
            case 0 when id is "CUP":
                shop.Remove(id);
                break;
            case 1:
                shop.Change(id, product => product with { Stock = product.Stock == 0 ? 6 : 0 });
                break;
            case 2:
                shop.Change(id, product => product with { Name = $"Named {kill}" });
                break;
            default:
                shop.Change(id, product => product with { Price = 30 + kill });
                break;
        }
    }

    /// <summary>What has a final name is whole, and what it has always been.</summary>
    private static void Whole(TripWorld world, Dictionary<string, string> named)
    {
        foreach (var made in Directory.EnumerateFiles(world.Archive.Root, RecordNames.Feed, SearchOption.AllDirectories)
            .Select(path => world.Archive.Get<FeedMade>(TripWorld.AccountName, Path.GetFileName(Path.GetDirectoryName(path)!), RecordNames.Feed)!))
        {
            foreach (var file in made.Files)
            {
                named.TryAdd(file.Name, file.Sha256);
                named[file.Name].Should().Be(file.Sha256, $"{file.Name} was made once");
            }
        }

        foreach (var path in Directory.EnumerateFiles(world.DropFolder, "*", SearchOption.AllDirectories).Where(path => !Path.GetFileName(path).StartsWith("TEMP_", StringComparison.Ordinal)))
        {
            named.Should().ContainKey(Path.GetFileName(path), "nothing lies there that no run has made");
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))).Should().Be(named[Path.GetFileName(path)], $"{path} is whole");
        }
    }

    private static async Task LawAsync(TripWorld world, Dictionary<string, string> named, string because)
    {
        world.NewProcess();
        var (_, open) = await world.Connector.GetRequiredService<FeedRun>().ResumeAsync(new Told(_ => { }), CancellationToken.None);
        open.Should().Be(0, because);
        Whole(world, named);
        await world.PollAsync();
        await world.FeedAsync(FeedKind.Delta);
        await world.FeedAsync(FeedKind.InventoryDelta);
        var settled = world.TikTok.State.Settled();

        // What the shop has, TikTok shows.
        foreach (var product in world.Shop.Products.Where(product => product.Variants.Count == 0 && product.Price is not null && product.Name.Length > 0))
        {
            var shown = world.Shown(product.Id);
            (shown?.Row.Title, shown?.Row.Price, shown?.Quantity).Should().Be((product.Name, string.Create(CultureInfo.InvariantCulture, $"{product.Price:0.00} GBP"), product.Stock), $"{because}: {product.Id}");
        }

        (await world.FeedAsync()).Made.Changed.Should().Be(0, because);
        (await world.FeedAsync(FeedKind.Inventory)).Made.Changed.Should().Be(0, because);
        Law.LawWorld.Differences(settled, world.TikTok.State.Settled()).Should().BeEmpty(because);
        Whole(world, named);
        Directory.EnumerateFiles(world.DropFolder, "TEMP_*", SearchOption.AllDirectories).Should().BeEmpty(because);
        ChainTests.Broken(world).Should().BeEmpty(because);
        world.TikTok.State.Account("biz-1").Files.Should().NotContain(file => file.Outcome == FileOutcome.Refused || file.Outcome == FileOutcome.PartlyTaken, because);
    }
}
