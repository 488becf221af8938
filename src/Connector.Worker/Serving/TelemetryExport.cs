using Connector.Watching;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Connector.Worker.Serving;

/// <summary>Sends traces and metrics to a collector, where one is named. A collector that is down costs its figures and nothing else.</summary>
internal sealed class TelemetryExport(OtlpSettings settings, ILogger<TelemetryExport> log) : IHostedService, IDisposable
{
    /// <summary>The standard variable, read by the exporter itself.</summary>
    private const string Standard = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const int FlushMilliseconds = 2000;
    private TracerProvider? _traces;
    private MeterProvider? _figures;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Endpoint.Length == 0 && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Standard)))
        {
            return Task.CompletedTask;
        }

        var headers = settings.Headers.IsEmpty ? null : settings.Headers.Resolve("the headers for the collector (otlp.headers)");
        var service = ResourceBuilder.CreateDefault().AddService("connector", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3));
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(service).AddSource(Telemetry.Name).AddOtlpExporter(exporter => Set(exporter, "v1/traces", headers)).Build();
        // Of the HTTP calls, the runtime's own figures.
        _figures = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(service).AddMeter(Telemetry.Name, "System.Net.Http").AddOtlpExporter(exporter => Set(exporter, "v1/metrics", headers)).Build();
        log.LogInformation("traces and metrics go to {Endpoint}", settings.Endpoint.Length > 0 ? settings.Endpoint : $"where {Standard} says");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush(FlushMilliseconds);
        _figures?.ForceFlush(FlushMilliseconds);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _figures?.Dispose();
    }

    private void Set(OtlpExporterOptions exporter, string path, Secret? headers)
    {
        if (settings.Endpoint.Length == 0)
        {
            return;
        }

        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(settings.Endpoint.TrimEnd('/') + "/" + path);
        exporter.Headers = headers?.Reveal();
    }
}
