namespace Connector.Notices;

/// <summary>Who is told of what needs people, and how. A versioned document.</summary>
public sealed record NoticeReceiver
{
    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "";

    /// <summary>False: nothing is sent to it.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Only these accounts, and the shops from which they sell. Empty (default): all.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>Only these kinds: run.failed, run.waits, brake, rejections, source.stale, freshness.missed, authorisation.expires. Empty (default): all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>By mail. Default: no mail.</summary>
    public NoticeMail? Mail { get; init; }

    /// <summary>By a call to another program. Default: none.</summary>
    public NoticeWebhook? Webhook { get; init; }

    /// <summary>Once a day a digest: what is open, what ended, how each account's day was. Default: none.</summary>
    public NoticeDigestTime? Digest { get; init; }

    /// <summary>
    /// Once a day the hash of the archive's daily head. Who keeps it can prove later that nothing of the archive was changed, cut or written anew:
    /// <c>connector archive verify --head HASH</c>. Default false.
    /// </summary>
    public bool Heads { get; init; }
}

/// <summary>A mailbox and the server that takes its mail (SMTP).</summary>
public sealed record NoticeMail
{
    /// <summary>The mail server.</summary>
    public required string Host { get; init; }

    /// <summary>Its port. Default 587, for submission with STARTTLS.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Whether the connection is secured by STARTTLS. Default true; without it no password is sent, except to this machine.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>User at the mail server; empty (default): none is asked for.</summary>
    public string User { get; init; } = "";

    /// <summary>Where the user's password is kept.</summary>
    public SecretReference Password { get; init; } = new();

    /// <summary>The sender's address.</summary>
    public required string From { get; init; }

    /// <summary>The receivers' addresses.</summary>
    public required IReadOnlyList<string> To { get; init; }
}

/// <summary>A program that takes notices as JSON by POST; what they look like is in schemas/webhook.schema.json.</summary>
public sealed record NoticeWebhook
{
    /// <summary>Its address: https, or http on this machine.</summary>
    public required string Url { get; init; }

    /// <summary>
    /// Where the key is kept with which the body is signed: the header <c>X-Connector-Signature</c> is <c>sha256=</c> and the HMAC-SHA256 of the raw body, in hex. Empty (default): unsigned.
    /// </summary>
    public SecretReference Secret { get; init; } = new();

    /// <summary>Allow http to another machine. Default false: notices would cross the network in the clear.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>
    /// Allow an address of a private network (10.x, 192.168.x, link-local ...). Default false: who writes documents shall not make this machine call its neighbours unseen. This machine itself,
    /// named as localhost or by its loopback address, is always allowed; where a proxy is set, it is the proxy that calls.
    /// </summary>
    public bool AllowPrivate { get; init; }
}

/// <summary>When the daily digest is sent.</summary>
public sealed record NoticeDigestTime
{
    /// <summary>Time of day, hours and minutes. Default 07:00.</summary>
    public string At { get; init; } = "07:00";

    /// <summary>Its zone (IANA name). Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";
}
