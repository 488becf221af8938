using System.Text.Json.Nodes;
using Connector.Benchmarks.Inner;

namespace Connector.Benchmarks.Whole;

/// <summary>Figure 7: what all policies cost a full feed, and a preview of them beside one.</summary>
internal static class PolicyFigure
{
    public static async Task GoAsync(Lab lab, Report report)
    {
        Report.Title("7. All policies");
        var skus = lab.Plan.Skus;
        var first = await lab.MirrorCopyAsync(skus, "data-first-set");
        var all = await lab.MirrorCopyAsync(skus, "data-all-policies");
        await lab.ApplyDocumentsAsync(all, AllPolicies.Folder);
        string[] feed = ["feed", "full", "--account", "synthetic", "--sheet", "tiktok-catalog", "--dry-run", "--gzip", "6", "--afresh", "--out", lab.Fresh("policy-feed")];
        var (ofFirst, ofAll, ofPreview) = (new Measures(), new Measures(), new Measures());
        var differ = 0L;
        for (var i = 0; i < lab.Plan.Repeat; i++)
        {
            ofFirst.Add((await lab.ConnectorAsync(first, feed)).Measure);
            ofAll.Add((await lab.ConnectorAsync(all, feed)).Measure);
            var (measure, said) = await lab.ConnectorAsync(first, "preview", "--account", "synthetic", "--documents", AllPolicies.Folder, "--out", lab.Fresh("policy-preview"));
            ofPreview.Add(measure);
            differ = said["views"]!.AsArray().Sum(view => (long)view!["differ"]!);
        }

        if (differ == 0)
        {
            report.Fault("the preview found nothing that differs");
        }

        Report.Table(skus, [("full feed, gzip 6, made anew, first set", ofFirst), ("the same, all policies", ofAll), ("preview of all policies, every row that differs written", ofPreview)]);
        Report.Say($"{differ:N0} SKUs differ");
        Report.Figure(skus, "full feed with all policies against the first set", ofAll.Seconds / ofFirst.Seconds, "at most", 1.5);
        Report.Figure(skus, "preview against a dry full feed", ofPreview.Seconds / ofFirst.Seconds, "at most", 2.5);
    }
}
