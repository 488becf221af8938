using System.Globalization;
using Connector.Accounts;
using Connector.Feeds;
using Connector.Listings;
using Connector.Policy;
using Connector.State;
using Connector.Store;
using Connector.Watching;

namespace Connector.Notices;

/// <summary>Sees what people must be told of: how runs end, and once a minute what grows old.</summary>
public sealed class NoticeWatch(NoticeBook book, Documents documents, Mirror mirror, Freshness freshness, BrakeBook brakes, ShopTokens tokens, TimeProvider clock)
{
    /// <summary>From when on an expiring authorisation is told of.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(14);

    /// <summary>Subject of what concerns an account's token for the Business API.</summary>
    public const string AccessToken = "TikTok's access token";

    private const string AppOfShop = "the app in TikTok's Shop Open Platform";

    private static readonly string[] Runs = [NoticeKinds.RunFailed, NoticeKinds.RunWaits];

    /// <summary>A piece of work ended well.</summary>
    /// <param name="watched">What it was.</param>
    /// <param name="result">What it came to.</param>
    public void Ended(Watched watched, object? result)
    {
        ArgumentNullException.ThrowIfNull(watched);
        var (account, subject) = Of(watched);
        if (result is FeedResult feed)
        {
            LookAtBrakes(account);
            if (feed.End == FeedEnd.StandsStill)
            {
                return;
            }

            // A feed that sends nothing brings nothing, late or in time: what was missed is over when one brings data in time.
            var isInTime = feed.End == FeedEnd.Sealed && !IsLate(watched, feed);
            book.End(account, subject, isInTime ? [.. Runs, NoticeKinds.FreshnessMissed] : Runs);
            return;
        }

        book.End(account, subject, Runs);
        if (result is ReviewResult review)
        {
            book.End(account, AccessToken, NoticeKinds.AuthorisationLost);
            LookAtRejections(watched.For, review);
        }
    }

    /// <summary>A piece of work ended badly. What a person at the keyboard is told at once anyway is no notice: a slip in a command, a run that goes on already.</summary>
    /// <param name="watched">What it was.</param>
    /// <param name="thrown">What ended it.</param>
    /// <param name="run">The run, where it had begun.</param>
    public void Failed(Watched watched, Exception thrown, string? run)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ArgumentNullException.ThrowIfNull(thrown);
        var (account, subject) = Of(watched);
        switch (thrown)
        {
            case OperationCanceledException or PersonMustDecideException { Code: "lease.held" or "account.inactive" or "document.unknown" or "source.no-deltas" }:
            case PersonMustDecideException order when order.Code.StartsWith("order.", StringComparison.Ordinal):
                break;
            case PersonMustDecideException brake when brake.Code.StartsWith("brake.", StringComparison.Ordinal):
                // It tells of itself as long as it waits; what it stopped before is told by it too.
                book.End(account, subject, Runs);
                LookAtBrakes(account);
                break;
            case PersonMustDecideException { Code: "review.denied" } denied:
                // Whichever work meets it first: it stops all that the token is for.
                book.Raise(account, NoticeKinds.AuthorisationLost, AccessToken, denied.Sentence, denied.Remedy, run);
                break;
            case PersonMustDecideException person:
                book.Raise(account, NoticeKinds.RunWaits, subject, person.Sentence, person.Remedy, run);
                break;
            case RemoteFailedException remote:
                book.Raise(account, NoticeKinds.RunFailed, subject, remote.Sentence, remote.Remedy, run);
                break;
            case StoreReadException read:
                book.Raise(account, NoticeKinds.RunFailed, subject, read.Message, read.Remedy, run);
                break;
            default:
                book.Raise(account, NoticeKinds.RunFailed, subject, $"{thrown.GetType().Name}: {thrown.Message}", "Look at the log; check the disk, its rights and the free space.", run);
                break;
        }
    }

    /// <summary>Looks at what no run tells of: data that grows old, tokens that expire. Ends what is over, and what concerns accounts that are no more.</summary>
    public void Look()
    {
        var now = clock.GetUtcNow();
        var active = documents.Accounts().Where(account => account.Account.Active).ToList();
        var kept = new HashSet<(string Account, string Kind, string Subject)>();
        foreach (var (name, account) in active)
        {
            foreach (var source in account.Views.Where(view => !view.Retired).Select(view => view.Source).Distinct(StringComparer.Ordinal))
            {
                if (Oldest(account, source, now) is { } stale)
                {
                    book.Keep(name, NoticeKinds.SourceStale, source, stale.Sentence, stale.Remedy);
                    kept.Add((name, NoticeKinds.SourceStale, source));
                }
            }

            if (account.Review.AccessTokenExpires is { } expires && new DateTimeOffset(expires.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) - now <= Ahead)
            {
                var days = expires.DayNumber - DateOnly.FromDateTime(now.UtcDateTime).DayNumber;
                book.Keep(
                    name, NoticeKinds.AuthorisationExpires, AccessToken,
                    days < 0 ? $"It expired on {expires:yyyy-MM-dd}." : $"It expires on {expires:yyyy-MM-dd}, in {days} {(days == 1 ? "day" : "days")}.",
                    "Get a new token from TikTok, put it where the account's review.accessToken says, and set review.accessTokenExpires to its date.");
                kept.Add((name, NoticeKinds.AuthorisationExpires, AccessToken));
            }
        }

        foreach (var token in tokens.All().Where(token => active.Exists(account => account.Name == token.Account && account.Account.Shop.AppKey == token.AppKey)))
        {
            if (LookAtAuthorisation(token, now) is { } kind)
            {
                kept.Add((token.Account, kind, AppOfShop));
            }
        }

        foreach (var (name, _) in active)
        {
            LookAtBrakes(name);
        }

        var sources = documents.Sources().Select(source => Notice.StoreRead + source.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var open in book.Open())
        {
            var isLookedAt = open.Kind is NoticeKinds.SourceStale or NoticeKinds.AuthorisationExpires || (open.Kind == NoticeKinds.AuthorisationLost && open.Subject != AccessToken);
            var isGone = open.Account.Length > 0 ? active.TrueForAll(account => account.Name != open.Account) : !sources.Contains(open.Subject);
            if (isGone || (isLookedAt && !kept.Contains((open.Account, open.Kind, open.Subject))))
            {
                book.End(open.Account, open.Subject, open.Kind);
            }
        }

        book.Prune();
    }

    /// <summary>An account that is no longer authorised, or will not be soon; what is refreshed by itself is not told of.</summary>
    private string? LookAtAuthorisation(ShopToken token, DateTimeOffset now)
    {
        var remedy = $"Let the seller authorise the app again: connector account authorize {token.Account}.";
        switch (token.State)
        {
            case AuthorisationState.Withdrawn or AuthorisationState.Lost:
                book.Keep(
                    token.Account, NoticeKinds.AuthorisationLost, AppOfShop,
                    $"{(token.State == AuthorisationState.Lost ? "TikTok changed the tokens and its answer never arrived" : "The authorisation was withdrawn or has ended")}, on {token.Since:u}: {token.Because}", remedy);
                return NoticeKinds.AuthorisationLost;
            case AuthorisationState.Expiring:
                var days = (int)Math.Floor((token.RefreshExpires - now).TotalDays);
                book.Keep(
                    token.Account, NoticeKinds.AuthorisationExpires, AppOfShop,
                    days < 0 ? $"It ended on {token.RefreshExpires:yyyy-MM-dd}." : $"It ends on {token.RefreshExpires:yyyy-MM-dd}, in {days} {(days == 1 ? "day" : "days")}.", remedy);
                return NoticeKinds.AuthorisationExpires;
            default:
                return null;
        }
    }

    /// <summary>One notice for each kind of feed of which a run waits, from when it begins to wait until it waits no more.</summary>
    private void LookAtBrakes(string account)
    {
        var waiting = brakes.Waiting(account);
        foreach (var run in waiting)
        {
            book.Keep(account, NoticeKinds.Brake, run.Kind.Words(), $"{run.What} {Capital(run.Sentence)}.", Brake.Remedy(account, run.Run), run.Run);
        }

        foreach (var over in book.Open(account).Where(notice => notice.Kind == NoticeKinds.Brake && waiting.All(run => run.Kind.Words() != notice.Subject)))
        {
            book.End(account, over.Subject, NoticeKinds.Brake);
        }
    }

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];

    private static (string Account, string Subject) Of(Watched watched) => watched.IsStoreRead ? ("", Notice.StoreRead + watched.For) : (watched.For, watched.Work);

    /// <summary>Whether a feed brought data that was too old, which is noted. Where there was nothing to send, nothing is late.</summary>
    private bool IsLate(Watched watched, FeedResult feed)
    {
        if (watched.Kind is not { } kind || freshness.Last(watched.For, kind) is not { } lag)
        {
            return false;
        }

        var target = Freshness.Target(documents.Account(watched.For), kind);
        if (lag <= target)
        {
            return false;
        }

        book.Raise(
            watched.For, NoticeKinds.FreshnessMissed, watched.Work, $"The shop's data was {Words(lag)} old when it was delivered; the account's target is {Words(target)}.",
            $"Have the shop export, and Connector read, more often; or set {(kind.IsInventory() || kind == FeedKind.PriceDelta ? "freshness.priceAndStock" : "freshness.content")} in the account to what they can keep.",
            feed.Run);
        return true;
    }

    private void LookAtRejections(string name, ReviewResult review)
    {
        var limits = documents.Account(name).Review;
        var rejected = review.Counts.GetValueOrDefault(ListingState.Rejected);
        var answered = rejected + review.Counts.GetValueOrDefault(ListingState.Approved);
        if (rejected >= limits.RejectedLeast && rejected * 100L > (long)limits.RejectedPercent * answered)
        {
            book.Raise(
                name, NoticeKinds.Rejections, "TikTok's answers",
                string.Create(CultureInfo.InvariantCulture, $"{rejected:N0} of {answered:N0} SKUs with an answer are rejected ({100d * rejected / answered:0.#} %); {limits.RejectedPercent} % are allowed."),
                "Look at TikTok's reasons: each rejected SKU has its own; correct the goods in the shop, or keep them back by a rule.");
        }
        else
        {
            book.End(name, "TikTok's answers", NoticeKinds.Rejections);
        }
    }

    /// <summary>The piece of a shop that is longest past the account's limit; the limits are those at which a feed would be refused.</summary>
    private (string Sentence, string Remedy)? Oldest(Account account, string source, DateTimeOffset now)
    {
        using var snapshot = mirror.Snapshot(source);
        (TimeSpan Over, string Sentence, string Remedy)? worst = null;
        foreach (var scope in snapshot.Scopes.Where(scope => account.Views.Any(view => view.Source == source && Names(view, scope.Scope))))
        {
            var isStock = scope.Scope.Kind == ScopeKind.InventoryList;
            var allowed = isStock ? account.InventoryMaxAge : account.CatalogMaxAge;
            var isExport = isStock && scope.SourceTime < scope.ReadAt;
            var since = isExport ? scope.SourceTime!.Value : scope.ReadAt;
            if (now - since > allowed && (worst is null || now - since - allowed > worst.Value.Over))
            {
                worst = (
                    now - since - allowed,
                    $"{scope.Scope} of {source} was last {(isExport ? "exported by the shop" : "read")} {since.ToUniversalTime():u}, {Words(now - since)} ago; {(isStock ? "inventoryMaxAge" : "catalogMaxAge")} allows {Words(allowed)}, and feeds with it are refused.",
                    isExport ? "Look at the shop's export job; if it exports less often than that, raise the setting in the account." : "Look whether the source still delivers this piece, and read the store.");
            }
        }

        return worst is { } found ? (found.Sentence, found.Remedy) : null;
    }

    private static bool Names(StoreView view, Scope scope) => scope.Kind switch
    {
        ScopeKind.InventoryList => view.InventoryLists.Contains(scope.Id),
        ScopeKind.PriceBook => view.PriceBooks.Contains(scope.Id),
        _ => true,
    };

    internal static string Words(TimeSpan time) => time switch
    {
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h"),
    };
}
