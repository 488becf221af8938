using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Connector.Watching;

namespace Connector.Worker.Api;

/// <summary>What this process has counted since it started: the counters of <see cref="Telemetry"/>.</summary>
internal sealed class CountedHere : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Name, string Tags), (IReadOnlyList<(string Name, string Value)> Tags, long Value)> _counts = new();
    private readonly ConcurrentDictionary<string, string> _descriptions = new(StringComparer.Ordinal);

    public CountedHere()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.Name && instrument is Counter<long>)
            {
                _descriptions[instrument.Name] = instrument.Description ?? "";
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var list = new (string Name, string Value)[tags.Length];
            for (var i = 0; i < tags.Length; i++)
            {
                list[i] = (tags[i].Key, tags[i].Value?.ToString() ?? "");
            }

            _counts.AddOrUpdate((instrument.Name, string.Join('\n', list)), _ => (list, value), (_, before) => (before.Tags, before.Value + value));
        });
        _listener.Start();
        // Counters that have yet to count are shown as well.
        _ = Telemetry.Runs;
    }

    /// <summary>Every counter with its samples, by name.</summary>
    public IEnumerable<(string Name, string Description, IEnumerable<(IReadOnlyList<(string Name, string Value)> Tags, long Value)> Samples)> All() =>
        _descriptions.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (
            pair.Key, pair.Value, _counts.Where(count => count.Key.Name == pair.Key).OrderBy(count => count.Key.Tags, StringComparer.Ordinal).Select(count => count.Value)));

    public void Dispose() => _listener.Dispose();
}
