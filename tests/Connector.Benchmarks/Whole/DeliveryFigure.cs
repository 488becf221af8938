using System.Diagnostics;
using System.Text.Json.Nodes;
using Connector.Tests.Drop.Servers;

namespace Connector.Benchmarks.Whole;

/// <summary>
/// Figure 4: a full feed of sheet tiktok-sfcc, delivered to a real Apache on this machine and alerted to the stand-in, beside the dry run of
/// the same. The stand-in is alerted and knows no catalog of this shop, so that what TikTok would do with the rows is not measured.
/// </summary>
internal static class DeliveryFigure
{
    public static async Task GoAsync(Lab lab, Report report)
    {
        var apache = new ApacheServer();
        try
        {
            await apache.InitializeAsync();
        }
        catch (InvalidOperationException missing)
        {
            Report.Say($"Delivery is not measured: {missing.Message}");
            return;
        }

        try
        {
            await DeliverAsync(lab, report, apache);
        }
        finally
        {
            await apache.DisposeAsync();
        }
    }

    private static async Task DeliverAsync(Lab lab, Report report, ApacheServer apache)
    {
        var skus = lab.Plan.Skus;
        var place = lab.Fresh("delivery");
        var passwordFile = Path.Combine(place, "password");
        await File.WriteAllTextAsync(passwordFile, DavServer.Password + "\n");
        using var sandbox = lab.StartSandbox(apache.Url.ToString().TrimEnd('/'), DavServer.User, passwordFile, Path.Combine(place, "sandbox"));
        try
        {
            var tikTok = await TikTokUrlAsync(sandbox);
            foreach (var gzip in lab.Plan.DeliveryLevels)
            {
                var data = await lab.MirrorCopyAsync(skus, "data-delivery");
                var documents = Path.Combine(place, "documents");
                await lab.DocumentsAsync(skus, documents, "fellfern-demo", tikTok, () => new JsonObject
                {
                    ["url"] = apache.Url.ToString().TrimEnd('/'), ["user"] = DavServer.User, ["password"] = new JsonObject { ["file"] = passwordFile }, ["gzip"] = gzip,
                });
                await lab.ApplyDocumentsAsync(data, documents);
                var (first, dry, delivered) = (new Measures(), new Measures(), new Measures());
                first.Add((await FeedAsync(lab, data)).Measure);
                for (var run = 0; run < lab.Plan.Repeat; run++)
                {
                    var made = await FeedAsync(lab, data, "--dry-run", "--out", lab.Fresh("delivery-dry"));
                    dry.Add(made.Measure);
                    var sent = await FeedAsync(lab, data);
                    delivered.Add(sent.Measure);
                    Compare(report, made.Said, sent.Said, Path.Combine(apache.Files, "product"));
                }

                Report.Title($"4. Delivery of {skus:N0} SKUs, sheet tiktok-sfcc, {(gzip == 0 ? "plain" : $"gzip {gzip}")}");
                Report.Table(skus, [("dry run", dry), ("delivered to Apache, ledger filled", delivered), ("first full feed, which fills the ledger", first)]);
                Report.Figure(skus, "delivered against the dry run", delivered.Seconds / dry.Seconds, "at most", 1.3);
                Report.Figure(skus, "peak, MB", Math.Max(first.Peak, delivered.Peak) / 1e6, "at most", 200);
            }
        }
        finally
        {
            sandbox.Kill(entireProcessTree: true);
            await sandbox.WaitForExitAsync();
        }
    }

    private static Task<(Measure Measure, JsonNode Said)> FeedAsync(Lab lab, string data, params string[] more) =>
        lab.ConnectorAsync(data, ["feed", "full", "--account", "synthetic", .. more]);

    private static async Task<string> TikTokUrlAsync(Process sandbox)
    {
        var text = "";
        while (await sandbox.StandardOutput.ReadLineAsync() is { } line)
        {
            text += line;
            if (line == "}")
            {
                return JsonNode.Parse(text)!["tikTok"]!.GetValue<string>();
            }
        }

        throw new InvalidOperationException($"the sandbox did not start: {await sandbox.StandardError.ReadToEndAsync()}");
    }

    /// <summary>What lies on the server is, part by part, as long as what the dry run made.</summary>
    private static void Compare(Report report, JsonNode made, JsonNode sent, string server)
    {
        var dry = made["made"]!["files"]!.AsArray().Select(file => (long)file!["bytes"]!).ToList();
        var there = sent["made"]!["files"]!.AsArray().Select(file => new FileInfo(Path.Combine(server, (string)file!["name"]!)).Length).ToList();
        if (!dry.SequenceEqual(there))
        {
            report.Fault($"{string.Join(", ", there)} bytes lie on the server, {string.Join(", ", dry)} bytes were made by the dry run");
        }
    }
}
