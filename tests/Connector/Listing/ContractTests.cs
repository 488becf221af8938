using System.Buffers.Binary;
using System.Text;
using Connector.Alerts;
using Connector.Listings;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;
using ListingSku = Connector.Listings.ListingSku;

namespace Connector.Tests.Listings;

/// <summary>Each call against the stand-in, which was built from the same document by another reader.</summary>
public sealed class ContractTests : IAsyncLifetime
{
    private const string Warehouse = "7000000000000000101", Mugs = "608103";
    private ListingWorld _world = null!;
    private ShopApi _api = null!;

    public async Task InitializeAsync()
    {
        _world = World();
        await _world.AuthoriseAsync();
        _api = _world.Shops.Of(ListingWorld.Uk);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_product_is_listed_sold_changed_turned_off_and_on_deleted_and_brought_back()
    {
        var written = (await _api.CreateAsync(await FormAsync("MUG-1"), default)).OrThrow();
        var (product, sku) = (written.ProductId, written.Skus.Single(one => one.SellerSku == "MUG-1").Id);
        (await ShownAsync(product)).Should().Match<ShopListing>(shown => shown.Status == "PENDING" && shown.Audit!.Status == "AUDITING");
        _world.Clock.Advance(TimeSpan.FromMinutes(11));
        var live = await ShownAsync(product);
        (live.Status, live.ProductStatus, live.Audit!.Status).Should().Be(("ACTIVATE", "ACTIVATE", "APPROVED"));
        live.Skus.Single().Should().Match<ShownSku>(one => one.Id == sku && one.Price!.Currency == "GBP" && one.Inventory[0].WarehouseId == Warehouse && one.Inventory[0].Quantity == 5);

        (await _api.UpdatePricesAsync(product, [new SkuPrice(sku, new ListingPrice { Amount = "11.00", Currency = "GBP" })], default)).Done.Should().Equal(sku);
        (await _api.UpdateInventoryAsync(product, [new SkuStock(sku, [new WarehouseQuantity { WarehouseId = Warehouse, Quantity = 0 }])], default)).Done.Should().Equal(sku);
        (await _api.SearchInventoryAsync([product], default)).Single().Skus.Single().WarehouseInventory.Single().Should().Match<Connector.Listings.WarehouseStock>(stock => stock.WarehouseId == Warehouse && stock.AvailableQuantity == 0);
        (await _api.SearchInventoryOfSkusAsync([sku], default)).Should().ContainSingle();
        (await ShownAsync(product)).Skus.Single().Price!.SalePrice.Should().Be("11.00");

        // An edit of a live product is looked at beside it.
        (await _api.GetProductAsync(product, ShownVersion.UnderReview, default)).Has(12052547).Should().BeTrue();
        (await _api.PartialEditAsync(product, new ListingForm { Title = "A mug for the long walk, once more" }, default)).IsDone.Should().BeTrue();
        (await ShownAsync(product)).Title.Should().Be("A mug for the long walk");
        (await _api.GetProductAsync(product, ShownVersion.UnderReview, default)).OrThrow().Title.Should().EndWith("once more");
        _world.Clock.Advance(TimeSpan.FromMinutes(11));
        (await ShownAsync(product)).Title.Should().EndWith("once more");
        (await _api.EditAsync(product, await FormAsync("MUG-1", sku) with { IdempotencyKey = null, Title = "A mug for the long walk, edited" }, default)).IsDone.Should().BeTrue();
        _world.Clock.Advance(TimeSpan.FromMinutes(11));

        (await _api.DeactivateAsync([product], default)).Done.Should().Equal(product);
        (await ShownAsync(product)).Status.Should().Be("SELLER_DEACTIVATED");
        (await _api.ActivateAsync([product, "1729999999999999999"], default)).Should().Match<ShopBatchOutcome>(outcome => outcome.Done.Single() == product && outcome.Of("1729999999999999999").Any());
        _world.Clock.Advance(TimeSpan.FromMinutes(11));
        (await _api.DeleteAsync([product], default)).Done.Should().Equal(product);
        (await _api.GetProductAsync(product, ShownVersion.Live, default)).Faults.Should().ContainSingle().Which.Action.Should().Be(CodeAction.Item);
        (await _api.RecoverAsync([product], default)).Done.Should().Equal(product);
        (await ShownAsync(product)).Status.Should().Be("SELLER_DEACTIVATED");
    }

    [Fact]
    public async Task Products_are_searched_by_both_versions_over_pages()
    {
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            ids.Add((await _api.CreateAsync(await FormAsync($"MUG-{number}"), default)).OrThrow().ProductId);
        }

        foreach (var version in Enum.GetValues<SearchVersion>())
        {
            var (found, token) = (new List<string>(), "");
            do
            {
                var page = await _api.SearchPageAsync(new ListingSearch { Status = "PENDING", UpdateTimeGe = _world.Clock.GetUtcNow().AddDays(-1).ToUnixTimeSeconds() }, version, token, 2, default);
                page.Total.Should().Be(5);
                found.AddRange(page.Products.Select(product => product.Id));
                token = page.NextPageToken;
            }
            while (token.Length > 0);
            found.Should().BeEquivalentTo(ids);
            (await _api.SearchPageAsync(new ListingSearch { SellerSkus = ["MUG-3"] }, version, "", 10, default)).Products.Should().ContainSingle().Which.Id.Should().Be(ids[3]);
        }
    }

    [Fact]
    public async Task What_TikTok_will_not_list_is_told_before_and_when_it_is_tried()
    {
        var bad = await FormAsync("MUG-9") with { Title = "" };
        (await _api.CheckListingAsync(bad, default)).OrThrow().Should().Match<ListingCheck>(check => check.CheckResult == "FAILED" && check.FailReasons.Count > 0);
        (await _api.CheckListingAsync(await FormAsync("MUG-9"), default)).OrThrow().CheckResult.Should().Be("PASS");
        var refused = await _api.CreateAsync(bad, default);
        refused.Value.Should().BeNull();
        refused.Faults.Should().ContainSingle().Which.Action.Should().Be(CodeAction.Item);
        (await _api.UploadImageAsync(Encoding.ASCII.GetBytes("no image"), "x.png", ImageUse.Main, default)).Faults.Single().Action.Should().Be(CodeAction.Item);

        _world.TikTok.Verdicts.Reject("MUG-8", new RejectedInfo("Title is too loud", "Whisper."));
        var product = (await _api.CreateAsync(await FormAsync("MUG-8"), default)).OrThrow().ProductId;
        _world.Clock.Advance(TimeSpan.FromMinutes(11));
        var failed = await ShownAsync(product);
        failed.Status.Should().Be("FAILED");
        failed.AuditFailedReasons.SelectMany(reason => reason.Reasons).Should().Contain("Title is too loud");
    }

    [Fact]
    public async Task A_creation_whose_answer_is_lost_is_repeated_and_lists_once()
    {
        var form = await FormAsync("MUG-1");
        _world.Door.AfterEffect = true;
        _world.Door.Times = 1;
        _world.Door.Losing = request => request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath == "/product/202309/products";
        (await _api.CreateAsync(form, default)).IsDone.Should().BeTrue();
        (await _api.SearchPageAsync(new ListingSearch { Status = "ALL" }, SearchVersion.V202502, "", 10, default)).Total.Should().Be(1);
    }

    [Fact]
    public async Task The_daily_limit_is_told_as_such()
    {
        _world.TikTok.Shops.Add(new StandInShop(ListingWorld.ShopId, "GCP_XF90+/=", "Fell & Fern", "GB", "GBP") { ListingsPerDay = 1 });
        (await _api.CreateAsync(await FormAsync("MUG-1"), default)).IsDone.Should().BeTrue();
        (await _api.CreateAsync(await FormAsync("MUG-2"), default)).Faults.Single().Action.Should().Be(CodeAction.DailyCap);
    }

    [Fact]
    public async Task Onboarding_data_webhooks_and_diagnoses_are_got()
    {
        Template("608103");
        var result = await _world.Connector.GetRequiredService<Onboarding>().FetchAsync(ListingWorld.Uk, new OnboardingScope([], false), "ann", "", new Progress<TripStep>(), default);
        result.Faults.Should().BeEmpty();
        (result.Fetched, result.Untold.Count).Should().Be((1, 0));
        result.SetUp.Warehouses.Should().HaveCount(2);
        result.SetUp.Deliveries.SelectMany(delivery => delivery.Carriers).Select(carrier => carrier.Name).Should().Contain("Royal Mail");
        result.SetUp.Prerequisites.Should().NotBeEmpty();
        result.SetUp.Brands.Should().BePositive();
        _world.Documents.Policies(ListingWorld.Uk).Policies.Categories!.Attributes["608103"].Should().NotBeEmpty();
        (await _world.Connector.GetRequiredService<Onboarding>().FetchAsync(ListingWorld.Uk, new OnboardingScope([], true), "ann", "", new Progress<TripStep>(), default)).Faults.Should().BeEmpty();

        (await _api.RecommendAsync(new RecommendationQuestion("Mugs") { CategoryVersion = "v1" }, default)).Should().Match<ShopOutcome<RecommendedCategories>>(
            outcome => outcome.IsDone ? outcome.Value!.LeafCategoryId.Length > 0 : outcome.Faults[0].Action == CodeAction.Item);
        await _api.PutWebhookAsync("PRODUCT_STATUS_CHANGE", "https://hooks.connector.example/tiktok", default);
        (await _api.GetWebhooksAsync(default)).Single().Should().Match<ShopWebhook>(hook => hook.EventType == "PRODUCT_STATUS_CHANGE" && hook.Address == "https://hooks.connector.example/tiktok");
        await _api.DeleteWebhookAsync("PRODUCT_STATUS_CHANGE", default);
        (await _api.GetWebhooksAsync(default)).Should().BeEmpty();
        var product = (await _api.CreateAsync(await FormAsync("MUG-1"), default)).OrThrow().ProductId;
        (await _api.GetDiagnosesAsync([product], default)).Should().OnlyContain(diagnosis => diagnosis.Id == product);
    }

    [Fact]
    public async Task A_wrong_cipher_scope_secret_or_clock_is_told_to_a_person()
    {
        _world.TikTok.Shops.Grant(ListingWorld.ShopId, ShopScopes.Products);
        (await Refused(() => _api.DeleteAsync(["1"], default))).Should().Match<PersonMustDecideException>(fault => fault.Sentence.Contains("105005") && fault.Sentence.Contains(ShopScopes.DeleteProducts) && fault.Remedy.Contains("scope"));
        _world.Tokens.State().Should().Be(AuthorisationState.Authorised, "other calls go on");
        (await _api.SearchPageAsync(new(), SearchVersion.V202502, "", 10, default)).Total.Should().Be(0);

        _world.TikTok.Shops.Add(new StandInApp(ListingWorld.AppKey, "another", "7310000000000000001", "https://connector.example/back"));
        (await Refused(() => _api.GetWarehousesAsync(default))).Sentence.Should().Contain("106001").And.NotContain(ListingWorld.AppSecret);
    }

    [Fact]
    public async Task Faults_by_chance_heal()
    {
        _world.TikTok.Shops.Settings = _world.TikTok.Shops.Settings with { InternalFaults = 0.2, Unavailable = 0.2 };
        for (var number = 0; number < 20; number++)
        {
            (await _api.CreateAsync(await FormAsync($"MUG-{number}"), default)).IsDone.Should().BeTrue();
        }

        (await _api.SearchPageAsync(new(), SearchVersion.V202502, "", 10, default)).Total.Should().Be(20);
    }

    private static ListingWorld World() => new(settings => settings with { ReviewDelay = TimeSpan.FromMinutes(10) });

    private async Task<ShopListing> ShownAsync(string product) => (await _api.GetProductAsync(product, ShownVersion.Live, default)).OrThrow();

    private async Task<ListingForm> FormAsync(string sellerSku, string? id = null) => new()
    {
        SaveMode = "LISTING",
        CategoryId = Mugs,
        CategoryVersion = "v1",
        Title = "A mug for the long walk",
        Description = "<p>Enamel – keeps „warm“.</p>",
        MainImages = [new ImageUri((await _api.UploadImageAsync(Png(), "mug.png", ImageUse.Main, default)).OrThrow().Uri)],
        PackageWeight = new ListingMeasure("0.35", "KILOGRAM"),
        PackageDimensions = new ListingDimensions("10", "10", "12", "CENTIMETER"),
        IdempotencyKey = "key-" + sellerSku,
        Skus =
        [
            new ListingSku
            {
                Id = id, SellerSku = sellerSku, Price = new ListingPrice { Amount = "12.50", Currency = "GBP" }, Inventory = [new WarehouseQuantity { WarehouseId = Warehouse, Quantity = 5 }],
            },
        ],
    };

    /// <summary>As much of a picture as tells its size.</summary>
    private static byte[] Png()
    {
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 800);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 800);
        return png;
    }

    private void Template(string category) =>
        _world.Documents.Apply([new DocumentText(DocumentKinds.Template, "mugs", Documents.Write(new ListingTemplate { Account = ListingWorld.Uk, Category = category }), "mugs")], "tests", out _).Should().BeEmpty();

    private static Task<PersonMustDecideException> Refused(Func<Task> call) => Assert.ThrowsAsync<PersonMustDecideException>(call);
}
