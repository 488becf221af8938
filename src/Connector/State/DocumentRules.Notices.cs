using System.Globalization;
using System.Net.Mail;
using Connector.Notices;

namespace Connector.State;

/// <summary>What must hold within a receiver of notices.</summary>
internal static partial class DocumentRules
{
    private static void Check(NoticeReceiver receiver, Action<string, string, string> fault)
    {
        for (var i = 0; i < receiver.Kinds.Count; i++)
        {
            if (!NoticeKinds.All.Contains(receiver.Kinds[i]))
            {
                fault($"$.kinds[{i}]", $"'{receiver.Kinds[i]}' is no kind of notice", $"use {string.Join(", ", NoticeKinds.All)}");
            }
        }

        if (receiver.Mail is null && receiver.Webhook is null)
        {
            fault("$.mail", "nothing can be sent to it: it has neither mail nor webhook", "add one of them, or delete the receiver");
        }

        if (receiver.Mail is { } mail)
        {
            Check(mail, fault);
        }

        if (receiver.Webhook is { } webhook)
        {
            Address(webhook.Url, "$.webhook.url", required: true, fault);
            if (NoticeChannels.Fault(webhook) is { } plain)
            {
                fault("$.webhook.url", plain.Split(';')[0], "use https, or set allowPlainHttp");
            }
        }

        if (receiver.Digest is { } digest)
        {
            if (!TimeOnly.TryParseExact(digest.At, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            {
                fault("$.digest.at", $"'{digest.At}' is no time of day", "write hours and minutes, such as 07:00");
            }

            if (!TimeZoneInfo.TryFindSystemTimeZoneById(digest.TimeZone, out _))
            {
                fault("$.digest.timeZone", $"'{digest.TimeZone}' is no time zone", "write an IANA name such as Europe/London");
            }
        }
    }

    private static void Check(NoticeMail mail, Action<string, string, string> fault)
    {
        if (Uri.CheckHostName(mail.Host) == UriHostNameType.Unknown)
        {
            fault("$.mail.host", $"'{mail.Host}' is no host name", "write the mail server's name");
        }
        else if (!mail.Tls && mail.User.Length > 0 && mail.Host != "localhost" && !(System.Net.IPAddress.TryParse(mail.Host, out var address) && System.Net.IPAddress.IsLoopback(address)))
        {
            fault("$.mail.tls", $"the password would cross the network to {mail.Host} in the clear", "set tls to true, or leave user out");
        }

        Range(mail.Port, 1, 65535, "$.mail.port", fault);
        Mailbox(mail.From, "$.mail.from", fault);
        if (mail.To.Count == 0)
        {
            fault("$.mail.to", "nobody receives the mails", "name at least one address");
        }

        for (var i = 0; i < mail.To.Count; i++)
        {
            Mailbox(mail.To[i], $"$.mail.to[{i}]", fault);
        }
    }

    private static void Mailbox(string address, string path, Action<string, string, string> fault)
    {
        if (address.Any(char.IsControl) || !MailAddress.TryCreate(address, out _))
        {
            fault(path, $"'{address}' is no mail address", "write it as name@example.com");
        }
    }
}
