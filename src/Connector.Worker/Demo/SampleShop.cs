using System.Reflection;
using System.Text.Json;
using Connector.Sandbox;

namespace Connector.Worker.Demo;

/// <summary>Fell &amp; Fern, the shop of the demo, as it travels inside the executable.</summary>
internal static class SampleShop
{
    public const string Source = "fellfern";
    private const string Prefix = "sample-shop/";

    /// <summary>Documents that only an account whose goods go by calls needs.</summary>
    private const string ByCalls = "by-calls/";

    /// <summary>Copies the shop and its documents into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="withCalls">Whether the documents for an account by calls are among them.</param>
    public static void CopyTo(string folder, bool withCalls)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var within = name[Prefix.Length..];
            if (within.StartsWith(ByCalls, StringComparison.Ordinal))
            {
                if (!withCalls)
                {
                    continue;
                }

                within = "documents/" + within[ByCalls.Length..];
            }

            var path = Path.Combine(folder, Path.Combine(within.Split('/')));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var from = assembly.GetManifestResourceStream(name)!;
            using var to = File.Create(path);
            from.CopyTo(to);
        }
    }

    /// <summary>What the stand-in's review rejects, and why.</summary>
    public static IEnumerable<VerdictRule> Verdicts(string folder)
    {
        using var file = File.OpenRead(Path.Combine(folder, "verdicts.json"));
        return [.. JsonSerializer.Deserialize<Verdict[]>(file, JsonSerializerOptions.Web)!
            .Select(verdict => new VerdictRule { SkuId = verdict.Sku, RejectedInfo = [new RejectedInfo(verdict.Reason, verdict.Suggestion)] })];
    }

    private sealed record Verdict(string Sku, string Reason, string Suggestion);
}
