using System.Text.Json.Nodes;

namespace Connector.Worker.Tests;

[Trait("covers", "COM-02")]
public class ExplainTests
{
    [Fact]
    public async Task A_held_SKU_is_explained_step_by_step_with_the_cure_and_what_a_step_changed_is_shown_before_and_after()
    {
        await using var world = await ShopWorld.ReadyAsync();
        var text = (await world.WellAsync("explain", "FF-SOCK-WALK-SLA-M2", "--account", "demo")).Output;
        text.Should().ContainAll("is not in the feed", "same variation values as FF-SOCK-WALK-SLA-M", "remedy: give one of the two another value", "quantity: (empty) -> 6", "quantity: 6 -> 5", "It was never sent");
        var steps = (await world.WellAsync("explain", "FF-SOCK-WALK-SLA-M2", "--account", "demo", "--json")).Json[0]!["steps"]!.AsArray();
        steps.Count(step => step!["what"]!.GetValue<string>() == "held").Should().Be(1);
        steps.Should().HaveCountGreaterThan(15);
    }

    [Fact]
    public async Task A_SKU_that_was_sent_is_explained_with_the_row_last_sent_and_TikToks_answer()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await world.WellAsync("feed", "full", "--account", "demo");
        await world.WellAsync("review", "poll", "--account", "demo", "--wait");
        var told = (await world.WellAsync("explain", "FF-KNIFE-ASHGILL", "--account", "demo", "--json")).Json[0]!;
        told["verdict"]!.GetValue<string>().Should().Be("is in the feed");
        told["lastSent"]!["columns"]!["price"]!.GetValue<string>().Should().Be("44.00 GBP");
        JsonNode.DeepEquals(told["row"], told["lastSent"]!["columns"]).Should().BeTrue();
        told["tikTok"]!["words"]!.GetValue<string>().Should().Be("rejected");
        told["tikTok"]!["reasons"]![0]!.GetValue<string>().Should().Contain("Weapons");
    }

    [Fact]
    public async Task A_SKU_is_explained_in_another_sheet_with_what_was_found_and_what_was_left_out()
    {
        await using var world = await ShopWorld.ReadyAsync();
        world.Change("policies/default-mapping", mapping => mapping["gender"] = new JsonObject { ["attribute"] = "material" });
        await world.WellAsync("apply", world.Documents);
        await world.WellAsync("feed", "full", "--account", "demo");
        var text = (await world.WellAsync("explain", "FF-TEE-CONTOUR-SLA-M", "--account", "demo", "--sheet", "tiktok-catalog")).Output;
        text.Should().ContainAll(
            "as sheet tiktok-catalog", "color from attribute color", "color: (empty) -> ", "size: (empty) -> ", "was left out: it is none of male, female, unisex",
            "Its row in sheet tiktok-catalog, which is made by dry runs only", "sale_price ", "product_type ").And.NotContain("Last sent").And.NotContain("never sent");
        (await world.WellAsync("explain", "FF-TEE-CONTOUR-SLA-M", "--account", "demo")).Output.Should().Contain("Last sent").And.NotContain("details.source");
        var unknown = await world.RunAsync("explain", "FF-TEE-CONTOUR-SLA-M", "--account", "demo", "--sheet", "x");
        unknown.ExitCode.Should().Be(3);
        unknown.Errors.Should().Contain("tiktok-catalog");
    }

    [Fact]
    public async Task A_SKU_that_the_shop_has_no_more_is_explained_from_what_was_sent()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await world.WellAsync("feed", "full", "--account", "demo");
        var catalog = Path.Combine(world.Shop, "catalogs", "fellfern-master", "catalog.xml");
        var text = File.ReadAllText(catalog);
        foreach (var id in new[] { "FF-TROWEL", "FF-YARN-MENDING" })
        {
            var from = text.IndexOf($"<product product-id=\"{id}\"", StringComparison.Ordinal);
            text = text.Remove(from, text.IndexOf("</product>", from, StringComparison.Ordinal) + "</product>".Length - from);
        }

        File.WriteAllText(catalog, text);
        await world.WellAsync("store", "read");
        (await world.WellAsync("explain", "FF-YARN-MENDING")).Output.Should().ContainAll("is gone", "TikTok never had it", "held it: it has no usable image", "It was never sent");
        (await world.WellAsync("explain", "FF-TROWEL", "--account", "demo")).Output.Should().ContainAll("the shop has deleted it", "its row stays, out of stock", "Hand Trowel");
    }

    [Fact]
    public async Task A_SKU_that_nobody_knows_ends_with_1()
    {
        await using var world = await ShopWorld.ReadyAsync();
        var ended = await world.RunAsync("explain", "ff-trowel", "--account", "demo");
        ended.ExitCode.Should().Be(1);
        ended.Errors.Should().Contain("case-sensitive");
    }

    [Fact]
    public async Task A_master_is_said_to_be_one_and_its_variants_are_named()
    {
        await using var world = await ShopWorld.ReadyAsync();
        foreach (var command in new string[][] { ["explain", "FF-SOCK-WALK", "--account", "demo"], ["status", "--sku", "FF-SOCK-WALK"] })
        {
            var ended = await world.RunAsync(command);
            ended.ExitCode.Should().Be(1);
            ended.Errors.Should().Contain("FF-SOCK-WALK is a master, which is not sold itself; ask for one of its variants: FF-SOCK-WALK-MOS-L, FF-SOCK-WALK-MOS-M, ")
                .And.NotContain("neither");
        }
    }

    [Fact]
    public async Task A_master_is_not_taken_down_nor_put_into_a_template_its_variants_are_named_instead()
    {
        await using var world = await ShopWorld.ReadyAsync();
        var ended = await world.RunAsync("takedown", "add", "FF-SOCK-WALK", "FF-TROWEL", "--account", "demo", "--by", "Ann", "--because", "recall");
        ended.ExitCode.Should().Be(1);
        ended.Errors.Should().Contain("FF-SOCK-WALK is a master, which is not sold itself; name its variants: FF-SOCK-WALK-MOS-L, ").And.Contain("Nothing was taken down");
        (await world.WellAsync("takedown", "list", "--account", "demo")).Output.Should().Contain("0 takedowns");
        (await world.WellAsync("takedown", "add", "FF-TROWEL", "FF-UNHEARD-OF", "--account", "demo", "--by", "Ann", "--because", "recall")).Output.Should().ContainAll(
            "FF-TROWEL is taken down", "has a SKU FF-UNHEARD-OF, as far as the shop was read");
        (await world.WellAsync("explain", "FF-TROWEL")).Output.Should().ContainAll("is not in the feed", "Ann took it down at", "recall");
        (await world.WellAsync("explain", "FF-UNHEARD-OF")).Output.Should().ContainAll("is not known to the shop; what a person decided about it waits for it", "so no step was taken");
    }

    [Fact]
    public async Task Status_says_when_an_inventory_list_was_read_and_when_the_shop_exported_it()
    {
        await using var world = await ShopWorld.ReadyAsync();
        (await world.WellAsync("status")).Output.Split('\n').Should().ContainSingle(line => line.Contains("inventory list"))
            .Which.Should().MatchRegex(@"read \d{4}-\S+ \S+, exported by the shop \d{4}-");
    }

    [Fact]
    [Trait("covers", "STA-01")]
    [Trait("covers", "STA-02")]
    [Trait("covers", "STA-04")]
    [Trait("covers", "STA-05")]
    public async Task Status_says_where_a_SKU_stands_before_and_after_it_was_sent()
    {
        await using var world = await ShopWorld.ReadyAsync();
        (await StateOf("FF-TROWEL")).Should().Be("notSynced");
        (await StateOf("FF-LAMP-SOLAR")).Should().Be("failedToSync");
        await world.WellAsync("feed", "full", "--account", "demo");
        (await StateOf("FF-TROWEL")).Should().Be("deliveredUnconfirmed");
        await world.WellAsync("review", "poll", "--account", "demo", "--wait");
        (await StateOf("FF-TROWEL")).Should().Be("approved");
        (await StateOf("FF-WATCH-DIVER")).Should().Be("rejected");

        async Task<string> StateOf(string sku) => (await world.WellAsync("status", "--sku", sku, "--json")).Json[0]!["state"]!.GetValue<string>();
    }
}
