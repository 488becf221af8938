using System.Net;
using System.Text;
using Connector.Alerts;
using Connector.Listings;

namespace Connector.Tests.Listings;

public sealed class ShopApiTests
{
    private readonly ManualClock _clock = new() { AutoAdvance = true };
    private readonly List<string> _refused = [];

    [Fact]
    public async Task What_is_signed_is_what_is_sent()
    {
        var door = ScriptedDoor.Of(ScriptedDoor.Ok("""{"product_id":"1729","skus":[{"id":"1","seller_sku":"A"}],"warnings":[{"message":"a table became an image"}]}"""));
        var written = await Api(door).CreateAsync(new ListingForm { Title = "Gürtel \"85\" – Ω", CategoryId = "600001", IdempotencyKey = "k" }, CancellationToken.None);

        written.OrThrow().Should().Match<WrittenListing>(listing => listing.ProductId == "1729" && listing.Skus.Count == 1 && listing.Warnings.Count == 1);
        var call = door.Asked.Single();
        (call.Method, call.Path).Should().Be(("POST", "/product/202309/products"));
        call.Text.Should().Be("""{"category_id":"600001","title":"Gürtel \"85\" – Ω","idempotency_key":"k"}""");
        call.Headers["x-tts-access-token"].Should().Be("token-1");
        call.Headers["Content-Type"].Should().Be("application/json");
        call.Query.Keys.Should().BeEquivalentTo("app_key", "timestamp", "shop_cipher", "sign");
        call.Query["sign"].Should().Be(ShopSigning.Of(
            new Secret("secret"), call.Path, call.Query.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)), call.Body));
    }

    [Fact]
    public async Task An_image_is_sent_as_a_form_that_names_no_shop()
    {
        var door = ScriptedDoor.Of(ScriptedDoor.Ok("""{"uri":"tos/1","url":"https://x/1","width":"600","height":600,"use_case":"MAIN_IMAGE"}"""));
        var image = (await Api(door).UploadImageAsync(new byte[] { 1, 2, 0, 255 }, "boot \"1\".jpg", ImageUse.Main, CancellationToken.None)).OrThrow();

        image.Should().Match<UploadedImage>(uploaded => uploaded.Uri == "tos/1" && uploaded.Width == 600);
        var call = door.Asked.Single();
        call.Query.Should().NotContainKey("shop_cipher");
        call.Headers["Content-Type"].Should().StartWith("multipart/form-data; boundary=");
        Encoding.Latin1.GetString(call.Body).Should().ContainAll("name=\"use_case\"\r\n\r\nMAIN_IMAGE\r\n", "name=\"data\"; filename=\"boot__1_.jpg\"", "\r\n\r\n\u0001\u0002\u0000\u00ff\r\n--");
        call.Query["sign"].Should().Be(ShopSigning.Of(new Secret("secret"), call.Path, call.Query.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)), default));
    }

    [Fact]
    public async Task Answers_are_read_as_they_come()
    {
        var door = ScriptedDoor.Of(ScriptedDoor.Ok(
            """
            {"id":1729382256910270123,"title":"Boot","status":"A_NEW_WORD","product_status":"ACTIVATE","audit":{"status":"AUDITING","pre_approved_reasons":null},"main_images":null,
             "skus":[{"id":1729382256910270124,"seller_sku":"B-1","price":{"currency":"GBP","sale_price":12.50},"inventory":[{"warehouse_id":7000000000000000101,"quantity":"4"}],"status_info":{"status":"NORMAL"}}],
             "audit_failed_reasons":[{"position":"Title","reasons":["too loud"],"suggestions":["whisper"]}],"has_draft":"true","update_time":"1772366400","something_new":{"a":1}}
            """));
        var product = (await Api(door).GetProductAsync("1729382256910270123", ShownVersion.UnderReview, CancellationToken.None)).OrThrow();

        door.Asked.Single().Query["return_under_review_version"].Should().Be("true");
        (product.Id, product.Status, product.ProductStatus, product.Audit!.Status).Should().Be(("1729382256910270123", "A_NEW_WORD", "ACTIVATE", "AUDITING"));
        (product.HasDraft, product.UpdateTime, product.MainImages.Count, product.Audit.PreApprovedReasons.Count).Should().Be((true, 1772366400, 0, 0));
        var sku = product.Skus.Single();
        (sku.Id, sku.Price!.SalePrice, sku.Inventory[0].WarehouseId, sku.Inventory[0].Quantity).Should().Be(("1729382256910270124", "12.50", "7000000000000000101", 4));
        product.AuditFailedReasons.Single().Should().Match<AuditFailure>(failure => failure.Position == "Title" && failure.Suggestions.Single() == "whisper");
        product.Rest.Should().ContainKey("something_new");
    }

    [Fact]
    public async Task Code_0_is_no_full_success()
    {
        var door = ScriptedDoor.Of(ScriptedDoor.Ok("""{"errors":[{"code":12052990,"message":"Check failed","detail":{"product_id":2,"extra_errors":[{"code":"12052093","message":"Exceeded"}]}}]}"""));
        var outcome = await Api(door).ActivateAsync(["1", "2", "3"], CancellationToken.None);

        door.Asked.Single().Text.Should().Be("""{"product_ids":["1","2","3"]}""");
        outcome.IsDone.Should().BeFalse();
        outcome.Done.Should().Equal("1", "3");
        outcome.Of("2").Single().Should().Match<ShopRefusal>(fault => fault.Action == CodeAction.DailyCap && fault.Sentence.Contains("Exceeded (12052093)"));
        outcome.Of("1").Should().BeEmpty();
    }

    [Fact]
    public async Task A_warehouse_that_was_left_out_is_told_by_sku()
    {
        var door = ScriptedDoor.Of(ScriptedDoor.Ok(
            """{"errors":[{"code":12019028,"message":"Multiple warehouses detected","detail":{"sku_id":"11","extra_errors":[{"code":12019028,"message":"missing","warehouse_id":"7"}]}}]}"""));
        var outcome = await Api(door).UpdateInventoryAsync(
            "1", [new SkuStock("11", [new WarehouseQuantity { WarehouseId = "6", Quantity = 3 }]), new SkuStock("12", [new WarehouseQuantity { WarehouseId = "6", Quantity = 0 }])], CancellationToken.None);

        door.Asked.Single().Text.Should().Be("""{"skus":[{"id":"11","inventory":[{"warehouse_id":"6","quantity":3}]},{"id":"12","inventory":[{"warehouse_id":"6","quantity":0}]}]}""");
        outcome.Done.Should().Equal("12");
        outcome.Faults.Single().Inner.Single().WarehouseId.Should().Be("7");
    }

    [Fact]
    public async Task A_fault_that_names_nothing_leaves_nothing_done()
    {
        var door = ScriptedDoor.Of(ScriptedDoor.Ok("""{"errors":[{"code":12052910,"message":"Invalid input"}]}"""), ScriptedDoor.Code(12019120, "Too many"));
        (await Api(door).DeleteAsync(["1", "2"], CancellationToken.None)).Should().Match<ShopBatchOutcome>(outcome => !outcome.IsDone && outcome.Done.Count == 0);
        (await Api(door).DeleteAsync(["1", "2"], CancellationToken.None)).Should().Match<ShopBatchOutcome>(outcome => outcome.Done.Count == 0 && outcome.Faults[0].Code == 12019120);
        door.Asked[0].Method.Should().Be("DELETE");
    }

    [Theory]
    [InlineData(36009002, 429)]
    [InlineData(36009002, 200)]
    [InlineData(36009003, 500)]
    [InlineData(36009007, 200)]
    [InlineData(33001002, 200)]
    public async Task What_heals_is_asked_again_and_signed_anew(int code, int status)
    {
        var door = new ScriptedDoor((_, number) => number < 3 ? ScriptedDoor.Json(ScriptedDoor.Code(code), (HttpStatusCode)status) : ScriptedDoor.Json(ScriptedDoor.Ok("""{"check_results":[]}""")));
        (await Api(door).GetPrerequisitesAsync(CancellationToken.None)).Should().BeEmpty();

        door.Asked.Should().HaveCount(3);
        door.Asked.Select(call => call.Query["timestamp"]).Should().OnlyHaveUniqueItems();
        _clock.Waits.Should().Contain(wait => wait > TimeSpan.Zero);
    }

    [Fact]
    public async Task What_does_not_heal_ends_as_a_remote_fault()
    {
        var door = new ScriptedDoor((_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        (await Failing<RemoteFailedException>(() => Api(door).GetWarehousesAsync(CancellationToken.None))).Code.Should().Be("shop.busy");
        door.Asked.Should().HaveCount(6);
    }

    [Fact]
    public async Task A_write_that_may_have_been_carried_out_is_only_repeated_where_that_is_harmless()
    {
        static ScriptedDoor Door() => new((_, number) => number == 1 ? ScriptedDoor.Json(ScriptedDoor.Code(36009007)) : ScriptedDoor.Json(ScriptedDoor.Ok("""{"product_id":"1"}""")));
        var none = CancellationToken.None;
        (await Api(Door()).CreateAsync(new ListingForm { IdempotencyKey = "k" }, none)).IsDone.Should().BeTrue();
        (await Api(Door()).UpdateInventoryAsync("1", [new SkuStock("2", [])], none)).IsDone.Should().BeTrue();
        (await Api(Door()).UpdatePricesAsync("1", [new SkuPrice("2", new ListingPrice { Amount = "1", Currency = "GBP" })], none)).IsDone.Should().BeTrue();
        (await Api(Door()).EditAsync("1", new ListingForm { Skus = [new ListingSku { Id = "2" }] }, none)).IsDone.Should().BeTrue();

        foreach (var doubtful in new Func<ShopApi, Task>[]
        {
            api => api.CreateAsync(new ListingForm(), none), api => api.EditAsync("1", new ListingForm { Skus = [new ListingSku { SellerSku = "new" }] }, none),
            api => api.ActivateAsync(["1"], none), api => api.DeactivateAsync(["1"], none), api => api.DeleteAsync(["1"], none), api => api.RecoverAsync(["1"], none),
        })
        {
            var door = Door();
            (await Failing<RemoteFailedException>(() => doubtful(Api(door)))).Code.Should().Be("shop.doubt");
            door.Asked.Should().ContainSingle();
        }
    }

    [Fact]
    public async Task A_write_whose_line_broke_is_in_doubt_and_one_that_was_throttled_is_not()
    {
        var broken = new ScriptedDoor((_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "ended"));
        (await Failing<RemoteFailedException>(() => Api(broken).DeleteAsync(["1"], CancellationToken.None))).Code.Should().Be("shop.doubt");
        broken.Asked.Should().ContainSingle();

        var throttled = new ScriptedDoor((_, number) => number == 1 ? new HttpResponseMessage(HttpStatusCode.TooManyRequests) : ScriptedDoor.Json(ScriptedDoor.Ok("{}")));
        (await Api(throttled).DeleteAsync(["1"], CancellationToken.None)).Done.Should().Equal("1");
    }

    [Fact]
    public async Task An_expired_token_is_refreshed_once_and_the_call_repeated_once()
    {
        var door = new ScriptedDoor((call, _) => call.Headers["x-tts-access-token"] == "token-1" ? ScriptedDoor.Json(ScriptedDoor.Code(105002), HttpStatusCode.Unauthorized) : ScriptedDoor.Json(ScriptedDoor.Ok("""{"warehouses":[]}""")));
        await Api(door).GetWarehousesAsync(CancellationToken.None);
        door.Asked.Should().HaveCount(2);
        _refused.Should().Equal("token-1");

        var never = new ScriptedDoor((_, _) => ScriptedDoor.Json(ScriptedDoor.Code(105002)));
        (await Failing<RemoteFailedException>(() => Api(never).GetWarehousesAsync(CancellationToken.None))).Code.Should().Be("shop.expired");
        never.Asked.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(106001, "", "shop.denied")]
    [InlineData(106013, "", "shop.denied")]
    [InlineData(101000, "", "shop.denied")]
    [InlineData(105001, "", "shop.denied")]
    [InlineData(105005, "scope seller.product.write is missing", "shop.denied")]
    [InlineData(36009033, "", "shop.denied")]
    [InlineData(12052535, "", "shop.closed")]
    [InlineData(12052700, "", "shop.closed")]
    [InlineData(36009004, "Invalid timestamp. It is earlier than 5 minutes ago.", "shop.clock")]
    [InlineData(36009004, "body.address is missing", "shop.refused")]
    [InlineData(36009009, "", "shop.refused")]
    [InlineData(987, "", "shop.refused")]
    public async Task What_only_a_person_mends_is_not_repeated(int code, string message, string fault)
    {
        var door = ScriptedDoor.Of(ScriptedDoor.Code(code, message));
        var thrown = await Failing<PersonMustDecideException>(() => Api(door).CreateAsync(new ListingForm(), CancellationToken.None));
        thrown.Code.Should().Be(fault);
        thrown.Sentence.Should().Contain($"{code}").And.Contain("r-2").And.NotContain("token-1").And.NotContain("secret");
        door.Asked.Should().ContainSingle();
    }

    [Fact]
    public async Task A_token_that_TikTok_does_not_know_is_tried_anew_once()
    {
        var door = ScriptedDoor.Of(ScriptedDoor.Code(36009004, "The x-tts-access-token header is invalid"), ScriptedDoor.Ok("""{"warehouses":[]}"""));
        await Api(door).GetWarehousesAsync(CancellationToken.None);
        _refused.Should().Equal("token-1");
    }

    [Fact]
    public async Task Every_documented_code_has_its_consequence()
    {
        foreach (var code in ShopCodes.All.Where(code => code.Action != CodeAction.Done))
        {
            var door = ScriptedDoor.Of(ScriptedDoor.Code(code.Code));
            var api = Api(door);
            var thrown = await Record.ExceptionAsync(async () =>
            {
                var outcome = await api.CreateAsync(new ListingForm { IdempotencyKey = "k" }, CancellationToken.None);
                outcome.Faults.Single().Action.Should().Be(code.Action, code.ToString());
            });
            switch (code.Action)
            {
                case CodeAction.Item or CodeAction.DailyCap:
                    thrown.Should().BeNull(code.ToString());
                    door.Asked.Should().ContainSingle();
                    break;
                case CodeAction.Retry or CodeAction.Wait:
                    thrown.Should().BeOfType<RemoteFailedException>(code.ToString());
                    door.Asked.Should().HaveCount(6);
                    break;
                case CodeAction.Refresh:
                    thrown.Should().BeOfType<RemoteFailedException>(code.ToString());
                    door.Asked.Should().HaveCount(2);
                    break;
                default:
                    thrown.Should().BeOfType<PersonMustDecideException>(code.ToString());
                    door.Asked.Should().ContainSingle();
                    break;
            }
        }
    }

    [Fact]
    public void Codes_that_are_not_listed_go_by_their_family()
    {
        ShopCodes.All.Should().HaveCountGreaterThan(330);
        (ShopCodes.Of(12_999_999).Action, ShopCodes.Of(36_004_009).Action, ShopCodes.Of(5).Action, ShopCodes.Of(12052093).Action).Should().Be((CodeAction.Item, CodeAction.Person, CodeAction.No, CodeAction.DailyCap));
    }

    [Fact]
    public async Task An_answer_of_another_shape_is_no_empty_list()
    {
        (await Failing<RemoteFailedException>(() => Api(ScriptedDoor.Of(ScriptedDoor.Ok("{}"))).GetCategoriesAsync("v1", null, CancellationToken.None))).Code.Should().Be("shop.unreadable");
        (await Failing<RemoteFailedException>(() => Api(ScriptedDoor.Of(ScriptedDoor.Ok("""{"warehouses":{}}"""))).GetWarehousesAsync(CancellationToken.None))).Code.Should().Be("shop.unreadable");
        (await Failing<RemoteFailedException>(() => Api(ScriptedDoor.Of("<html>")).GetWarehousesAsync(CancellationToken.None))).Code.Should().Be("shop.unreadable");
        (await Failing<RemoteFailedException>(() => Api(ScriptedDoor.Of(ScriptedDoor.Ok("""{"total_count":3}"""))).SearchPageAsync(new(), SearchVersion.V202502, "", 100, CancellationToken.None))).Code.Should().Be("shop.unreadable");
        (await Api(ScriptedDoor.Of(ScriptedDoor.Ok("""{"total_count":0}"""))).SearchPageAsync(new(), SearchVersion.V202502, "", 100, CancellationToken.None)).Products.Should().BeEmpty();
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_not_read()
    {
        var door = ScriptedDoor.Of(ScriptedDoor.Ok($$"""{"warehouses":[{"id":"{{new string('1', 5000)}}"}]}"""));
        (await Failing<RemoteFailedException>(() => Api(door, settings => settings with { MaxAnswerBytes = 4000 }).GetWarehousesAsync(CancellationToken.None))).Code.Should().Be("shop.unreadable");
    }

    [Fact]
    public async Task Pages_are_followed_to_the_last_and_the_older_search_is_not_asked_what_it_does_not_know()
    {
        var door = new ScriptedDoor((call, _) => ScriptedDoor.Json(ScriptedDoor.Ok(
            call.Query.GetValueOrDefault("page_token") switch { "p2" => """{"products":[{"id":3}],"next_page_token":"","total_count":3}""", _ => """{"products":[{"id":1},{"id":2}],"next_page_token":"p2","total_count":3}""" })));
        var found = new List<string>();
        await foreach (var page in Api(door).SearchAsync(new ListingSearch { Status = "ALL", AuditStatus = ["FAILED"], UpdateTimeGe = 5 }, SearchVersion.V202309, CancellationToken.None))
        {
            found.AddRange(page.Products.Select(product => product.Id));
        }

        found.Should().Equal("1", "2", "3");
        door.Asked[0].Path.Should().Be("/product/202309/products/search");
        door.Asked[0].Text.Should().Be("""{"status":"ALL","update_time_ge":5}""");
        door.Asked.Select(call => call.Query["page_size"]).Should().OnlyContain(size => size == "100");
    }

    [Fact]
    public async Task Onboarding_lists_are_read()
    {
        var api = Api(new ScriptedDoor((call, _) => ScriptedDoor.Json(ScriptedDoor.Ok(call.Path switch
        {
            "/product/202309/categories/600001/attributes" => """{"attributes":[{"id":100,"name":"Material","type":"PRODUCT_PROPERTY","is_requried":true,"values":[{"id":"1","name":"Wool"}]},{"id":"101","is_required":true},{"id":"102","is_requried":"false"}]}""",
            "/product/202309/categories/600001/rules" => """{"package_dimension":{"is_required":true},"size_chart":{"is_required":false,"is_supported":true},"cod":{"is_supported":false}}""",
            "/product/202309/brands" => """{"brands":[{"id":"7","name":"Fell","authorized_status":"UNAUTHORIEZD"}],"total_count":"1","next_page_token":""}""",
            _ => """{"leaf_category_id":600001,"categories":[{"id":600001,"is_leaf":true,"level":3,"name":"Lamps"}]}""",
        }))));
        var none = CancellationToken.None;
        (await api.GetAttributesAsync("600001", "v1", null, none)).OrThrow().Select(form => (form.Id, form.IsRequired)).Should().Equal(("100", true), ("101", true), ("102", false));
        var rules = (await api.GetRulesAsync("600001", "v1", null, none)).OrThrow();
        (rules.PackageDimension!.IsRequired, rules.SizeChart!.IsRequired).Should().Be((true, false));
        rules.Rest.Should().ContainKey("cod");
        (await api.RecommendAsync(new RecommendationQuestion("A lamp"), none)).OrThrow().LeafCategoryId.Should().Be("600001");
        await foreach (var page in api.ListBrandsAsync(null, null, onlyAuthorised: true, null, none))
        {
            page.Should().Match<BrandPage>(brands => brands.Total == 1 && brands.Brands[0].AuthorizedStatus == "UNAUTHORIEZD");
        }
    }

    [Fact]
    public async Task TikTok_carries_itself_where_it_names_no_carrier() =>
        (await Api(ScriptedDoor.Of(ScriptedDoor.Code(21008117))).GetShippingProvidersAsync("7", CancellationToken.None)).Should().BeEmpty();

    [Fact]
    public async Task A_check_is_read_with_one_warning_or_several()
    {
        var door = ScriptedDoor.Of(
            ScriptedDoor.Ok("""{"check_result":"FAILED","fail_reasons":[{"code":12052104,"message":"property is required"}],"warnings":{"message":"one"}}"""),
            ScriptedDoor.Ok("""{"check_result":"PASS","warnings":[{"message":"one"},{"message":"two"}]}"""));
        var form = new ListingForm { Title = "t", SaveMode = "LISTING", IdempotencyKey = "k", CategoryVersion = "v1" };
        var failed = (await Api(door).CheckListingAsync(form, CancellationToken.None)).OrThrow();
        (failed.CheckResult, failed.FailReasons[0].Code, failed.Warnings.Count).Should().Be(("FAILED", 12052104, 1));
        (await Api(door).CheckListingAsync(form, CancellationToken.None)).OrThrow().Warnings.Should().HaveCount(2);
        door.Asked[0].Text.Should().Be("""{"title":"t"}""");
    }

    [Fact]
    public async Task An_id_that_is_none_goes_into_no_address() =>
        await Failing<ArgumentException>(() => Api(ScriptedDoor.Of(ScriptedDoor.Ok("{}"))).GetProductAsync("../../x?y", ShownVersion.Live, CancellationToken.None));

    private ShopApi Api(ScriptedDoor door, Func<ShopSettings, ShopSettings>? change = null)
    {
        var settings = new ShopSettings { ApiUrl = new Uri("https://shop.example"), AppKey = "key", AppSecret = new Secret("secret"), CallsPerSecond = 50 };
        return new ShopApi(
            new HttpClient(door), "uk", change?.Invoke(settings) ?? settings,
            (refused, _) =>
            {
                if (refused is not null)
                {
                    _refused.Add(refused.Token.Reveal());
                }

                return Task.FromResult(new ShopAccess(new Secret(refused is null ? "token-1" : "token-2"), "7495", "GCP"));
            },
            new ShopPace(_clock), _clock, new Random(1));
    }

    private static Task<T> Failing<T>(Func<Task> call)
        where T : Exception => Assert.ThrowsAsync<T>(call);
}
