using System.Text.Json.Nodes;
using Connector.Drop;
using Connector.State;
using Connector.Tests.Feeds;
using Connector.Tests.Versions;

namespace Connector.Tests.Drop;

/// <summary>What documents may say of how their folders are entered.</summary>
[Trait("covers", "SFC-02")]
public sealed class FolderDocumentTests : IDisposable
{
    private const string Sfcc = "https://dev01-fellfern.demandware.net/on/demandware.servlet/webdav/Sites/Impex/src/feeds";

    private const string Everything = """
        {"signIn": "digest", "user": "a:b", "password": {"file": "/p"}, "limits": {"put": "00:20:00", "get": "00:02:00", "other": "00:00:20", "inactivity": "00:00:30"},
         "trust": {"authority": "/etc/ca.pem", "pins": ["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]}}
        """;

    private readonly StateFolder _state = new();

    public void Dispose() => _state.Dispose();

    private Documents Documents => new(_state.Database, new ManualClock());

    [Theory]
    [InlineData(Everything)]
    [InlineData("""{"clientId": "c", "clientSecret": {"environment": "S"}, "tokenUrl": "https://login.example/token", "scopes": ["files"]}""")]
    [InlineData("""{"user": "u", "password": {"environment": "P"}, "allowPlainHttp": true}""")]
    [InlineData("{}")]
    public void Drop_intake_and_source_are_entered_in_each_way(string access) => Faults(access, "https://dav.example/x").Should().BeEmpty();

    [Theory]
    [InlineData("""{"user": "u"}""", "password")]
    [InlineData("""{"user": "a:b", "password": {"file": "/p"}}""", "user")]
    [InlineData("""{"user": "u", "password": {"file": "/p"}, "clientId": "c", "clientSecret": {"file": "/s"}}""", "clientId")]
    [InlineData("""{"clientId": "c"}""", "clientSecret")]
    [InlineData("""{"signIn": "digest"}""", "signIn")]
    [InlineData("""{"clientId": "c", "clientSecret": {"file": "/s"}, "tokenUrl": "http://login.example/token"}""", "tokenUrl")]
    [InlineData("""{"trust": {"pins": ["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "sha256/x"]}}""", "trust.pins[1]")]
    [InlineData("""{"limits": {"put": "00:00:00", "inactivity": "-00:00:01", "get": "2.00:00:00"}}""", "limits.get", "limits.inactivity", "limits.put")]
    public void What_does_not_fit_together_is_told_for_each_place(string access, params string[] members) =>
        Faults(access, "https://dav.example/x").Should().BeEquivalentTo(new[] { "$.drop.", "$.intake.", "$.access." }.SelectMany(place => members.Select(member => place + member)));

    [Fact]
    public void Plain_http_to_another_machine_is_refused_at_each_place_unless_it_is_allowed()
    {
        Faults("{}", "http://dav.example/x").Should().BeEquivalentTo("$.drop.url", "$.intake.url", "$.location");
        Faults("""{"allowPlainHttp": true}""", "http://dav.example/x").Should().BeEmpty();
        Faults("{}", "http://127.0.0.1:8080/x").Should().BeEmpty();
        new Connector.Archive.ArchiveCopySettings { Url = "http://dav.example/x" }.Faults().Should().ContainSingle().Which.Should().Contain("archiveCopy.url").And.Contain("allowPlainHttp");
    }

    [Theory]
    [InlineData(99, Sfcc, true)]
    [InlineData(100, Sfcc, false)]
    [InlineData(500, "https://dav.example/x", true)]
    public void Parts_for_sfcc_stay_below_100_MB(int megabytes, string url, bool isAllowed)
    {
        var faults = Apply(account => account["drop"] = new JsonObject { ["url"] = url, ["partLimitMb"] = megabytes });
        faults.Select(fault => fault.Path).Should().Equal(isAllowed ? [] : ["$.drop.partLimitMb"]);
        if (!isAllowed)
        {
            faults.Single().ToString().Should().ContainAll("refuses files of 100 MB and more", "at most 99");
        }
    }

    [Fact]
    public void More_than_five_minutes_cannot_be_had_of_sfcc() =>
        Faults("""{"limits": {"put": "00:05:01", "get": "00:05:00"}}""", Sfcc).Should().BeEquivalentTo("$.drop.limits.put", "$.intake.limits.put", "$.access.limits.put");

    [Fact]
    public void The_second_archive_is_held_to_the_same_rules()
    {
        var access = new Connector.Archive.ArchiveCopySettings { Url = "https://dav.example/x", User = "u", Trust = new FolderTrust { Pins = ["x"] } };
        string.Join(' ', access.Faults()).Should().ContainAll("archiveCopy.password: ", "archiveCopy.trust.pins[0]: ");
        new Connector.Archive.ArchiveCopySettings { Url = "ftp://dav.example/x" }.Faults().Should().ContainSingle();
        new Connector.Archive.ArchiveCopySettings { Url = "file:///mnt/second", User = "not looked at" }.Faults().Should().BeEmpty();
    }

    [Fact]
    public void A_folder_on_this_machine_needs_no_secret_although_the_document_names_one()
    {
        var drop = new Accounts.AccountDrop { User = "u", Password = new SecretReference { File = "/not/there" } };
        drop.At(new Uri("file:///srv/drop"), "The drop's ").Password.Should().BeNull();
        FluentActions.Invoking(() => drop.At(new Uri("https://dav.example/"), "The drop's ")).Should().Throw<PersonMustDecideException>().Which.Sentence.Should().StartWith("The drop's password");
    }

    /// <summary>Paths of the faults where all three places are entered so.</summary>
    private IEnumerable<string> Faults(string access, string url)
    {
        JsonObject With(string member, string address)
        {
            var place = JsonNode.Parse(access)!.AsObject();
            place[member] = address;
            return place;
        }

        return Apply(account =>
        {
            account["drop"] = With("url", url + "/drop");
            account["intake"] = With("url", url + "/intake");
        }, new JsonObject { ["location"] = url, ["access"] = JsonNode.Parse(access) }.ToJsonString()).Select(fault => fault.Path);
    }

    private IReadOnlyList<DocumentFault> Apply(Action<JsonObject> account, string source = SomeDocuments.Source) => Documents.Apply(
        [.. SomeDocuments.All.Select(document => SomeDocuments.Given(document.Kind switch
        {
            "sources" => document with { Text = source },
            "accounts" => document with { Text = SomeDocuments.Change(SomeDocuments.Account, account) },
            _ => document,
        }))], "ana", out _);
}
