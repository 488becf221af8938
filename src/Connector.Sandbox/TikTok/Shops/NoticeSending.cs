using System.Net;
using System.Text;

namespace Connector.Sandbox;

/// <summary>Sends webhooks, signed, and notes whether they were taken (facts 3.4).</summary>
internal sealed class NoticeSending(ShopBook book, HttpClient http, TimeProvider clock, Func<ShopSettings> settings)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>One round after the other, so that what is slow to be taken is not overtaken.</summary>
    public Task SendDueAsync(CancellationToken ct)
    {
        lock (_gate) return _last = AfterAsync(_last, ct);
    }

    private async Task AfterAsync(Task before, CancellationToken ct)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        IReadOnlyList<NoticeState> due;
        lock (book.Gate) due = book.Notices.TakeDue(clock.GetUtcNow());
        foreach (var notice in due)
        {
            var taken = await SendAsync(notice, ct);
            lock (book.Gate) book.Notices.Tried(notice.Id, taken, clock.GetUtcNow(), settings().WebhookRetries);
        }
    }

    private async Task<bool> SendAsync(NoticeState notice, CancellationToken ct)
    {
        StandInApp? app;
        lock (book.Gate) app = book.App(notice.AppKey);
        if (app is null) return false;
        var body = Encoding.UTF8.GetBytes(notice.Body);
        using var request = new HttpRequestMessage(HttpMethod.Post, notice.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", ShopSign.OfNotice(app, body));
        using var patience = new CancellationTokenSource(settings().WebhookTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            using var response = await http.SendAsync(request, both.Token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}
