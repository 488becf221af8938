using Connector.Policy;
using Connector.State;

namespace Connector.Review;

/// <summary>Sends SKUs once more because a person asks: the next delta has them, whether or not they changed.</summary>
public sealed class Resending(Answers answers, Awaiting awaiting)
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
    public void Ask(string account, IReadOnlyList<string> skus, string by, string because) => awaiting.Add(account, skus.Distinct(StringComparer.Ordinal), Awaiting.Resend, by, because);
}
