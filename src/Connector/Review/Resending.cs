using Connector.Archive;
using Connector.Policy;
using Connector.State;

namespace Connector.Review;

/// <summary>Sends SKUs once more because a person asks: the next delta has them, whether or not they changed.</summary>
public sealed class Resending(Answers answers, Runs runs, TimeProvider clock)
{
    /// <summary>SKUs of which TikTok rejected the row last sent, in any view.</summary>
    public IReadOnlyList<string> Refused(string account) =>
        [.. answers.All(account).Where(listing => listing.State == ListingState.Rejected).Select(listing => listing.Sku).Distinct(StringComparer.Ordinal)];

    /// <summary>Those that were never sent in any view: there is nothing to send again.</summary>
    public IReadOnlyList<string> NeverSent(string account, IEnumerable<string> skus) =>
        [.. skus.Distinct(StringComparer.Ordinal).Where(sku => !answers.All(account, sku: sku).Any())];

    /// <summary>Asks for SKUs.</summary>
    /// <param name="account">The account.</param>
    /// <param name="skus">SKUs that were sent.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="because">Why; may be empty.</param>
    public void Ask(string account, IReadOnlyList<string> skus, string by, string because)
    {
        var (asked, at) = (skus.Distinct(StringComparer.Ordinal).ToList(), clock.GetUtcNow());
        if (asked.Count > 0)
        {
            runs.Record(
                account, "resend", (id, previous, position) => new ResendRecord(id, account, at, by, because, previous, position, asked),
                (db, transaction, _) => Awaiting.Add(db, transaction, account, asked, Awaiting.Resend, Instants.Text(at), by, because));
        }
    }
}
