using System.Text.Json;

namespace Connector.Sandbox;

/// <summary>
/// The shape of a body, read from the words of the facts (3.10): <c>{name*:str, list:[{id:str}], any:str}</c>; <c>*</c> is required, kinds are str, int, i64, bool, lists and
/// objects. A member without a value (null) counts as not sent.
/// </summary>
internal sealed class BodyShape
{
    private readonly string _kind;
    private readonly Dictionary<string, (bool Required, BodyShape Shape)> _members = new(StringComparer.Ordinal);
    private readonly BodyShape? _item;

    private BodyShape(string kind) => _kind = kind;

    private BodyShape(Dictionary<string, (bool Required, BodyShape Shape)> members) => (_kind, _members) = ("object", members);

    private BodyShape(BodyShape item) => (_kind, _item) = ("list", item);

    public static BodyShape Of(string words)
    {
        var at = 0;
        return Read(words.Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""), ref at);
    }

    /// <exception cref="ShopRefused">The body is of another shape.</exception>
    public void Check(JsonElement value, bool refuseStrangers) => Check(value, "body", refuseStrangers);

    private static BodyShape Read(string words, ref int at)
    {
        switch (words[at])
        {
            case '[':
                at++;
                var item = Read(words, ref at);
                at++;
                return new BodyShape(item);
            case '{':
                var members = new Dictionary<string, (bool, BodyShape)>(StringComparer.Ordinal);
                at++;
                while (words[at] != '}')
                {
                    var colon = words.IndexOf(':', at);
                    var name = words[at..colon];
                    at = colon + 1;
                    members.Add(name.TrimEnd('*'), (name.EndsWith('*'), Read(words, ref at)));
                    if (words[at] == ',') at++;
                }

                at++;
                return new BodyShape(members);
            default:
                var end = at;
                while (end < words.Length && words[end] is not (',' or '}' or ']')) end++;
                var kind = words[at..end];
                at = end;
                return new BodyShape(kind);
        }
    }

    private void Check(JsonElement value, string path, bool refuseStrangers)
    {
        switch (_kind)
        {
            case "object":
                Must(value.ValueKind == JsonValueKind.Object, path, "an object");
                foreach (var (name, member) in _members)
                {
                    if (member.Required && (!value.TryGetProperty(name, out var given) || given.ValueKind == JsonValueKind.Null)) throw Wrong($"{path}.{name}", "missing");
                }

                foreach (var given in value.EnumerateObject())
                {
                    if (_members.TryGetValue(given.Name, out var member))
                    {
                        if (given.Value.ValueKind != JsonValueKind.Null) member.Shape.Check(given.Value, $"{path}.{given.Name}", refuseStrangers);
                    }
                    else if (refuseStrangers)
                    {
                        throw Wrong($"{path}.{given.Name}", "this call has no such member");
                    }
                }

                return;
            case "list":
                Must(value.ValueKind == JsonValueKind.Array, path, "a list");
                foreach (var (item, at) in value.EnumerateArray().Select((item, at) => (item, at))) _item!.Check(item, $"{path}[{at}]", refuseStrangers);
                return;
            case "str":
                Must(value.ValueKind == JsonValueKind.String, path, "a text");
                return;
            case "bool":
                Must(value.ValueKind is JsonValueKind.True or JsonValueKind.False, path, "true or false");
                return;
            case "int":
                Must(value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _), path, "a whole number");
                return;
            case "i64":
                Must(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _), path, "a whole number");
                return;
            default:
                throw new InvalidOperationException($"The shape has a kind that is none: {_kind}");
        }
    }

    private static void Must(bool holds, string path, string kind)
    {
        if (!holds) throw Wrong(path, $"must be {kind}");
    }

    private static ShopRefused Wrong(string path, string why) => ShopCall.Invalid($"`{path}`: {why}.");
}
