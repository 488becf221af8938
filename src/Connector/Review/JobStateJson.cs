using System.Globalization;
using System.Text.Json;

namespace Connector.Review;

/// <summary>Reads jobs and feeds. Sources disagree on some names, so both are read; what is not known is passed over.</summary>
internal static class JobStateJson
{
    public static JobState OfProduct(JsonElement log)
    {
        var data = ShownProductJson.Part(log, "feed_log_data");
        return new JobState(
            Progress(Text(log, "process_status")), Count(log, "add_count"), Count(log, "update_count"), Count(log, "delete_count") + Count(log, "remove_count"), Count(log, "error_count"), Count(log, "warn_count"))
        {
            Started = Time(Text(log, "start_time")),
            Issues = Path(ShownProductJson.Field(data, "download_path")),
            Shown = [.. Issues(data, "error_affected_products", isRefused: true), .. Issues(data, "warn_affected_products", isRefused: false)],
        };
    }

    public static JobState OfFeed(JsonElement log)
    {
        var status = First(log, "update_status", "last_update_status");
        var time = First(log, "update_time", "last_update_time");
        return new JobState(
            Progress(Text(status, "process_status")), Count(status, "add_count"), Count(status, "update_count"), Count(status, "remove_count") + Count(status, "delete_count"), Count(status, "error_count"), Count(status, "warn_count"))
        {
            Started = Time(Text(time, "start_time")),
        };
    }

    public static CatalogFeed? Feed(JsonElement feed) => Text(feed, "feed_id") is { Length: > 0 } id
        ? new CatalogFeed(id, Text(feed, "feed_name") ?? "", Text(feed, "status") == "ON", Text(First(feed, "last_update_param", "schedule_param"), "uri") ?? "", Text(feed, "next_update_time") ?? "")
        : null;

    /// <summary>A text, or an id that came as a number.</summary>
    public static string? Text(JsonElement? value, string name) => ShownProductJson.Field(value, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static JsonElement? First(JsonElement value, string name, string other) =>
        ShownProductJson.Field(value, name) is { ValueKind: JsonValueKind.Object } found ? found : ShownProductJson.Field(value, other);

    private static JobProgress Progress(string? word) => word?.ToUpperInvariant() switch
    {
        "WAITING" => JobProgress.Waiting,
        "PROCESSING" => JobProgress.Processing,
        "SUCCESS" => JobProgress.Success,
        "FAILED" => JobProgress.Failed,
        _ => JobProgress.Unknown,
    };

    private static long Count(JsonElement? value, string name) => ShownProductJson.Number(ShownProductJson.Field(value, name)) ?? 0;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>By language; English where it is there.</summary>
    private static string? Path(JsonElement? paths) => paths switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } => Text(paths, "en") ?? paths.Value.EnumerateObject().Select(path => path.Value.ValueKind == JsonValueKind.String ? path.Value.GetString() : null).FirstOrDefault(),
        _ => null,
    };

    private static IEnumerable<RowIssue> Issues(JsonElement? data, string name, bool isRefused)
    {
        if (ShownProductJson.Field(data, name) is not { ValueKind: JsonValueKind.Array } issues)
        {
            yield break;
        }

        foreach (var issue in issues.EnumerateArray())
        {
            var sentence = Sentence(Text(issue, "field"), Text(issue, "issue"), Text(issue, "suggestion"));
            if (ShownProductJson.Field(issue, "affected_product_item_list") is { ValueKind: JsonValueKind.Array } items)
            {
                foreach (var item in items.EnumerateArray())
                {
                    yield return new RowIssue(ShownProductJson.Number(ShownProductJson.Field(item, "index")), Text(item, "sku_id") ?? "", isRefused, sentence);
                }
            }
        }
    }

    internal static string Sentence(string? field, string? issue, string? suggestion) => string.Concat(
        string.IsNullOrWhiteSpace(field) || (issue?.Contains(field, StringComparison.OrdinalIgnoreCase) ?? false) ? "" : $"{field}: ",
        string.IsNullOrWhiteSpace(issue) ? "refused without a reason" : issue,
        string.IsNullOrWhiteSpace(suggestion) ? "" : $"; {suggestion}");
}
