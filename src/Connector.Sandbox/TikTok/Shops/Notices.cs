using System.Text.Json.Serialization;

namespace Connector.Sandbox;

/// <summary>A webhook on its way, or what became of it.</summary>
/// <param name="Id"><c>tts_notification_id</c>: the same at every attempt.</param>
/// <param name="Type">Number of the kind (facts 3.4).</param>
/// <param name="Body">As sent.</param>
/// <param name="Due">When the next attempt is.</param>
public sealed record NoticeState(string Id, int Type, string ShopId, string AppKey, string Address, string Body, DateTimeOffset Due, int Attempts, NoticeOutcome Outcome);

/// <summary>What became of a webhook.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeOutcome>))]
public enum NoticeOutcome
{
    /// <summary>Waits for its first or next attempt.</summary>
    Waiting,

    /// <summary>Was answered with 200.</summary>
    Taken,

    /// <summary>Given up: after the last attempt, or by a lever.</summary>
    Dropped,
}

/// <summary>What goes wrong with webhooks.</summary>
/// <param name="Kind">How.</param>
/// <param name="Type">Only of this number; null: any.</param>
/// <param name="Times">For how many; default 1.</param>
public sealed record NoticeTrouble(TroubleKind Kind, int? Type = null, int Times = 1);

[JsonConverter(typeof(JsonStringEnumConverter<TroubleKind>))]
public enum TroubleKind
{
    /// <summary>Never sent.</summary>
    Drop,

    /// <summary>Sent twice, with the same id.</summary>
    Duplicate,

    /// <summary>Sent after the one that follows it.</summary>
    Late,
}

/// <summary>All webhooks, in the order of their events. Guarded by the platform's lock.</summary>
internal sealed class Notices
{
    private readonly List<NoticeState> _all = [];
    private readonly List<NoticeTrouble> _troubles = [];

    public IReadOnlyList<NoticeState> All => _all;

    public void Add(NoticeState notice) => _all.Add(Falls(TroubleKind.Drop, notice.Type) ? notice with { Outcome = NoticeOutcome.Dropped } : notice);

    public void Add(NoticeTrouble trouble) => _troubles.Add(trouble);

    /// <summary>What is to be sent now, in the order of sending; one may stand twice.</summary>
    public IReadOnlyList<NoticeState> TakeDue(DateTimeOffset now)
    {
        var due = _all.Where(n => n.Outcome == NoticeOutcome.Waiting && n.Due <= now).OrderBy(n => n.Due).ToList();
        for (var at = 0; at < due.Count - 1; at++)
        {
            if (due[at].Attempts == 0 && Falls(TroubleKind.Late, due[at].Type))
            {
                (due[at], due[at + 1]) = (due[at + 1], due[at]);
                at++;
            }
        }

        return [.. due.SelectMany(n => n.Attempts == 0 && Falls(TroubleKind.Duplicate, n.Type) ? new[] { n, n } : [n])];
    }

    public void Tried(string id, bool taken, DateTimeOffset now, ValueList<TimeSpan> retries)
    {
        var at = _all.FindIndex(n => n.Id == id);
        var notice = _all[at] with { Attempts = _all[at].Attempts + 1 };
        if (taken) notice = notice with { Outcome = NoticeOutcome.Taken };
        else if (notice.Outcome == NoticeOutcome.Waiting) notice = notice.Attempts <= retries.Count ? notice with { Due = now + retries[notice.Attempts - 1] } : notice with { Outcome = NoticeOutcome.Dropped };
        _all[at] = notice;
    }

    public void TakeOver(Notices other)
    {
        _all.Clear();
        _all.AddRange(other._all);
        _troubles.Clear();
        _troubles.AddRange(other._troubles);
    }

    private bool Falls(TroubleKind kind, int type)
    {
        var at = _troubles.FindIndex(t => t.Kind == kind && (t.Type is null || t.Type == type));
        if (at < 0) return false;
        if (_troubles[at].Times <= 1) _troubles.RemoveAt(at);
        else _troubles[at] = _troubles[at] with { Times = _troubles[at].Times - 1 };
        return true;
    }
}
