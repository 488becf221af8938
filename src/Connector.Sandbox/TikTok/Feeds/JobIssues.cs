using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>What is wrong with a row that a job of interface B met; field names as in the product log.</summary>
/// <param name="Index">2 = first data row; 0 = the file as a whole.</param>
public sealed record JobIssue(
    int Index, string SkuId, string Title, string ProductUrl, string Description, IssueSeverity Severity, string Field, string Issue, string Suggestion, string Value);

/// <summary>The issues of one job: every error and so many warnings are kept, all are counted.</summary>
internal sealed class JobIssues(int warningsKept)
{
    private const int ItemsShown = 5;
    private readonly Dictionary<(IssueSeverity, string Field, string Issue, string Suggestion), Group> _groups = [];
    private readonly List<JobIssue> _kept = [];
    private int _warnings;

    public IReadOnlyList<JobIssue> Kept => _kept;

    /// <summary>Rows with an error.</summary>
    public int ErrorRows { get; private set; }

    /// <summary>Rows with a warning.</summary>
    public int WarningRows { get; private set; }

    public void Row(int index, IReadOnlyDictionary<string, string> texts, IReadOnlyList<FieldFault> faults)
    {
        if (faults.Any(f => f.Severity == IssueSeverity.Error)) ErrorRows++;
        if (faults.Any(f => f.Severity == IssueSeverity.Warning)) WarningRows++;
        string Text(string column) => texts.GetValueOrDefault(column, "");
        foreach (var (severity, field, issue, suggestion) in faults)
        {
            var found = new JobIssue(index, Text("sku_id"), Text("title"), Text("link"), Text("description"), severity, field, issue, suggestion, Text(field));
            var key = (severity, field, issue, suggestion);
            if (!_groups.TryGetValue(key, out var group)) _groups[key] = group = new Group();
            group.Count++;
            if (group.First.Count < ItemsShown) group.First.Add(found);
            if (severity == IssueSeverity.Error || _warnings++ < warningsKept) _kept.Add(found);
        }
    }

    public void Row(int index, string sku, FieldFault fault) => Row(index, new Dictionary<string, string> { ["sku_id"] = sku }, [fault]);

    /// <summary>The file as a whole could not be taken.</summary>
    public void File(string reason) => _groups[(IssueSeverity.Error, "file", reason, "")] = new Group();

    public JsonArray Affected(IssueSeverity severity) => new([.. _groups.Where(g => g.Key.Item1 == severity).Select(g => (JsonNode)new JsonObject
    {
        ["field"] = g.Key.Field,
        ["issue"] = g.Key.Issue,
        ["suggestion"] = g.Key.Suggestion,
        ["affected_product_count"] = g.Value.Count,
        ["affected_product_item_list"] = new JsonArray([.. g.Value.First.Select(Item)]),
    })]);

    /// <summary>The file behind <c>download_path</c>. Its columns are not documented: the names are those of the log's entries.</summary>
    public string Csv()
    {
        var csv = new StringBuilder("index,sku_id,title,product_url,description,level,field,issue,suggestion,value\r\n");
        foreach (var i in _kept)
        {
            string[] cells = [$"{i.Index}", i.SkuId, i.Title, i.ProductUrl, i.Description, i.Severity == IssueSeverity.Error ? "ERROR" : "WARNING", i.Field, i.Issue, i.Suggestion, i.Value];
            csv.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }

        return csv.ToString();
    }

    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static JsonObject Item(JobIssue issue) => new()
    {
        ["index"] = issue.Index,
        ["sku_id"] = issue.SkuId,
        ["title"] = issue.Title,
        ["product_url"] = issue.ProductUrl,
        ["description"] = issue.Description,
        ["value"] = issue.Value,
    };

    private sealed class Group
    {
        public int Count { get; set; }

        public List<JobIssue> First { get; } = [];
    }
}
