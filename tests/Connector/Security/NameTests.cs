using System.IO.Abstractions;
using System.Text;
using System.Text.Json.Nodes;
using Connector.Accounts;
using Connector.Archive;
using Connector.Drop;
using Connector.Intake;
using Connector.State;
using Connector.Tests.Drop;
using Connector.Tests.Trip;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Security;

/// <summary>No name leads out of the folder that it belongs into, wherever it comes from.</summary>
public sealed class NameTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("names-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_name_in_a_drop_is_refused_or_stays_below_its_address()
    {
        var root = new Uri("https://dav.example/a/b/");
        foreach (var name in EvilNames.All)
        {
            Uri address;
            try
            {
                address = DropPath.Address(root, name);
            }
            catch (PersonMustDecideException refused)
            {
                (refused.Code, refused.Message.Any(char.IsControl)).Should().Be(("drop.name", false), "of {0}", name);
                continue;
            }

            address.AbsoluteUri.Should().StartWith(root.AbsoluteUri);
            new Uri(address.AbsoluteUri).AbsolutePath.Should().StartWith("/a/b/", "the server resolves nothing else of it");
        }
    }

    [Fact]
    public async Task A_name_in_a_folder_on_this_machine_is_refused_or_stays_in_it()
    {
        var inner = Directory.CreateDirectory(Path.Combine(_folder, "inner")).FullName;
        var folder = new LocalFolder(new DropLocation { Url = new Uri(inner) });
        foreach (var name in EvilNames.All)
        {
            try
            {
                await folder.WriteAsync(name, 1, _ => ValueTask.FromResult<Stream>(new MemoryStream([1])), default);
                await folder.RemoveAsync(name, default);
            }
            catch (Exception refused) when (refused is PersonMustDecideException or RemoteFailedException)
            {
            }
        }

        EvilNames.Below(_folder).Should().Equal(inner);
    }

    [Fact]
    public async Task What_a_server_lists_under_names_that_lead_elsewhere_is_fetched_from_nowhere_else()
    {
        var listed = string.Concat(EvilNames.All.Select(name => $"<response><href>/in/{System.Security.SecurityElement.Escape(Uri.EscapeDataString(name.Replace("\uD800", "", StringComparison.Ordinal).Replace("\uDC00", "", StringComparison.Ordinal)))}</href><propstat><prop><getcontentlength>9</getcontentlength></prop><status>HTTP/1.1 200 OK</status></propstat></response>"));
        await using var server = await TestServer.StartAsync(async context =>
        {
            context.Response.StatusCode = context.Request.Method == "PROPFIND" ? 207 : context.Request.Method == "GET" ? 200 : 201;
            await context.Response.WriteAsync(context.Request.Method == "PROPFIND" ? $"<multistatus xmlns='DAV:'><response><href>/in/</href><propstat><prop><resourcetype><collection/></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response>{listed}</multistatus>" : "sku_id,pr\n");
        });
        await using var world = await TripWorld.BeginAsync(account: account => account with { Intake = new AccountIntake { Url = new Uri(server.Url, "in").ToString(), Settled = TimeSpan.Zero } }, clock: new ManualClock { AutoAdvance = true });
        await world.ReadAndFeedAsync();
        var before = EvilNames.Below(Path.GetDirectoryName(world.Archive.Root)!).Where(path => !path.StartsWith(world.Archive.Root, StringComparison.Ordinal) && !path.Contains(".db", StringComparison.Ordinal)).Append(Path.Combine(Path.GetDirectoryName(world.Archive.Root)!, "intake")).Order(StringComparer.Ordinal).ToList();

        await world.Connector.GetRequiredService<IntakeRun>().GoAsync(TripWorld.AccountName, "Ada", new Progress<TripStep>(), CancellationToken.None);

        server.Asked.Should().Contain(asked => asked.Method == "GET").And.OnlyContain(asked => asked.Target.StartsWith("/in", StringComparison.Ordinal) && !asked.Target.Contains("/../", StringComparison.Ordinal));
        EvilNames.Below(Path.GetDirectoryName(world.Archive.Root)!).Where(path => !path.StartsWith(world.Archive.Root, StringComparison.Ordinal) && !path.Contains(".db", StringComparison.Ordinal)).Should().Equal(before);
    }

    [Fact]
    public async Task A_document_an_account_and_a_site_cannot_be_named_so()
    {
        await using var world = await TripWorld.BeginAsync();
        var documents = world.Connector.GetRequiredService<Documents>();
        var account = documents.InForce(DocumentKinds.Account).Single();
        foreach (var name in EvilNames.All.Where(name => name is not ("con" or "-rf" or "TEMP_x")))
        {
            foreach (var kind in DocumentKinds.All)
            {
                documents.Check([new DocumentText(kind, name, "{}", "here")]).Should().NotBeEmpty();
            }

            foreach (var (member, set) in new (string, Action<JsonObject>)[]
            {
                ("site", json => json["views"]![0]!["site"] = name), ("locale", json => json["views"]![0]!["locale"] = name), ("name", json => json["views"]![0]!["name"] = name),
            })
            {
                var json = JsonNode.Parse(account.Text)!.AsObject();
                set(json);
                documents.Check([new DocumentText(DocumentKinds.Account, account.Name, json.ToJsonString(), "here")]).Should().NotBeEmpty("{0} '{1}' stands in names of files", member, name);
            }
        }
    }

    [Fact]
    public void A_run_and_an_account_cannot_be_asked_for_so()
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder, "archive")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder, "2026", "20260101-full"));
        File.WriteAllText(Path.Combine(_folder, "2026", "20260101-full", "secret.json"), "{}");
        var folders = new RunFolders(root, new FileSystem());
        foreach (var name in EvilNames.All.Append("../../2026").Append("20260101/../../x"))
        {
            ArchiveWalk.Folders(root, name).Should().BeEmpty();
            ArchiveWalk.Strays(root, name).Should().BeEmpty();
            ArchiveWalk.Find(root, name, "20260101-full").Should().BeNull();
            ArchiveWalk.Find(root, "uk", name).Should().BeNull();
            foreach (var (account, run) in new[] { (name, "20260101-full"), ("uk", name) })
            {
                try
                {
                    Path.GetFullPath(folders.Of(account, run)).Should().StartWith(root + "/");
                }
                catch (PersonMustDecideException refused)
                {
                    refused.Code.Should().Be("run.unknown");
                }
            }
        }

        ArchiveWalk.Folders(root, "..").Should().BeEmpty();
    }

    [Fact]
    public void What_a_record_vouches_for_outside_its_folder_is_nothing()
    {
        foreach (var name in EvilNames.All)
        {
            var path = Path.Combine(_folder, "1-record.json");
            File.WriteAllText(path, new JsonObject { ["previous"] = "", ["position"] = 1, ["files"] = new JsonObject { [name.Length == 0 ? "x" : name] = new string('0', 64) } }.ToJsonString(), new UTF8Encoding(false));
            foreach (var vouched in ChainedRecord.Read("uk", "20260101-full", "1-record.json", path).Vouched.Keys)
            {
                Path.GetFullPath(Path.Combine(_folder, vouched)).Should().StartWith(_folder);
            }
        }
    }
}
