using Connector.Alerts;
using Connector.Drop;

namespace Connector.Listings;

/// <summary>What an answer of the Shop Open Platform means, by code first, whatever the HTTP status, and by HTTP status where it has none.</summary>
internal sealed record ShopCallFault(string Code, string Sentence, string Remedy) : Fault(Code, Sentence, Remedy)
{
    /// <summary>What TikTok said; null: it had no code.</summary>
    public ShopRefusal? Refusal { get; init; }

    public static Fault? Of(string call, HttpResponseMessage answer, Envelope envelope, Repeat repeat, TimeProvider time)
    {
        var status = (int)answer.StatusCode;
        if (envelope.Code == 0 && answer.IsSuccessStatusCode)
        {
            return null;
        }

        var refusal = envelope.Code is { } number and not 0
            ? new ShopRefusal(number, envelope.Message) { RequestId = envelope.RequestId, Inner = InnerOf(envelope) }
            : null;
        var said = $"{call} was answered {status}"
            + (envelope.Code is { } code ? $" with code {code} ({ShopCodes.Of(code).Meaning})" : " without a code")
            + (envelope.Message is { } message ? $": {message.TrimEnd('.')}" : "")
            + (envelope.RequestId is { } id ? $" [request {id}]" : "") + ".";
        var fault = refusal is not null ? ByCode(said, refusal, repeat, isThrottled: status is 429 or 503) : status switch
        {
            429 or 503 => Busy(said),
            408 or >= 500 => Unsure(said, repeat),
            >= 200 and < 300 => Unsure(said, repeat) with { Code = "shop.unreadable", Remedy = "Check that shop.apiUrl is TikTok's, and that no proxy answers in its place." },
            401 or 403 => new ShopCallFault("shop.denied", said, "Authorise the app again: connector account authorize NAME.") { Mend = Mend.ByPerson },
            _ => new ShopCallFault("shop.refused", said, "Check shop.apiUrl; if it is right, look for a newer version of the connector.") { Mend = Mend.ByPerson },
        };
        return fault with { Status = status, RetryAfter = Http.RetryAfter(answer, time), Refusal = refusal };
    }

    /// <summary>The answer never came, or broke off: a call that may have been carried out is only made again where that is harmless.</summary>
    public static Fault NoAnswer(Fault fault, Repeat repeat) => repeat == Repeat.Harmless || fault.Mend == Mend.ByPerson
        ? fault
        : new Fault("shop.doubt", fault.Sentence + " Whether TikTok carried it out is not known.", fault.Remedy) { Mend = Mend.Later, Cause = fault.Cause };

    public static Fault Unreadable(string call, string why) => new(
        "shop.unreadable", $"The answer of {call} cannot be read: {why}.", "If it stays so, TikTok's interface has changed: look for a newer version of the connector.") { Mend = Mend.Later };

    /// <summary>Nested errors, wherever a code wraps them.</summary>
    public static IReadOnlyList<ShopRefusal> Errors(System.Text.Json.JsonElement? data, string? requestId) =>
    [
        .. ShopJson.Each(data, "errors").Select(error =>
        {
            var detail = ShopJson.Member(error, "detail");
            return new ShopRefusal(ShopJson.Number(error, "code") ?? -1, Said(error))
            {
                RequestId = requestId,
                ProductId = ShopJson.Text(detail, "product_id"),
                SkuId = ShopJson.Text(detail, "sku_id"),
                WarehouseId = ShopJson.Text(detail, "warehouse_id"),
                Inner = [.. ShopJson.Each(detail, "extra_errors").Select(inner => new ShopRefusal(ShopJson.Number(inner, "code") ?? -1, Said(inner)) { WarehouseId = ShopJson.Text(inner, "warehouse_id") })],
            };
        }),
    ];

    private static string? Said(System.Text.Json.JsonElement error) => ShopJson.Text(error, "message") is { Length: > 0 } text ? Short(text) : null;

    private static string Short(string text)
    {
        const int most = 500;
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return clean.Length > most ? clean[..most] + "…" : clean;
    }

    private static IReadOnlyList<ShopRefusal> InnerOf(Envelope envelope) => Errors(envelope.Data, null) is { Count: > 0 } errors ? [.. errors.SelectMany(error => error.Inner.Count > 0 ? error.Inner : [error])] : [];

    private static ShopCallFault ByCode(string said, ShopRefusal refusal, Repeat repeat, bool isThrottled) => refusal.Action switch
    {
        CodeAction.Retry or CodeAction.No when isThrottled => Busy(said),
        CodeAction.Wait => Busy(said),
        CodeAction.Retry => Unsure(said, repeat),
        CodeAction.Refresh => new ShopCallFault("shop.expired", said, refusal.Known.Cure) { Mend = Mend.Later },
        CodeAction.Item or CodeAction.DailyCap => new ShopCallFault("shop.item", said, refusal.Known.Cure) { Mend = Mend.ByPerson },
        // The shop, not the app: products wait for it, what is there already can still be told prices and quantities.
        CodeAction.Person when refusal.Known.Code is >= 12_000_000 and < 13_000_000 => new ShopCallFault("shop.closed", said, refusal.Known.Cure) { Mend = Mend.ByPerson },
        CodeAction.Person => new ShopCallFault("shop.denied", said, refusal.Known.Cure) { Mend = Mend.ByPerson },
        _ when IsAboutToken(refusal) => new ShopCallFault("shop.expired", said, ShopCodes.Of(105002).Cure) { Mend = Mend.Later },
        _ when IsAboutTime(refusal) => new ShopCallFault("shop.clock", said, "Set this machine's clock: TikTok takes calls that are at most 5 minutes old and 30 seconds ahead.") { Mend = Mend.ByPerson },
        _ => new ShopCallFault("shop.refused", said, refusal.Known.Cure) { Mend = Mend.ByPerson },
    };

    /// <summary>36009004 has many meanings, told apart by the message alone.</summary>
    public static bool IsAboutToken(ShopRefusal refusal) => refusal.Code == 36009004
        && refusal.Message is { } message && (message.Contains("access-token", StringComparison.OrdinalIgnoreCase) || message.Contains("access_token", StringComparison.OrdinalIgnoreCase));

    private static bool IsAboutTime(ShopRefusal refusal) => refusal.Code == 36009004 && refusal.Message?.Contains("timestamp", StringComparison.OrdinalIgnoreCase) == true;

    private static ShopCallFault Busy(string said) => new("shop.busy", said, "TikTok is busy or allows fewer calls; if it does not heal, lower shop.callsPerSecond.");

    private static ShopCallFault Unsure(string said, Repeat repeat) => repeat == Repeat.Harmless
        ? new ShopCallFault("shop.busy", said, "TikTok has a fault; if it does not heal, ask TikTok and name the request id.")
        : new ShopCallFault("shop.doubt", said + " Whether TikTok carried it out is not known.", "Look at the product before the call is repeated.") { Mend = Mend.Later };
}
