using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Notices;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Schedule;
using Connector.State;
using Connector.Store;

namespace Connector.Worker.Schemas;

/// <summary>All that schemas/ holds: a JSON schema for each kind of document, for the archive's manifest and daily head, each feed sheet, and every reason.</summary>
internal static class DocumentSchemas
{
    private static readonly JsonSerializerOptions Json = new(Documents.Json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly JsonSerializerOptions Records = new(RunFolders.Json) { NumberHandling = JsonNumberHandling.Strict };

    /// <summary>File by relative path.</summary>
    public static IEnumerable<(string Path, string Text)> All()
    {
        yield return ("account.schema.json", Schema(typeof(Account), null));
        yield return ("source.schema.json", Schema(typeof(StoreSource), null));
        yield return ("schedule.schema.json", Schema(typeof(FeedSchedule), null));
        yield return ("template.schema.json", Schema(typeof(ListingTemplate), null));
        yield return ("rule.schema.json", Schema(typeof(Rule), null));
        yield return ("categories.schema.json", Schema(typeof(CategorySet), null));
        yield return ("receiver.schema.json", Schema(typeof(NoticeReceiver), null));
        yield return ("webhook.schema.json", Text(Plain(typeof(NoticeMessage), NoticeMessage.Json)));
        yield return ("manifest.schema.json", Text(Plain(typeof(SealRecord), Records)));
        yield return ("head.schema.json", Text(Plain(typeof(DailyHead), Records)));
        foreach (var (type, shape) in DocumentKinds.PolicyTypes)
        {
            yield return ($"policy-{type}.schema.json", Schema(shape, type));
        }

        foreach (var sheet in FeedSheets.All)
        {
            yield return ($"sheets/{sheet.Id}.json", Text(sheet.Describe()));
        }

        yield return ("reasons.json", Text(Reasons.All.Append(Rulings.Deleted).Append(Rulings.ViewRetired).Concat(PublishingReasons.All).Select(reason => new { code = reason.Code, sentence = reason.Sentence, remedy = reason.Remedy, hold = reason.Hold?.ToString() })));
    }

    private static string Schema(Type type, string? policy)
    {
        var schema = Plain(type, Json);
        var properties = schema["properties"]!.AsObject();

        // A document may name its schema, for editors; a policy says of which type it is.
        properties.Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        if (policy is not null)
        {
            properties.Insert(1, "type", new JsonObject { ["enum"] = new JsonArray(policy) });
            var required = schema["required"]?.AsArray() ?? [];
            schema["required"] = new JsonArray([JsonValue.Create("type"), .. required.Select(name => name!.DeepClone())]);
        }

        schema["additionalProperties"] = false;
        return Text(schema);
    }

    private static JsonObject Plain(Type type, JsonSerializerOptions options)
    {
        options = options.TypeInfoResolver is null ? new(options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() } : options;
        var schema = options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe }).AsObject();
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        return schema;
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject members)
        {
            return schema;
        }

        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var words = context.PropertyInfo?.AttributeProvider is MemberInfo property ? XmlDocs.Of(property) : null;
        words ??= type.Assembly.GetName().Name?.StartsWith("Connector", StringComparison.Ordinal) == true ? XmlDocs.Of(type) : null;
        if (type.IsEnum)
        {
            var values = type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (field.Name, Words: XmlDocs.Of(field))).Where(value => value.Words is not null);
            words = string.Join(' ', new[] { words }.Concat(values.Select(value => $"{JsonNamingPolicy.CamelCase.ConvertName(value.Name)}: {value.Words}")).Where(part => !string.IsNullOrEmpty(part)));
        }

        if (!string.IsNullOrEmpty(words))
        {
            members.Insert(0, "description", words);
        }

        return members;
    }

    private static string Text(object value) => JsonSerializer.Serialize(value, JsonLines.Options).ReplaceLineEndings("\n") + "\n";
}
