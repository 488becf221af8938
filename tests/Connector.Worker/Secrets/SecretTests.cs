using System.Net.Http.Headers;

namespace Connector.Worker.Tests.Secrets;

public sealed class SecretTests
{
    [Fact]
    public async Task Nothing_that_a_faulty_trip_writes_holds_a_secret()
    {
        await using var world = await SecretWorld.BeginAsync();
        await world.BreakAsync();
        await CommandsAsync(world);
        await WorkerAsync(world);

        foreach (var name in world.Plants.Names.Where(name => !Unspoken.Contains(name) && !name.StartsWith("the ", StringComparison.Ordinal)))
        {
            world.Plants.Within(world.Parrot.Heard).Should().Contain(name, "what nobody says cannot be repeated, and proves nothing");
        }

        world.Printed.SelectMany(text => world.Plants.Within(text).Select(name => $"{name} in {text}")).Should().BeEmpty();
        world.Seen.SelectMany(text => world.Plants.Within(text)).Should().BeEmpty();
        world.Seen.Should().NotBeEmpty();
        world.Plants.Below(world.Shop.Data).Should().BeEmpty();
        world.Plants.Below(Path.Combine(world.Shop.Folder, "exported")).Should().BeEmpty();
        world.Plants.Below(Path.Combine(world.Shop.Folder, "backup")).Should().BeEmpty("tokens are in it, encrypted, and their key is not");
        Modes(world.Shop.Data);
    }

    /// <summary>They sign, or go no further than TLS would: they are never said, and shall all the same be written nowhere.</summary>
    private static readonly string[] Unspoken = ["webhook", "external-data", "mail", "api", "tls"];

    private static async Task CommandsAsync(SecretWorld world)
    {
        foreach (var way in new[] { 0, 6 })
        {
            await world.TellAsync(way, "check", "--verbose");
        }

        foreach (var way in new[] { 1, 3 })
        {
            await world.TellAsync(way, "feed", "full", "--account", "demo", "--verbose");
            await world.TellAsync(way, "store", "read", "--source", "away", "--verbose");
            await world.TellAsync(way, "store", "read", "--source", "client", "--verbose");
            await world.TellAsync(way, "store", "read", "--source", "stock", "--verbose");
            await world.TellAsync(way, "archive", "copy", "--verbose");
            await world.TellAsync(way, "account", "connect", "demo", "--verbose");
        }

        await world.TellAsync(2, "review", "poll", "--account", "demo", "--verbose");
        await world.TellAsync(2, "feed", "full", "--account", "demo-pull", "--verbose");
        await world.TellAsync(2, "account", "onboard", "demo-calls", "--verbose");
        await world.TellAsync(4, "product", "status", "FF-MAT-CORK", "--account", "demo-calls", "--json");
        await world.TellAsync(4, "account", "connection", "demo");

        await world.TellAsync(0, "account", "authorize", "demo-calls", "--code", "code-1", "--state", "nobody's");
        await world.TellAsync(0, "intake", "run", "--account", "demo", "--verbose");
        await world.TellAsync(0, "notice", "test", "team", "--verbose");
        await world.TellAsync(0, "export", "exported");
        await world.TellAsync(0, "backup", "backup");
        foreach (var command in new[] { "status", "queue --account demo", "explain FF-MAT-CORK --account demo", "account list", "source list", "receiver list", "run list --account demo", "notice list", "schedule list", "webhook list" })
        {
            await world.TellAsync(0, [.. command.Split(' '), "--json"]);
        }
    }

    private static async Task WorkerAsync(SecretWorld world)
    {
        world.Parrot.Way = 0;
        using var worker = Executable.Start(world.Shop.Folder, "serve", "--verbose");
        var log = await Executable.UntilAsync(worker, (line, _) => line.Contains("API at ", StringComparison.Ordinal));
        world.Look(worker);
        var address = log.Split("API at ")[1].Split(' ')[0];
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        world.Printed.Add("without the token: " + await http.GetStringAsync("/health"));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", world.Plants.Of("api"));
        foreach (var page in new[] { "/health", "/api/status", "/api/runs", "/metrics", "/nothing" })
        {
            using var answer = await http.GetAsync(page);
            world.Printed.Add(page + ": " + await answer.Content.ReadAsStringAsync());
        }

        Executable.Terminate(worker);
        var ended = await Executable.EndAsync(worker);
        world.Printed.Add("serve: " + log + ended.Output + ended.Errors);
    }

    private static void Modes(string data)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var open = new List<string>();
        foreach (var path in new[] { data, Path.Combine(data, "state.db"), Path.Combine(data, "mirror.db"), Path.Combine(data, "keys") }.Concat(Directory.EnumerateFiles(Path.Combine(data, "keys"))).Concat(Directory.EnumerateFiles(data, "state.db-*")))
        {
            if ((File.GetUnixFileMode(path) & others) != 0)
            {
                open.Add(path);
            }
        }

        open.Should().BeEmpty();
    }

    [Fact]
    public async Task A_secret_that_somebody_writes_into_a_document_or_an_address_is_refused_and_not_repeated()
    {
        await using var world = await ShopWorld.BeginAsync();
        const string secret = "hunter2-in-the-open", address = $"https://user:{secret}@host.example/in";
        var told = "";
        world.Write("sources/text", $$"""{ "location": "/srv/shop", "access": { "user": "u", "password": "{{secret}}" } }""");
        world.Write("sources/member", $$"""{ "location": "https://shop.example/dav", "access": { "user": "u", "password": { "text": "{{secret}}" } } }""");
        await ApplyAsync();
        world.Write("sources/text", $$"""{ "location": "{{address}}" }""");
        world.Write("sources/member", $$"""{ "location": "https://shop.example/dav", "access": { "clientId": "c", "clientSecret": { "file": "/f" }, "tokenUrl": "{{address}}" }, "imageBaseUrl": "{{address}}" }""");
        world.Write("notices/hook", $$"""{ "webhook": { "url": "{{address}}" } }""");
        world.Change("accounts/demo", account =>
        {
            account["drop"]!["url"] = address;
            account["drop"]!["publicUrl"] = address.Replace("https", "htps", StringComparison.Ordinal);
            account["alert"]!["baseUrl"] = address;
            account["review"]!["baseUrl"] = address;
        });
        await ApplyAsync();
        File.WriteAllText(
            Path.Combine(world.Folder, "connector.json"),
            $$"""{ "api": { "token": "{{secret}}", "url": "{{address}}" }, "otlp": { "endpoint": "{{address}}" }, "webhooks": { "url": "{{address}}" }, "archiveCopy": { "url": "{{address}}" } }""");
        await CheckAsync();
        File.WriteAllText(Path.Combine(world.Folder, "connector.json"), $$"""{ "archiveCopy": { "url": "https://shop.example/dav", "user": "u", "password": "{{secret}}" } }""");
        await CheckAsync();

        told.Should().NotContain(secret).And.ContainAll("text.json at $.access.password", "member.json at $.access.password", "hook.json", "$.drop.url", "$.drop.publicUrl", "$.alert.baseUrl", "api.url", "otlp.endpoint", "webhooks.url", "archiveCopy:");
        Directory.EnumerateFiles(world.Data, "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(secret, StringComparison.Ordinal)).Should().BeEmpty();

        async Task CheckAsync()
        {
            var settings = await world.RunAsync("check", "--verbose");
            settings.ExitCode.Should().NotBe(0);
            told += settings.Output + settings.Errors;
        }

        async Task ApplyAsync()
        {
            var applied = await world.RunAsync("apply", world.Documents, "--verbose");
            applied.ExitCode.Should().NotBe(0);
            told += applied.Output + applied.Errors;
        }
    }
}
