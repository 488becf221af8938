using Connector.Notices;
using Connector.Policy;
using Connector.State;
using Connector.Watching;
using Connector.Worker.Commands;

namespace Connector.Worker.Api;

/// <summary>
/// <c>/metrics</c>. What must outlive a restart, and what commands beside the worker do, is read from the state database; what only this process counts comes from
/// its counters, which start at 0. No label names a SKU: there are millions.
/// </summary>
internal sealed class MetricsPage(IServiceProvider rooms, CountedHere counted, Standings standings)
{
    public string Text()
    {
        var text = new PrometheusText();
        Freshness(text);
        Runs(text);
        Accounts(text);
        Sources(text);
        Now(text);
        Notices(text);
        Counted(text);
        return text.ToString();
    }

    private void Freshness(PrometheusText text)
    {
        const string name = "connector_freshness_seconds";
        text.Family(name, "histogram", "Age of the shop's data when it was delivered (runs) and when TikTok showed it (SKUs), since the state database began.");
        foreach (var counts in rooms.GetRequiredService<Freshness>().Since())
        {
            var (account, kind, stage) = (("account", counts.Account), ("kind", counts.Kind.ToString()), ("stage", counts.Stage.ToString()));
            var sum = 0L;
            for (var bucket = 0; bucket < Watching.Freshness.Bounds.Count; bucket++)
            {
                sum += counts.Counts[bucket];
                text.Sample(name + "_bucket", sum, account, kind, stage, ("le", Watching.Freshness.Bounds[bucket].TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }

            text.Sample(name + "_bucket", counts.Count, account, kind, stage, ("le", "+Inf"));
            text.Sample(name + "_sum", counts.Seconds, account, kind, stage).Sample(name + "_count", counts.Count, account, kind, stage);
        }
    }

    private void Runs(PrometheusText text)
    {
        var runs = rooms.GetRequiredService<Runs>().Counts();
        text.Family("connector_feed_runs_total", "counter", "Runs in the state database by account, kind and end. Runs that found nothing to send are not kept, so they are not counted here.");
        foreach (var run in runs.Where(run => run.State is not ("nothing" or "open")))
        {
            text.Sample("connector_feed_runs_total", run.Count, ("account", run.Account), ("kind", run.Kind), ("end", run.State));
        }

        text.Family("connector_feed_runs_open", "gauge", "Runs that were begun and neither sealed nor ended.");
        foreach (var run in runs.Where(run => run.State == "open"))
        {
            text.Sample("connector_feed_runs_open", run.Count, ("account", run.Account), ("kind", run.Kind));
        }

        text.Family("connector_feed_last_end_timestamp_seconds", "gauge", "When the last run of an account and kind came to this end.");
        foreach (var run in runs.Where(run => run.LastEnded is not null))
        {
            text.Sample("connector_feed_last_end_timestamp_seconds", Instants.Parse(run.LastEnded!).ToUnixTimeMilliseconds() / 1000d, ("account", run.Account), ("kind", run.Kind), ("end", run.State));
        }
    }

    private void Accounts(PrometheusText text)
    {
        text.Family("connector_skus", "gauge", "SKUs that were sent, by where they stand on TikTok.");
        foreach (var standing in standings.Get())
        {
            foreach (var (state, count) in standing.Skus.OrderBy(pair => pair.Key))
            {
                text.Sample("connector_skus", count, ("account", standing.Account), ("state", StateWords.Of(state).Canonical));
            }
        }

        text.Family("connector_queue_skus", "gauge", "SKUs that wait for the next delta although neither the shop nor a policy changed them.");
        foreach (var standing in standings.Get())
        {
            text.Sample("connector_queue_skus", Waiting(standing.Account), ("account", standing.Account));
        }
    }

    private int Waiting(string account)
    {
        var cursor = rooms.GetRequiredService<Runs>().Cursor(account, FeedKind.Delta);
        return rooms.GetRequiredService<Awaiting>().Behind(account, cursor?.Awaited ?? 0).DistinctBy(row => row.Sku).Count();
    }

    private void Sources(PrometheusText text)
    {
        const string name = "connector_source_age_seconds";
        var now = rooms.GetRequiredService<TimeProvider>().GetUtcNow();
        text.Family(name, "gauge", "Age of each catalog, price book and inventory list by the shop's own time, or since it was read where the shop tells none.");
        foreach (var source in standings.Get().SelectMany(standing => standing.Sources).DistinctBy(source => (source.Source, source.Scope)))
        {
            text.Sample(name, Math.Round((now - (source.ExportedAt ?? source.ReadAt)).TotalSeconds), ("source", source.Source), ("scope", source.Scope));
        }
    }

    private void Now(PrometheusText text)
    {
        text.Family("connector_running", "gauge", "Feeds, store reads and polls that go on now, in any process.");
        foreach (var running in rooms.GetRequiredService<Slates>().All())
        {
            text.Sample("connector_running", 1, ("lease", running.Lease));
        }

        text.Family("connector_next_run_timestamp_seconds", "gauge", "When each scheduled piece of work is due next.");
        foreach (var next in Upcoming.All(rooms).Where(next => next.Next is not null))
        {
            text.Sample("connector_next_run_timestamp_seconds", next.Next!.Value.ToUnixTimeSeconds(), ("schedule", next.Schedule), ("work", next.Work), ("for", next.For));
        }
    }

    private void Notices(PrometheusText text)
    {
        text.Family("connector_notices_open", "gauge", "Notices that are open, by account and kind.");
        foreach (var (key, count) in rooms.GetRequiredService<NoticeBook>().Open().CountBy(notice => (notice.Account, notice.Kind)))
        {
            text.Sample("connector_notices_open", count, ("account", key.Account), ("kind", key.Kind));
        }
    }

    private void Counted(PrometheusText text)
    {
        foreach (var (counter, description, samples) in counted.All())
        {
            var name = counter.Replace('.', '_') + "_total";
            text.Family(name, "counter", description + " Since this worker started, and only what it did itself.");
            foreach (var (tags, value) in samples)
            {
                text.Sample(name, value, [.. tags]);
            }
        }
    }
}
