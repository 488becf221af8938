using System.Globalization;
using System.Text;
using System.Text.Json;
using Connector.Policy.Catalog;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Reads one JSON object of Omnichannel Inventory: a line that names a location, a record, a page of changes, or a line with the delta
/// token. Members that are not known are passed over; a record may also stand in a member <c>record</c>.
/// </summary>
internal sealed class OmnichannelJson(string origin, ShopClock clock)
{
    private const decimal Beyond = 1_000_000_000_000m;
    private const int LongestId = 100;
    private const int LongestList = 256;
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 32 };
    private int _line;
    private string _member = "";

    /// <param name="json">The object.</param>
    /// <param name="line">Its line in the file, for faults.</param>
    /// <param name="tell">Gets the records, in order.</param>
    public OmnichannelPart Read(ReadOnlySpan<byte> json, int line, Action<OmnichannelRecord> tell)
    {
        (_line, _member) = (line, "");
        var reader = new Utf8JsonReader(json, Strict);
        try
        {
            reader.Read();
            var draft = new Draft();
            Object(ref reader, draft, "", tell);
            if (reader.Read())
            {
                throw Fault("something stands behind the object", "write one JSON object a line");
            }

            if (draft.Sku is not null)
            {
                tell(Record(draft));
                draft.Records++;
            }
            else if (draft.HasQuantity)
            {
                throw Missing();
            }

            return new OmnichannelPart(draft.Sku is null ? draft.List : null, draft.Token, draft.QueryAgain, draft.Records);
        }
        catch (JsonException fault)
        {
            throw new StoreReadException(
                origin, _line + (int)(fault.LineNumber ?? 0), _member, "is not JSON: " + fault.Message.Split(". ")[0].TrimEnd('.'), "wait until the export has ended, or export the file again", fault);
        }
        catch (InvalidOperationException fault)
        {
            // What a text holds that is no UTF-8, or half of a pair.
            throw new StoreReadException(origin, _line, _member, "holds a text that is not UTF-8", "export the file again, in UTF-8", fault);
        }
    }

    private void Object(ref Utf8JsonReader reader, Draft draft, string path, Action<OmnichannelRecord>? tell)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(ref reader, "an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            _member = path + name;
            reader.Read();
            switch (name)
            {
                case "sku":
                    draft.Sku = Key(ref reader, LongestId);
                    break;
                case "locationId" or "groupId" or "location" or "group" or "locationGroupId" when reader.TokenType != JsonTokenType.StartObject:
                    draft.List = Optional(ref reader) ? Key(ref reader, LongestList) : draft.List;
                    break;
                case "onHand":
                    draft.OnHand = Number(ref reader, draft);
                    break;
                case "reserved":
                    draft.Reserved = Number(ref reader, draft);
                    break;
                case "atf":
                    draft.ToFulfill = Number(ref reader, draft);
                    break;
                case "ato":
                    draft.ToOrder = Number(ref reader, draft);
                    break;
                case "safetyStockCount":
                    draft.SafetyStock = Number(ref reader, draft);
                    break;
                case "effectiveDate":
                    draft.Effective = Time(ref reader);
                    break;
                case "futures":
                    draft.Future = Futures(ref reader, _member);
                    break;
                case "deltaType":
                    draft.IsDeleted = IsDeletion(ref reader);
                    break;
                case "deltaToken" or "nextDeltaToken":
                    draft.Token = Optional(ref reader) ? Text(ref reader) : draft.Token;
                    break;
                case "shouldQueryAgain":
                    draft.QueryAgain = Optional(ref reader) && Flag(ref reader);
                    break;
                case "record" when reader.TokenType == JsonTokenType.StartObject:
                    Object(ref reader, draft, _member + ".", null);
                    break;
                case "records" when tell is not null:
                    Records(ref reader, draft, tell);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (reader.TokenType != JsonTokenType.EndObject)
        {
            throw Fault("ends within an object", "wait until the export has ended, or export the file again");
        }
    }

    private void Records(ref Utf8JsonReader reader, Draft page, Action<OmnichannelRecord> tell)
    {
        if (!Optional(ref reader))
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(ref reader, "an array");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"records[{page.Records}]");
            _member = path;
            var draft = new Draft { List = page.List };
            Object(ref reader, draft, path + ".", null);
            _member = path;
            tell(draft.Sku is null ? throw Missing() : Record(draft));
            page.Records++;
        }
    }

    /// <summary>The earliest time at which something is expected; null where nothing is.</summary>
    private DateTimeOffset? Futures(ref Utf8JsonReader reader, string path)
    {
        if (!Optional(ref reader))
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(ref reader, "an array");
        }

        DateTimeOffset? earliest = null;
        for (var at = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; at++)
        {
            var future = string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]");
            _member = future;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Wrong(ref reader, "an object");
            }

            var (quantity, expected) = ((decimal?)null, (DateTimeOffset?)null);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                _member = $"{future}.{name}";
                reader.Read();
                switch (name)
                {
                    case "quantity":
                        quantity = Number(ref reader);
                        break;
                    case "expectedDate":
                        expected = Time(ref reader);
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            earliest = quantity is not <= 0 && (earliest is null || expected < earliest) ? expected ?? earliest : earliest;
        }

        return earliest;
    }

    /// <summary>
    /// What can be ordered is what the shop sells (facts: sfcc.md 1.8). It holds more than can be fulfilled now where expected goods may be
    /// sold before they are there: that is a backorder, with the time at which the first of them come.
    /// </summary>
    private static OmnichannelRecord Record(Draft draft) => draft.IsDeleted ? new OmnichannelRecord(draft.Sku!, draft.List, null) : new OmnichannelRecord(draft.Sku!, draft.List, new StockRecord(draft.Sku!)
    {
        Ats = draft.ToOrder ?? draft.ToFulfill ?? (draft.OnHand ?? 0) - (draft.Reserved ?? 0) - (draft.SafetyStock ?? 0),
        Handling = draft.ToOrder > draft.ToFulfill ? StockHandling.Backorder : StockHandling.None,
        PreorderBackorderAllocation = draft.ToOrder > draft.ToFulfill ? draft.ToOrder - draft.ToFulfill : null,
        InStockDate = draft.ToOrder > draft.ToFulfill ? draft.Future : null,
        AllocationTime = draft.Effective,
    });

    private string Key(ref Utf8JsonReader reader, int longest)
    {
        var key = Text(ref reader);
        return key.Length == 0 ? throw Fault("is empty", "give it a value in the shop")
            : key.Length > longest ? throw Fault(string.Create(CultureInfo.InvariantCulture, $"'{Short(key)}' has {key.Length} characters, {longest} are allowed"), "shorten it in the shop")
            : char.IsWhiteSpace(key[0]) || char.IsWhiteSpace(key[^1]) ? throw Fault($"'{key}' has blanks at its edges", "remove them in the shop")
            : key;
    }

    private string Text(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Wrong(ref reader, "a text");

    private bool Flag(ref Utf8JsonReader reader) => reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : throw Wrong(ref reader, "true or false");

    private decimal? Number(ref Utf8JsonReader reader, Draft draft)
    {
        draft.HasQuantity = true;
        return Number(ref reader);
    }

    private decimal? Number(ref Utf8JsonReader reader) => !Optional(ref reader) ? null
        : reader.TokenType != JsonTokenType.Number ? throw Wrong(ref reader, "a number")
        : reader.TryGetDecimal(out var number) && Math.Abs(number) <= Beyond ? number
        : throw Fault($"'{Shown(ref reader)}' is beyond every stock", "correct the value in the shop");

    private DateTimeOffset? Time(ref Utf8JsonReader reader)
    {
        if (!Optional(ref reader))
        {
            return null;
        }

        var text = Text(ref reader);
        return clock.TryTime(text.AsSpan().Trim(), out var time) ? time : throw Fault($"'{Short(text)}' is not a time", "correct the value in the shop; it looks like 2026-01-31T23:59:59Z");
    }

    private bool IsDeletion(ref Utf8JsonReader reader)
    {
        var type = Text(ref reader);
        return type.ToUpperInvariant() switch
        {
            "CHANGE" or "CHANGED" or "UPDATE" or "CREATE" => false,
            "DELETE" or "DELETED" => true,
            _ => throw Fault($"'{Short(type)}' is a kind of change that is not known", "read everything again, and have Connector brought up to date"),
        };
    }

    private static bool Optional(ref Utf8JsonReader reader) => reader.TokenType != JsonTokenType.Null;

    private StoreReadException Wrong(ref Utf8JsonReader reader, string expected) => Fault(
        reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? $"is {(reader.TokenType == JsonTokenType.StartObject ? "an object" : "an array")}, {expected} was expected" : $"is {Shown(ref reader)}, {expected} was expected",
        "export it again; if it comes again, the shop's interface has changed");

    private StoreReadException Missing() => Fault("a record has no sku", "export it again; if it comes again, the shop's interface has changed");

    private StoreReadException Fault(string sentence, string remedy) => new(origin, _line, _member, sentence, remedy);

    private static string Shown(ref Utf8JsonReader reader) => Short(reader.TokenType == JsonTokenType.String ? $"'{reader.GetString()}'" : Encoding.UTF8.GetString(reader.ValueSpan));

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private sealed class Draft
    {
        public string? Sku { get; set; }

        public string? List { get; set; }

        public decimal? OnHand { get; set; }

        public decimal? Reserved { get; set; }

        public decimal? ToFulfill { get; set; }

        public decimal? ToOrder { get; set; }

        public decimal? SafetyStock { get; set; }

        public DateTimeOffset? Effective { get; set; }

        public DateTimeOffset? Future { get; set; }

        public bool IsDeleted { get; set; }

        public bool HasQuantity { get; set; }

        public string? Token { get; set; }

        public bool QueryAgain { get; set; }

        public int Records { get; set; }
    }
}
