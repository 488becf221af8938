using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.State;

namespace Connector.Notices;

/// <summary>What a message is.</summary>
public enum NoticeEvent
{
    /// <summary>Something began.</summary>
    Open,

    /// <summary>It still goes on, a day after it was last told of.</summary>
    Again,

    /// <summary>It is over.</summary>
    Over,

    /// <summary>The daily digest.</summary>
    Digest,

    /// <summary>A trial: nothing is the matter.</summary>
    Trial,

    /// <summary>The archive's daily head; nothing is the matter.</summary>
    Head,
}

/// <summary>What a webhook is sent, and a mail is written from.</summary>
public sealed record NoticeMessage
{
    /// <summary>How the bodies of webhooks are written: camelCase, times as ISO 8601, on one line.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.Strict, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Version of this layout: 1. Members may be added to it.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What happened.</summary>
    public required NoticeEvent Event { get; init; }

    /// <summary>When this was sent. Signed with the body: a receiver may refuse what is old.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The receiver document's name.</summary>
    public required string Receiver { get; init; }

    /// <summary>The notice's number; its messages have the same one, and a message may come twice. Not in a digest.</summary>
    public long? Notice { get; init; }

    /// <summary>run.failed, run.waits, rejections, source.stale, freshness.missed or authorisation.expires. Not in a digest.</summary>
    public string? Kind { get; init; }

    /// <summary>The account; empty for a read of a shop.</summary>
    public string? Account { get; init; }

    /// <summary>What it is about: a kind of feed, a source.</summary>
    public string? Subject { get; init; }

    /// <summary>What is the matter, with the actual values.</summary>
    public string? Sentence { get; init; }

    /// <summary>What to do.</summary>
    public string? Remedy { get; init; }

    /// <summary>The command with which a person begins.</summary>
    public string? Command { get; init; }

    /// <summary>The run by which it was noticed last.</summary>
    public string? Run { get; init; }

    /// <summary>Since when it goes on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it was noticed last.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>How often it was noticed.</summary>
    public long? Times { get; init; }

    /// <summary>When it was over; only in the message that says so.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The daily digest; only in that.</summary>
    public NoticeDigest? Digest { get; init; }

    /// <summary>SHA-256 of the archive's daily head, hex; only in the message that publishes it. To be kept.</summary>
    public string? Head { get; init; }

    /// <summary>Under which this message is noted as sent; not for the receiver.</summary>
    [JsonIgnore]
    public string Key { get; init; } = "";

    /// <summary>One line.</summary>
    [JsonIgnore]
    public string Heading { get; init; } = "";

    internal static NoticeMessage Of(Notice notice, NoticeEvent what, string receiver, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return new NoticeMessage
        {
            Event = what, SentAt = now, Receiver = receiver, Notice = notice.Id, Kind = notice.Kind, Account = notice.Account, Subject = notice.Subject, Sentence = notice.Sentence,
            Remedy = notice.Remedy, Command = notice.Command, Run = notice.Run, Since = Instants.Parse(notice.FirstAt), LastAt = Instants.Parse(notice.LastAt), Times = notice.Times,
            EndedAt = notice.EndedAt is null ? null : Instants.Parse(notice.EndedAt),
            Key = $"{notice.Id}/{(what == NoticeEvent.Over ? "over" : "open")}",
            Heading = what switch
            {
                NoticeEvent.Over => "over: " + notice.Heading,
                NoticeEvent.Again => "still: " + notice.Heading,
                _ => notice.Heading,
            },
        };
    }

    /// <summary>For people: what, since when, what to do.</summary>
    public string Text()
    {
        if (Digest is { } digest)
        {
            return digest.Text();
        }

        var text = new StringBuilder().Append(Heading).Append("\n\n").Append(Sentence).Append('\n');
        if (Since is { } since)
        {
            text.Append(CultureInfo.InvariantCulture, $"Since {since.ToUniversalTime():yyyy-MM-dd HH:mm} UTC");
            text.Append(EndedAt is { } ended ? string.Create(CultureInfo.InvariantCulture, $", over since {ended.ToUniversalTime():yyyy-MM-dd HH:mm} UTC") : "");
            text.Append(Times > 1 ? string.Create(CultureInfo.InvariantCulture, $"; noticed {Times} times, last {LastAt:yyyy-MM-dd HH:mm} UTC") : "").Append(".\n");
        }

        if (Run is not null)
        {
            text.Append("Run: ").Append(Run).Append('\n');
        }

        if (Event == NoticeEvent.Over)
        {
            return text.Append("Nothing needs to be done.\n").ToString();
        }

        return text.Append("\nWhat to do: ").Append(Remedy).Append('\n').Append(Command is null ? "" : $"    {Command}\n").ToString();
    }
}
