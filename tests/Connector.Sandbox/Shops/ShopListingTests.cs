using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

/// <summary>The life of a product (facts 3.6).</summary>
public sealed class ShopListingTests
{
    private static readonly ShopSettings Slow = new() { ReviewDelay = TimeSpan.FromHours(1) };

    [Fact]
    public async Task A_product_waits_for_the_reviewer_and_goes_live()
    {
        using var world = new ShopWorld(Slow);
        var id = await world.CreatedAsync();

        Statuses(await world.ShownAsync(id)).Should().Be(("PENDING", "INITIAL", "AUDITING"));
        world.Clock.Advance(TimeSpan.FromHours(1));
        var live = await world.ShownAsync(id);

        Statuses(live).Should().Be(("ACTIVATE", "ACTIVATE", "APPROVED"));
        ((string)live["skus"]![0]!["price"]!["sale_price"]!).Should().Be("29.99");
        ((string)live["main_images"]![0]!["urls"]![0]!).Should().StartWith("https://tiktok.example/shop-images/");
        live["category_chains"]!.AsArray().Select(c => (string)c!["local_name"]!).Should().Equal("Menswear", "Men's Tops", "T-shirts");
        ((string)live["product_attributes"]![0]!["values"]![0]!["id"]!).Should().Be("1203", "the name is one of the list's");
        world.Held(id).Skus.Select(s => (s.SellerSku, s.Price, s.Available, s.Attributes[0])).Should().Equal(("shirt-m", "29.99", 10, "Size: M"), ("shirt-s", "29.99", 10, "Size: S"));
    }

    [Fact]
    public async Task A_rejected_product_says_why_and_can_be_mended()
    {
        using var world = new ShopWorld();
        world.TikTok.Verdicts.Reject("shirt-m", new RejectedInfo("The image is blurred.", "Upload a sharp one.", Position: "Main image"));
        var id = await world.CreatedAsync();

        var shown = await world.ShownAsync(id);
        Statuses(shown).Should().Be(("FAILED", "INITIAL", "FAILED"));
        shown["audit_failed_reasons"]![0]!.ToJsonString().Should().Be("""{"listing_platform":"TIKTOK_SHOP","position":"Main image","reasons":["The image is blurred."],"suggestions":["Upload a sharp one."]}""");
        world.TikTok.Verdicts.Clear();
        ((string)(await world.EditAsync(id, b => b["title"] = "Merino T-shirt, sharp"))["data"]!["audit"]!["status"]!).Should().Be("AUDITING");

        Statuses(await world.ShownAsync(id)).Should().Be(("ACTIVATE", "ACTIVATE", "APPROVED"));
    }

    [Fact]
    public async Task A_product_can_be_approved_but_for_something()
    {
        using var world = new ShopWorld();
        world.TikTok.Verdicts.Add(new VerdictRule { SkuId = "shirt-s", Review = Review.Hold, PreApprovedReasons = ["KYC_PENDING"] });

        var shown = await world.ShownAsync(await world.CreatedAsync());

        Statuses(shown).Should().Be(("PENDING", "INITIAL", "PRE_APPROVED"));
        ((string)shown["audit"]!["pre_approved_reasons"]![0]!).Should().Be("KYC_PENDING");
    }

    [Fact]
    public async Task A_category_for_the_invited_leaves_US_products_pre_approved()
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { Region = "US", Currency = "USD" });

        var id = await world.CreatedAsync(b =>
        {
            (b["category_id"], b["category_version"]) = ("8605012", "v2");
            b.Remove("product_attributes");
            foreach (var sku in b["skus"]!.AsArray())
            {
                sku!["price"]!["currency"] = "USD";
                sku["sales_attributes"] = JsonNode.Parse($$"""[{"name":"Kind","value_name":"{{sku["seller_sku"]}}"}]""");
            }
        });

        Statuses(await world.ShownAsync(id)).Should().Be(("PENDING", "INITIAL", "PRE_APPROVED"));
    }

    [Fact]
    public async Task An_edit_of_a_live_product_waits_while_the_first_version_stays()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        world.Shops.Settings = Slow;

        var answer = await world.EditAsync(id, b =>
        {
            b["title"] = "Another title";
            b["skus"]![0]!["price"]!["amount"] = "19.99";
            b["skus"]![0]!["inventory"]![0]!["quantity"] = 3;
        });

        ((string)answer["data"]!["audit"]!["status"]!).Should().Be("AUDITING");
        var live = await world.ShownAsync(id);
        Statuses(live).Should().Be(("ACTIVATE", "ACTIVATE", "AUDITING"));
        ((string)live["title"]!).Should().Be("Merino T-shirt");
        ((string)live["skus"]![0]!["price"]!["sale_price"]!).Should().Be("19.99", "prices count at once");
        ((int)live["skus"]![0]!["inventory"]![0]!["quantity"]!).Should().Be(3);
        ((string)(await world.ShownAsync(id, "return_under_review_version=true"))["title"]!).Should().Be("Another title");
        world.Clock.Advance(TimeSpan.FromHours(1));
        ((string)(await world.ShownAsync(id))["title"]!).Should().Be("Another title");
        (await world.CodeAsync("GET", $"{ShopCalls.Products}/{id}", query: "return_under_review_version=true")).Should().Be(12052547);
    }

    [Fact]
    public async Task A_second_version_that_fails_leaves_the_first()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        world.TikTok.Verdicts.Add(new VerdictRule { TitleContains = "best ever", RejectedInfo = [new RejectedInfo("Exaggeration.")] });

        await world.EditAsync(id, b => b["title"] = "The best ever T-shirt");

        var shown = await world.ShownAsync(id);
        Statuses(shown).Should().Be(("ACTIVATE", "ACTIVATE", "FAILED"));
        ((string)shown["title"]!).Should().Be("Merino T-shirt");
    }

    [Fact]
    public async Task An_edit_that_says_nothing_new_is_not_audited()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();

        var answer = await world.EditAsync(id, b => b["skus"]![1]!["price"]!["amount"] = "19.99");

        ((string)answer["data"]!["audit"]!["status"]!).Should().Be("NONE");
        Statuses(await world.ShownAsync(id)).Should().Be(("ACTIVATE", "ACTIVATE", "APPROVED"));
        world.Held(id).Skus.Single(s => s.SellerSku == "shirt-m").Price.Should().Be("19.99");
    }

    [Fact]
    public async Task A_partial_edit_replaces_only_the_members_it_names()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();

        await world.DataAsync("POST", $"/product/202509/products/{id}/partial_edit", """{"title":"Only the title"}""");

        var shown = await world.ShownAsync(id);
        ((string)shown["title"]!).Should().Be("Only the title");
        ((string)shown["description"]!).Should().Be("<p>Soft &amp; warm.</p>");
        shown["skus"]!.AsArray().Should().HaveCount(2);
        (await world.CodeAsync("POST", $"{ShopCalls.Products}/{id}/partial_edit", """{"category_id":"602011"}""")).Should().Be(36009004);
    }

    [Fact]
    public async Task A_whole_edit_removes_the_SKUs_it_leaves_out_and_adds_those_without_an_id()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        var kept = world.Held(id).Skus.Single(s => s.SellerSku == "shirt-s").SkuId;

        await world.EditAsync(id, b =>
        {
            b["skus"]!.AsArray().RemoveAt(1);
            b["skus"]!.AsArray().Add(ShopCalls.Sku("shirt-l", "L"));
        });

        world.Held(id).Skus.Select(s => s.SellerSku).Should().Equal("shirt-l", "shirt-s");
        world.Held(id).Skus.Single(s => s.SellerSku == "shirt-s").SkuId.Should().Be(kept);
        ((int)(await world.EditAsync(id, b => b["skus"]!.AsArray().RemoveAt(1)))["code"]!).Should().Be(0);
    }

    [Theory]
    [InlineData(12052557)]
    [InlineData(12052553)]
    [InlineData(12052516)]
    [InlineData(12052571)]
    [InlineData(12052593)]
    public async Task Faults_of_edits_have_codes_of_their_own(int code)
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync(b => b["skus"]![0]!["identifier_code"] = JsonNode.Parse("""{"code":"4006381333931","type":"EAN"}"""));

        var answer = await world.EditAsync(id, b =>
        {
            if (code != 12052593) b["skus"]![0]!["identifier_code"] = JsonNode.Parse("""{"code":"4006381333931","type":"EAN"}""");
            if (code == 12052557) b["skus"]![0]!["id"] = "1";
            if (code == 12052553) b["skus"]![0]!["id"] = (string)b["skus"]![1]!["id"]!;
            if (code == 12052516) b["skus"]![0]!["inventory"] = new JsonArray();
            if (code == 12052571) b["skus"]![0]!.AsObject().Remove("price");
        });

        ((int)answer["code"]!).Should().Be(code, answer.ToJsonString());
    }

    [Fact]
    public async Task A_draft_may_be_unfinished_and_is_listed_by_an_edit()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync(b =>
        {
            b["save_mode"] = "AS_DRAFT";
            b.Remove("description");
            b.Remove("product_attributes");
        });

        Statuses(await world.ShownAsync(id)).Should().Be(("DRAFT", "DRAFT", "NONE"));
        ((int)(await world.EditAsync(id, b => b.Remove("description")))["code"]!).Should().Be(12052015);
        ((int)(await world.EditAsync(id, _ => { }))["code"]!).Should().Be(0);
        Statuses(await world.ShownAsync(id)).Should().Be(("ACTIVATE", "ACTIVATE", "APPROVED"));
    }

    [Fact]
    public async Task A_draft_of_a_live_product_changes_nothing_yet()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();

        await world.EditAsync(id, b => (b["save_mode"], b["title"]) = ("AS_DRAFT", "Not yet"));

        var shown = await world.ShownAsync(id);
        ((bool)shown["has_draft"]!).Should().BeTrue();
        ((string)shown["title"]!).Should().Be("Merino T-shirt");
        ((string)(await world.ShownAsync(id, "return_draft_version=true"))["title"]!).Should().Be("Not yet");
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_product()
    {
        using var world = new ShopWorld();

        var first = await world.CreatedAsync(b => b["idempotency_key"] = "k-1");
        var second = await world.CreatedAsync(b => b["idempotency_key"] = "k-1");

        second.Should().Be(first);
        world.Shops.Shop(ShopWorld.Shop).Products.Should().ContainSingle();
    }

    [Fact]
    public async Task An_external_id_belongs_to_one_product()
    {
        using var world = new ShopWorld();
        await world.CreatedAsync(b => b["external_product_id"] = "M1");

        ((int)(await world.CreateAsync(b => b["external_product_id"] = "M1"))["code"]!).Should().Be(12052996);
    }

    [Fact]
    public async Task A_day_has_so_many_listings_and_the_next_has_them_again()
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { ListingsPerDay = 2 });
        await world.CreatedAsync();
        await world.CreatedAsync();

        ((int)(await world.CreateAsync())["code"]!).Should().Be(12052093);
        world.Clock.Advance(TimeSpan.FromHours(12));
        ((int)(await world.CreateAsync())["code"]!).Should().Be(0);
    }

    [Fact]
    public async Task Products_move_only_where_their_status_lets_them()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();

        (await world.BatchAsync("activate", id)).Should().Equal((12052901, id));
        (await world.BatchAsync("deactivate", id)).Should().BeEmpty();
        Statuses(await world.ShownAsync(id)).Should().Be(("SELLER_DEACTIVATED", "SELLER_DEACTIVATED", "APPROVED"));
        (await world.BatchAsync("deactivate", id)).Should().Equal((12052901, id));
        world.Shops.Settings = Slow;
        (await world.BatchAsync("activate", id)).Should().BeEmpty();
        Statuses(await world.ShownAsync(id)).Should().Be(("PENDING", "SELLER_DEACTIVATED", "AUDITING"));
        world.Clock.Advance(TimeSpan.FromHours(1));
        Statuses(await world.ShownAsync(id)).Should().Be(("ACTIVATE", "ACTIVATE", "APPROVED"));
        (await world.BatchAsync("delete", id)).Should().BeEmpty();
        (await world.CodeAsync("GET", $"{ShopCalls.Products}/{id}")).Should().Be(12052901);
        ((int)(await world.SendAsync("POST", $"{ShopCalls.Products}/{id}/partial_edit", """{"title":"x"}""")).Answer["code"]!).Should().Be(12052901);
        (await world.BatchAsync("recover", id)).Should().BeEmpty();
        world.Held(id).Status.Should().Be("SELLER_DEACTIVATED");
    }

    [Fact]
    public async Task What_was_deleted_long_ago_cannot_be_recovered()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        await world.BatchAsync("delete", id);
        world.Clock.Advance(TimeSpan.FromDays(31));
        world.Shops.Authorize(ShopWorld.App.AppKey, ShopWorld.Shop);

        var (_, answer) = await world.SendAsync("POST", ShopCalls.Products + "/recover", $$"""{"product_ids":["{{id}}"]}""", token: world.Shops.Authorize(ShopWorld.App.AppKey, ShopWorld.Shop).AccessToken);

        ((int)answer["data"]!["errors"]![0]!["code"]!).Should().Be(12052901);
    }

    [Fact]
    public async Task A_batch_takes_twenty_and_tells_what_failed_under_code_0()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();

        (await world.BatchAsync("deactivate", id, "1")).Should().Equal((12052260, "1"));
        (await world.CodeAsync("POST", ShopCalls.Products + "/deactivate", $$"""{"product_ids":[{{string.Join(',', Enumerable.Range(0, 21).Select(n => $"\"{n}\""))}}]}""")).Should().Be(12019120);
    }

    [Fact]
    public async Task Another_shops_product_is_12052048()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        var token = world.Token(ShopWorld.Other.ShopId);

        var (_, answer) = await world.SendAsync("GET", $"{ShopCalls.Products}/{id}", cipher: ShopWorld.Other.Cipher, token: token);

        ((int)answer["code"]!).Should().Be(12052048);
        ((int)(await world.SendAsync("GET", $"{ShopCalls.Products}/{id}", token: token)).Answer["code"]!).Should().Be(101000, "the cipher is another seller's");
    }

    [Fact]
    public async Task What_TikTok_freezes_nobody_touches_until_an_appeal_is_heard()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        world.Shops.Hand.Freeze(ShopWorld.Shop, id, "Counterfeit.");

        (await world.CodeAsync("GET", $"{ShopCalls.Products}/{id}")).Should().Be(12052901);
        (await world.BatchAsync("delete", id)).Should().Equal((12052901, id));
        world.Shops.Hand.Unfreeze(ShopWorld.Shop, id);
        Statuses(await world.ShownAsync(id)).Item1.Should().Be("PLATFORM_DEACTIVATED");
        (await world.BatchAsync("activate", id)).Should().BeEmpty();
        Statuses(await world.ShownAsync(id)).Item1.Should().Be("ACTIVATE");
    }

    [Fact]
    public async Task An_edit_can_be_answered_well_and_change_nothing()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        world.Shops.Hand.SwallowEdits(ShopWorld.Shop);

        ((int)(await world.EditAsync(id, b => b["title"] = "Lost"))["code"]!).Should().Be(0);
        ((string)(await world.ShownAsync(id))["title"]!).Should().Be("Merino T-shirt");
    }

    [Fact]
    public async Task Reads_can_lag_behind_writes()
    {
        using var world = new ShopWorld(new ShopSettings { StaleReads = TimeSpan.FromSeconds(5) });
        var id = await world.CreatedAsync();

        (await world.CodeAsync("GET", $"{ShopCalls.Products}/{id}")).Should().Be(12052260);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await world.EditAsync(id, b => b["skus"]![0]!["price"]!["amount"] = "1.00");
        ((string)(await world.ShownAsync(id))["skus"]![0]!["price"]!["sale_price"]!).Should().Be("29.99");
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        ((string)(await world.ShownAsync(id))["skus"]![0]!["price"]!["sale_price"]!).Should().Be("1.00");
    }

    [Fact]
    public async Task Half_of_a_batch_can_fail()
    {
        using var world = new ShopWorld(new ShopSettings { HalfBatches = true });
        string[] ids = [await world.CreatedAsync(), await world.CreatedAsync(), await world.CreatedAsync()];

        (await world.BatchAsync("deactivate", ids)).Should().Equal((12001000, ids[1]));
    }

    [Fact]
    public async Task Two_histories_with_the_same_end_settle_alike()
    {
        using var one = new ShopWorld();
        using var two = new ShopWorld();
        var gone = await one.CreatedAsync(skus: "other");
        await one.BatchAsync("delete", gone);
        var id = await one.CreatedAsync(b => b["title"] = "First");
        await one.EditAsync(id, _ => { });
        await two.CreatedAsync();

        one.TikTok.State.Settled().Should().Be(two.TikTok.State.Settled());
        one.TikTok.State.Should().NotBe(two.TikTok.State);
    }

    [Fact]
    public async Task A_world_begun_with_what_another_holds_goes_its_own_way()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        await using var next = TikTokStandIn.Within(world.Options, world.Receiver, world.TikTok);
        var before = world.TikTok.State;

        next.State.Should().Be(before);
        next.Shops.Hand.Freeze(ShopWorld.Shop, id, "x");
        world.TikTok.State.Should().Be(before);
        next.State.Should().NotBe(before);
    }

    private static (string, string, string) Statuses(JsonObject product) => ((string)product["status"]!, (string)product["product_status"]!, (string)product["audit"]!["status"]!);
}
