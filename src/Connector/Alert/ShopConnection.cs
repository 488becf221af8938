using Connector.Archive;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Connector.Drop;
using Connector.Lines;

namespace Connector.Alerts;

/// <summary>How TikTok says that a shop is connected.</summary>
/// <param name="Value"><c>connect_status.connect</c>; 2 is connected, what others mean is not known. Null: TikTok told none.</param>
public sealed record ConnectionStatus(long? Value)
{
    public bool IsConnected => Value == 2;
}

/// <summary>
/// The connection of a shop by interface A, as SFCC's cartridge makes it: hands over the login of the folder, asks how it stands, ends it. The server is undocumented: sent is
/// what the cartridge is known to send and this side has, nothing else. Each call may be repeated without harm.
/// </summary>
public sealed class ShopConnection
{
    private const string HandOver = "tbp/v2.0/salesforce/auth_callback/";
    private const string Status = "tbp/v2.0/shop/connection/get_status";
    private const string End = "tbp/v2.0/shop/connection/disconnect";
    private const int ShopBusiness = 3;
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly HttpClient _http;
    private readonly ConnectionSettings _settings;
    private readonly TimeProvider _time;
    private readonly BackOff _backOff;

    /// <param name="http">From <see cref="Http.NewClient"/>.</param>
    /// <param name="settings">Which shop, and how patiently.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Dice for the waits; shared dice when null.</param>
    public ShopConnection(HttpClient http, ConnectionSettings settings, TimeProvider time, Random? jitter = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Alert.Faults() is { Count: > 0 } faults)
        {
            throw new PersonMustDecideException("connection.settings", "TikTok cannot be asked about the connection: " + string.Join(" ", faults), "Correct the account's alert settings.");
        }

        (_http, _settings, _time) = (http, settings, time);
        _backOff = settings.Alert.Patience.BackOff(time, jitter);
    }

    /// <summary>Asks how the connection stands.</summary>
    /// <exception cref="PersonMustDecideException">TikTok does not take the key or the id.</exception>
    /// <exception cref="RemoteFailedException">TikTok could not be asked.</exception>
    public async Task<ConnectionStatus> GetStatusAsync(CancellationToken cancellation)
    {
        var data = await SendAsync(HttpMethod.Get, Status, isSigned: true, null, cancellation);
        return new ConnectionStatus(Number(Part(Part(Part(data, "connect_info"), "connect_status"), "connect")));
    }

    /// <summary>Connects the shop: TikTok reads its folder with the login that it is given here.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        var body = new Dictionary<string, string> { ["external_business_id"] = _settings.Alert.ExternalBusinessId, ["business_platform"] = _settings.Alert.BusinessPlatform };
        if (_settings.ReaderUser.Length > 0)
        {
            body["commerce_cloud_username"] = _settings.ReaderUser;
            body["webdav_password"] = (_settings.ReaderPassword ?? throw new PersonMustDecideException(
                "connection.password", $"TikTok shall read the folder as {_settings.ReaderUser}, and no password is known for that.", "Name it in the account's alert.readerPassword or drop.password.")).Reveal();
        }

        if (_settings.AppId.Length > 0)
        {
            body["app_id"] = _settings.AppId;
        }

        if (_settings.SiteId.Length > 0)
        {
            body["site_id"] = _settings.SiteId;
        }

        await SendAsync(HttpMethod.Post, HandOver, isSigned: true, body, cancellation);
    }

    /// <summary>Disconnects the shop: TikTok fetches nothing any more.</summary>
    public Task DisconnectAsync(CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, End, isSigned: false, new { biz_type = ShopBusiness, outer_shop_id = _settings.Alert.ExternalBusinessId }, cancellation);

    private async Task<JsonElement?> SendAsync(HttpMethod method, string path, bool isSigned, object? body, CancellationToken cancellation)
    {
        var url = new Uri($"{_settings.Alert.BaseUrl.AbsoluteUri.TrimEnd('/')}/{path}");
        var bytes = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body);
        return (await _backOff.RunAsync(async (_, inner) => await OnceAsync(method, url, isSigned, bytes, inner), cancellation)).OrThrow();
    }

    private async Task<Try<JsonElement?>> OnceAsync(HttpMethod method, Uri url, bool isSigned, byte[]? body, CancellationToken cancellation)
    {
        var call = $"{method} {url}";
        using var deadline = new CancellationTokenSource(_settings.Alert.Patience.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            // Signed anew with each try: TikTok takes it only near its timestamp.
            var address = isSigned ? new Uri($"{url}?external_data={Uri.EscapeDataString(ExternalData.Of(_settings, _time.GetUtcNow()))}") : url;
            using var request = new HttpRequestMessage(method, address);
            LineBreakers.Ordered(request, by: cancellation);
            if (body is not null)
            {
                NoEcho.Note(request, _settings.ReaderPassword is { } login ? [login] : []);
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            }

            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var envelope = Envelope.Read(await Http.ReadAtMostAsync(answer.Content, MaxAnswerBytes, either.Token), answer);
            FeedLog.Said(answer, envelope.Code, envelope.RequestId);
            return AlertFault.Of(call, answer, envelope, _time, "connection") is { } fault ? Try.Failed<JsonElement?>(fault) : Try.Got(envelope.Data);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Try.Failed<JsonElement?>(Http.TimedOut("connection", call, _settings.Alert.Patience.Timeout));
        }
        catch (HttpRequestException broken)
        {
            return Try.Failed<JsonElement?>(Http.FaultOf(broken, "connection", call));
        }
        catch (IOException broken)
        {
            return Try.Failed<JsonElement?>(new Fault("connection.unreachable", $"{call}: the line broke: {broken.Message}", "Check the line to TikTok.") { Cause = broken });
        }
    }

    private static JsonElement? Part(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } whole && whole.TryGetProperty(name, out var part) ? part : null;

    private static long? Number(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var whole) => whole,
        { ValueKind: JsonValueKind.String } text when long.TryParse(text.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ => null,
    };
}
