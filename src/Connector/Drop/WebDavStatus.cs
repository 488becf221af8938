namespace Connector.Drop;

/// <summary>What an answer other than success means: repeat, come back later, or call a person.</summary>
internal static class WebDavStatus
{
    public static Fault FaultOf(string room, string call, HttpMethod verb, Uri url, HttpResponseMessage answer, TimeProvider time)
    {
        var status = (int)answer.StatusCode;
        var said = $"{call} was answered {status} {answer.ReasonPhrase}.".Replace(" .", ".", StringComparison.Ordinal);
        var fault = status switch
        {
            401 => Person("denied", "Check user and password (on SFCC the password is the access key for WebDAV, which expires), or what the API client is permitted (SFCC: WebDAV Client Permissions)."),
            403 => Person("denied", "Give the user read and write rights on this folder (SFCC: the role's WebDAV rights, or WebDAV Client Permissions)."),
            413 => Person("too-large", "Make the parts smaller (SFCC takes 100 MB safely), and check that the instance is running: a stopped SFCC sandbox answers 413 too."),
            >= 300 and < 400 => Person("redirected", $"Set the address to where the folder really is: it points to {Place(url, answer)}. Name and password are not carried there."),
            507 => Person("full", "Make room on the server; clear old files in the archive folder."),
            408 or 423 or 429 or 502 or 503 or 504 => new Fault(room + ".busy", said, "The server is busy or the file is locked; if it stays so, ask the server's owner."),
            // Apache's 500 to a MOVE means a missing folder: a repeat finds no other.
            500 when verb.Method != "MOVE" => new Fault(room + ".busy", said, "The server failed; look into its log, and whether its disk is full (nginx and lighttpd say 500 then)."),
            404 or 409 or 410 or 412 or 500 => new Fault(room + ".refused", said, "Check that the folder exists and that nobody else changes it during the run.") { Mend = Mend.Later },
            405 when verb == HttpMethod.Put => Person("refused", "Check that the URL is a WebDAV folder which allows PUT. rclone says 405 also where it could not write: look into its log, at its disk, and at its rights there."),
            _ => Person("refused", "Check that the URL is a WebDAV folder which allows this verb."),
        };
        if (Cure(url, answer) is { } cure)
        {
            fault = fault with { Remedy = cure };
        }

        return fault with { Status = status, RetryAfter = Http.RetryAfter(answer, time) };

        Fault Person(string code, string remedy) => new($"{room}.{code}", said, remedy) { Mend = Mend.ByPerson };
    }

    /// <summary>Where a redirect leads, for people.</summary>
    public static string Place(Uri url, HttpResponseMessage answer) => Goal(url, answer) is not { } goal ? "nowhere"
        : $"{goal.Scheme}://{goal.Authority}{goal.AbsolutePath}{(url.Scheme == "https" && goal.Scheme == "http" ? ", over plain http" : "")}";

    /// <summary>A better remedy where more is known.</summary>
    private static string? Cure(Uri url, HttpResponseMessage answer)
    {
        var asked = answer.Headers.WwwAuthenticate.Select(way => way.Scheme).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return (int)answer.StatusCode != 401 || asked.Count == 0 ? SfccFolder.Cure(url, (int)answer.StatusCode)
            : answer.RequestMessage?.Headers.Authorization?.Scheme switch
            {
                "Basic" when asked.Contains("Digest") && !asked.Contains("Basic") => "The server takes user and password by Digest only: set signIn to digest.",
                not ("Basic" or "Bearer") when asked.Contains("Basic") && !asked.Contains("Digest") => "The server takes user and password by Basic: name them, and leave signIn out.",
                not "Bearer" when asked.Contains("Bearer") && asked.Count == 1 => "The server takes tokens only: name clientId, clientSecret and tokenUrl instead of a user.",
                _ => SfccFolder.Cure(url, 401),
            };
    }

    public static Uri? Goal(Uri url, HttpResponseMessage answer) =>
        answer.Headers.Location is { } location ? (location.IsAbsoluteUri ? location : new Uri(url, location)) : null;
}
