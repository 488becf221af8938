using System.Text.Json.Nodes;

namespace Connector.State;

/// <summary>A member that differs between two versions of a document.</summary>
/// <param name="Path">Where it stands, such as <c>$.views[0].locale</c>.</param>
/// <param name="Before">What stood there, as JSON; null: nothing.</param>
/// <param name="After">What stands there now, as JSON; null: nothing.</param>
public sealed record ChangedMember(string Path, string? Before, string? After);

/// <summary>Compares two versions of a document member by member.</summary>
public static class DocumentDiff
{
    /// <param name="before">A document's text; empty: there was none.</param>
    /// <param name="after">A document's text; empty: it was deleted.</param>
    public static IReadOnlyList<ChangedMember> Between(string before, string after)
    {
        var changes = new List<ChangedMember>();
        Compare("$", Parse(before), Parse(after), changes);
        return changes;
    }

    private static JsonNode? Parse(string text) => text.Length == 0 ? new JsonObject() : JsonNode.Parse(text);

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<ChangedMember> changes)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        switch (before, after)
        {
            case (JsonObject one, JsonObject other):
                foreach (var name in one.Select(member => member.Key).Union(other.Select(member => member.Key), StringComparer.Ordinal))
                {
                    Compare($"{path}.{name}", one[name], other[name], changes);
                }

                break;
            // What was put in or taken out in the middle is one change, not one of everything behind it.
            case (JsonArray one, JsonArray other) when one.Count == other.Count:
                for (var i = 0; i < one.Count; i++)
                {
                    Compare($"{path}[{i}]", one[i], other[i], changes);
                }

                break;
            case (JsonArray one, JsonArray other):
                var head = 0;
                while (head < one.Count && head < other.Count && JsonNode.DeepEquals(one[head], other[head]))
                {
                    head++;
                }

                var tail = 0;
                while (tail < one.Count - head && tail < other.Count - head && JsonNode.DeepEquals(one[^(tail + 1)], other[^(tail + 1)]))
                {
                    tail++;
                }

                changes.AddRange(Enumerable.Range(head, one.Count - tail - head).Select(at => new ChangedMember($"{path}[{at}]", Json(one[at]), null)));
                changes.AddRange(Enumerable.Range(head, other.Count - tail - head).Select(at => new ChangedMember($"{path}[{at}]", null, Json(other[at]))));
                break;
            default:
                changes.Add(new ChangedMember(path, Json(before), Json(after)));
                break;
        }
    }

    private static string? Json(JsonNode? node) => node?.ToJsonString(new(Documents.Json) { WriteIndented = false });
}
