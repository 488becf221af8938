using Connector.Drop;

namespace Connector.Alerts;

/// <summary>What an answer to an alert, or to a call about the connection, means, by HTTP status and business code.</summary>
internal static class AlertFault
{
    public static Fault? Of(string call, HttpResponseMessage answer, Envelope envelope, TimeProvider time, string room = "alert")
    {
        var status = (int)answer.StatusCode;
        if (answer.IsSuccessStatusCode && envelope.Code == 0)
        {
            return null;
        }

        var said = $"{call} was answered {status}{(envelope.Code is { } code ? $" with code {code}" : " without a code")}{(envelope.Message is { } message ? $": {message}" : "")}.";
        var fault = (status, envelope.Code) switch
        {
            (_, { } known and not 0) => ByCode(room, said, BusinessCodes.Of(known)),
            ( >= 200 and < 300, _) => new Fault($"{room}.unreadable", said, "Check that BaseUrl is TikTok's, and that no proxy answers in its place."),
            (408 or 429 or >= 500, _) => new Fault($"{room}.busy", said, "TikTok is busy or has a fault; if it does not heal, see its status page."),
            (401 or 403, _) => new Fault($"{room}.denied", said, "Check BaseUrl and ExternalBusinessId; connect the shop with TikTok again.") { Mend = Mend.ByPerson },
            _ => new Fault($"{room}.refused", said, "Check BaseUrl and ExternalBusinessId against the shop's connection to TikTok.") { Mend = Mend.ByPerson },
        };
        return fault with { Status = status, RetryAfter = Http.RetryAfter(answer, time) };
    }

    private static Fault ByCode(string room, string said, BusinessCode code) => code.Action switch
    {
        CodeAction.Retry or CodeAction.Partial => new Fault($"{room}.busy", said, code.Cure),
        CodeAction.Wait => new Fault($"{room}.busy", said, code.Cure) { Rest = code.Pause },
        _ => new Fault($"{room}.refused", $"{said} ({code.Meaning})", code.Cure) { Mend = Mend.ByPerson },
    };
}
