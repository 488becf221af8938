using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Connector.Store;

namespace Connector.State;

/// <summary>The form of documents: JSON of which every member is known, of the right type, and there where it must be. Finds every fault at once.</summary>
internal static class DocumentForm
{
    /// <summary>Levels in each other. A query condition takes two for each of its own.</summary>
    private const int DeepestNesting = 64;

    private static readonly JsonSerializerOptions Types = new(Documents.Json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>Characters that a document of a kind may have.</summary>
    public static int Longest(string kind) => kind == DocumentKinds.Categories ? 32 << 20 : 1 << 20;

    public static DocumentFault TooLong(string where, string kind, string length) =>
        new(where, "", $"the document has {length}, {Longest(kind):N0} characters are allowed", "split it");

    /// <summary>The document, as what its kind says it is; null where that cannot be, and why.</summary>
    public static object? TryRead(DocumentText document, List<DocumentFault> faults)
    {
        if (document.Unreadable is { } unreadable)
        {
            faults.Add(unreadable);
            return null;
        }

        if (document.Text.Length > Longest(document.Kind))
        {
            faults.Add(TooLong(document.Where, document.Kind, $"{document.Text.Length:N0} characters"));
            return null;
        }

        if (document.Name.Length is 0 or > 60 || document.Name.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-'))
        {
            faults.Add(new DocumentFault(document.Where, "", $"the name '{document.Name}' is not allowed", "use lower-case letters, digits and hyphens, 60 at the most"));
        }

        void Fault(string path, string sentence, string remedy) => faults.Add(new DocumentFault(document.Where, path, sentence, remedy));
        if (Parse(document.Text, Fault) is not { } members)
        {
            return null;
        }

        members.Remove("$schema");
        if (Shape(document, members, Fault) is not { } shape)
        {
            return null;
        }

        var before = faults.Count;
        Look(members, Types.GetTypeInfo(shape), "$", Fault);
        if (faults.Count > before)
        {
            return null;
        }

        try
        {
            var value = members.Deserialize(shape, Documents.Json)!;
            return value is StoreSource source ? AtItsFolder(source, document) : value;
        }
        catch (JsonException fault)
        {
            Fault(fault.Path ?? "$", Sentence(fault), SeeSchema);
            return null;
        }
    }

    private const string SeeSchema = "see the schema of this document kind (connector schema export)";

    private static JsonObject? Parse(string text, Action<string, string, string> fault)
    {
        try
        {
            var node = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false, MaxDepth = DeepestNesting,
            });
            if (HalfPair(text) is { } half)
            {
                fault(half, HalfSentence, HalfRemedy);
                return null;
            }

            if (node is JsonObject members)
            {
                return members;
            }

            fault("$", "the document is not a JSON object", "write { ... }");
        }
        catch (JsonException slip)
        {
            var (path, tooDeep) = PlaceOfSlip(text);
            fault(
                path,
                tooDeep ? $"more than {DeepestNesting} levels stand in each other" : $"line {(slip.LineNumber ?? 0) + 1}: {Sentence(slip)}",
                tooDeep ? "write it flatter" : "write it as JSON; an editor that knows JSON shows the place");
        }
        catch (InvalidOperationException)
        {
            fault(HalfPair(text) ?? "$", HalfSentence, HalfRemedy);
        }

        return null;
    }

    private const string HalfSentence = "a text holds half of a Unicode character (an escape from \\ud800 to \\udfff without its other half)";
    private const string HalfRemedy = "write the whole character";

    /// <summary>Where a name or a text holds half of a pair: the parser takes it, and throws when it is asked for.</summary>
    private static string? HalfPair(string text)
    {
        if (!text.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = DeepestNesting });
        var member = "";
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
                {
                    var value = reader.GetString()!;
                    member = reader.TokenType == JsonTokenType.PropertyName ? value : member;
                }
            }
        }
        catch (InvalidOperationException)
        {
            return Short(member.Length > 0 ? "$.." + member : "$");
        }

        return null;
    }

    /// <summary>Where a text stops being JSON, as a path; the text is short enough to be read once more.</summary>
    private static (string Path, bool TooDeep) PlaceOfSlip(string text)
    {
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(text), new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = DeepestNesting + 1 });
        var places = new List<string> { "" };
        var counts = new Stack<int>();
        string Path() => "$" + string.Concat(places);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    places[^1] = "." + reader.GetString();
                    continue;
                }

                if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                {
                    places.RemoveAt(places.Count - 1);
                    counts.Pop();
                    continue;
                }

                if (counts.Count > 0 && counts.Peek() >= 0)
                {
                    places[^1] = $"[{counts.Peek()}]";
                    counts.Push(counts.Pop() + 1);
                }

                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                {
                    if (reader.CurrentDepth >= DeepestNesting)
                    {
                        return (Short(Path()), true);
                    }

                    places.Add("");
                    counts.Push(reader.TokenType == JsonTokenType.StartArray ? 0 : -1);
                }
            }
        }
        catch (Exception slip) when (slip is JsonException or InvalidOperationException)
        {
            return (Short(Path()), false);
        }

        return ("$", false);
    }

    private static string Short(string path) => path.Length <= 200 ? path : path[..200] + "…";

    private static string Sentence(JsonException slip) => slip.Message.Split(" Path:", StringSplitOptions.None)[0].Split(" LineNumber:", StringSplitOptions.None)[0].TrimEnd('.');

    private static Type? Shape(DocumentText document, JsonObject members, Action<string, string, string> fault)
    {
        if (document.Kind != DocumentKinds.Policy)
        {
            var shape = DocumentKinds.Shape(document.Kind);
            if (shape is null)
            {
                fault("", $"'{document.Kind}' is no kind of document", $"use one of {string.Join(", ", DocumentKinds.All)}");
            }

            return shape;
        }

        var type = members["type"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        members.Remove("type");
        if (DocumentKinds.PolicyTypes.TryGetValue(type, out var policy))
        {
            return policy;
        }

        fault("$.type", type.Length == 0 ? "the policy does not say of which type it is" : $"'{type}' is no type of policy", $"write one of {string.Join(", ", DocumentKinds.PolicyTypes.Keys)}");
        return null;
    }

    /// <summary>Compares a node with what it shall be, down to its leaves.</summary>
    private static void Look(JsonNode node, JsonTypeInfo type, string path, Action<string, string, string> fault)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when node is JsonObject members:
                LookAtMembers(members, type, path, fault);
                break;
            case JsonTypeInfoKind.Object:
                fault(path, $"{Words(node)} stands where an object must be", "write { ... }");
                break;
            case JsonTypeInfoKind.Enumerable when node is JsonArray list:
                var element = Types.GetTypeInfo(type.ElementType!);
                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is { } present)
                    {
                        Look(present, element, $"{path}[{i}]", fault);
                    }
                    else
                    {
                        fault($"{path}[{i}]", "null stands in a list", "leave it out");
                    }
                }

                break;
            case JsonTypeInfoKind.Enumerable:
                fault(path, $"{Words(node)} stands where a list must be", "write [ ... ]");
                break;
            case JsonTypeInfoKind.Dictionary when node is JsonObject entries:
                var entry = Types.GetTypeInfo(type.ElementType!);
                foreach (var (name, value) in entries)
                {
                    if (value is null)
                    {
                        fault(Member(path, name), "null stands in a list", "leave it out");
                    }
                    else
                    {
                        Look(value, entry, Member(path, name), fault);
                    }
                }

                break;
            case JsonTypeInfoKind.Dictionary:
                fault(path, $"{Words(node)} stands where an object must be", "write { ... }");
                break;
            default:
                LookAtLeaf(node, type.Type, path, fault);
                break;
        }
    }

    private static void LookAtMembers(JsonObject members, JsonTypeInfo type, string path, Action<string, string, string> fault)
    {
        // The names count whatever their capitals: JSON for the web is read so.
        var known = type.Properties.Where(property => property.Set is not null && !property.IsExtensionData).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        var given = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        // TikTok's answers may have members that nobody knows here.
        var isOpen = type.Properties.Any(property => property.IsExtensionData);
        foreach (var (name, value) in members)
        {
            if (!known.TryGetValue(name, out var property))
            {
                if (isOpen)
                {
                    continue;
                }

                fault(Member(path, name), $"'{Short(name)}' is no member here", $"use {string.Join(", ", known.Values.Select(member => member.Name))}");
            }
            else if (!given.Add(name))
            {
                fault(Member(path, name), $"'{Short(name)}' stands here twice", "leave one out");
            }
            else if (value is not null)
            {
                Look(value, Types.GetTypeInfo(property.PropertyType), Member(path, name), fault);
            }
            else if (!property.IsSetNullable)
            {
                fault(Member(path, name), "null stands where a value must be", property.IsRequired ? "write the value" : "leave the member out for its default");
            }
        }

        foreach (var property in known.Values.Where(property => property.IsRequired && !given.Contains(property.Name)))
        {
            fault(Member(path, property.Name), $"'{property.Name}' is missing", $"write {What(property.PropertyType)}");
        }
    }

    private static void LookAtLeaf(JsonNode node, Type type, string path, Action<string, string, string> fault)
    {
        try
        {
            if (node.Deserialize(type, Documents.Json) is not null)
            {
                return;
            }
        }
        catch (Exception slip) when (slip is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
        }

        var isWord = (Nullable.GetUnderlyingType(type) ?? type).IsEnum && node.GetValueKind() == JsonValueKind.String;
        fault(path, isWord ? $"'{Short(node.GetValue<string>())}' is none of the words that can stand here" : $"{Words(node)} stands where {Kind(type)} must be", $"write {What(type)}");
    }

    private static string Member(string path, string name) =>
        name.Length is > 0 and <= 100 && name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '$') ? $"{path}.{name}" : $"{path}['{Short(name)}']";

    /// <summary>Names what stands in a document, for a message; a text is not said again, for it may be a secret.</summary>
    private static string Words(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "the number " + Short(node.ToJsonString()),
        JsonValueKind.True or JsonValueKind.False => node.ToJsonString(),
        _ => "null",
    };

    private static string Kind(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } => "one of a few words",
        var plain when plain == typeof(string) => "a text",
        var plain when plain == typeof(bool) => "true or false",
        var plain when plain == typeof(int) || plain == typeof(long) => "a whole number",
        var plain when plain == typeof(decimal) || plain == typeof(double) => "a number",
        var plain when plain == typeof(TimeSpan) => "a time",
        _ => "another kind of value",
    };

    private static string What(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } words => string.Join(", ", Enum.GetNames(words).Select(JsonNamingPolicy.CamelCase.ConvertName)) is var list && list.LastIndexOf(", ", StringComparison.Ordinal) is > 0 and var at ? $"{list[..at]} or {list[(at + 2)..]}" : list,
        var plain when plain == typeof(string) => "a text in quotes",
        var plain when plain == typeof(bool) => "true or false, without quotes",
        var plain when plain == typeof(int) || plain == typeof(long) => "a whole number, without quotes",
        var plain when plain == typeof(decimal) || plain == typeof(double) => "a number, without quotes",
        var plain when plain == typeof(TimeSpan) => "it as days.hours:minutes:seconds, such as 00:00:30",
        _ => "it as the schema of this document kind says (connector schema export)",
    };

    /// <summary>A relative location starts at the folder in which the document lies; an address is none.</summary>
    private static StoreSource AtItsFolder(StoreSource source, DocumentText document) =>
        Path.IsPathRooted(document.Where) && !Path.IsPathRooted(source.Location) && source.WebFolder is null
            ? source with { Location = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document.Where)!, source.Location)) }
            : source;
}
