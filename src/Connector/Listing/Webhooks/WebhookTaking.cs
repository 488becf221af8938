using Connector.Accounts;

namespace Connector.Listings;

/// <summary>How a webhook is answered: the HTTP status, and whether it was new.</summary>
public sealed record WebhookAnswer(int Status, bool IsNew);

/// <summary>What a round over the journal came to.</summary>
/// <param name="Taken">Webhooks that were taken up.</param>
/// <param name="Looked">Products that were looked at.</param>
/// <param name="Faults">Accounts whose products could not be looked at, and why; they are in the next round.</param>
public sealed record WebhookRound(int Taken, int Looked, IReadOnlyList<(string Account, Exception Thrown)> Faults);

/// <summary>
/// Receives webhooks and lets them take effect: first journaled and answered, as TikTok waits three seconds, then taken up in the order in which things happened. Each does what a poll
/// would find out too, only sooner: what never arrives is not missed.
/// </summary>
public sealed class WebhookTaking(WebhookApps apps, WebhookJournal journal, ShopTokens tokens, ListingReview listings, ReviewRun review)
{
    private const int MostAtOnce = 500;
    private const int MostLooks = 50;

    /// <summary>Journals a webhook.</summary>
    /// <param name="body">Its body, byte by byte as it came.</param>
    /// <param name="authorization">Its header Authorization.</param>
    /// <returns>401 for one that no known app's secret signed; 200 for one that is journaled, now or before.</returns>
    public WebhookAnswer Receive(ReadOnlyMemory<byte> body, string? authorization) => apps.SignedFor(body.Span, authorization) is { } appKey
        ? new WebhookAnswer(200, journal.Add(appKey, WebhookEvent.Read(body), body))
        : new WebhookAnswer(401, false);

    /// <summary>Takes up what waits, and looks at the products that are told of.</summary>
    /// <param name="resting">Accounts at whose products no look is taken now.</param>
    /// <param name="cancellation">Ends it; what is left waits for the next round.</param>
    public async Task<WebhookRound> TakeAsync(IReadOnlyCollection<string> resting, CancellationToken cancellation)
    {
        var taken = 0;
        while (journal.Waiting(MostAtOnce) is { Count: > 0 } waiting)
        {
            foreach (var webhook in waiting)
            {
                cancellation.ThrowIfCancellationRequested();
                Take(webhook);
                taken++;
            }
        }

        var looked = 0;
        var faults = new List<(string, Exception)>();
        foreach (var account in journal.AccountsWithLooks().Where(account => !resting.Contains(account)))
        {
            try
            {
                looked += await LookAsync(account, cancellation).ConfigureAwait(false);
            }
            catch (Exception thrown) when (thrown is PersonMustDecideException or RemoteFailedException)
            {
                faults.Add((account, thrown));
            }
        }

        return new WebhookRound(taken, looked, faults);
    }

    private void Take(JournaledWebhook webhook)
    {
        var told = WebhookEvent.Read(webhook.Body);
        if (told.Type == 0 || (WebhookKinds.IsAboutProduct(told.Type) && told.ProductId.Length == 0))
        {
            journal.End(webhook, WebhookStates.Unreadable, "");
            return;
        }

        var concerned = apps.Accounts(webhook.AppKey, told.ShopId);
        if (concerned.Count == 0)
        {
            journal.End(webhook, WebhookStates.Unknown, $"no account is for shop {told.ShopId}");
        }
        else if (told.Type is WebhookKinds.Deauthorised or WebhookKinds.AuthorisationExpires)
        {
            Authorisation(webhook, told, concerned);
        }
        else if (!WebhookKinds.IsAboutProduct(told.Type))
        {
            journal.End(webhook, WebhookStates.Kept, told.Says);
        }
        else if (journal.AppliedUpTo(webhook) > told.Moment)
        {
            journal.End(webhook, WebhookStates.Older, told.Says);
        }
        else
        {
            journal.End(webhook, WebhookStates.Applied, told.Says, concerned.Where(each => each.Account.Active && listings.Can(each.Name, each.Account)).Select(each => (each.Name, told.ProductId)));
        }
    }

    private void Authorisation(JournaledWebhook webhook, WebhookEvent told, IReadOnlyList<(string Name, Account Account)> concerned)
    {
        // One that is late must not end what was authorised since.
        var ended = concerned.Where(each => tokens.Find(each.Name) is { } token && token.Since.ToUnixTimeSeconds() <= told.Moment).Select(each => each.Name).ToList();
        foreach (var account in ended)
        {
            if (told.Type == WebhookKinds.Deauthorised)
            {
                tokens.Withdraw(account, told.Says.Length > 0 ? $"TikTok tells by webhook: {told.Says}" : "TikTok tells by webhook that the seller withdrew it.");
            }
            else if (told.Expires is { } expires)
            {
                tokens.NoteExpiry(account, expires);
            }
        }

        var isNote = told.Type == WebhookKinds.Deauthorised || told.Expires is not null;
        journal.End(webhook, ended.Count == 0 ? WebhookStates.Older : isNote ? WebhookStates.Applied : WebhookStates.Unreadable, told.Says);
    }

    private async Task<int> LookAsync(string account, CancellationToken cancellation)
    {
        var looked = 0;
        while (journal.Looks(account, MostLooks) is { Count: > 0 } looks)
        {
            await review.LookAtAsync(account, [.. looks.Select(look => look.ProductId)], cancellation).ConfigureAwait(false);
            journal.Looked(account, looks);
            looked += looks.Count;
        }

        return looked;
    }
}
