using Connector.Alerts;
using Connector.Drop;

namespace Connector.Review;

/// <summary>What an answer of the catalog means, by business code first and HTTP status after.</summary>
internal static class CatalogFault
{
    public static Fault? Of(string call, HttpResponseMessage answer, Envelope envelope, TimeSpan quotaRest, TimeProvider time)
    {
        var status = (int)answer.StatusCode;
        if (answer.IsSuccessStatusCode && envelope.Code is 0 or 20001)
        {
            return null;
        }

        var said = $"{call} was answered {status}"
            + (envelope.Code is { } code ? $" with code {code} ({BusinessCodes.Of(code).Meaning})" : " without a code")
            + (envelope.Message is { } message ? $": {message}" : "")
            + (envelope.RequestId is { } id ? $" [request {id}]" : "") + ".";
        var fault = (status, envelope.Code) switch
        {
            (_, { } known and not 0) => ByCode(said, BusinessCodes.Of(known), quotaRest),
            (414, _) => new TooMany(said, "Lower MaxQueryBytes: a proxy on the way takes shorter queries only.") { Mend = Mend.ByPerson },
            ( >= 200 and < 300, _) => new Fault("review.unreadable", said, "Check that BaseUrl is TikTok's, and that no proxy answers in its place."),
            (408 or 429 or >= 500, _) => new Fault("review.busy", said, "TikTok is busy or has a fault; if it does not heal, see its status page."),
            (401 or 403, _) => new Fault("review.denied", said, "Authorise the connector with TikTok again and give the account the new access token.") { Mend = Mend.ByPerson },
            _ => new Fault("review.refused", said, "Check BaseUrl, the Business Center id and the catalog id.") { Mend = Mend.ByPerson },
        };
        return fault with { Status = status, RetryAfter = Http.RetryAfter(answer, time) };
    }

    public static Fault Unreadable(string path, string why) =>
        new("review.unreadable", $"The answer of {path} cannot be read: {why}.", "If it stays so, TikTok's interface has changed: look for a newer version of the connector.") { Mend = Mend.Later };

    private static Fault ByCode(string said, BusinessCode code, TimeSpan quotaRest) => code.Action switch
    {
        // What a job is answered while another one runs is not documented: any of these may be meant.
        _ when code.Code is 40050 => new Fault("review.busy", said, code.Cure),
        CodeAction.Retry => new Fault("review.busy", said, code.Cure),
        CodeAction.Wait => new Fault("review.busy", said, code.Cure) { Rest = code.Pause is null ? null : quotaRest },
        CodeAction.Split => new TooMany(said, code.Cure) { Mend = Mend.ByPerson },
        CodeAction.Refresh => new Fault("review.denied", said, code.Cure) { Mend = Mend.ByPerson },
        CodeAction.Person => new Fault("review.denied", said, code.Cure) { Mend = Mend.ByPerson },
        _ => new Fault("review.refused", said, code.Cure) { Mend = Mend.ByPerson },
    };

    /// <summary>The batch is to be halved.</summary>
    internal sealed record TooMany(string Sentence, string Remedy) : Fault("review.refused", Sentence, Remedy);
}
