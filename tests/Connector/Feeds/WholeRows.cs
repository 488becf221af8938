using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.Policy.Tests;
using Connector.Tests.Stories;

namespace Connector.Tests.Feeds;

/// <summary>What holds of every row that is written, in both sheets, whatever the shop says and whatever the policies are; read with another reader.</summary>
public sealed partial class WholeRows
{
    private static readonly int Worlds = Environment.GetEnvironmentVariable("CONNECTOR_LONG") is null ? 1_200 : 40_000;

    public static TheoryData<string> Sheets => [.. FeedSheets.All.Select(sheet => sheet.Id)];

    [Theory]
    [MemberData(nameof(Sheets))]
    [Trait("covers", "RIV-04")]
    public void Every_row_of_a_random_shop_under_random_policies_is_one_that_the_sheet_allows(string id)
    {
        var sheet = FeedSheets.Find(id)!;
        var (pen, rows) = (new RowPen(sheet), 0);
        for (var seed = 0; seed < Worlds; seed++)
        {
            var world = new AnyWorld(new Random(seed));
            var policies = PolicySheet.Compile(world.Documents(), sheet.Version, sheet.HasDetails);
            var facts = world.Facts with { Limits = sheet.Limits };
            var passages = new List<Passage>();
            policies.Pass([.. world.Group().Select(Offer.From)], facts, passages);
            foreach (var offer in passages.Where(passage => passage.IsListed).Select(passage => passage.Offer))
            {
                rows++;
                var text = Encoding.UTF8.GetString(sheet.Header.Span) + new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(pen.Write(offer, facts).Bytes.Span);
                var lines = Csv.Lines(text, sheet.Separator);
                var fault = lines.Count != 2 || lines[1].Length != sheet.Columns.Count
                    ? $"{lines.Count} lines"
                    : sheet.Columns.Select((column, at) => Fault(column, lines[1][at])).FirstOrDefault(found => found is not null) ?? Prices(lines[0].Zip(lines[1]).ToDictionary());
                if (fault is not null)
                {
                    Assert.Fail($"seed {seed}, {offer.Sku}: {fault}\n{text}\n{policies}");
                }
            }
        }

        rows.Should().BeGreaterThan(Worlds / 4);
    }

    private static string? Fault(FeedColumn column, string value)
    {
        if (value.Length == 0)
        {
            return column.Required ? $"{column.Name} is required and empty" : null;
        }

        return column.MaxLength > 0 && value.Length > column.MaxLength ? $"{column.Name} has {value.Length} characters"
            : value.Any(char.IsControl) ? $"{column.Name} has a control character: {value}"
            : column.Form is ColumnForm.Text && Tag().IsMatch(value) ? $"{column.Name} has a tag: {value}"
            : column.Form switch
            {
                ColumnForm.Word when !column.Words.Contains(value) => $"{column.Name} is '{value}'",
                ColumnForm.Money when !MoneyForm().IsMatch(value) || Amount(value) <= 0 => $"{column.Name} is '{value}'",
                ColumnForm.Url when !IsAddress(value) => $"{column.Name} is '{value}'",
                ColumnForm.UrlList when !value.Split(',').All(IsAddress) => $"{column.Name} is '{value}'",
                ColumnForm.Json when Json(value) is { } fault => $"{column.Name}: {fault}",
                ColumnForm.Window when value.Split('/') is not [var from, var to] || DateTimeOffset.Parse(from, CultureInfo.InvariantCulture) >= DateTimeOffset.Parse(to, CultureInfo.InvariantCulture) => $"{column.Name} is '{value}'",
                _ => null,
            };
    }

    private static string? Prices(Dictionary<string, string> row) =>
        row.TryGetValue("sale_price", out var sale) && sale.Length > 0 && Amount(sale) >= Amount(row["price"]) ? $"sale price {sale} is not below {row["price"]}" : null;

    /// <summary>The first text in it that may not stand there: an address that is none, a tag, a control character.</summary>
    private static string? Json(string value)
    {
        using var json = JsonDocument.Parse(value);
        var isOfImages = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("images", out _);
        return Texts(json.RootElement).FirstOrDefault(text => isOfImages ? !IsAddress(text) : Tag().IsMatch(text) || text.Any(char.IsControl));
    }

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(pair => Texts(pair.Value)),
        JsonValueKind.String => [value.GetString()!],
        _ => [],
    };

    private static decimal Amount(string value) => decimal.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture);

    private static bool IsAddress(string value) => Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && !value.Contains(' ', StringComparison.Ordinal);

    [GeneratedRegex("<[a-zA-Z/!?]")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^\d+\.\d{2} GBP$")]
    private static partial Regex MoneyForm();
}
