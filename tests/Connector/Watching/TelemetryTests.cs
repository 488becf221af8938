using System.Collections.Concurrent;
using System.Diagnostics;
using Connector.Tests.Trip;
using Connector.Watching;

namespace Connector.Tests.Watching;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_run_is_a_span_with_a_child_for_each_step()
    {
        await using var world = await TripWorld.BeginAsync(account: account => account with { Title = "Traced" });
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var mine = new Activity("test").Start();

        var result = await world.ReadAndFeedAsync();

        // Tests beside this one make spans, too.
        var own = spans.Where(span => span.TraceId == mine.TraceId).ToList();
        own.Should().Contain(span => span.OperationName == "store read" && (string?)span.GetTagItem("source") == "shop");
        var run = own.Single(span => span.OperationName == "full feed");
        run.Tags.Should().Contain([new("account", TripWorld.AccountName), new("kind", "Full"), new("run", result.Run), new("end", "sealed")]);
        run.GetTagItem("rows").Should().Be(4L);
        own.Where(span => span.ParentSpanId == run.SpanId).Select(span => span.OperationName).Should().ContainInOrder("run", "store", "policy", "feed", "drop", "alert", "seal");
        own.SelectMany(span => span.TagObjects).Should().NotContain(tag => tag.Value as string == "LAMP");
    }
}
