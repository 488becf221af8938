using System.Collections.Concurrent;
using Connector.Watching;
using Connector.Worker.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Worker.Tests;

public sealed class TelemetryExportTests
{
    [Fact]
    public async Task Traces_and_metrics_reach_a_collector_with_the_headers_that_the_settings_name()
    {
        var asked = new ConcurrentQueue<(string Path, string Key, long Length)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            asked.Enqueue((http.Request.Path.Value!, http.Request.Headers["x-key"].ToString(), body.Length));
        });
        await collector.StartAsync();
        var headers = Path.GetTempFileName();
        await File.WriteAllTextAsync(headers, "x-key=k1\n");

        using var export = new TelemetryExport(new OtlpSettings { Endpoint = collector.Urls.Single(), Headers = new SecretReference { File = headers } }, NullLogger<TelemetryExport>.Instance);
        await export.StartAsync(CancellationToken.None);
        Telemetry.Source.StartActivity("full feed")!.Dispose();
        Telemetry.Runs.Add(1, new KeyValuePair<string, object?>("account", "demo"));
        await export.StopAsync(CancellationToken.None);

        asked.Select(call => (call.Path, call.Key)).Distinct().Should().BeEquivalentTo([("/v1/traces", "k1"), ("/v1/metrics", "k1")]);
        asked.Should().OnlyContain(call => call.Length > 0);
        File.Delete(headers);
    }

    [Theory]
    [InlineData("collector", false)]
    [InlineData("http://collector.example:4318", false)]
    [InlineData("https://collector.example:4318", true)]
    [InlineData("http://127.0.0.1:4318", true)]
    public void Keys_do_not_cross_the_network_in_the_clear(string endpoint, bool isAllowed) =>
        new OtlpSettings { Endpoint = endpoint, Headers = new SecretReference { Environment = "KEY" } }.Faults().Any().Should().Be(!isAllowed);
}
