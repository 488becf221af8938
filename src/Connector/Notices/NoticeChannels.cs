using System.Net.Http.Headers;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.Drop;

namespace Connector.Notices;

/// <summary>The two ways out: a mail server, and another program. A message that was taken twice is harmless; one that was lost is not.</summary>
public sealed class NoticeChannels(HttpClient http, TimeProvider clock)
{
    /// <summary>The header with the signature of a webhook's body.</summary>
    public const string SignatureHeader = "X-Connector-Signature";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends messages as one mail.</summary>
    public async Task MailAsync(NoticeMail to, IReadOnlyList<NoticeMessage> messages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(messages);
        using var limit = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        using var mail = new MailMessage
        {
            From = new MailAddress(to.From),
            Subject = "[Connector] " + OneLine(messages.Count == 1 ? messages[0].Heading : $"{messages.Count} notices, such as {messages[0].Heading}"),
            SubjectEncoding = Encoding.UTF8,
            Body = string.Join("\n----\n\n", messages.Select(message => message.Text())).ReplaceLineEndings("\r\n"),
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
        };
        // So that no absence note answers it.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        foreach (var address in to.To)
        {
            mail.To.Add(new MailAddress(address));
        }

        using var server = new SmtpClient(to.Host, to.Port) { EnableSsl = to.Tls, DeliveryMethod = SmtpDeliveryMethod.Network };
        var password = to.User.Length > 0 ? to.Password.Resolve("the mail server's password") : new Secret("");
        if (to.User.Length > 0)
        {
            server.Credentials = new System.Net.NetworkCredential(to.User, password.Reveal());
        }

        try
        {
            await server.SendMailAsync(mail, both.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SmtpException or InvalidOperationException or IOException or System.Security.Authentication.AuthenticationException || (fault is OperationCanceledException && limit.IsCancellationRequested))
        {
            throw new RemoteFailedException(
                "notice.mail", $"The mail server {to.Host}:{to.Port} took no mail: {(fault is OperationCanceledException ? $"no answer within {Patience.TotalSeconds:0} s" : NoEcho.Strip(Deepest(fault), [password]))}.",
                "Check host, port, tls, user and password of the receiver, and the server.", NoEcho.Strip(fault.ToString(), [password]) == fault.ToString() ? fault : null);
        }
    }

    /// <summary>Sends one message to another program.</summary>
    public async Task CallAsync(NoticeWebhook to, NoticeMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(to);
        using var limit = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var body = JsonSerializer.SerializeToUtf8Bytes(message, NoticeMessage.Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, to.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        if (!to.Secret.IsEmpty)
        {
            request.Headers.Add(SignatureHeader, Signature(to.Secret.Resolve("the webhook's secret"), body));
        }

        var place = new Uri(to.Url).Authority;
        try
        {
            var url = new Uri(to.Url);
            using var outside = to.AllowPrivate || IsProxied(url) ? null : Outside.NewClient(url.IsLoopback);
            using var answer = await (outside ?? http).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw new RemoteFailedException("notice.webhook", $"The webhook at {place} answered {(int)answer.StatusCode}.", "It must answer 2xx; redirects are not followed. Look at that program's log.");
            }
        }
        catch (HttpRequestException broken) when (broken.InnerException is NotFetchedException why)
        {
            throw new RemoteFailedException("notice.webhook", $"The webhook at {place} is not called: {why.Message}.", "Set allowPrivate in the receiver's webhook if that is meant.");
        }
        catch (HttpRequestException broken)
        {
            throw new RemoteFailedException("notice.webhook", $"The webhook at {place} cannot be reached: {Deepest(broken)}.", "Check the address, and that the program runs.", broken);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new RemoteFailedException("notice.webhook", $"The webhook at {place} gave no answer within {Patience.TotalSeconds:0} s.", "Look at that program.");
        }
    }

    /// <summary>What the signature header holds for a body.</summary>
    public static string Signature(Secret secret, byte[] body)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), body));
    }

    /// <summary>What keeps a webhook's address from being used; null where nothing does.</summary>
    internal static string? Fault(NoticeWebhook to) => Uri.TryCreate(to.Url, UriKind.Absolute, out var url) 
        ? Http.PlainHttpFault(url, to.AllowPlainHttp)
        : $"'{Http.Shown(to.Url)}' is no absolute address; write https://...";

    private static bool IsProxied(Uri url) => HttpClient.DefaultProxy.GetProxy(url) is { } proxy && proxy != url;

    private static string Deepest(Exception fault) => OneLine(fault.InnerException is { } inner ? Deepest(inner) : fault.Message).TrimEnd('.');

    private static string OneLine(string text)
    {
        var line = new string([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        return line.Length <= 200 ? line : line[..199] + "…";
    }
}
