using System.Diagnostics;
using System.Text.Json.Nodes;
using Connector.State;
using Connector.Tests.Feeds;

namespace Connector.Tests.Versions;

/// <summary>Whatever is wrong with a document's form is refused with its place and a cure, at once, and nothing is stored.</summary>
public sealed class MutatedDocumentTests : IDisposable
{
    private readonly StateFolder _state = new();

    public void Dispose() => _state.Dispose();

    private Documents Documents => new(_state.Database, new ManualClock());

    [Fact]
    public void Whole_documents_of_every_kind_fit_together()
    {
        Documents.Apply([.. SomeDocuments.All.Select(SomeDocuments.Given)], "ana", out var applied).Should().BeEmpty();
        applied.Should().HaveCount(SomeDocuments.All.Count);
        applied.Select(version => version.Kind).Distinct().Should().BeEquivalentTo(DocumentKinds.All);
    }

    [Fact]
    [Trait("covers", "POL-04")]
    public void A_required_member_that_is_missing_is_named_at_its_place()
    {
        foreach (var (kind, name, members) in new (string, string, string[])[]
        {
            ("sources", "shop", ["$.location"]), ("templates", "shoes", ["$.account"]), ("rules", "sale-words", ["$.account", "$.then[0].do"]),
            ("accounts", "uk", ["$.country", "$.currency", "$.externalBusinessId", "$.inventoryListId", "$.views[0].name", "$.views[0].source"]),
            ("policies", "prices", ["$.type", "$.changes[0].by", "$.changes[0].amount"]), ("schedules", "nightly", ["$.work", "$.for", "$.cron"]),
            ("notices", "team", ["$.mail.host", "$.mail.from", "$.mail.to", "$.webhook.url"]),
        })
        {
            foreach (var member in members)
            {
                Refused(kind, name, document => Holder(document, member, out var last).Remove(last)).Should().Contain(fault => fault.Path == member, $"{kind} without {member}");
            }
        }
    }

    [Fact]
    [Trait("covers", "POL-04")]
    public void A_member_of_another_type_is_named_at_its_place()
    {
        foreach (var (kind, name, text) in SomeDocuments.All)
        {
            foreach (var path in Places(JsonNode.Parse(text)!, "$").Where(place => place != "$" && !place.EndsWith(']')))
            {
                foreach (var other in new[] { "[[]]", "{\"a\": 1}", "\"a word\"", "3.5", "true" })
                {
                    var was = At(JsonNode.Parse(text)!, path)!.GetValueKind();
                    var becomes = JsonNode.Parse(other)!;
                    if (becomes.GetValueKind() == was || (IsFlag(becomes) && IsFlag(At(JsonNode.Parse(text)!, path)!)))
                    {
                        continue;
                    }

                    // What stands in braces may hold a member that is not known; else it is the place itself.
                    Refused(kind, name, document => Holder(document, path, out var last)[last] = JsonNode.Parse(other)).Should()
                        .Contain(fault => fault.Path.StartsWith(path, StringComparison.Ordinal), $"{kind} with {other} at {path}");
                }
            }
        }
    }

    [Fact]
    [Trait("covers", "POL-04")]
    public void A_member_that_is_not_known_is_named_at_every_level()
    {
        foreach (var (kind, name, text) in SomeDocuments.All)
        {
            foreach (var path in Places(JsonNode.Parse(text)!, "$").Where(place => At(JsonNode.Parse(text)!, place) is JsonObject))
            {
                Refused(kind, name, document => ((JsonObject)At(document, path)!)["colour"] = "red").Should().Contain(fault => fault.Path == path + ".colour", $"{kind} at {path}");
            }
        }
    }

    [Fact]
    public void Nesting_without_end_and_documents_beyond_all_bounds_are_refused_quickly()
    {
        var watch = Stopwatch.StartNew();
        foreach (var (kind, name, text) in SomeDocuments.All)
        {
            var deep = $"{text.TrimEnd()[..^1]}, \"condition\": {string.Concat(Enumerable.Repeat("{\"all\": [", 1000))}{string.Concat(Enumerable.Repeat("]}", 1000))}}}";
            Faults(kind, name, deep).Should().ContainSingle().Which.Should().Match<DocumentFault>(fault => fault.Sentence.Contains("levels") && fault.Path.StartsWith("$."));
            var long10 = $"{text.TrimEnd()[..^1]}, \"title\": \"{new string('x', 10_000_000)}\"}}";
            Faults(kind, name, long10).Should().NotBeEmpty().And.OnlyContain(fault => fault.Sentence.Length < 300 && fault.Remedy.Length > 0);
            Faults(kind, name, new string('[', 10_000_000)).Should().NotBeEmpty().And.OnlyContain(fault => fault.Sentence.Length < 300);
        }

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
        Documents.InForce().Should().BeEmpty();
    }

    [Fact]
    public void All_slips_of_one_document_are_told_at_once()
    {
        Faults("policies", "p", """{"type": "inventory", "defaultQuantity": "many", "colour": 1, "title": 7}""").Select(fault => fault.Path)
            .Should().BeEquivalentTo("$.defaultQuantity", "$.colour", "$.title");
    }

    private IReadOnlyList<DocumentFault> Refused(string kind, string name, Action<JsonObject> change)
    {
        var text = SomeDocuments.All.First(document => document.Kind == kind && document.Name == name).Text;
        var faults = Faults(kind, name, SomeDocuments.Change(text, change));
        faults.Should().NotBeEmpty().And.OnlyContain(fault => fault.Sentence.Length > 0 && fault.Remedy.Length > 0);
        return faults;
    }

    private IReadOnlyList<DocumentFault> Faults(string kind, string name, string text)
    {
        var faults = Documents.Apply(
            [.. SomeDocuments.All.Where(document => (document.Kind, document.Name) != (kind, name)).Append((kind, name, text)).Select(SomeDocuments.Given)], "ana", out var applied);
        applied.Should().BeEmpty();
        return [.. faults.Where(fault => fault.Document == $"{kind}/{name}")];
    }

    private static bool IsFlag(JsonNode node) => node.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False;

    /// <summary>All places of a document, its root first.</summary>
    private static IEnumerable<string> Places(JsonNode node, string path) => node switch
    {
        JsonObject members => members.SelectMany(member => Places(member.Value!, $"{path}.{member.Key}")).Prepend(path),
        JsonArray list => list.SelectMany((element, at) => Places(element!, $"{path}[{at}]")).Prepend(path),
        _ => [path],
    };

    private static JsonNode? At(JsonNode root, string path)
    {
        JsonNode? at = root;
        foreach (var step in path.Replace("[", ".[", StringComparison.Ordinal).Split('.').Skip(1))
        {
            at = step[0] == '[' ? at![int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)] : at![step];
        }

        return at;
    }

    private static JsonObject Holder(JsonObject root, string path, out string last)
    {
        last = path[(path.LastIndexOf('.') + 1)..];
        return (JsonObject)At(root, path[..path.LastIndexOf('.')])!;
    }
}
