using System.Text.Json.Nodes;
using Connector.State;

namespace Connector.Tests.Feeds;

public sealed class DocumentsTests : IDisposable
{
    private const string Source = """{"location": "/shop"}""";
    private const string Account = """
        {
          "country": "GB", "currency": "GBP", "externalBusinessId": "biz-1", "inventoryListId": "main", "drop": {"url": "https://dav.example/tiktok"},
          "views": [{"name": "uk", "source": "shop", "site": "Shop", "locale": "en-GB", "currency": "GBP", "priceBooks": ["list"], "inventoryLists": ["main"],
                     "landingPage": "https://shop.example/{sku}.html", "catalogId": "cat-1"}]
        }
        """;

    private readonly StateFolder _state = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _state.Dispose();

    private Documents Documents => new(_state.Database, _clock);

    [Fact]
    public void Every_fault_is_found_at_once_and_then_nothing_is_applied()
    {
        var faults = Apply(
            ("sources", "shop", """{"location": "", "timeZone": "Mars/North", "readBrakePercent": 101}"""),
            ("accounts", "uk", Change(Account, account =>
            {
                account["country"] = "United Kingdom";
                account["currency"] = "gbp";
                account["sheet"] = "mine";
                account["drop"] = new JsonObject { ["url"] = "https://ana:secret@dav.example/", ["gzip"] = 10, ["productFolder"] = "../up" };
                account["catalogMaxAge"] = "00:00:00";
                account["policies"] = new JsonObject { ["image"] = "none" };
                account["views"]![0]!["source"] = "other";
                account["views"]![0]!["priceBooks"] = new JsonArray();
                account["views"]![0]!["landingPage"] = "shop.example/{sku}";
            })),
            ("policies", "images", """{"type": "image", "maximum": 12}"""),
            ("schedules", "nightly", """{"work": "feedFull", "for": "fr", "cron": "every night"}"""),
            ("accounts", "Capital", Account));

        faults.Select(fault => (fault.Document, fault.Path)).Should().BeEquivalentTo(
        [
            ("sources/shop", "$.location"), ("sources/shop", "$.timeZone"), ("sources/shop", "$.readBrakePercent"),
            ("accounts/uk", "$.country"), ("accounts/uk", "$.currency"), ("accounts/uk", "$.sheet"), ("accounts/uk", "$.drop.url"), ("accounts/uk", "$.drop.gzip"),
            ("accounts/uk", "$.drop.productFolder"), ("accounts/uk", "$.catalogMaxAge"), ("accounts/uk", "$.policies.image"), ("accounts/uk", "$.views[0].source"),
            ("accounts/uk", "$.views[0].currency"), ("accounts/uk", "$.views[0].priceBooks"), ("accounts/uk", "$.views[0].landingPage"), ("accounts/uk", "$.views"),
            ("policies/images", "$.maximum"), ("schedules/nightly", "$.for"), ("schedules/nightly", "$.cron"), ("accounts/Capital", ""),
        ]);
        faults.Should().OnlyContain(fault => fault.Sentence.Length > 0 && fault.Remedy.Length > 0);
        faults.Select(fault => fault.ToString()).Should().NotContain(text => text.Contains("secret", StringComparison.Ordinal), "a password is not said again");
        Documents.InForce().Should().BeEmpty();
    }

    [Fact]
    public void Every_fault_of_a_source_on_the_network_is_found_at_once()
    {
        var faults = Apply(
            ("sources", "plain", """{"location": "http://ana:secret@impex.example/src?x=1", "access": {"user": "a:b", "clientId": "c", "tokenUrl": "http://tokens.example/"}}"""),
            ("sources", "archive", """{"location": "https://impex.example/src/site.ZIP", "access": {"password": {"file": "p"}, "clientSecret": {"file": "s"}, "tokenUrl": "account"}}"""),
            ("sources", "outbox", """{"location": "https://impex.example/src", "deltas": {"folders": ["platform/outbox/a", "../a", "platform/outbox/a/"], "overlap": "8.00:00:00"}}"""),
            ("sources", "shop", """{"location": "https://impex.example/src", "access": {"user": "a", "password": {"environment": "P"}}}"""),
            ("schedules", "often", """{"work": "storeDelta", "for": "shop", "cron": "0 0/5 * * * ?"}"""),
            ("schedules", "never", """{"work": "storeDelta", "for": "nowhere", "cron": "0 0/5 * * * ?"}"""));
        faults.Select(fault => (fault.Document, fault.Path)).Should().BeEquivalentTo(
        [
            ("sources/plain", "$.location"), ("sources/plain", "$.location"), ("sources/plain", "$.access.clientId"), ("sources/plain", "$.access.password"), ("sources/plain", "$.access.user"),
            ("sources/plain", "$.access.clientSecret"), ("sources/plain", "$.access.tokenUrl"),
            ("sources/archive", "$.location"), ("sources/archive", "$.access.password"), ("sources/archive", "$.access.clientSecret"), ("sources/archive", "$.access.tokenUrl"),
            ("sources/outbox", "$.deltas.folders[1]"), ("sources/outbox", "$.deltas.folders[2]"), ("sources/outbox", "$.deltas.overlap"),
            ("schedules/often", "$.work"), ("schedules/never", "$.for"),
        ]);
        faults.Should().OnlyContain(fault => fault.Sentence.Length > 0 && fault.Remedy.Length > 0);
        faults.Select(fault => fault.ToString()).Should().NotContain(text => text.Contains("secret@", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_slip_in_a_schedule_is_told_at_once()
    {
        var faults = Apply(
            ("sources", "shop", """{"location": "/shop"}"""),
            ("schedules", "dark", """
                {"work": "storeRead", "for": "shop", "cron": "0 0 5 30 2 ?", "timeZone": "London", "jitter": "02:00:00", "blackouts": [
                    {"from": "tomorrow", "to": "2026-11-27"}, {"from": "2026-11-27T08:00", "to": "2026-11-27T07:00"}, {"daily": "9-17"}, {"daily": "09:00-09:00"},
                    {"because": "no time at all"}, {"from": "2026-11-27", "to": "2026-11-28", "daily": "22:00-04:00", "days": ["friday", "friday"]}, {"days": ["monday"]}]}
                """),
            ("schedules", "never", """{"work": "storeRead", "for": "shop", "cron": "", "blackouts": [{"daily": "12:00-24:00"}, {"daily": "23:30-12:00"}]}"""),
            ("schedules", "fine", """
                {"work": "storeRead", "for": "shop", "cron": "0 0 5 * * ?", "timeZone": "Europe/London", "jitter": "00:10:00",
                    "blackouts": [{"from": "2026-11-27T18:00", "to": "2026-11-30", "because": "Black Friday"}, {"daily": "22:00-04:00", "days": ["friday", "saturday"]}, {"daily": "00:00-24:00", "days": ["sunday"]}]}
                """));
        faults.Select(fault => (fault.Document, fault.Path)).Should().BeEquivalentTo(
        [
            ("schedules/dark", "$.cron"), ("schedules/dark", "$.timeZone"), ("schedules/dark", "$.jitter"), ("schedules/dark", "$.blackouts[0].from"), ("schedules/dark", "$.blackouts[1].to"),
            ("schedules/dark", "$.blackouts[2].daily"), ("schedules/dark", "$.blackouts[3].daily"), ("schedules/dark", "$.blackouts[4]"), ("schedules/dark", "$.blackouts[5]"),
            ("schedules/dark", "$.blackouts[5].days"), ("schedules/dark", "$.blackouts[6]"), ("schedules/dark", "$.blackouts[6].days"), ("schedules/never", "$.cron"), ("schedules/never", "$.blackouts"),
        ]);
        faults.Should().OnlyContain(fault => fault.Sentence.Length > 0 && fault.Remedy.Length > 0);
    }

    [Theory]
    [InlineData("""{"deltaExports": ["oci-*-delta-*.txt"]}""", "deltaExports")]
    [InlineData("""{"locations": ["berlin"]}""", "api")]
    [InlineData("""{"exportLimit": "00:00:01", "maxPages": 0}""", "exportLimit", "maxPages")]
    [InlineData("""{"api": "shop.example", "tokenUrl": "http://token.example/"}""", "api", "tokenUrl", "tenantGroup", "clientId", "clientSecret", "locations")]
    [InlineData("""{"api": "https://short.api.example", "tenantGroup": "tg", "clientId": "c", "clientSecret": {"file": "/s"}, "groups": ["eu"]}""")]
    [InlineData("""{"fullExports": ["oci-*-full-*.txt"], "deltaExports": ["oci-*-delta-*.txt"]}""")]
    public void What_a_source_says_of_Omnichannel_Inventory_must_fit_together(string omnichannel, params string[] members) =>
        Apply(("sources", "shop", $$"""{"location": "/shop", "omnichannel": {{omnichannel}}}""")).Select(fault => fault.Path)
            .Should().Equal(members.Select(member => "$.omnichannel." + member));

    [Theory]
    [InlineData("x/../7-seal")]
    [InlineData("uk\n")]
    [InlineData("..")]
    public void A_views_name_cannot_lead_out_of_a_runs_folder(string name)
    {
        var faults = Apply(("sources", "shop", Source), ("accounts", "uk", Change(Account, account => account["views"]![0]!["name"] = name)));

        faults.Should().ContainSingle().Which.Path.Should().Be("$.views[0].name");
    }

    [Fact]
    public void A_sheet_that_TikTok_does_not_take_from_a_folder_is_no_accounts_sheet()
    {
        var fault = Apply(("sources", "shop", Source), ("accounts", "uk", Change(Account, account => account["sheet"] = "tiktok-catalog"))).Should().ContainSingle().Subject;

        fault.Path.Should().Be("$.sheet");
        fault.ToString().Should().ContainAll("tiktok-catalog", "use tiktok-sfcc", "--dry-run");
    }

    [Fact]
    public void A_default_in_the_mapping_that_TikTok_does_not_take_is_a_fault()
    {
        Apply(("policies", "m", """
            {"type": "mapping", "gender": {"default": "x"}, "ageGroup": {"default": "teen"}, "shippingWeight": {"default": "0.4"}, "video": {"default": "tent.mp4"},
             "globalTradeItemNumber": {"default": "4006381333931"}, "manufacturerPartNumber": {"default": "A-1"}}
            """)).Select(fault => fault.Path).Should().BeEquivalentTo(
            "$.gender.default", "$.ageGroup.default", "$.shippingWeight.default", "$.video.default", "$.globalTradeItemNumber.default", "$.manufacturerPartNumber.default");
        foreach (var weight in new[] { "kg", "0.5 LB" })
        {
            Apply(("policies", "m", $$$"""{"type": "mapping", "gender": {"default": "Women"}, "ageGroup": {"default": "adult"}, "shippingWeight": {"default": "{{{weight}}}"}}""")).Should().BeEmpty();
        }
    }

    [Fact]
    public void One_bad_document_keeps_all_the_good_ones_out()
    {
        Apply(("sources", "shop", Source), ("accounts", "uk", Account), ("policies", "stock", """{"type": "inventory", "thresholdBuffer": -1}""")).Should().ContainSingle();
        Documents.InForce().Should().BeEmpty();
        Apply(("sources", "shop", Source), ("accounts", "uk", Account)).Should().BeEmpty();
        Documents.InForce().Select(document => $"{document.Kind}/{document.Name}@{document.Version}").Should().Equal("accounts/uk@1", "sources/shop@1");
    }

    [Fact]
    [Trait("covers", "ACC-10")]
    public void The_country_of_an_account_cannot_be_changed_once_it_is_saved()
    {
        Apply(("sources", "shop", Source), ("accounts", "uk", Account)).Should().BeEmpty();
        Apply(("accounts", "uk", Change(Account, account => account["country"] = "IE"))).Should().ContainSingle().Which.Path.Should().Be("$.country");
        Apply(("accounts", "uk", Change(Account, account => account["title"] = "Shop UK"))).Should().BeEmpty();
        Documents.Account("uk").Country.Should().Be("GB");
    }

    [Fact]
    public void Only_what_differs_becomes_a_version_with_its_author_and_time()
    {
        Apply(("sources", "shop", Source), ("accounts", "uk", Account));
        _clock.Advance(TimeSpan.FromHours(1));
        var faults = Documents.Apply(
            [new("sources", "shop", """{ "location" : "/shop", "readBrakePercent": 20 } // the default""", "sources/shop"), new("accounts", "uk", Change(Account, account => account["title"] = "UK"), "accounts/uk")],
            "ben", out var applied);

        faults.Should().BeEmpty();
        applied.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Kind = "accounts", Name = "uk", Version = 2L, Author = "ben", At = Instants.Text(_clock.GetUtcNow()) });
        applied[0].Text.Should().Contain("\"UK\"");
    }

    [Theory]
    [InlineData("sources", """{"location": "/shop", "colour": "red"}""")]
    [InlineData("sources", """{"location": "/shop", "catalogs": null}""")]
    [InlineData("sources", """{"location": "/shop", "catalogs": ["a", null]}""")]
    [InlineData("sources", """{"title": "without a location"}""")]
    [InlineData("sources", """["a"]""")]
    [InlineData("sources", """{"location": """)]
    [InlineData("sources", "")]
    [InlineData("sources", "null")]
    [InlineData("policies", """{"type": "order"}""")]
    [InlineData("policies", """{"maximum": 3}""")]
    [InlineData("policies", """{"type": 3}""")]
    [InlineData("policies", """{"type": "synchronization", "onStoreDelete": "explode"}""")]
    [InlineData("policies", """{"type": "synchronization", "onStoreDelete": 1}""")]
    [InlineData("policies", """{"type": "mapping", "brand": null}""")]
    [InlineData("accounts", """{"country": "GB", "currency": "GBP", "externalBusinessId": "b", "inventoryListId": "l", "drop": null, "views": null}""")]
    [InlineData("accounts", """{"country": "GB", "currency": "GBP", "externalBusinessId": "b", "inventoryListId": "l", "drop": {"url": "https://d.example"}, "views": [null]}""")]
    [InlineData("accounts", """{"country": "GB", "currency": "GBP", "externalBusinessId": "b", "inventoryListId": "l", "drop": {"url": "not an address"}, "alert": {"baseUrl": ""}, "views": []}""")]
    [InlineData("accounts", """{"country": "GB", "country": "FR", "currency": "GBP", "externalBusinessId": "b", "inventoryListId": "l", "drop": {"url": "https://d.example"}, "views": []}""")]
    [InlineData("menus", """{}""")]
    public void A_document_that_is_not_in_form_is_a_fault_with_a_remedy(string kind, string text)
    {
        var faults = Documents.Apply([new DocumentText(kind, "it", text, $"{kind}/it")], "tests", out var applied);
        faults.Should().NotBeEmpty().And.OnlyContain(fault => fault.Document == $"{kind}/it" && fault.Sentence.Length > 0 && fault.Remedy.Length > 0);
        applied.Should().BeEmpty();
    }

    [Fact]
    public void Two_views_may_not_put_the_same_SKUs_into_one_catalog_nor_write_the_same_file()
    {
        static string Two(string change) => Change(Account, account =>
        {
            var second = account["views"]![0]!.DeepClone().AsObject();
            foreach (var (member, value) in JsonNode.Parse(change)!.AsObject().ToList())
            {
                second[member] = value!.DeepClone();
            }

            account["views"]!.AsArray().Add((JsonNode)second);
        });

        IEnumerable<string> Paths(string change) => Apply(("sources", "shop", Source), ("sources", "other", Source), ("accounts", "uk", Two(change))).Select(fault => fault.Path);
        Paths("""{"name": "fr", "locale": "fr-FR"}""").Should().Equal("$.views[1].catalogId");
        Paths("""{"name": "fr", "catalogId": "cat-2"}""").Should().Equal("$.views[1].locale");
        Paths("""{"locale": "fr-FR", "catalogId": "cat-2"}""").Should().Equal("$.views[1].name");
        Paths("""{"name": "fr", "locale": "fr-FR", "catalogId": "cat-2"}""").Should().BeEmpty();
    }

    [Fact]
    public void A_relative_location_starts_at_the_folder_of_its_document_however_the_folder_was_named()
    {
        var folder = Path.Combine(_state.Path, "documents");
        Directory.CreateDirectory(Path.Combine(folder, "sources"));
        File.WriteAllText(Path.Combine(folder, "sources", "shop.json"), """{"location": "../../export"}""");
        foreach (var named in new[] { folder, Path.GetRelativePath(Environment.CurrentDirectory, folder) })
        {
            Documents.Apply(Documents.FromFolder(named), "tests", out _).Should().BeEmpty();
            Documents.Source("shop").Location.Should().Be(Path.Combine(_state.Path, "export"));
        }
    }

    [Fact]
    public void A_document_that_is_not_there_is_named_with_those_that_are()
    {
        Apply(("sources", "shop", Source), ("accounts", "uk", Account));
        FluentActions.Invoking(() => Documents.Account("fr")).Should().Throw<PersonMustDecideException>().Which.Sentence.Should().Contain("accounts/fr").And.Contain("uk");
    }

    private IReadOnlyList<DocumentFault> Apply(params (string Kind, string Name, string Text)[] documents) =>
        Documents.Apply([.. documents.Select(document => new DocumentText(document.Kind, document.Name, document.Text, $"{document.Kind}/{document.Name}"))], "ana", out _);

    private static string Change(string json, Action<JsonObject> change)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        change(node);
        return node.ToJsonString();
    }
}
