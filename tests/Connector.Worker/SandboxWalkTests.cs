using Connector.Sandbox;
using Connector.Worker.Demo;

namespace Connector.Worker.Tests;

/// <summary>What <c>sandbox start</c> writes and prints is enough to try all three ways in which goods reach TikTok.</summary>
public sealed class SandboxWalkTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-walk-").FullName;
    private SandboxWorld _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await SandboxWorld.StartAsync(new SandboxPlan(_folder) { Control = true, EveryWay = true, ReviewDelay = TimeSpan.Zero }, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_lines_that_it_prints_bring_the_same_shop_to_TikTok_by_alert_by_pull_and_by_calls()
    {
        var lines = SandboxWalk.Of(_sandbox).Select(step => step.Line).ToList();
        lines[0].Should().Be($"cd {_folder}");
        foreach (var line in lines.Skip(1))
        {
            var words = line.Split(' ').Skip(1).ToArray();
            if (words is ["account", "authorize", ..])
            {
                await AuthoriseAsync(words[2]);
            }
            else if (words is ["product", "status", ..])
            {
                // A mat that is sold out has never been there: it waits for stock, and says so.
                var asked = await Executable.RunAsync(_folder, words);
                asked.Output.Should().MatchRegex(@"ok +FF-MUG-ENAMEL-MOS .*approved").And.Contain("FF-MAT-CORK");
            }
            else
            {
                var ended = await Executable.RunAsync(_folder, words);
                ended.ExitCode.Should().Be(0, $"of {line}: {ended.Output}{ended.Errors}");
            }
        }

        var state = _sandbox.TikTok.State;
        var byAlert = state.Account(SandboxWorld.BusinessId);
        var byPull = state.Account(SandboxWorld.PullBusinessId);
        var byCalls = state.Shops.Should().ContainSingle().Subject;
        (byAlert.Alerts.Count, byPull.Alerts.Count).Should().Be((2, 0));
        (byAlert.Jobs.Count, byPull.Jobs.Count).Should().Be((0, 1));
        Skus(byAlert).Should().HaveCount(98).And.BeEquivalentTo(Skus(byPull));
        byAlert.Stock.Should().HaveCount(98);
        byCalls.Products.Should().HaveCountGreaterThan(30).And.OnlyContain(product => product.Images.Count > 0 && product.CategoryId.Length > 0);
        byCalls.Products.SelectMany(product => product.Skus.Select(sku => sku.SellerSku)).Should().BeSubsetOf(Skus(byAlert)).And.HaveCountGreaterThan(80);
        byCalls.Products.Where(product => product.Status == "ACTIVATE").Should().HaveCountGreaterThan(30);
        byCalls.Products.Where(product => product.Reasons.Count > 0).Select(product => product.Skus[0].SellerSku).Should().BeEquivalentTo(Rejected(byAlert)).And.BeEquivalentTo(Rejected(byPull));

        var trace = await Executable.RunAsync(_folder, "archive", "trace", "FF-MUG-ENAMEL-MOS", "--account", SandboxWorld.CallsAccount);
        // What is left to do is shown with its reason: by the queue, and by how the account stands.
        (await Executable.RunAsync(_folder, "queue", "--account", SandboxWorld.CallsAccount)).Output.Should().ContainAll("calls for", "FF-MAT-CORK", "it goes by itself when", "there is stock");
        (await Executable.RunAsync(_folder, "status", "--account", SandboxWorld.CallsAccount)).Output.Should().MatchRegex("[0-9]+ products wait for calls, 0 of them due now .*call.soldOut");
        var runs = (await Executable.RunAsync(_folder, "run", "list", "--account", SandboxWorld.CallsAccount)).Output;
        (await Executable.RunAsync(_folder, "archive", "show", System.Text.RegularExpressions.Regex.Match(runs, "[0-9]{14}-full").Value, "--account", SandboxWorld.CallsAccount)).Output.Should().MatchRegex("calls: [0-9]+ create");
        trace.Output.Should().MatchRegex("view uk: to be listed by run [0-9]+-full .*by calls").And.MatchRegex("the calls were made and put down: create").And.MatchRegex("[0-9]+ to be told by calls of run");
    }

    [Fact]
    public async Task The_command_prints_them_and_the_readme_shows_none_that_it_does_not_print()
    {
        using var process = Executable.Start(_folder, "sandbox", "start", "--root", "another");
        var printed = (await Executable.UntilAsync(process, (line, _) => line.StartsWith("Ctrl-C", StringComparison.Ordinal))).Split('\n').Select(Command).ToList();
        Executable.Terminate(process);
        (await Executable.EndAsync(process)).ExitCode.Should().Be(0);

        var readme = await File.ReadAllTextAsync(Path.Combine(Executable.Repository, "README.md"));
        var part = readme[readme.IndexOf("**To try all three**", StringComparison.Ordinal)..readme.IndexOf("## Feed sheets", StringComparison.Ordinal)];
        var shown = part.Split('\n').Where(line => line.StartsWith("    connector ", StringComparison.Ordinal)).Select(Command).ToList();
        shown[0].Should().Be("connector sandbox start");
        printed.Should().Contain($"cd {Path.Combine(_folder, "another")}").And.Contain(shown.Skip(1));
    }

    [Fact]
    public async Task Without_the_authorisation_check_names_that_one_fault_and_its_cure()
    {
        (await Executable.RunAsync(_folder, "apply", Path.Combine("shop", "documents"))).Errors.Should().BeEmpty();
        var check = await Executable.RunAsync(_folder, "check");
        check.ExitCode.Should().Be(1);
        check.Output.Should().ContainAll("connector account authorize demo-calls", "1 fault.");
    }

    [Fact]
    public async Task What_is_done_by_itself_fits_the_way_of_each_account()
    {
        await Executable.RunAsync(_folder, "apply", Path.Combine("shop", "documents"));
        var all = (await Executable.RunAsync(_folder, "schedule", "list", "--json")).Output;
        var done = System.Text.Json.Nodes.JsonNode.Parse(all)!["schedules"]!.AsArray().Select(entry => entry!["name"]!.GetValue<string>()).ToList();
        done.Should().Contain(["review-poll-demo", "review-poll-demo-calls", "review-poll-demo-pull", "inventory-feed-demo", "inventory-feed-demo-calls", "inventory-delta-demo-calls"])
            .And.NotContain(["inventory-feed-demo-pull", "inventory-delta-demo-pull"]);
    }

    [Fact]
    public void No_account_names_a_sheet_that_would_hinder_another_way() =>
        Directory.EnumerateFiles(Path.Combine(_sandbox.Documents, "accounts")).Should().HaveCount(3).And.OnlyContain(path => !File.ReadAllText(path).Contains("\"sheet\"", StringComparison.Ordinal));

    [Fact]
    public async Task Pictures_are_where_the_documents_say_and_the_alerted_folder_stays_shut()
    {
        using var http = new HttpClient();
        (await http.GetByteArrayAsync(new Uri(_sandbox.Pictures!.Uri, "fellfern-master/images/large/langdale-moss-1.jpg"))).Should().HaveCountGreaterThan(1000);
        File.ReadAllText(Path.Combine(_sandbox.Documents, "sources", "fellfern.json")).Should().Contain($"{_sandbox.Pictures.Uri}{{catalog}}");
        (await http.GetAsync($"{_sandbox.DropUrl}/product/any.txt")).StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized);
        (await http.GetAsync($"{_sandbox.PullUrl}/product/any.csv")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Where_others_reach_the_sandbox_it_keeps_to_the_account_by_alert()
    {
        await using var other = await SandboxWorld.StartAsync(new SandboxPlan(Path.Combine(_folder, "other")) { Control = true, EveryWay = true, Host = "tiktok" }, CancellationToken.None);
        Directory.EnumerateFiles(Path.Combine(other.Documents, "accounts")).Should().ContainSingle();
        Directory.Exists(Path.Combine(other.Documents, "templates")).Should().BeFalse();
        other.Pictures.Should().BeNull();
    }

    private async Task AuthoriseAsync(string account)
    {
        var page = (await Executable.RunAsync(_folder, "account", "authorize", account)).Output.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var agreed = await browser.GetAsync(page.Trim());
        var done = await Executable.RunAsync(_folder, "account", "authorize", account, "--redirected", agreed.Headers.Location!.OriginalString);
        done.ExitCode.Should().Be(0, done.Errors);
    }

    private static string Command(string line) => line.Split(" #")[0].Trim();

    private static List<string> Skus(AccountState account) => [.. account.Catalogs.Single().Products.Select(product => product.Row.SkuId)];

    private static List<string> Rejected(AccountState account) => [.. account.Catalogs.Single().Products.Where(product => product.AuditStatus == "rejected").Select(product => product.Row.SkuId)];
}
