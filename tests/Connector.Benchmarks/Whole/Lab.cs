using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Connector.Benchmarks.Whole;

/// <summary>What is wanted of the whole-process figures.</summary>
internal sealed record LabPlan
{
    /// <summary>SKUs of the shop. Default 200,000; the figures of README are at 1,000,000.</summary>
    public long Skus { get; init; } = 200_000;

    /// <summary>Runs of each; the median counts. Default 3.</summary>
    public int Repeat { get; init; } = 3;

    /// <summary>Figures that are wanted; empty: all but scale.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Gzip levels of figure 2. Default 6 and 1.</summary>
    public IReadOnlyList<int> Levels { get; init; } = [6, 1];

    /// <summary>Gzip levels of figure 4; 0: plain. Default 0 and 6.</summary>
    public IReadOnlyList<int> DeliveryLevels { get; init; } = [0, 6];

    /// <summary>Folder for shops, mirrors and feeds; what is there already is used. Default: connector-bench in the temporary folder.</summary>
    public string Folder { get; init; } = Path.Combine(Path.GetTempPath(), "connector-bench");

    /// <summary>The executable that is measured. Default: the one that was built with this program.</summary>
    public string Connector { get; init; } = "";

    /// <summary>Shops of the scale curve.</summary>
    public IReadOnlyList<long> Scale { get; init; } = [100_000, 1_000_000, 5_000_000];
}

/// <summary>Where programs are run and measured: the shop, the mirror, Connector as a process, and a place for each side's output.</summary>
internal sealed class Lab
{
    public const int Threads = 2;
    private readonly string _connector;

    public Lab(LabPlan plan)
    {
        Plan = plan;
        _connector = plan.Connector.Length > 0 ? Path.GetFullPath(plan.Connector) : Metadata("Connector");
        Directory.CreateDirectory(plan.Folder);
    }

    public LabPlan Plan { get; }

    /// <summary>Where peers are installed; stays for the next time.</summary>
    public static string Peers { get; } = Path.Combine(Path.GetTempPath(), "connector-bench-peers");

    /// <summary>The folder of this program's source.</summary>
    public static string Benchmarks => Metadata("Benchmarks");

    public static string Scripts => Path.Combine(Benchmarks, "peers");

    /// <summary>This program itself, for the peers that are written in C#.</summary>
    public static string Self => typeof(Lab).Assembly.Location;

    public static bool Has(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    public static bool HasDuckDb => Has("node") && Directory.Exists(Path.Combine(Peers, "node_modules", "@duckdb", "node-api"));

    /// <summary>A folder that is empty.</summary>
    public string Fresh(string name)
    {
        var folder = Path.Combine(Plan.Folder, name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }

    public static async Task InstallPeersAsync()
    {
        using var install = Process.Start("bash", [Path.Combine(Scripts, "install"), Peers]);
        await install.WaitForExitAsync();
    }

    /// <summary>Runs Connector on a data folder. What it says of its own cost is kept where it says it.</summary>
    public async Task<(Measure Measure, JsonNode Said)> ConnectorAsync(string data, params string[] arguments)
    {
        var (measure, output) = await ProgramRun.GoAsync(Plan.Folder, "dotnet", [_connector, .. arguments, "--data", data, "--json"]);
        var said = JsonNode.Parse(output)!;
        var cost = (said is JsonArray reports ? reports[0] : said)!["cost"];
        return (cost is null ? measure : measure with { Allocated = (long)cost["allocatedBytes"]!, Peak = Math.Max(measure.Peak, (long)cost["peakBytes"]!) }, said);
    }

    /// <summary>The synthetic shop of a size; made once.</summary>
    public async Task<string> ShopAsync(long skus, double? change = null)
    {
        var folder = Path.Combine(Plan.Folder, string.Create(CultureInfo.InvariantCulture, $"shop-{skus}{(change is null ? "" : "-later")}"));
        if (!File.Exists(Path.Combine(folder, "done")))
        {
            string[] more = change is { } share ? ["--change", share.ToString(CultureInfo.InvariantCulture)] : [];
            // Always by the executable of this build: an older one that is measured may not know how.
            await ProgramRun.GoAsync(Plan.Folder, "dotnet", [Metadata("Connector"), "sandbox", "shop", "--skus", skus.ToString(CultureInfo.InvariantCulture), "--out", folder, .. more]);
            await File.WriteAllTextAsync(Path.Combine(folder, "done"), "");
        }

        return folder;
    }

    /// <summary>A data folder whose mirror holds the shop.</summary>
    public async Task<string> MirrorAsync(long skus)
    {
        var data = Path.Combine(Plan.Folder, string.Create(CultureInfo.InvariantCulture, $"data-{skus}"));
        if (!File.Exists(Path.Combine(data, "done")))
        {
            var shop = await ShopAsync(skus);
            Fresh(Path.GetFileName(data));
            await ApplyAsync(data, shop);
            await ConnectorAsync(data, "store", "read");
            await File.WriteAllTextAsync(Path.Combine(data, "done"), "");
        }

        return data;
    }

    /// <summary>Another data folder with the same mirror, for a figure that changes what it holds.</summary>
    public async Task<string> MirrorCopyAsync(long skus, string name)
    {
        var (from, to) = (await MirrorAsync(skus), Fresh(name));
        foreach (var path in Directory.EnumerateFiles(from, "*.db*"))
        {
            File.Copy(path, Path.Combine(to, Path.GetFileName(path)));
        }

        return to;
    }

    /// <summary>A copy of a data folder with everything in it.</summary>
    public string Copy(string from, string name)
    {
        var to = Fresh(name);
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }

        return to;
    }

    public Task ApplyAsync(string data, string shop) => ApplyDocumentsAsync(data, Path.Combine(shop, "documents"));

    public Task ApplyDocumentsAsync(string data, string documents) => ProgramRun.GoAsync(Plan.Folder, "dotnet", _connector, "apply", documents, "--data", data);

    /// <summary>The shop's documents, with the account delivering elsewhere and alerting a stand-in.</summary>
    /// <param name="skus">Which shop.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="business">Under which id the stand-in knows the account.</param>
    /// <param name="tikTok">The stand-in.</param>
    /// <param name="drop">The account's drop.</param>
    public async Task DocumentsAsync(long skus, string to, string business, string tikTok, Func<JsonObject> drop)
    {
        var from = Path.Combine(await ShopAsync(skus), "documents");
        foreach (var path in Directory.EnumerateFiles(from, "*.json", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var document = JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
            if (document.ContainsKey("location"))
            {
                document["location"] = Path.GetFullPath(Path.Combine(from, "..", "shop"));
            }
            else if (document.ContainsKey("drop"))
            {
                document["externalBusinessId"] = business;
                document["drop"] = drop();
                document["alert"] = new JsonObject { ["baseUrl"] = tikTok };
            }

            await File.WriteAllTextAsync(copy, document.ToJsonString());
        }
    }

    /// <summary>A stand-in TikTok beside a WebDAV folder elsewhere. Prints its addresses as JSON.</summary>
    public Process StartSandbox(string webDav, string user, string passwordFile, string folder) => Process.Start(
        new ProcessStartInfo("dotnet", [Metadata("Connector"), "sandbox", "start", "--webdav-url", webDav, "--user", user, "--password-file", passwordFile, "--root", folder, "--json"])
        {
            WorkingDirectory = Plan.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    public static string[] ProductFiles(string folder) => [.. Directory.EnumerateFiles(folder, "tiktok-feed-*").Order(StringComparer.Ordinal)];

    private static string Metadata(string key) =>
        Path.GetFullPath(typeof(Lab).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!);
}
