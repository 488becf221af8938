using Connector.Accounts;
using Connector.Drop;

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
public sealed class WebhookTaking(WebhookApps apps, WebhookJournal journal, Shops shops, ShopTokens tokens, ListingReview listings, ReviewRun review)
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
                await TakeAsync(webhook, cancellation).ConfigureAwait(false);
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

    private async Task TakeAsync(JournaledWebhook webhook, CancellationToken cancellation)
    {
        var told = WebhookEvent.Read(webhook.Body);
        if (told.Type == 0 || (WebhookKinds.IsAboutProduct(told.Type) && told.ProductId.Length == 0))
        {
            journal.End(webhook, WebhookStates.Unreadable, "");
            return;
        }

        var concerned = apps.Accounts(webhook.AppKey, told.ShopId);
        if (concerned.Count == 0 || (told.ShopId.Length == 0 && !WebhookKinds.IsAboutProduct(told.Type)))
        {
            journal.End(webhook, WebhookStates.Unknown, told.ShopId.Length == 0 ? "it names no shop" : $"no account is for shop {told.ShopId}");
        }
        else if (told.Type is WebhookKinds.Deauthorised or WebhookKinds.AuthorisationExpires)
        {
            await AuthorisationAsync(webhook, told, concerned, cancellation).ConfigureAwait(false);
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

    private async Task AuthorisationAsync(JournaledWebhook webhook, WebhookEvent told, IReadOnlyList<(string Name, Account Account)> concerned, CancellationToken cancellation)
    {
        // One that is late must not end what was authorised since.
        var meant = concerned.Where(each => tokens.Find(each.Name) is { } token && token.Since.ToUnixTimeSeconds() <= told.Moment).Select(each => each.Name).ToList();
        var found = new List<string>();
        foreach (var account in meant)
        {
            if (told.Type == WebhookKinds.Deauthorised)
            {
                found.Add(await IsStillGoodAsync(account, cancellation).ConfigureAwait(false) is { } good ? $"{account}: {good}" : $"{account}: it is over");
            }
            else if (told.Expires is { } expires)
            {
                tokens.NoteExpiry(account, expires);
            }
        }

        var isNote = told.Type == WebhookKinds.Deauthorised || told.Expires is not null;
        journal.End(webhook, meant.Count == 0 ? WebhookStates.Older : isNote ? WebhookStates.Applied : WebhookStates.Unreadable, string.Join("; ", [.. told.Says.Length > 0 ? [told.Says] : Array.Empty<string>(), .. found]));
    }

    /// <summary>Asks TikTok itself: an authorisation that is over cannot be taken up again, so no word that came from outside ends it alone.</summary>
    /// <returns>Why it is not ended; null: TikTok says that it is over.</returns>
    private async Task<string?> IsStillGoodAsync(string account, CancellationToken cancellation)
    {
        try
        {
            await shops.Of(account, CallPatience.Brief).GetPrerequisitesAsync(cancellation).ConfigureAwait(false);
            return "TikTok still answers its calls";
        }
        catch (PersonMustDecideException)
        {
            return tokens.Find(account) is { IsGood: true } ? "TikTok still takes its token" : null;
        }
        catch (RemoteFailedException)
        {
            return "TikTok could not be asked; its next call shows it";
        }
    }

    private async Task<int> LookAsync(string account, CancellationToken cancellation)
    {
        var looked = 0;
        while (journal.Looks(account, MostLooks) is { Count: > 0 } looks)
        {
            foreach (var look in looks)
            {
                try
                {
                    await review.LookAtAsync(account, [look.ProductId], cancellation).ConfigureAwait(false);
                }
                catch (Exception fault) when (fault is ArgumentException or PersonMustDecideException { Code: "shop.refused" or "shop.closed" })
                {
                    // One product that TikTok says nothing of keeps no other waiting; polling finds what it is about.
                }

                journal.Looked(account, [look]);
                looked++;
            }
        }

        return looked;
    }
}
