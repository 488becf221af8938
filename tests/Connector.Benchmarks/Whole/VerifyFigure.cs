using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Archive;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Benchmarks.Whole;

/// <summary>
/// Figure 9: <c>archive verify</c> as a process of its own, beside <c>sha256sum</c> over the same files: all that lie in the archive, read before so that both find
/// them in memory. The archive is full feeds, plain and gzip 6, and an inventory feed, delivered to a folder on this machine.
/// </summary>
internal static class VerifyFigure
{
    private const string Account = "synthetic", Business = "benchmark";

    public static async Task GoAsync(Lab lab, Report report)
    {
        var skus = lab.Plan.Skus;
        var place = lab.Fresh("verify");
        var drop = Directory.CreateDirectory(Path.Combine(place, "drop")).FullName;
        var data = lab.Copy(await lab.MirrorAsync(skus), "data-verify");
        var tikTok = await Sandbox.TikTokStandIn.StartAsync(
            new Sandbox.StandInOptions { Connections = [new Sandbox.StandInConnection(Business, "nobody", "none", ["127.0.0.1"], "none", "bc", [])], Settings = new Sandbox.StandInSettings { Qps = 0, Qpm = 0 } },
            CancellationToken.None);
        await using (tikTok)
        {
            await lab.DocumentsAsync(
                skus, Path.Combine(place, "documents"), Business, tikTok.Uri.ToString().TrimEnd('/'),
                () => new JsonObject { ["url"] = new Uri(drop).AbsoluteUri, ["publicUrl"] = "http://127.0.0.1:9" });
            await lab.ApplyDocumentsAsync(data, Path.Combine(place, "documents"));
            await using var rooms = new ServiceCollection().AddConnector(new ConnectorSettings { Data = data }).BuildServiceProvider();
            var feeds = rooms.GetRequiredService<FeedRun>();
            foreach (var (kind, gzip) in new[] { (FeedKind.Full, 0), (FeedKind.Full, 0), (FeedKind.Full, 6), (FeedKind.Full, 6), (FeedKind.Inventory, 0) })
            {
                await feeds.GoAsync(new FeedOrder(Account, kind, "benchmark") { Gzip = gzip }, new Steps(), CancellationToken.None);
            }

            rooms.GetRequiredService<DailyHeads>().Make();
        }

        var archive = Path.Combine(data, "archive");
        var bytes = Directory.EnumerateFiles(archive, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
        var sums = $"find {archive} -type f -print0 | xargs -0 sha256sum > {Path.Combine(place, "sums")}";
        await ProgramRun.PipeAsync(place, sums);
        var (peer, verify, deep) = (new Measures(), new Measures(), new Measures());
        for (var run = 0; run < lab.Plan.Repeat; run++)
        {
            peer.Add((await ProgramRun.PipeAsync(place, sums)).Measure);
            var (measure, said) = await lab.ConnectorAsync(data, "archive", "verify");
            verify.Add(measure);
            deep.Add((await lab.ConnectorAsync(data, "archive", "verify", "--deep")).Measure);
            if (said["faults"]!.AsArray().Count > 0 || (long)said["bytes"]! < bytes * 9 / 10)
            {
                report.Fault($"verify compared {said["bytes"]} of {bytes} bytes and found {said["faults"]!.AsArray().Count} faults");
            }
        }

        Report.Title(string.Create(CultureInfo.InvariantCulture, $"9. archive verify of {bytes / 1e6:0} MB, feeds of {skus:N0} SKUs"));
        Report.Table(skus, [("sha256sum, all files", peer), ("archive verify", verify), ("archive verify --deep", deep)]);
        Report.Figure(skus, "speed of verify against sha256sum", peer.Seconds / verify.Seconds, "at least", 0.6);
    }

    /// <summary>Hears nothing.</summary>
    private sealed class Steps : IProgress<TripStep>
    {
        public void Report(TripStep value)
        {
        }
    }
}
