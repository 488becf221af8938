using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Connector.Tests.Trip.Law;
using Microsoft.Extensions.DependencyInjection;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Intake;

/// <summary>The trip of a manual file, cut before each of its requests and behind each of its steps.</summary>
public sealed class IntakeCutTests
{
    private const string File = "sku_id,price,quantity,action\nA,7.50,1,\nB,,,remove\nNOBODY,1,,\n";

    [Fact]
    [Trait("covers", "OPS-03")]
    public void Cut_anywhere_a_file_is_taken_once_and_answered_and_nothing_of_it_is_lost()
    {
        using var begun = Begin();
        var whole = End(begun, cutAt: int.MaxValue, out var requests);
        requests.Should().BeGreaterThan(15);

        for (var at = 0; at < requests; at++)
        {
            using var world = begun.Fork();
            End(world, at, out _).Should().Equal(whole, $"cut before request {at} of {requests}");
        }
    }

    [Fact]
    public void A_file_that_has_the_name_of_one_whose_answer_was_cut_is_taken_too()
    {
        using var begun = Begin();
        End(begun, int.MaxValue, out var requests);
        var both = 0;
        for (var at = 0; at < requests; at++)
        {
            using var world = begun.Fork();
            world.Drop.Give("intake/a.csv", File);
            Cut(world, at);
            world.Drop.Give("intake/a.csv", "sku_id,title\nC,Another\n");
            world.Restart();
            world.TakeFiles();
            world.TakeFiles();

            world.Drop.Files.Keys.Should().NotContain("intake/a.csv");
            world.Shown("C")!.Row.Title.Should().Be("Another", $"cut before request {at}");
            both += world.Shown("A")!.Row.Price == "7.50 GBP" ? 1 : 0;
        }

        both.Should().BePositive("where the first was taken before the cut, it counts beside the second");
    }

    private static LawWorld Begin()
    {
        var world = LawWorld.Begin(CrawlModel.Unseen, new SynchronizationPolicy());
        world.Read(
            Catalog("main", [.. new[] { "A", "B", "C" }.Select(sku => Product(sku, Name(sku), Image($"https://img.example/{sku}.jpg")))]),
            Book("sale", [.. new[] { "A", "B", "C" }.Select(sku => Price(sku, 10))]), List("stock", false, [.. new[] { "A", "B", "C" }.Select(sku => Stock(sku, 5))]));
        world.Feed(FeedKind.Full);
        world.Feed(FeedKind.Inventory);
        return world;
    }

    private static List<string> End(LawWorld begun, int cutAt, out int requests)
    {
        using var world = begun.Fork();
        world.Drop.Give("intake/a.csv", File);
        requests = Cut(world, cutAt);
        world.Restart();
        world.TakeFiles();

        world.Feed(FeedKind.Full).Made.Changed.Should().Be(0, "a full feed right after has nothing else to say");
        world.Feed(FeedKind.Inventory).Made.Changed.Should().Be(0);
        world.Drop.Contradictions.Should().BeEmpty();
        var services = world.Connector;
        services.GetRequiredService<Intakes>().Last(LawWorld.AccountName, 10).Should().ContainSingle().Which.State.Should().Be(Intakes.Answered);
        return
        [
            .. world.Held.Stock.Select(stock => $"{stock.SkuId} {stock.Quantity}"), .. new[] { "A", "B", "C" }.Select(sku => $"{world.Shown(sku)!.Row}"),
            .. services.GetRequiredService<ManualEntries>().History(LawWorld.AccountName, all: true).Select(value => $"{value.Sku} {value.Col} {value.Value} {value.File} {value.RowNumber} {value.EndedAt}"),
            .. services.GetRequiredService<SkuDecisions>().History(LawWorld.AccountName).Select(decision => $"{decision.Sku} {decision.Kind}"),
            .. world.Drop.Files.Keys.Where(path => path.StartsWith("intake/", StringComparison.Ordinal)).Select(path => path.StartsWith("intake/processed/", StringComparison.Ordinal) ? "processed" : path),
        ];
    }

    /// <summary>Takes the files and is stopped before a request.</summary>
    /// <returns>How many requests were made.</returns>
    private static int Cut(LawWorld world, int at)
    {
        using var stop = new CancellationTokenSource();
        var made = 0;
        world.BeforeRequest = _ =>
        {
            if (made++ == at)
            {
                stop.Cancel();
            }

            stop.Token.ThrowIfCancellationRequested();
        };
        try
        {
            world.TakeFiles(cancellation: stop.Token);
        }
        catch (OperationCanceledException)
        {
            // That is the cut.
        }

        world.BeforeRequest = null;
        return made;
    }
}
