using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Connector.Drop;

/// <summary>
/// Takes out of an answer what its request held in secret, before anybody tells of it: servers and proxies repeat passwords and tokens in status lines, redirects and messages, and from there
/// they would get into faults, logs and the archive. Bodies are taken care of where they are read (<see cref="Strip(byte[], HttpRequestMessage?)"/>): files pass as they are.
/// </summary>
internal sealed class NoEcho : DelegatingHandler
{
    /// <summary>Shorter ones stand in too many words.</summary>
    private const int Shortest = 5;
    private const string Stripped = "***";
    private static readonly HttpRequestOptionsKey<IReadOnlyList<Secret>> InBody = new("connector.secrets");
    private static readonly string[] Tokens = ["Access-Token", "x-tts-access-token"];
    private static readonly string[] Queried = ["app_secret=", "refresh_token=", "auth_code=", "external_data="];

    /// <summary>Says which secrets a request's body holds.</summary>
    public static void Note(HttpRequestMessage request, params IReadOnlyList<Secret> secrets) => request.Options.Set(InBody, secrets);

    /// <summary>A text without the secrets of a request.</summary>
    public static string Strip(string text, HttpRequestMessage? request) => request is null ? text : Strip(text, Forms(request));

    /// <summary>A text without a secret that stands in a header.</summary>
    public static string Strip(string text, AuthenticationHeaderValue? authorization) => Strip(text, Of(authorization).SelectMany(Forms));

    /// <summary>A text without some secrets.</summary>
    public static string Strip(string text, params IReadOnlyList<Secret> secrets) => Strip(text, secrets.Select(secret => secret.Reveal()).Where(secret => secret.Length >= Shortest).SelectMany(Forms));

    /// <summary>A body without the secrets of its request.</summary>
    public static byte[]? Strip(byte[]? body, HttpRequestMessage? request)
    {
        if (body is null || request is null || !Forms(request).Any(secret => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0))
        {
            return body;
        }

        // Byte by byte a character, so that nothing else changes.
        return Encoding.Latin1.GetBytes(Strip(Encoding.Latin1.GetString(body), Forms(request).Select(secret => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(secret)))));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer;
        List<string> secrets = [];
        try
        {
            answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException broken) when ((secrets = Forms(request)).Any(secret => broken.ToString().Contains(secret, StringComparison.Ordinal)))
        {
            // What is no HTTP is quoted by the runtime; its cause quotes it again, and is left out.
            throw new HttpRequestException(broken.HttpRequestError, Strip(broken.Message, secrets), statusCode: broken.StatusCode);
        }

        // Signing in by Digest writes into the request: it is looked through afterwards.
        secrets = Forms(request);
        answer.ReasonPhrase = answer.ReasonPhrase is { } reason ? Strip(reason, secrets) : null;
        foreach (var (name, values) in answer.Headers.NonValidated.ToList())
        {
            if (values.Any(value => secrets.Any(secret => value.Contains(secret, StringComparison.Ordinal))))
            {
                answer.Headers.Remove(name);
                answer.Headers.TryAddWithoutValidation(name, values.Select(value => Strip(value, secrets)));
            }
        }

        return answer;
    }

    private static string Strip(string text, IEnumerable<string> secrets) => secrets.Aggregate(text, (left, secret) => left.Replace(secret, Stripped, StringComparison.Ordinal));

    /// <summary>Everything secret in a request, in every form in which it may come back; the longest first.</summary>
    private static List<string> Forms(HttpRequestMessage request)
    {
        var secrets = Of(request.Headers.Authorization).ToList();
        foreach (var name in Tokens)
        {
            secrets.AddRange(request.Headers.NonValidated.TryGetValues(name, out var values) ? values : []);
        }

        foreach (var pair in request.RequestUri?.Query.TrimStart('?').Split('&') ?? [])
        {
            secrets.AddRange(Queried.Where(name => pair.StartsWith(name, StringComparison.Ordinal)).Select(name => Uri.UnescapeDataString(pair[name.Length..])));
        }

        if (request.Options.TryGetValue(InBody, out var noted))
        {
            secrets.AddRange(noted.Select(secret => secret.Reveal()));
        }

        return [.. secrets.Where(secret => secret.Length >= Shortest).SelectMany(Forms).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];
    }

    private static IEnumerable<string> Of(AuthenticationHeaderValue? authorization)
    {
        if (authorization?.Parameter is not { Length: >= Shortest } shown)
        {
            yield break;
        }

        yield return shown;
        var bytes = new byte[shown.Length];
        if (authorization.Scheme == "Basic" && Convert.TryFromBase64String(shown, bytes, out var length))
        {
            var both = Encoding.UTF8.GetString(bytes, 0, length);
            yield return both;
            yield return both[(both.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
    }

    private static IEnumerable<string> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return [secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), JsonEncodedText.Encode(secret).ToString(), Convert.ToBase64String(bytes), Convert.ToHexStringLower(bytes), Convert.ToHexString(bytes)];
    }
}
