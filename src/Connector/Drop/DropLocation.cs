namespace Connector.Drop;

/// <summary>Where feed files are dropped: a WebDAV folder, or a local one.</summary>
public sealed record DropLocation
{
    /// <summary>The base folder. <c>https://…</c> is WebDAV, <c>file:///…</c> a local folder. It must exist; folders below it are made.</summary>
    public required Uri Url { get; init; }

    /// <summary>User (SFCC: the Business Manager user). Default none.</summary>
    public string? User { get; init; }

    /// <summary>The user's password (SFCC: the access key "WebDAV File Access and UX Studio"). Default none.</summary>
    public Secret? Password { get; init; }

    /// <summary>How user and password are shown. Default Basic. Digest needs connections of its own: see <see cref="Doors"/>.</summary>
    public SignIn SignIn { get; init; }

    /// <summary>An API client, which gets Bearer tokens, instead of a user. Default none. Needs a keeper of its tokens: see <see cref="Doors"/>.</summary>
    public ApiClient? Client { get; init; }

    /// <summary>By what the server's certificate is trusted. Default: this machine's authorities. All else needs connections of its own: see <see cref="Doors"/>.</summary>
    public FolderTrust Trust { get; init; } = new();

    /// <summary>Allows <c>http://</c> to another machine. Default false: name and password would cross the network in clear. Loopback is always allowed.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>Time for one PUT. Default 5 min: SFCC's web tier closes a request after 5 min, so longer buys nothing there.</summary>
    public TimeSpan PutTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time for one GET, body included. Default 30 s. What was sent is read back within <see cref="PutTimeout"/>, where that is longer.</summary>
    public TimeSpan GetTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for one PROPFIND. Default 30 s.</summary>
    public TimeSpan PropfindTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for one HEAD. Default 30 s.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for one MKCOL. Default 30 s.</summary>
    public TimeSpan MkcolTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for one MOVE. Default 30 s.</summary>
    public TimeSpan MoveTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for one DELETE. Default 30 s.</summary>
    public TimeSpan DeleteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time in which something must move, sent or received, else a call ends. Default 1 min.</summary>
    public TimeSpan InactivityTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a call is repeated after a fault that can heal. Default 5; 0 turns repeating off.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>First wait before a repeat; it doubles, with jitter. Default 1 s.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before a repeat, also where the server asks for more by Retry-After. Default 1 min.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Files with fewer bytes than this are read back and compared by SHA-256. Default 1,000,000: length proves the rest,
    /// as no server gives a checksum. Raise it where the line is fast and the server is not trusted; 0 turns reading back off.
    /// Where a file of the same length stands under the final name already, it is read back whatever this says.</summary>
    public long ReadBackBelow { get; init; } = 1_000_000;

    /// <summary>Everything that is wrong with these settings, each with its cure; empty when all is well.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (!Url.IsAbsoluteUri)
        {
            faults.Add($"Url '{Url}' is relative; write the whole URL, https://… or file:///…");
        }
        else if (!Url.IsFile)
        {
            AddWebFaults(faults);
        }

        foreach (var (name, value) in Timeouts().Where(t => t.Value <= TimeSpan.Zero))
        {
            faults.Add($"{name} is {value}; give a time above zero.");
        }

        if (Retries is < 0 or > 100)
        {
            faults.Add($"Retries is {Retries}; give 0 to 100.");
        }

        if (FirstDelay < TimeSpan.Zero || MaxDelay < FirstDelay)
        {
            faults.Add($"FirstDelay {FirstDelay} and MaxDelay {MaxDelay} do not fit; FirstDelay is at least 0 and at most MaxDelay.");
        }

        return faults;
    }

    internal DropLocation OrThrow() => Faults() is { Count: > 0 } faults
        ? throw new PersonMustDecideException("drop.settings", "The drop location cannot be used: " + string.Join(" ", faults), "Correct the account's drop location.")
        : this;

    private void AddWebFaults(List<string> faults)
    {
        if (Http.PlainHttpFault(Url, AllowPlainHttp) is { } plain)
        {
            faults.Add(plain);
        }

        if (Url.UserInfo.Length > 0)
        {
            faults.Add("Url carries a user or password; put them into User and Password, where they are kept secret.");
        }

        if (Url.Query.Length > 0 || Url.Fragment.Length > 0)
        {
            faults.Add("Url has a query or a fragment; a folder's URL has neither (write # as %23 and ? as %3F).");
        }

        if (User?.Contains(':', StringComparison.Ordinal) == true && SignIn == SignIn.Basic)
        {
            faults.Add("User contains ':', which Basic authentication cannot carry; use a user without it.");
        }

        if (User is null != Password is null)
        {
            faults.Add("Only one of User and Password is set; set both, or neither.");
        }

        if (Client is not null && Http.PlainHttpFault(Client.TokenUrl, AllowPlainHttp) is { } token)
        {
            faults.Add($"TokenUrl: {token}");
        }

        faults.AddRange(Trust.Faults().Select(fault => $"{fault.Member}: {fault.Sentence}; {fault.Remedy}."));
    }

    private IEnumerable<(string Name, TimeSpan Value)> Timeouts() =>
    [
        (nameof(PutTimeout), PutTimeout), (nameof(GetTimeout), GetTimeout), (nameof(PropfindTimeout), PropfindTimeout),
        (nameof(HeadTimeout), HeadTimeout), (nameof(MkcolTimeout), MkcolTimeout), (nameof(MoveTimeout), MoveTimeout),
        (nameof(DeleteTimeout), DeleteTimeout), (nameof(InactivityTimeout), InactivityTimeout),
    ];
}

/// <summary>An API client that gets Bearer tokens (OAuth client credentials).</summary>
/// <param name="TokenUrl">The token endpoint.</param>
/// <param name="Id">The client's id.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Scopes">What to ask leave for; empty: all that the client may do.</param>
public sealed record ApiClient(Uri TokenUrl, string Id, Secret Secret, IReadOnlyList<string> Scopes);
