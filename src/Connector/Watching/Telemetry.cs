using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Connector.Watching;

/// <summary>
/// Traces and figures of the trip, for whoever listens (OpenTelemetry, the worker's <c>/metrics</c>, dotnet-trace): a span a run with a child a
/// step. Tags are accounts, sources and kinds, never SKUs: there are millions of those.
/// </summary>
public static class Telemetry
{
    /// <summary>Name of the source and of the meter.</summary>
    public const string Name = "Connector";

    public static ActivitySource Source { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    /// <summary>Feeds by account, kind and end (sealed, nothing, waiting, failed, stopped).</summary>
    public static Counter<long> Runs { get; } = Meter.CreateCounter<long>("connector.runs", "{run}", "Feeds that ended, by account, kind and end.");

    /// <summary>Rows in delivered files by account and kind.</summary>
    public static Counter<long> RowsSent { get; } = Meter.CreateCounter<long>("connector.rows.sent", "{row}", "Rows in files that were delivered.");

    /// <summary>SKUs that runs held, by account and kind.</summary>
    public static Counter<long> RowsHeld { get; } = Meter.CreateCounter<long>("connector.rows.held", "{row}", "SKUs that feeds held, with their reasons in the archive.");

    /// <summary>Attempts to alert TikTok, by account.</summary>
    public static Counter<long> AlertAttempts { get; } = Meter.CreateCounter<long>("connector.alert.attempts", "{attempt}", "Attempts to alert TikTok, repeats among them.");

    /// <summary>Reads of shops by source and end (done, waiting, failed, stopped).</summary>
    public static Counter<long> StoreReads { get; } = Meter.CreateCounter<long>("connector.store.reads", "{read}", "Reads of shops that ended, by source and end.");

    /// <summary>Polls of TikTok's answers by account and end (done, waiting, failed, stopped).</summary>
    public static Counter<long> Polls { get; } = Meter.CreateCounter<long>("connector.polls", "{poll}", "Polls of TikTok's answers that ended, by account and end.");

    /// <summary>Age of the shop's data by account, kind and stage.</summary>
    public static Histogram<double> Lags { get; } = Meter.CreateHistogram<double>(
        "connector.freshness", "s", "Age of the shop's data when it was delivered, and when TikTok showed it.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [.. Freshness.Bounds.Select(bound => bound.TotalSeconds)] });

    /// <summary>Requests to the worker's own API by path and status.</summary>
    public static Counter<long> ApiRequests { get; } = Meter.CreateCounter<long>("connector.api.requests", "{request}", "Requests to the worker's API, by page and status.");
}
