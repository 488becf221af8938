using Connector.Policy.Documents;
using Connector.State;
using Connector.Tests.Feeds;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Tests.Versions;

/// <summary>Documents that decide: which of them, in which version, and by whose word.</summary>
public sealed class VersionTests : IDisposable
{
    private readonly StateFolder _state = new();
    private readonly ManualClock _clock = new();

    public VersionTests() => Good(SomeDocuments.All.ToArray());

    public void Dispose() => _state.Dispose();

    private Documents Documents => new(_state.Database, _clock);

    [Fact]
    [Trait("covers", "POL-10")]
    [Trait("covers", "TPL-01")]
    [Trait("covers", "TPL-02")]
    public void A_template_takes_its_own_policies_and_its_accounts_for_the_rest()
    {
        Good(("policies", "few", """{"type": "image", "maximum": 1}"""), ("templates", "shoes", Changed(SomeDocuments.Template, "policies", """{"image": "few"}""")));
        var (policies, versions) = Documents.Policies("uk");
        var shoes = policies.Templates.Should().ContainSingle().Subject;
        (shoes.Name, shoes.Image.Maximum, shoes.Image.From, shoes.Inventory.From).Should().Be(("shoes", 1, "policies/few@1", "policies/stock@1"));
        shoes.Template.From.Should().Be("templates/shoes@2");
        policies.Rules.Should().ContainSingle().Which.From.Should().Be("rules/sale-words@1");
        policies.Categories!.From.Should().Be("categories/uk@1");
        versions.Should().Contain(["policies/listing@1", "policies/prices@1", "templates/shoes@2", "rules/sale-words@1", "categories/uk@1"]).And.OnlyHaveUniqueItems();
    }

    [Fact]
    [Trait("covers", "TPL-05")]
    [Trait("covers", "TPL-07")]
    public void A_disabled_template_stays_among_those_that_decide_and_a_paused_rule_does_not()
    {
        Documents.Set("templates", ["shoes"], members => members["enabled"] = false, "ana", "", out _).Should().BeEmpty();
        Documents.Set("rules", ["sale-words"], members => members["paused"] = true, "ana", "", out _).Should().BeEmpty();
        var policies = Documents.Policies("uk").Policies;
        policies.Templates.Should().ContainSingle().Which.Template.Enabled.Should().BeFalse();
        policies.Rules.Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "RIV-01")]
    public void Rules_come_in_their_order_then_by_name()
    {
        Good(("rules", "b", Changed(SomeDocuments.Rule, "order", "1")), ("rules", "a", Changed(SomeDocuments.Rule, "order", "2")), ("rules", "z", Changed(SomeDocuments.Rule, "order", "-1")));
        Documents.Policies("uk").Policies.Rules.Select(rule => rule.From).Should().Equal("rules/z@1", "rules/b@1", "rules/a@1", "rules/sale-words@1");
    }

    [Fact]
    [Trait("covers", "POL-03")]
    public void The_default_of_a_type_decides_where_none_is_named_and_the_mark_alone_changes_no_fingerprint()
    {
        Good(("accounts", "uk", Changed(SomeDocuments.Account, "policies", "{}")));
        Documents.Policies("uk").Policies.Inventory.Should().Be(new InventoryPolicy());
        var before = Policy.PolicySheet.Compile(Documents.Policies("uk").Policies with { Inventory = Documents.Policies("uk").Policies.Templates[0].Inventory }, "t").Fingerprint;
        Good(("policies", "stock", """{"type": "inventory", "title": "Stock", "defaultQuantity": 9, "isDefault": true}"""));
        Documents.Policies("uk").Policies.Inventory.Should().Match<InventoryPolicy>(policy => policy.DefaultQuantity == 9 && policy.From == "policies/stock@2");
        Policy.PolicySheet.Compile(Documents.Policies("uk").Policies, "t").Fingerprint.Should().Be(before);

        Bad(("policies", "other", """{"type": "inventory", "isDefault": true}""")).Select(fault => (fault.Document, fault.Path))
            .Should().BeEquivalentTo([("policies/other", "$.isDefault"), ("policies/stock", "$.isDefault")]);
        Good(("policies", "other", """{"type": "inventory", "isDefault": true}"""), ("policies", "stock", """{"type": "inventory"}"""));
        Documents.Policies("uk").Policies.Inventory.From.Should().Be("policies/other@1");
    }

    [Fact]
    [Trait("covers", "POL-04")]
    [Trait("covers", "D-18")]
    [Trait("covers", "POL-09")]
    public void What_is_named_must_be_there_of_the_right_type_and_of_the_same_account_and_a_policy_has_a_title()
    {
        Bad(
            ("templates", "shoes", Changed(Changed(SomeDocuments.Template, "policies", """{"image": "stock", "pricing": "none"}"""), "account", "\"fr\"")),
            ("rules", "sale-words", Changed(SomeDocuments.Rule, "templates", """["boots", "shoes"]""")),
            ("accounts", "uk", Changed(Changed(SomeDocuments.Account, "categories", "\"fr\""), "policies", """{"pricing": "images"}""")),
            ("policies", "stock", """{"type": "inventory", "title": " "}"""),
            ("schedules", "nightly", """{"work": "feedFull", "for": "uk", "cron": "every night"}"""))
            .Select(fault => (fault.Document, fault.Path)).Should().Contain(
            [
                ("templates/shoes", "$.policies.image"), ("templates/shoes", "$.policies.pricing"), ("templates/shoes", "$.account"), ("rules/sale-words", "$.templates[0]"),
                ("rules/sale-words", "$.templates[1]"), ("accounts/uk", "$.categories"), ("accounts/uk", "$.policies.pricing"), ("policies/stock", "$.title"), ("schedules/nightly", "$.cron"),
            ]);
    }

    [Fact]
    [Trait("covers", "POL-08")]
    [Trait("covers", "AUD-07")]
    public void Every_change_is_a_version_with_author_time_reason_and_both_texts_and_can_be_taken_back()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        Documents.Apply([new("policies", "stock", """{"type": "inventory", "title": "Stock", "defaultQuantity": 5}""", "f")], " ben ", out _, "too many").Should().BeEmpty();
        var history = Documents.History("policies", "stock");
        history.Select(version => (version.Version, version.Author, version.Because)).Should().Equal((1, "ana", ""), (2, "ben", "too many"));
        history[1].At.Should().Be(Instants.Text(_clock.GetUtcNow()));
        DocumentDiff.Between(history[0].Text, history[1].Text).Should().Equal(new ChangedMember("$.defaultQuantity", "9", "5"));

        Documents.Duplicate("policies", "stock", "stock-2", "ben", "", out _).Should().BeEmpty();
        Documents.Find("policies", "stock-2")!.Text.Should().Be(history[1].Text);
        FluentActions.Invoking(() => Documents.Duplicate("policies", "stock", "stock-2", "ben", "", out _)).Should().Throw<PersonMustDecideException>();
        Documents.Restore("policies", "stock", 1, "cleo", "", out var applied).Should().BeEmpty();
        applied.Should().ContainSingle().Which.Should().Match<DocumentVersion>(version => version.Version == 3 && version.Author == "cleo" && version.Text == history[0].Text);
        Documents.Restore("policies", "stock", 1, "cleo", "", out applied).Should().BeEmpty();
        applied.Should().BeEmpty("it is in force");
        FluentActions.Invoking(() => Documents.Restore("policies", "stock", 9, "cleo", "", out _)).Should().Throw<PersonMustDecideException>().Which.Sentence.Should().Contain("no version 9");
    }

    [Fact]
    public void A_list_in_which_one_more_stands_differs_by_that_one() =>
        DocumentDiff.Between("""{"a": [1, 2, 3], "b": {"c": 1}}""", """{"a": [1, 7, 2, 3], "b": {}}""").Should().Equal(new ChangedMember("$.a[1]", null, "7"), new ChangedMember("$.b.c", "1", null));

    [Fact]
    public void What_is_in_use_is_deleted_only_with_a_place_for_its_users_and_its_history_stays()
    {
        Documents.Delete("policies", "stock", null, "ana", "", out _).Select(fault => (fault.Document, fault.Path))
            .Should().BeEquivalentTo([("accounts/uk", "$.policies.inventory"), ("templates/shoes", "$.policies.inventory")]);
        Documents.Delete("policies", "stock", "images", "ana", "", out _).Should().NotBeEmpty("it is of another type");
        Documents.Find("policies", "stock").Should().NotBeNull();
        Good(("policies", "stock-2", """{"type": "inventory"}"""));
        Documents.Delete("policies", "stock", "stock-2", "ana", "", out var applied).Should().BeEmpty();
        applied.Select(version => (version.Label, version.IsDeletion)).Should().BeEquivalentTo([("policies/stock@2", true), ("accounts/uk@2", false), ("templates/shoes@2", false)]);
        Documents.Find("policies", "stock").Should().BeNull();
        Documents.Policies("uk").Policies.Templates[0].Inventory.From.Should().Be("policies/stock-2@1");
        Documents.History("policies", "stock").Should().HaveCount(2);
        Documents.Restore("policies", "stock", 1, "ana", "", out _).Should().BeEmpty();
        Documents.Find("policies", "stock")!.Version.Should().Be(3);
    }

    [Fact]
    [Trait("covers", "RIV-08")]
    public void Where_an_account_asks_for_approval_a_version_goes_live_when_another_person_approves_it()
    {
        Good(("accounts", "uk", Changed(SomeDocuments.Account, "approval", "true")));
        const string Less = """{"type": "inventory", "title": "Stock", "defaultQuantity": 5}""";
        Pends(("policies", "stock", Less), "policies/stock@2");
        Documents.Find("policies", "stock")!.Version.Should().Be(1);
        Documents.Policies("uk").Policies.Inventory.DefaultQuantity.Should().Be(9);
        Documents.Policies("uk", [], withPending: true, out _)!.Value.Policies.Inventory.DefaultQuantity.Should().Be(5);
        Pends(("policies", "stock", Less), because: "it waits already");

        foreach (var self in new[] { "ana", " ANA " })
        {
            FluentActions.Invoking(() => Documents.Approve("policies", [("stock", 2)], self)).Should().Throw<PersonMustDecideException>().Which.Code.Should().Be("approval.own");
        }

        Documents.Approve("policies", [("stock", 2)], "ben", "fine").Should().BeEmpty();
        Documents.Policies("uk").Policies.Inventory.Should().Match<InventoryPolicy>(policy => policy.DefaultQuantity == 5 && policy.From == "policies/stock@2");
        Documents.History("policies", "stock")[1].Should().Match<DocumentVersion>(version => version.DecidedBy == "ben" && version.DecidedBecause == "fine" && version.DecidedAt != null);
        FluentActions.Invoking(() => Documents.Approve("policies", [("stock", 2)], "ben")).Should().Throw<PersonMustDecideException>().Which.Code.Should().Be("approval.not-pending");
    }

    [Fact]
    [Trait("covers", "RIV-08")]
    public void A_rejected_version_and_one_that_was_passed_over_never_go_live()
    {
        Good(("accounts", "uk", Changed(SomeDocuments.Account, "approval", "true")));
        Pends(("templates", "shoes", Changed(SomeDocuments.Template, "title", "\"Boots\"")), "templates/shoes@2");
        Pends(("templates", "shoes", Changed(SomeDocuments.Template, "title", "\"Clogs\"")), "templates/shoes@3");
        Pends(("templates", "shoes", Changed(SomeDocuments.Template, "title", "\"Heels\"")), "templates/shoes@4");
        Documents.Reject("templates", "shoes", 4, "ben", "no");
        Documents.Approve("templates", [("shoes", 3)], "ben").Should().BeEmpty();
        foreach (var version in new[] { 2, 4 })
        {
            FluentActions.Invoking(() => Documents.Approve("templates", [("shoes", version)], "ben")).Should().Throw<PersonMustDecideException>().Which.Code.Should().Be("approval.not-pending");
        }

        Documents.Policies("uk").Policies.Templates[0].Template.Title.Should().Be("Clogs");
        Documents.Pending().Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "RIV-08")]
    public void Approval_covers_all_that_decides_for_the_account_its_own_document_too_and_nothing_else()
    {
        Good(("accounts", "uk", Changed(SomeDocuments.Account, "approval", "true")));
        Pends(("accounts", "uk", Changed(SomeDocuments.Account, "approval", "false")), "accounts/uk@3");
        Pends(("rules", "another", SomeDocuments.Rule), "rules/another@1");
        Documents.Find("rules", "another").Should().BeNull();
        Pends(("policies", "any", """{"type": "image", "isDefault": true}"""));
        Documents.Find("policies", "any").Should().NotBeNull("the account names another one");
        Good(("sources", "shop", """{"location": "/other"}"""));
        Documents.Delete("policies", "words", null, "ana", "", out _).Should().NotBeEmpty();

        // What only a pending version names waits as well: it would decide as soon as that is approved.
        Pends(("templates", "boots", Changed(SomeDocuments.Template, "policies", """{"image": "any"}""")), "templates/boots@1");
        Pends(("policies", "any", """{"type": "image", "isDefault": true, "maximum": 2}"""), "policies/any@2");

        Documents.Approve("accounts", [("uk", 3)], "ben").Should().BeEmpty();
        Good(("policies", "stock", """{"type": "inventory", "defaultQuantity": 1}"""));
        Documents.Policies("uk").Policies.Inventory.DefaultQuantity.Should().Be(1, "nobody asks for approval any more, and that is in the history");
    }

    [Fact]
    [Trait("covers", "RIV-08")]
    public void A_default_changes_hands_by_one_approval_of_both()
    {
        Good(("policies", "one", """{"type": "inventory", "isDefault": true}"""), ("accounts", "uk", Changed(Changed(SomeDocuments.Account, "approval", "true"), "policies", "{}")));
        Documents.Apply(
            [new("policies", "one", """{"type": "inventory"}""", "1"), new("policies", "two", """{"type": "inventory", "isDefault": true, "defaultQuantity": 3}""", "2")], "ana", out var applied).Should().BeEmpty();
        applied.Should().OnlyContain(version => version.State == VersionStates.Pending);
        Documents.Approve("policies", [("two", 1)], "ben").Should().NotBeEmpty("there would be two");
        Documents.Policies("uk").Policies.Inventory.From.Should().Be("policies/one@1");
        Documents.Approve("policies", [("one", 2), ("two", 1)], "ben").Should().BeEmpty();
        Documents.Policies("uk").Policies.Inventory.From.Should().Be("policies/two@1");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void A_state_of_an_older_schema_keeps_its_documents_and_rows(int schema)
    {
        var path = Path.Combine(_state.Path, $"old-{schema}.db");
        using (var old = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            old.Open();
            old.Execute($$"""
                CREATE TABLE document(kind TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(kind, name, version));
                INSERT INTO document VALUES('policies', 'stock', 1, '2026-01-01T00:00:00.000Z', 'ana', '{"type": "inventory", "defaultQuantity": 1}');
                INSERT INTO document VALUES('policies', 'stock', 2, '2026-01-02T00:00:00.000Z', 'ben', '{"type": "inventory", "defaultQuantity": 2}');
                CREATE TABLE ledger_row(account TEXT NOT NULL, view_name TEXT NOT NULL, sku TEXT NOT NULL, sheet TEXT NOT NULL, row BLOB NOT NULL, accepted BLOB,
                    PRIMARY KEY(account, view_name, sku)) {{(schema == 2 ? "WITHOUT ROWID" : "")}};
                INSERT INTO ledger_row VALUES('uk', 'uk', 'A', 'tiktok-sfcc', x'0102', NULL);
                PRAGMA user_version={{schema}};
                """);
        }

        foreach (var _ in new[] { "migrated", "opened again" })
        {
            var state = new StateDatabase(path);
            var documents = new Documents(state, _clock);
            documents.Find("policies", "stock").Should().Match<DocumentVersion>(version => version.Version == 2 && version.Author == "ben" && version.State == VersionStates.Live);
            documents.History("policies", "stock").Should().HaveCount(2);
            using var db = state.Open();
            db.ExecuteScalar<int>("SELECT COUNT(*) FROM ledger_row WHERE sku = 'A'").Should().Be(1);
            db.ExecuteScalar<int>("PRAGMA user_version").Should().Be(8);
        }

        new Documents(new StateDatabase(path), _clock).Apply([new("policies", "stock", """{"type": "inventory", "defaultQuantity": 2}""", "f")], "ana", out var applied).Should().BeEmpty();
        applied.Should().BeEmpty("it says the same as the older Connector's text");
    }

    [Fact]
    [Trait("covers", "SYN-08")]
    public void A_takedown_and_an_assignment_are_in_force_until_they_are_ended_and_their_history_stays()
    {
        var decisions = new SkuDecisions(_state.Database, _clock);
        decisions.Make("uk", SkuDecisions.Takedown, ["A", "B", "A"], "", "ana", "recall").Should().Equal("A", "B");
        decisions.Make("uk", SkuDecisions.Takedown, ["A"], "", "ben", "again").Should().BeEmpty();
        decisions.Make("uk", SkuDecisions.Assignment, ["A"], "shoes", "ana", "").Should().Equal("A");
        decisions.Make("uk", SkuDecisions.Assignment, ["A"], "boots", "ben", "").Should().Equal("A");
        decisions.InForce("uk")["A"].Should().BeEquivalentTo(new { TakenDown = new { By = "ana", Because = "recall", At = _clock.GetUtcNow() }, Template = "boots" });
        decisions.InForce("fr").Should().BeEmpty();
        decisions.End("uk", SkuDecisions.Takedown, ["A", "C"], "ben", "over").Should().Equal("A");
        decisions.InForce("uk").Keys.Should().BeEquivalentTo("A", "B");
        decisions.InForce("uk")["A"].TakenDown.Should().BeNull();
        decisions.History("uk").Select(row => (row.Sku, row.Kind, row.Value, row.EndedBy)).Should().Equal(
            ("A", "takedown", "", "ben"), ("B", "takedown", "", null), ("A", "assignment", "shoes", "ben"), ("A", "assignment", "boots", null));
    }

    private void Pends((string Kind, string Name, string Text) document, string? label = null, string because = "")
    {
        Documents.Apply([SomeDocuments.Given(document)], "ana", out var applied).Should().BeEmpty(because);
        applied.Where(version => version.State == VersionStates.Pending).Select(version => version.Label).Should().Equal(label is null ? [] : [label], because);
    }

    private void Good(params (string Kind, string Name, string Text)[] documents)
    {
        Documents.Apply([.. documents.Select(SomeDocuments.Given)], "ana", out var applied).Should().BeEmpty();
        applied.Should().OnlyContain(version => version.State == VersionStates.Live);
    }

    private IReadOnlyList<DocumentFault> Bad(params (string Kind, string Name, string Text)[] documents)
    {
        var faults = Documents.Apply([.. documents.Select(SomeDocuments.Given)], "ana", out var applied);
        applied.Should().BeEmpty();
        return faults;
    }

    private static string Changed(string json, string member, string value) => SomeDocuments.Change(json, members => members[member] = System.Text.Json.Nodes.JsonNode.Parse(value));
}
