using Connector.Notices;
using Connector.State;

namespace Connector.Worker.Serving;

/// <summary>Once a minute: looks at what grows old, and sends what is due. What goes wrong here is logged and harms nothing else.</summary>
internal sealed class NoticeRounds(NoticeWatch watch, NoticePost post, Databases databases, TimeProvider clock, ILogger<NoticeRounds> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(Round, clock);
        do
        {
            await OnceAsync(stoppingToken);
        }
        while (await minute.WaitForNextTickAsync(stoppingToken));
    }

    private async Task OnceAsync(CancellationToken cancellation)
    {
        try
        {
            watch.Look();
            foreach (var failure in await post.SendAsync(cancellation))
            {
                log.LogWarning("notices to {Channel} were not taken, try {Tries} ({Code}): {Sentence} {Remedy}", failure.Channel, failure.Tries, failure.Code, failure.Sentence, failure.Remedy);
            }
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var (fault, _) = Fault.Of(databases.Explain(thrown));
            log.LogWarning("looking for notices failed ({Code}): {Sentence} {Remedy}; again in a minute", fault.Code, fault.Sentence, fault.Remedy);
        }
    }
}
