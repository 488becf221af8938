using System.Globalization;
using Connector.Archive;
using Connector.State;

namespace Connector.Notices;

/// <summary>A channel that did not take what it was sent.</summary>
/// <param name="Channel">Receiver and way: <c>ops/mail</c>.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Sentence">What is the matter.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Tries">How often it was tried since it last went well.</param>
public sealed record PostFailure(string Channel, string Code, string Sentence, string Remedy, long Tries);

/// <summary>
/// Sends what is due, from the table, each minute: the beginning of each notice at once, again each day while it goes on, its end, and the digests. What a
/// channel does not take is tried again after 1, 2, 4 ... 60 minutes; the others go on.
/// </summary>
public sealed class NoticePost(NoticeBook book, Documents documents, DigestMaking digests, DailyHeads heads, NoticeChannels channels, Leases leases, TimeProvider clock)
{
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>An end is told for so long; after that the news is no news.</summary>
    private static readonly TimeSpan EndsTold = TimeSpan.FromDays(7);

    /// <summary>Sends what is due now; nothing while another process does.</summary>
    public async Task<IReadOnlyList<PostFailure>> SendAsync(CancellationToken cancellation)
    {
        var receivers = documents.Receivers().Where(receiver => receiver.Receiver.Active).ToList();
        if (receivers.Count == 0 || leases.TryTake("notices", "notices are sent", out _) is not { } lease)
        {
            return [];
        }

        using (lease)
        {
            var failures = new List<PostFailure>();
            var notices = book.Since(clock.GetUtcNow() - EndsTold);
            foreach (var (name, receiver) in receivers)
            {
                var since = Instants.Parse(documents.History(DocumentKinds.Receiver, name)[0].At);
                if (receiver.Mail is { } mail)
                {
                    var due = Due($"{name}/mail", name, receiver, notices, since, failures);
                    if (due.Count > 0)
                    {
                        await TryAsync($"{name}/mail", due, () => channels.MailAsync(mail, due, cancellation), failures, cancellation).ConfigureAwait(false);
                    }
                }

                if (receiver.Webhook is { } webhook)
                {
                    foreach (var message in Due($"{name}/webhook", name, receiver, notices, since, failures))
                    {
                        if (!await TryAsync($"{name}/webhook", [message], () => channels.CallAsync(webhook, message, cancellation), failures, cancellation).ConfigureAwait(false))
                        {
                            break;
                        }
                    }
                }
            }

            return failures;
        }
    }

    /// <summary>Sends a trial to every channel of a receiver; what is wrong with the first one that does not take it is thrown.</summary>
    /// <returns>The channels that took it.</returns>
    public async Task<IReadOnlyList<string>> TryAsync(string name, CancellationToken cancellation)
    {
        var receiver = documents.Receiver(name);
        var trial = new NoticeMessage
        {
            Event = NoticeEvent.Trial, SentAt = clock.GetUtcNow(), Receiver = name, Sentence = "This is a trial: nothing is the matter.", Remedy = "Nothing. If you can read this, notices reach you.",
            Heading = $"trial for receiver {name}",
        };
        var taken = new List<string>();
        if (receiver.Mail is { } mail)
        {
            await channels.MailAsync(mail, [trial], cancellation).ConfigureAwait(false);
            taken.Add($"mail to {string.Join(", ", mail.To)}");
        }

        if (receiver.Webhook is { } webhook)
        {
            await channels.CallAsync(webhook, trial, cancellation).ConfigureAwait(false);
            taken.Add($"webhook at {new Uri(webhook.Url).Authority}");
        }

        return taken;
    }

    private async Task<bool> TryAsync(string channel, List<NoticeMessage> messages, Func<Task> send, List<PostFailure> failures, CancellationToken cancellation)
    {
        (string Code, string Sentence, string Remedy)? fault = null;
        try
        {
            await send().ConfigureAwait(false);
        }
        catch (RemoteFailedException remote)
        {
            fault = (remote.Code, remote.Sentence, remote.Remedy);
        }
        catch (PersonMustDecideException person)
        {
            fault = (person.Code, person.Sentence, person.Remedy);
        }
        catch (Exception odd) when (!cancellation.IsCancellationRequested)
        {
            fault = ("notice.unexpected", $"{odd.GetType().Name}: {odd.Message}", "Look over the receiver's settings.");
        }

        foreach (var message in messages)
        {
            book.Note(channel, message.Key, fault?.Sentence);
        }

        if (fault is { } failed)
        {
            failures.Add(new PostFailure(channel, failed.Code, failed.Sentence, failed.Remedy, book.Sent(channel)[messages[0].Key].Tries));
        }

        return fault is null;
    }

    private List<NoticeMessage> Due(string channel, string name, NoticeReceiver receiver, IReadOnlyList<Notice> notices, DateTimeOffset since, List<PostFailure> failures)
    {
        var (now, sent) = (clock.GetUtcNow(), book.Sent(channel));
        var due = new List<NoticeMessage>();
        foreach (var notice in notices.Where(notice => Matches(receiver, notice)))
        {
            if (EventOf(notice, sent, since, now) is { } what)
            {
                due.Add(NoticeMessage.Of(notice, what, name, now));
            }
        }

        if (receiver.Digest is { } digest && DigestOf(digest, since, now) is { } key && sent.GetValueOrDefault(key)?.SentAt is null)
        {
            try
            {
                due.Add(new NoticeMessage
                {
                    Event = NoticeEvent.Digest, SentAt = now, Receiver = name, Key = key, Heading = "daily digest", Digest = digests.Of(receiver.Accounts, notice => Matches(receiver, notice), now),
                });
            }
            catch (Exception fault) when (fault is IOException or System.Text.Json.JsonException or InvalidDataException or PersonMustDecideException)
            {
                // Notices do not wait for a digest that cannot be made.
                failures.Add(new PostFailure(channel, "notice.digest", $"The daily digest cannot be made: {fault.Message}", "Look over the archive's last records, which it is made of.", 0));
            }
        }

        if (receiver.Heads && heads.Last() is { } head && $"head/{head.Head.Date}" is var headKey && sent.GetValueOrDefault(headKey)?.SentAt is null)
        {
            due.Add(new NoticeMessage
            {
                Event = NoticeEvent.Head, SentAt = now, Receiver = name, Key = headKey, Heading = $"the archive's head of {head.Head.Date}", Head = head.Hash,
                Sentence = $"{head.Hash} is the head of {head.Head.Date}: it holds {head.Head.Describe()}.",
                Remedy = "Keep this message where nobody who can write to the archive can change it. Whether the archive still goes back to it is told by:",
                Command = $"connector archive verify --head {head.Hash}",
            });
        }

        return [.. due.Where(message => sent.GetValueOrDefault(message.Key) is not { Tries: > 0 } before || now - Instants.Parse(before.TriedAt) >= Wait(before.Tries))];
    }

    private static NoticeEvent? EventOf(Notice notice, IReadOnlyDictionary<string, NoticeBook.Sending> sent, DateTimeOffset since, DateTimeOffset now)
    {
        var told = sent.GetValueOrDefault($"{notice.Id}/open")?.SentAt;
        if (notice.EndedAt is { } ended)
        {
            // Also of what began and ended while the mail server was down; not of what ended before there was this receiver.
            return sent.GetValueOrDefault($"{notice.Id}/over")?.SentAt is null && Instants.Parse(ended) >= since ? NoticeEvent.Over : null;
        }

        return told is null ? NoticeEvent.Open
            : now - Instants.Parse(told) >= Daily && string.CompareOrdinal(notice.LastAt, told) > 0 ? NoticeEvent.Again
            : null;
    }

    /// <summary>Today's digest, once its time of day has come by the receiver's clock: so neither an hour that is skipped nor one that comes twice loses or doubles it.</summary>
    private static string? DigestOf(NoticeDigestTime digest, DateTimeOffset since, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(digest.TimeZone);
        var (here, begun) = (TimeZoneInfo.ConvertTime(now, zone), TimeZoneInfo.ConvertTime(since, zone));
        var at = TimeOnly.ParseExact(digest.At, "HH:mm", CultureInfo.InvariantCulture).ToTimeSpan();
        // The first one comes at the first such time after the receiver was made.
        return here.TimeOfDay < at || (begun.Date == here.Date && begun.TimeOfDay >= at) ? null : $"digest/{here:yyyy-MM-dd}";
    }

    private static TimeSpan Wait(long tries) => TimeSpan.FromMinutes(Math.Min(LongestWait.TotalMinutes, Math.Pow(2, Math.Min(tries, 10) - 1)));

    private bool Matches(NoticeReceiver receiver, Notice notice) =>
        (receiver.Kinds.Count == 0 || receiver.Kinds.Contains(notice.Kind)) && (receiver.Accounts.Count == 0 || (notice.Account.Length > 0
            ? receiver.Accounts.Contains(notice.Account)
            : documents.Accounts().Any(account => receiver.Accounts.Contains(account.Name) && account.Account.Views.Any(view => Notice.StoreRead + view.Source == notice.Subject))));
}
