using System.Text;
using System.Net.Http.Headers;

namespace Connector.Listings;

/// <summary>Whether a call whose answer never came, or came as "internal error", may be made again.</summary>
internal enum Repeat
{
    /// <summary>It reads, writes what shall be and not by how much, or carries a key by which TikTok knows it again.</summary>
    Harmless,

    /// <summary>Made twice, it would do something twice, or call what it did itself a fault: whoever made it looks first.</summary>
    Doubtful,
}

/// <summary>One call, before it is signed. Its body is written once: the bytes that are signed are those that are sent.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Kind">Its path with names for ids: TikTok counts calls by it.</param>
/// <param name="Path">The path.</param>
internal sealed record ShopCall(HttpMethod Method, string Kind, string Path)
{
    private const string Boundary = "connector-6a1f0c1e5d7b4f7e";

    public IReadOnlyList<(string Name, string? Value)> Query { get; init; } = [];

    public byte[] Body { get; private init; } = [];

    public string ContentType { get; private init; } = "application/json";

    public bool IsMultipart { get; private init; }

    /// <summary>Whether it names the shop; some calls refuse that (facts/tiktok.md 3.2).</summary>
    public bool NamesShop { get; init; } = true;

    public Repeat Repeat { get; init; }

    public static ShopCall Get(string kind, params IReadOnlyList<string> ids) => Of(HttpMethod.Get, kind, ids);

    public static ShopCall Post(string kind, params IReadOnlyList<string> ids) => Of(HttpMethod.Post, kind, ids);

    public static ShopCall Put(string kind, params IReadOnlyList<string> ids) => Of(HttpMethod.Put, kind, ids);

    public static ShopCall Delete(string kind, params IReadOnlyList<string> ids) => Of(HttpMethod.Delete, kind, ids);

    public ShopCall With(params IReadOnlyList<(string Name, string? Value)> query) => this with { Query = query };

    public ShopCall WithJson<T>(T body) => this with { Body = ShopJson.Write(body) };

    /// <summary>A form with one file, named <c>data</c>, and texts.</summary>
    public ShopCall WithFile(ReadOnlySpan<byte> file, string fileName, params IReadOnlyList<(string Name, string Value)> texts)
    {
        using var form = new MemoryStream();
        foreach (var (name, value) in texts)
        {
            form.Write(Encoding.UTF8.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }

        var safe = string.Concat(fileName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
        form.Write(Encoding.UTF8.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"data\"; filename=\"{safe}\"\r\nContent-Type: application/octet-stream\r\n\r\n"));
        form.Write(file);
        form.Write(Encoding.UTF8.GetBytes($"\r\n--{Boundary}--\r\n"));
        return this with { Body = form.ToArray(), IsMultipart = true, ContentType = $"multipart/form-data; boundary={Boundary}" };
    }

    public HttpRequestMessage Signed(ShopSettings settings, ShopAccess access, DateTimeOffset now)
    {
        KeyValuePair<string, string?>[] all =
        [
            .. Query.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)),
            KeyValuePair.Create<string, string?>("app_key", settings.AppKey),
            KeyValuePair.Create<string, string?>("timestamp", now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
            .. NamesShop ? [KeyValuePair.Create<string, string?>("shop_cipher", access.Cipher)] : Array.Empty<KeyValuePair<string, string?>>(),
        ];
        // What has no value is neither signed nor sent: SDKs differ on whether it would be signed.
        var sent = all.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value!)}");
        var sign = ShopSigning.Of(settings.AppSecret, Path, all, Body, IsMultipart);
        var request = new HttpRequestMessage(Method, new Uri($"{settings.ApiUrl.AbsoluteUri.TrimEnd('/')}{Path}?{string.Join('&', sent)}&{ShopSigning.Sign}={sign}"))
        {
            Content = new ByteArrayContent(Body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        request.Headers.TryAddWithoutValidation("x-tts-access-token", access.Token.Reveal());
        return request;
    }

    private static ShopCall Of(HttpMethod method, string kind, IReadOnlyList<string> ids)
    {
        var path = kind;
        foreach (var id in ids)
        {
            if (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                throw new ArgumentException($"'{id}' is no id of TikTok's", nameof(ids));
            }

            var (start, end) = (path.IndexOf('{'), path.IndexOf('}'));
            path = path[..start] + id + path[(end + 1)..];
        }

        return new ShopCall(method, $"{method} {kind}", path);
    }
}
