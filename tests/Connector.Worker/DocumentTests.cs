using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace Connector.Worker.Tests;

public class DocumentTests
{
    [Fact]
    public async Task Documents_with_faults_are_refused_whole_and_every_fault_is_named_with_its_cure()
    {
        await using var world = await ShopWorld.BeginAsync();
        world.Change("accounts/demo", account =>
        {
            account["country"] = "United Kingdom";
            account["policies"]!["image"] = "no-such-policy";
            account["views"]![0]!["currency"] = "EUR";
        });
        world.Change("policies/default-inventory", policy => policy["defaultQuantty"] = 5);
        world.Write("schedules/nightly", """{ "work": "feedFull", "for": "demo", "cron": "every night" }""");
        var ended = await world.RunAsync("apply", world.Documents);
        ended.ExitCode.Should().Be(1);
        ended.Errors.Should().ContainAll("'United Kingdom' is no country code", "no-such-policy", "defaultQuantty", "'every night' is no cron expression", "the TikTok shop in GBP", "Nothing was stored: ");
        (await world.WellAsync("export", "out", "--json")).Json["exported"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_applied_is_exported_in_the_same_form_and_applying_it_again_changes_nothing()
    {
        await using var world = await ShopWorld.BeginAsync();
        world.Write("schedules/nightly", """{ "work": "feedFull", "for": "demo", "cron": "0 0 3 * * ?", "timeZone": "Europe/London" }""");
        await world.WellAsync("apply", world.Documents);
        await world.WellAsync("export", "one");
        (await world.WellAsync("apply", "one")).Output.Should().Contain("none differs");
        await world.WellAsync("--data", "other", "apply", "one");
        await world.WellAsync("--data", "other", "export", "two");
        var files = Files(Path.Combine(world.Folder, "one"));
        files.Should().HaveCount(7).And.BeEquivalentTo(Files(Path.Combine(world.Folder, "two")));
        string.Concat(files.Values).Should().NotContainAny(world.Secrets);
    }

    [Fact]
    public async Task A_document_that_is_not_UTF8_is_refused_by_that_name_and_one_with_a_UTF8_mark_is_read()
    {
        await using var world = await ShopWorld.BeginAsync();
        var file = Path.Combine(world.Documents, "accounts", "demo.json");
        var text = File.ReadAllText(file);
        foreach (var (encoding, said) in new (Encoding, string)[]
        {
            (Encoding.Unicode, "the file is UTF-16, not UTF-8; save it as UTF-8"),
            (Encoding.BigEndianUnicode, "the file is UTF-16, not UTF-8; save it as UTF-8"),
            (new UnicodeEncoding(bigEndian: false, byteOrderMark: false), "the file is UTF-16, not UTF-8; save it as UTF-8"),
            (Encoding.Latin1, "the file is not UTF-8; save it as UTF-8"),
        })
        {
            File.WriteAllText(file, "// \u00fc\n" + text, encoding);
            var ended = await world.RunAsync("apply", world.Documents);
            ended.ExitCode.Should().Be(1);
            ended.Errors.Should().Contain(file + ": " + said).And.Contain("1 fault in 1");
        }

        File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await world.WellAsync("apply", world.Documents);
    }

    [Fact]
    public async Task A_secret_written_into_a_document_is_refused()
    {
        await using var world = await ShopWorld.BeginAsync();
        world.Change("accounts/demo", account => account["drop"]!["password"] = "open-sesame");
        var ended = await world.RunAsync("apply", world.Documents);
        ended.ExitCode.Should().Be(1);
        ended.Errors.Should().Contain("$.drop.password").And.NotContain("open-sesame");
    }

    [Fact]
    public async Task Exported_documents_are_valid_by_their_schemas_and_a_slip_is_not()
    {
        await using var world = await ShopWorld.BeginAsync();
        world.Write("schedules/nightly", """{ "work": "feedFull", "for": "demo", "cron": "0 0 3 * * ?", "timeZone": "Europe/London" }""");
        await world.WellAsync("apply", world.Documents);
        await world.WellAsync("export", "out");
        var seen = 0;
        foreach (var (path, text) in Files(Path.Combine(world.Folder, "out")))
        {
            var schema = await SchemaFor(path, text);
            schema.Validate(text).Should().BeEmpty(path);
            var slip = JsonNode.Parse(text)!.AsObject();
            slip["titel"] = "a slip of the pen";
            schema.Validate(slip.ToJsonString()).Should().NotBeEmpty(path);
            seen++;
        }

        seen.Should().Be(7);
    }

    [Fact]
    public async Task The_schemas_in_the_repository_are_current()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        (await Executable.RunAsync(folder, "schema", "export", "schemas")).ExitCode.Should().Be(0);
        Files(Path.Combine(Executable.Repository, "schemas")).Should().BeEquivalentTo(
            Files(Path.Combine(folder, "schemas")), "schemas/ is made by `connector schema export schemas`; run it and commit what changed");
        Directory.Delete(folder, recursive: true);
    }

    private static Task<JsonSchema> SchemaFor(string path, string text)
    {
        var name = path.Split('/')[0] switch
        {
            "accounts" => "account",
            "sources" => "source",
            "schedules" => "schedule",
            "templates" => "template",
            "rules" => "rule",
            "categories" => "categories",
            _ => "policy-" + JsonNode.Parse(text)!["type"]!.GetValue<string>(),
        };
        return JsonSchema.FromFileAsync(Path.Combine(Executable.Repository, "schemas", name + ".schema.json"));
    }

    private static Dictionary<string, string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText);
}
