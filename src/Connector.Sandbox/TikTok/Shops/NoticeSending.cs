using System.Net;
using System.Text;

namespace Connector.Sandbox;

/// <summary>Sends webhooks, signed, and notes whether they were taken (facts 3.4).</summary>
internal sealed class NoticeSending(ShopBook book, HttpClient http, TimeProvider clock, Func<ShopSettings> settings)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task SendDueAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            IReadOnlyList<NoticeState> due;
            lock (book.Gate) due = book.Notices.TakeDue(clock.GetUtcNow());
            foreach (var notice in due)
            {
                var taken = await SendAsync(notice, ct);
                lock (book.Gate) book.Notices.Tried(notice.Id, taken, clock.GetUtcNow(), settings().WebhookRetries);
            }
        }
        finally
        {
            _turn.Release();
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
