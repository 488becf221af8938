namespace Connector.Notices;

/// <summary>What people are told of. The words never change once released: receivers name them.</summary>
public static class NoticeKinds
{
    /// <summary>A feed, store read or poll failed; it is tried again by itself.</summary>
    public const string RunFailed = "run.failed";

    /// <summary>A feed, store read or poll waits for a person: data too old, a secret missing.</summary>
    public const string RunWaits = "run.waits";

    /// <summary>A brake stopped a feed, or holds the increases of stock feeds back: a person releases or discards it.</summary>
    public const string Brake = "brake";

    /// <summary>TikTok rejected more than the account's limit.</summary>
    public const string Rejections = "rejections";

    /// <summary>A shop's data is older than the account allows.</summary>
    public const string SourceStale = "source.stale";

    /// <summary>The last feed of a kind brought data that was older than the account's target.</summary>
    public const string FreshnessMissed = "freshness.missed";

    /// <summary>An account's token expires soon, or has expired.</summary>
    public const string AuthorisationExpires = "authorisation.expires";

    /// <summary>An account's authorisation is over, by the seller, TikTok or a lost answer: nothing goes out for it.</summary>
    public const string AuthorisationLost = "authorisation.lost";

    public static IReadOnlyList<string> All { get; } = [RunFailed, RunWaits, Brake, Rejections, SourceStale, FreshnessMissed, AuthorisationExpires, AuthorisationLost];

    /// <summary>For a heading.</summary>
    public static string Words(string kind) => kind switch
    {
        RunFailed => "failed",
        RunWaits => "waits for a person",
        Brake => "stopped by a brake",
        Rejections => "many rejections",
        SourceStale => "data of the shop is old",
        FreshnessMissed => "freshness target missed",
        AuthorisationExpires => "authorisation expires",
        AuthorisationLost => "no longer authorised",
        _ => kind,
    };
}
