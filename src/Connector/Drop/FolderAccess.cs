using System.Globalization;

namespace Connector.Drop;

/// <summary>
/// How a WebDAV folder is entered, by what its server is trusted, and how long is waited for it. The same at each place: <c>drop</c> and <c>intake</c> of an account,
/// <c>access</c> of a source, <c>archiveCopy</c> of the machine settings. Not used for a folder on this machine.
/// </summary>
public abstract record FolderAccess
{
    /// <summary>User, signed in as <see cref="SignIn"/> says (SFCC: the Business Manager user). Default none.</summary>
    public string User { get; init; } = "";

    /// <summary>The user's password (SFCC: the access key "WebDAV File Access and UX Studio").</summary>
    public SecretReference Password { get; init; } = new();

    /// <summary>How user and password are shown to the server. Default basic, which SFCC takes.</summary>
    public SignIn SignIn { get; init; } = SignIn.Basic;

    /// <summary>Id of an API client, instead of a user: it gets Bearer tokens at <see cref="TokenUrl"/> (SFCC: made in Account Manager, admitted in Business Manager's WebDAV Client Permissions). Default none.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The API client's secret.</summary>
    public SecretReference ClientSecret { get; init; } = new();

    /// <summary>Where the client gets its tokens (OAuth client credentials). Default Salesforce's Account Manager; where the folder is not SFCC's, the token endpoint of its own.</summary>
    public string TokenUrl { get; init; } = "https://account.demandware.com/dwsso/oauth2/access_token";

    /// <summary>Scopes to ask for. Default none: all that the client has.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Allow http to a host that is not this machine. Default false: passwords and tokens would cross the network in the clear.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>By what the server's certificate is trusted. Default: the certificate authorities that this machine trusts.</summary>
    public FolderTrust Trust { get; init; } = new();

    /// <summary>Time limits. Default: those of the place.</summary>
    public FolderLimits Limits { get; init; } = new();

    /// <summary>The folder, with secrets read.</summary>
    /// <param name="url">Its address.</param>
    /// <param name="whose">What stands before the secret's name where one is missing, such as <c>The drop's </c>.</param>
    /// <param name="put">Time for one PUT where the document says none; null: 5 min.</param>
    /// <param name="get">Time for one GET where the document says none; null: 30 s.</param>
    /// <exception cref="PersonMustDecideException">A secret is missing.</exception>
    internal DropLocation At(Uri url, string whose, TimeSpan? put = null, TimeSpan? get = null)
    {
        var location = new DropLocation { Url = url };
        if (url.IsAbsoluteUri && url.IsFile)
        {
            return location;
        }

        var other = Limits.Other ?? location.HeadTimeout;
        return location with
        {
            User = User.Length > 0 ? User : null,
            Password = User.Length == 0 && Password.IsEmpty ? null : Password.Resolve(whose + "password"),
            SignIn = SignIn,
            Client = ClientId.Length > 0 ? new ApiClient(new Uri(TokenUrl), ClientId, ClientSecret.Resolve(whose + "clientSecret"), Scopes) : null,
            AllowPlainHttp = AllowPlainHttp,
            Trust = Trust,
            PutTimeout = SfccFolder.Within(url, Limits.Put ?? put ?? location.PutTimeout),
            GetTimeout = SfccFolder.Within(url, Limits.Get ?? get ?? location.GetTimeout),
            PropfindTimeout = other, HeadTimeout = other, MkcolTimeout = other, MoveTimeout = other, DeleteTimeout = other,
            InactivityTimeout = Limits.Inactivity ?? location.InactivityTimeout,
        };
    }

    /// <summary>Everything that is wrong, each with its member (empty: the address itself) and its cure. No secret is read.</summary>
    /// <param name="url">The folder's address; nothing is wrong where it is on this machine.</param>
    internal IEnumerable<(string Member, string Sentence, string Remedy)> Faults(Uri url)
    {
        if (url.Scheme is not ("http" or "https"))
        {
            yield break;
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            yield return ("", "the address carries a user, a query or a fragment", "name the folder alone; user and password have their own settings (write # as %23 and ? as %3F)");
        }

        if (Http.PlainHttpFault(url, AllowPlainHttp) is not null)
        {
            yield return ("", $"http://{url.Authority} would show secrets to the network", "use https, or set allowPlainHttp");
        }

        foreach (var fault in SignInFaults().Concat(Trust.Faults()).Concat(Limits.Faults(url)))
        {
            yield return fault;
        }
    }

    private IEnumerable<(string Member, string Sentence, string Remedy)> SignInFaults()
    {
        if (User.Length > 0 && ClientId.Length > 0)
        {
            yield return ("clientId", "both a user and an API client are named", "name one of them");
        }

        if (User.Length > 0 == Password.IsEmpty)
        {
            yield return ("password", "only one of user and password is named", "name both, or neither");
        }

        if (User.Contains(':', StringComparison.Ordinal) && SignIn == SignIn.Basic)
        {
            yield return ("user", "the user contains ':', which Basic authentication cannot carry", "use a user without it");
        }

        if (SignIn == SignIn.Digest && User.Length == 0)
        {
            yield return ("signIn", "digest shows user and password, and no user is named", "name user and password, or leave signIn out");
        }

        if (ClientId.Length > 0 == ClientSecret.IsEmpty)
        {
            yield return ("clientSecret", "only one of client id and client secret is named", "name both, or neither");
        }

        if (!Uri.TryCreate(TokenUrl, UriKind.Absolute, out var token) || token.Scheme is not ("http" or "https") || token.UserInfo.Length > 0)
        {
            yield return ("tokenUrl", $"'{Http.Shown(TokenUrl)}' is no address of a token endpoint", "leave it out for Salesforce's own");
        }
        else if (Http.PlainHttpFault(token, AllowPlainHttp) is not null)
        {
            yield return ("tokenUrl", $"http://{token.Authority} would show secrets to the network", "use https");
        }
    }
}

/// <summary>How user and password are shown to a server.</summary>
public enum SignIn
{
    /// <summary>As they are (RFC 7617), with the first call: guarded by https alone.</summary>
    Basic,

    /// <summary>As a hash with a number that the server gives (RFC 7616, MD5 or SHA-256, qop auth). The server is asked for that number before each call, so that each takes two.</summary>
    Digest,
}

/// <summary>Time limits of calls to a WebDAV folder, as hours:minutes:seconds. What is left out is the place's default.</summary>
public sealed record FolderLimits
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>
    /// Time for sending one file. Default 5 min (the archive's copy: 1 h). Raise it where the line is slow and parts are large; SFCC closes a request after 5 min, so that
    /// more is refused there: lower <c>partLimitMb</c>.
    /// </summary>
    public TimeSpan? Put { get; init; }

    /// <summary>Time for reading one file, or what is left of it where a line broke. Default: of a drop 30 s, for small files that are read back (a large one, which may stand there already, has the time of its sending); of a source or intake folder 5 min, of the archive's copy 1 h.</summary>
    public TimeSpan? Get { get; init; }

    /// <summary>Time for each other call (PROPFIND, HEAD, MKCOL, MOVE, DELETE). Default 30 s.</summary>
    public TimeSpan? Other { get; init; }

    /// <summary>Time in which something must move, else the call ends; also while a body is sent or read. Default 1 min. A server that is slow but moves is not cut by it; what it takes to store a file that it has whole is limited by <see cref="Put"/> alone.</summary>
    public TimeSpan? Inactivity { get; init; }

    internal IEnumerable<(string Member, string Sentence, string Remedy)> Faults(Uri url)
    {
        foreach (var (name, value) in new[] { ("put", Put), ("get", Get), ("other", Other), ("inactivity", Inactivity) })
        {
            if (value <= TimeSpan.Zero || value > Longest)
            {
                yield return ($"limits.{name}", $"{value} is not above zero and at most a day", "write it as hours:minutes:seconds, such as 00:10:00");
            }
            else if (SfccFolder.Holds(url) && value > SfccFolder.LongestRequest)
            {
                yield return ($"limits.{name}", string.Create(CultureInfo.InvariantCulture, $"{value} is longer than the {SfccFolder.LongestRequest.TotalMinutes:0} minutes after which SFCC closes a request"), "leave it out; on a slow line make the files smaller (partLimitMb)");
            }
        }
    }
}
